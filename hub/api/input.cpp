#include "hub/api/input.hpp"

#include "common/error/error.hpp"

namespace hub::api {
namespace {

bool is_given(const nlohmann::json& input, const char* field) {
  return input.is_object() && input.contains(field) && !input[field].is_null();
}

}  // namespace

std::string text_of(const nlohmann::json& input, const char* field) {
  if (!is_given(input, field) || !input[field].is_string()) common::refuse(field, "expected text");
  return input[field].get<std::string>();
}

std::string optional_text_of(const nlohmann::json& input, const char* field) {
  return is_given(input, field) ? text_of(input, field) : std::string();
}

std::vector<std::string> texts_of(const nlohmann::json& input, const char* field) {
  std::vector<std::string> texts;
  if (!is_given(input, field)) return texts;
  if (!input[field].is_array()) common::refuse(field, "expected a list of texts");
  for (auto& one : input[field]) {
    if (!one.is_string()) common::refuse(field, "expected a list of texts");
    texts.push_back(one.get<std::string>());
  }
  return texts;
}

}  // namespace hub::api
