#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace hub::transfer::formats {

using Cells = std::vector<std::pair<std::string, std::string>>;

/// A record as names and texts: {"address": {"city": "Vaduz"}, "channels": [{"value": "x"}]} gives
/// "address.city" and "channels.1.value"; a list of texts is one cell with commas between. What is
/// null or empty is left out.
Cells flatten(const nlohmann::json& record);

/// Sets the value at such a path, with lists growing as they need to. Throws bad_input for a path
/// that contradicts an earlier one or counts beyond 1000.
void set_at(nlohmann::json& record, std::string_view path, nlohmann::json value);

/// The texts of a cell that holds several: commas, semicolons or line ends between, quotes around
/// those that hold one.
std::vector<std::string> split_list(std::string_view cell);
std::string join_list(const std::vector<std::string>& texts);

}  // namespace hub::transfer::formats
