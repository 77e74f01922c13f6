#pragma once
#include <date/date.h>

#include <cstdint>
#include <string>

#include "common/clock/clock.hpp"

/// Wall clocks by the IANA time zone database. A zone that is empty or not known is UTC.
namespace common::zone {

using LocalTime = date::local_time<std::chrono::microseconds>;

bool is_known(const std::string& zone);
LocalTime to_local(Instant at, const std::string& zone);
/// Days since 1970-01-01 on the wall.
std::int32_t local_day(Instant at, const std::string& zone);
/// The instant of a wall clock: the first of two when the clock was set back, the change itself in
/// the hour that it skips.
Instant local_instant(std::int32_t day, std::chrono::minutes since_midnight,
                      const std::string& zone);
/// By the pattern of strftime, to the second: "%Y-%m-%d %H:%M".
std::string format(Instant at, const std::string& zone, const char* pattern);

}  // namespace common::zone
