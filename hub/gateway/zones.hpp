#pragma once
#include <cstdint>
#include <string>

#include "common/clock/clock.hpp"

namespace hub::gateway {

/// Days since 1970-01-01 of the instant's date in an IANA zone; UTC's for a zone that this system
/// does not know.
std::int32_t day_in(const std::string& zone, common::Instant at);

}  // namespace hub::gateway
