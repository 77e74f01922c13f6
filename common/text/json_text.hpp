#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

/// JSON and its text. Compiled once: each file that calls nlohmann's own parse() or dump() compiles
/// its parser or writer again, which takes longer than all the rest of the file.
namespace common {

/// What we wrote ourselves; throws nlohmann::json::exception where it is no JSON. What others wrote
/// is read by text::parse_bounded_json.
nlohmann::json read_json(std::string_view text);
nlohmann::ordered_json read_ordered_json(std::string_view text);  ///< keeps the order of names
/// The same; where it is no JSON a value that is_discarded().
nlohmann::json try_read_json(std::string_view text);
nlohmann::ordered_json try_read_ordered_json(std::string_view text);

/// In one line. Throws nlohmann::json::exception for text that is not UTF-8.
std::string json_text(const nlohmann::json& value);
std::string json_text(const nlohmann::ordered_json& value);
/// The same; what is not UTF-8 becomes U+FFFD.
std::string told_json_text(const nlohmann::json& value);
std::string told_json_text(const nlohmann::ordered_json& value);

}  // namespace common
