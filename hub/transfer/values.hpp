#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "hub/transfer/targets.hpp"
#include "hub/transfer/transform.hpp"

namespace hub::transfer {

using Json = nlohmann::json;

/// A cell as the value that the API would be sent for this target; the record's own checks come
/// later. References stay text. Throws bad_input with what was expected.
Json value_of(const Target& target, std::string_view cell, const Transform& transform);

/// "2026-03-12" of 12.03.2026, 2026-03-12, 3/12/2026, 12 Mar 2026, with two digits of the year 1970
/// to 2069. With the day after or before the month unsaid and both below 13, bars are refused.
std::string day_of(std::string_view text, Transform::Dates dates);
/// "1234.50" of 1'234.50, 1.234,50, 1 234,50. One separator with three digits behind it may be
/// either: refused unless it is said.
std::string number_of(std::string_view text, Transform::Decimals decimals);

}  // namespace hub::transfer
