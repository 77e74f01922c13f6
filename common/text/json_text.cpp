#include "common/text/json_text.hpp"

#include <nlohmann/json.hpp>

namespace common {
namespace {

template <class Json>
std::string told_text(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

nlohmann::json read_json(std::string_view text) {
  return nlohmann::json::parse(text);
}

nlohmann::ordered_json read_ordered_json(std::string_view text) {
  return nlohmann::ordered_json::parse(text);
}

nlohmann::json try_read_json(std::string_view text) {
  return nlohmann::json::parse(text, nullptr, false);
}

nlohmann::ordered_json try_read_ordered_json(std::string_view text) {
  return nlohmann::ordered_json::parse(text, nullptr, false);
}

std::string json_text(const nlohmann::json& value) {
  return value.dump();
}
std::string json_text(const nlohmann::ordered_json& value) {
  return value.dump();
}
std::string told_json_text(const nlohmann::json& value) {
  return told_text(value);
}
std::string told_json_text(const nlohmann::ordered_json& value) {
  return told_text(value);
}

}  // namespace common
