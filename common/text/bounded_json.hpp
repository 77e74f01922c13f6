#pragma once
#include <nlohmann/json.hpp>
#include <string_view>

namespace common::text {

/// As parsed, a value takes ten times its bytes and more: bounds that keep a body from taking the
/// memory of everybody.
inline constexpr int json_depth_max = 64, json_values_max = 1'000'000;

/// JSON text within these bounds. Throws bad_input that names the bound, or where the text breaks.
nlohmann::json parse_bounded_json(std::string_view text);

}  // namespace common::text
