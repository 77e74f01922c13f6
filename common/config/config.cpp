#include "common/config/config.hpp"

#include <algorithm>

#include "common/config/impl/reader.hpp"
#include "common/error/error.hpp"

namespace common {

Config Config::load(const std::vector<Key>& keys, const std::filesystem::path& file,
                    const std::vector<std::string>& overrides) {
  return parse(keys, read_config_file(file), file, overrides);
}

Config Config::parse(const std::vector<Key>& keys, std::string_view text,
                     const std::filesystem::path& file, const std::vector<std::string>& overrides) {
  ConfigReader reader(keys, file);
  reader.read(text);
  for (const std::string& each : overrides) reader.override_with(each);
  return reader.finish();
}

const Config::Value& Config::value(std::string_view name, std::initializer_list<Type> types) const {
  const auto found = values_.find(name);
  if (found == values_.end() ||
      std::find(types.begin(), types.end(), found->second.type) == types.end())
    throw Error(ErrorCode::internal,
                "the setting " + std::string(name) + " is not declared with this type");
  return found->second;
}

const std::string& Config::text(std::string_view name) const {
  return value(name, {Type::text, Type::choice}).text;
}
std::int64_t Config::integer(std::string_view name) const {
  return value(name, {Type::integer}).number;
}
bool Config::boolean(std::string_view name) const {
  return value(name, {Type::boolean}).number != 0;
}
std::chrono::milliseconds Config::duration(std::string_view name) const {
  return std::chrono::milliseconds(value(name, {Type::duration}).number);
}
std::size_t Config::bytes(std::string_view name) const {
  return static_cast<std::size_t>(value(name, {Type::bytes}).number);
}
std::filesystem::path Config::path(std::string_view name) const {
  return value(name, {Type::path}).text;
}
std::vector<std::string> Config::list(std::string_view name) const {
  return split_list(value(name, {Type::list}).text);
}

const std::string& Config::raw(std::string_view name) const {
  return any_value(name).raw;
}
const std::string& Config::where(std::string_view name) const {
  return any_value(name).where;
}
bool Config::is_default(std::string_view name) const {
  return where(name) == default_place;
}

const Config::Value& Config::any_value(std::string_view name) const {
  const auto found = values_.find(name);
  if (found == values_.end())
    throw Error(ErrorCode::internal, "the setting " + std::string(name) + " is not declared");
  return found->second;
}

std::string Config::sample(const std::vector<Key>& keys) {
  std::string text;
  std::string section;
  for (const Key& key : keys) {
    const std::size_t dot = key.name.find('.');
    if (key.name.substr(0, dot) != section) {
      section = key.name.substr(0, dot);
      text += (text.empty() ? "[" : "\n[") + section + "]\n";
    }
    const std::string name = key.name.substr(dot + 1);
    text += "# " + key.about + ": " + expected_text(key) + ".\n";
    if (key.is_secret)
      text += "#" + name + "_file = \n";
    else
      text += (key.fallback ? "#" : "") + name + " = " + key.fallback.value_or("") + "\n";
  }
  return text;
}

}  // namespace common
