#pragma once
#include <cstdint>
#include <string>

#include "common/clock/clock.hpp"

namespace common::rules {

/// A number of a series as people read it. The pattern may name {year}, {month}, {number}, and
/// {number:5} for five digits at least; what it does not know stays as it is.
std::string format_number(std::string pattern, std::int64_t number, Instant at);
/// With the year and month of a document's day, in days since 1970.
std::string format_number_of_day(std::string pattern, std::int64_t number, std::int32_t day);

}  // namespace common::rules
