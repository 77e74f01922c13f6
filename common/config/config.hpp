#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace common {

/// A program's settings: declared, read once at start, then only read. Any thread may read.
class Config {
 public:
  enum class Type {
    text,
    integer,
    boolean,   ///< yes or no, also true, false, on, off
    duration,  ///< a whole number with ms, s, min, h or d; bounds are in milliseconds
    bytes,     ///< a whole number with B, KiB, MiB or GiB; bounds are in bytes
    path,      ///< taken relative to the file's folder
    choice,    ///< one of `choices`
    list,      ///< texts with commas between
  };

  struct Key {
    std::string name;  ///< "section.key"
    Type type = Type::text;
    std::optional<std::string> fallback;  ///< none: the key must be given
    std::optional<std::int64_t>
        min;  ///< of the number; of the length for texts, of the count for lists
    std::optional<std::int64_t> max;
    std::vector<std::string> choices;
    bool is_secret = false;  ///< given by `<key>_file` or `<key>_env` only
    std::string about;       ///< one line for the sample file
  };

  /// `overrides` are "section.key=value" from the command line and win over the file.
  /// Throws Error{bad_input} with one violation per mistake, each "file:line: section.key: what was
  /// expected"; a missing file is Error{not_found}.
  static Config load(const std::vector<Key>& keys, const std::filesystem::path& file,
                     const std::vector<std::string>& overrides = {});
  /// The same from text; `file` is for messages and relative paths.
  static Config parse(const std::vector<Key>& keys, std::string_view text,
                      const std::filesystem::path& file,
                      const std::vector<std::string>& overrides = {});

  // Getters throw Error{internal} for a key that was not declared with that type.
  const std::string& text(std::string_view name) const;  ///< also choice
  std::int64_t integer(std::string_view name) const;
  bool boolean(std::string_view name) const;
  std::chrono::milliseconds duration(std::string_view name) const;
  std::size_t bytes(std::string_view name) const;
  std::filesystem::path path(std::string_view name) const;  ///< empty if the value is
  std::vector<std::string> list(
      std::string_view name) const;  ///< without blanks around; no empty entries

  /// As it was written; not for secrets.
  const std::string& raw(std::string_view name) const;
  /// "hub.conf:12", "command line", or "default".
  const std::string& where(std::string_view name) const;
  bool is_default(std::string_view name) const;

  /// A file with every key, its meaning, bounds and default; keys that must be given stand empty.
  static std::string sample(const std::vector<Key>& keys);

 private:
  struct Value {
    Type type;
    std::string text;
    std::int64_t number = 0;
    std::string raw, where;
  };
  friend class ConfigReader;
  const Value& any_value(std::string_view name) const;
  const Value& value(std::string_view name, std::initializer_list<Type> types) const;

  std::map<std::string, Value, std::less<>> values_;
};

}  // namespace common
