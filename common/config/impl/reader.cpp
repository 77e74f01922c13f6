#include "common/config/impl/reader.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <limits>
#include <utility>

namespace common {
namespace {

using Type = Config::Type;
using Key = Config::Key;

constexpr std::size_t file_bytes_max = 1024 * 1024;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

struct Unit {
  std::string_view name;
  std::int64_t factor;
};
constexpr Unit durations[] = {
    {"ms", 1}, {"s", 1'000}, {"min", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}};
constexpr Unit sizes[] = {{"B", 1}, {"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}};

std::optional<std::int64_t> to_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// "30 s" → 30,000. A unit is needed except for zero.
template <std::size_t count>
std::optional<std::int64_t> to_quantity(std::string_view text, const Unit (&units)[count]) {
  const std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto number = to_number(text.substr(0, end));
  const std::string_view unit = trimmed(text.substr(end));
  if (!number) return std::nullopt;
  if (*number == 0 && unit.empty()) return 0;
  for (const Unit& each : units)
    if (each.name == unit && *number <= std::numeric_limits<std::int64_t>::max() / each.factor)
      return *number * each.factor;
  return std::nullopt;
}

std::optional<std::int64_t> to_boolean(std::string_view text) {
  for (std::string_view yes : {"yes", "true", "on"})
    if (text == yes) return 1;
  for (std::string_view no : {"no", "false", "off"})
    if (text == no) return 0;
  return std::nullopt;
}

/// The number that the bounds apply to; nothing if the text does not fit the type.
std::optional<std::int64_t> to_measure(const Key& key, const std::string& text) {
  switch (key.type) {
    case Type::integer:
      return to_number(text);
    case Type::boolean:
      return to_boolean(text);
    case Type::duration:
      return to_quantity(text, durations);
    case Type::bytes:
      return to_quantity(text, sizes);
    case Type::list:
      return static_cast<std::int64_t>(split_list(text).size());
    case Type::choice:
      if (std::find(key.choices.begin(), key.choices.end(), text) == key.choices.end())
        return std::nullopt;
      return 0;
    case Type::text:
    case Type::path:
      break;
  }
  return static_cast<std::int64_t>(text.size());
}

std::string joined(const std::vector<std::string>& texts) {
  std::string result;
  for (const std::string& text : texts) result += (result.empty() ? "" : ", ") + text;
  return result;
}

std::string quantity_text(std::int64_t number, const Key& key) {
  std::string result = std::to_string(number) + (key.type == Type::bytes      ? " B"
                                                 : key.type == Type::duration ? " ms"
                                                                              : "");
  const auto with = [&](const auto& units) {
    for (const Unit& unit : units)
      if (number != 0 && number % unit.factor == 0)
        result = std::to_string(number / unit.factor) + " " + std::string(unit.name);
  };
  if (key.type == Type::duration) with(durations);
  if (key.type == Type::bytes) with(sizes);
  return result;
}

/// Levenshtein's distance: how many letters to add, drop or change.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, change}));
    }
  }
  return row[b.size()];
}

}  // namespace

std::string read_config_file(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::exists(file, error))
    throw Error(ErrorCode::not_found, "there is no settings file " + file.string());
  std::ifstream stream(file, std::ios::binary);
  std::string text(file_bytes_max + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (!stream.is_open() || stream.bad() || std::filesystem::is_directory(file, error))
    throw Error(ErrorCode::storage, "the settings file " + file.string() + " cannot be read");
  if (text.size() > file_bytes_max)
    throw Error(ErrorCode::too_large, file.string() + " is larger than 1 MiB");
  return text;
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> result;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const std::string_view entry = trimmed(text.substr(0, comma));
    if (!entry.empty()) result.emplace_back(entry);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return result;
}

std::string expected_text(const Key& key) {
  std::string bounds;
  if (key.min && key.max)
    bounds = " from " + quantity_text(*key.min, key) + " to " + quantity_text(*key.max, key);
  else if (key.min)
    bounds = " of at least " + quantity_text(*key.min, key);
  else if (key.max)
    bounds = " of at most " + quantity_text(*key.max, key);
  switch (key.type) {
    case Type::integer:
      return "a whole number" + bounds;
    case Type::boolean:
      return "yes or no";
    case Type::duration:
      return "a time with its unit (ms, s, min, h, d)" + bounds;
    case Type::bytes:
      return "a size with its unit (B, KiB, MiB, GiB)" + bounds;
    case Type::choice:
      return "one of " + joined(key.choices);
    case Type::list:
      return bounds.empty() ? "a list with commas" : "a list with commas, entries" + bounds;
    case Type::path:
      return bounds.empty() ? "a path" : "a path, characters" + bounds;
    case Type::text:
      break;
  }
  return bounds.empty() ? "a text" : "a text, characters" + bounds;
}

ConfigReader::ConfigReader(const std::vector<Key>& keys, std::filesystem::path file)
    : keys_(keys), file_(std::move(file)) {}

void ConfigReader::read(std::string_view text) {
  std::size_t number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    read_line(trimmed(text.substr(0, end)), {file_.string() + ":" + std::to_string(++number)});
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void ConfigReader::read_line(std::string_view line, const Place& place) {
  if (line.empty() || line[0] == '#' || line[0] == ';') return;
  if (line[0] == '[') {
    if (line.back() != ']' || trimmed(line.substr(1, line.size() - 2)).empty())
      return mistake(place, "", "expected [section]");
    section_ = trimmed(line.substr(1, line.size() - 2));
    return;
  }
  const std::size_t equals = line.find('=');
  const std::string key(trimmed(line.substr(0, equals)));
  if (equals == std::string_view::npos || key.empty())
    return mistake(place, "", "expected key = value");
  if (section_.empty()) return mistake(place, key, "expected a [section] above it");
  assign(section_ + "." + key, std::string(trimmed(line.substr(equals + 1))), place, false);
}

void ConfigReader::override_with(const std::string& assignment) {
  const Place place{"command line"};
  const std::size_t equals = assignment.find('=');
  if (equals == std::string::npos) return mistake(place, assignment, "expected section.key=value");
  assign(std::string(trimmed(assignment.substr(0, equals))),
         std::string(trimmed(assignment.substr(equals + 1))), place, true);
}

void ConfigReader::assign(const std::string& name, const std::string& value, const Place& place,
                          bool may_repeat) {
  const Key* key = find_key(name);
  if (key && key->is_secret)
    return mistake(place, name, "is a secret; give " + name + "_file or " + name + "_env instead");
  if (!key) {
    if (!assign_secret(name, value, place)) mistake(place, name, "unknown" + suggestion(name));
    return;
  }
  const auto [given, is_new] = given_.try_emplace(name, place);
  if (!is_new && !may_repeat)
    return mistake(place, name, "was given before, at " + given->second.where);
  store(*key, value, place);
}

bool ConfigReader::assign_secret(const std::string& name, const std::string& value,
                                 const Place& place) {
  const bool is_file = name.ends_with("_file");
  const bool is_variable = name.ends_with("_env");
  if (!is_file && !is_variable) return false;
  const Key* key = find_key(name.substr(0, name.rfind('_')));
  if (!key || !key->is_secret) return false;
  if (!given_.try_emplace(key->name, place).second) {
    mistake(place, name, "was given before, at " + given_[key->name].where);
    return true;
  }
  std::string secret;
  if (is_file) {
    try {
      secret = read_config_file(file_.parent_path() / value);
    } catch (const Error& error) {
      mistake(place, name, error.text());
      return true;
    }
  } else if (const char* variable = std::getenv(value.c_str())) {
    secret = variable;
  } else {
    mistake(place, name, "the environment has no " + value);
    return true;
  }
  while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r')) secret.pop_back();
  store(*key, secret, place);
  return true;
}

void ConfigReader::store(const Key& key, const std::string& text, const Place& place) {
  const auto measure = to_measure(key, text);
  const bool is_within =
      measure && (!key.min || *measure >= *key.min) && (!key.max || *measure <= *key.max);
  if (!is_within) {
    const std::string found = key.is_secret ? "something else" : "\"" + text + "\"";
    return mistake(place, key.name, "expected " + expected_text(key) + ", found " + found);
  }
  std::string value = text;
  if (key.type == Type::path && !text.empty()) value = (file_.parent_path() / text).string();
  config_.values_[key.name] = {key.type, std::move(value), *measure, key.is_secret ? "" : text,
                               place.where};
}

void ConfigReader::mistake(const Place& place, const std::string& name, const std::string& text) {
  mistakes_.push_back({name, place.where + ": " + (name.empty() ? "" : name + ": ") + text});
}

const Key* ConfigReader::find_key(std::string_view name) const {
  const auto found =
      std::find_if(keys_.begin(), keys_.end(), [&](const Key& key) { return key.name == name; });
  return found == keys_.end() ? nullptr : &*found;
}

std::string ConfigReader::suggestion(const std::string& name) const {
  // A third of the letters wrong is still a slip; more is another word.
  std::size_t best = name.size() / 3 + 1;
  std::string nearest;
  const auto consider = [&](const std::string& known) {
    if (const std::size_t here = distance(name, known); here < best) {
      best = here;
      nearest = known;
    }
  };
  for (const Key& key : keys_) consider(key.is_secret ? key.name + "_file" : key.name);
  return nearest.empty() ? "" : "; did you mean " + nearest + "?";
}

Config ConfigReader::finish() {
  for (const Key& key : keys_) {
    if (given_.contains(key.name)) continue;
    const Place place{file_.string()};
    if (key.fallback)
      store(key, *key.fallback, {default_place});
    else
      mistake(place, key.name + (key.is_secret ? "_file" : ""),
              "is missing; expected " + expected_text(key));
  }
  if (mistakes_.empty()) return std::move(config_);
  std::string text;
  for (const Violation& each : mistakes_) text += (text.empty() ? "" : "\n") + each.text.english();
  throw Error(ErrorCode::bad_input, text, std::move(mistakes_));
}

}  // namespace common
