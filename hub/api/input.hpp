#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace hub::api {

/// A member of a JSON body. Throws bad_input naming it when it is missing or no text.
std::string text_of(const nlohmann::json& input, const char* field);
/// Empty when it is missing or null.
std::string optional_text_of(const nlohmann::json& input, const char* field);
/// Empty when it is missing or null. Throws bad_input unless it is a list of texts.
std::vector<std::string> texts_of(const nlohmann::json& input, const char* field);

}  // namespace hub::api
