#pragma once
#include <algorithm>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/text/text.hpp"

namespace edge::day {

/// Throws bad_input naming a field that nobody would read: most likely another one was meant.
inline void only_fields(const nlohmann::json& input,
                        std::initializer_list<std::string_view> known) {
  if (!input.is_object()) common::refuse("", "expected a JSON object");
  for (auto& [key, value] : input.items())
    if (std::find(known.begin(), known.end(), key) == known.end())
      common::refuse(common::text::to_plain(key, 100), "there is no such field here");
}

/// Text of a key; empty when it is missing or null. Throws bad_input for another kind of value.
inline std::string text_in(const nlohmann::json& input, const char* key) {
  if (!input.is_object()) common::refuse("", "expected a JSON object");
  auto found = input.find(key);
  if (found == input.end() || found->is_null()) return {};
  if (!found->is_string()) common::refuse(key, "expected a text");
  return found->get<std::string>();
}

inline std::string required_text(const nlohmann::json& input, const char* key) {
  auto text = text_in(input, key);
  if (text.find_first_not_of(" \t\r\n") == std::string::npos)
    common::refuse(key, "this must be filled in");
  return text;
}

/// A decimal as text or number, in millionths; one when it is missing.
inline std::int64_t quantity_in(const nlohmann::json& input, const char* key) {
  if (!input.is_object()) common::refuse("", "expected a JSON object");
  auto found = input.find(key);
  if (found == input.end() || found->is_null()) return 1'000'000;
  if (found->is_string()) {
    try {
      return common::codec::parse_scaled(found->get<std::string>(), 6);
    } catch (const common::Error& error) {
      common::refuse(key, error.sentence());
    }
  }
  if (found->is_number_integer()) return common::codec::parse_scaled(found->dump(), 6);
  common::refuse(key, "expected a decimal number as text");
}

inline bool flag_in(const nlohmann::json& input, const char* key) {
  if (!input.is_object()) common::refuse("", "expected a JSON object");
  auto found = input.find(key);
  if (found == input.end() || found->is_null()) return false;
  if (!found->is_boolean()) common::refuse(key, "expected true or false");
  return found->get<bool>();
}

}  // namespace edge::day
