#include "hub/transfer/formats/flat.hpp"

#include <charconv>
#include <optional>

#include "common/error/error.hpp"
#include "common/text/json_text.hpp"
#include "common/text/text.hpp"

namespace hub::transfer::formats {
namespace {

using nlohmann::json;
constexpr std::size_t entries_max = 1000;

std::string text_of(const json& value) {
  return value.is_string() ? value.get<std::string>() : common::json_text(value);
}

void flatten_into(Cells& cells, const std::string& path, const json& value);

void flatten_list(Cells& cells, const std::string& path, const json& list) {
  bool plain = true;
  std::vector<std::string> texts;
  for (auto& one : list) {
    plain = plain && !one.is_structured();
    texts.push_back(text_of(one));
  }
  if (plain) return void(cells.emplace_back(path, join_list(texts)));
  for (std::size_t i = 0; i < list.size(); ++i)
    flatten_into(cells, path + "." + std::to_string(i + 1), list[i]);
}

void flatten_into(Cells& cells, const std::string& path, const json& value) {
  if (value.is_null()) return;
  if (value.is_object()) {
    for (auto& [key, part] : value.items())
      flatten_into(cells, path.empty() ? key : path + "." + key, part);
  } else if (value.is_array()) {
    if (!value.empty()) flatten_list(cells, path, value);
  } else {
    cells.emplace_back(path, text_of(value));
  }
}

/// The place in a list that a part of a path names, from 0.
std::optional<std::size_t> index_of(std::string_view part) {
  std::size_t index = 0;
  auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), index);
  if (error != std::errc() || end != part.data() + part.size() || index == 0) return std::nullopt;
  if (index > entries_max) common::refuse("mapping", "at most 1000 lines");
  return index - 1;
}

}  // namespace

Cells flatten(const json& record) {
  Cells cells;
  flatten_into(cells, "", record);
  return cells;
}

void set_at(json& record, std::string_view path, json value) {
  auto place = &record;
  for (auto& part : common::text::split(path, '.')) {
    auto index = index_of(part);
    bool fits = place->is_null() || (index ? place->is_array() : place->is_object());
    if (!fits) common::refuse(std::string(path), "contradicts another column of the same field");
    if (index) {
      while (place->size() <= *index) place->push_back(nullptr);
      place = &(*place)[*index];
    } else {
      place = &(*place)[part];
    }
  }
  *place = std::move(value);
}

std::vector<std::string> split_list(std::string_view cell) {
  std::vector<std::string> texts;
  std::string text;
  bool quoted = false;
  auto end_text = [&] {
    if (auto trimmed = common::text::trim(text); !trimmed.empty()) texts.emplace_back(trimmed);
    text.clear();
  };
  for (char c : cell) {
    if (c == '"')
      quoted = !quoted;
    else if (!quoted && (c == ',' || c == ';' || c == '\n'))
      end_text();
    else
      text += c;
  }
  end_text();
  return texts;
}

std::string join_list(const std::vector<std::string>& texts) {
  std::string joined;
  for (auto& text : texts) {
    bool quote = text.find_first_of(",;\n") != std::string::npos;
    joined += (joined.empty() ? "" : ", ") + (quote ? "\"" + text + "\"" : text);
  }
  return joined;
}

}  // namespace hub::transfer::formats
