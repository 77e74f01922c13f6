#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/config/config.hpp"
#include "common/error/error.hpp"

namespace common {

/// Where a value stands that nobody gave.
inline constexpr const char* default_place = "default";

/// Whole text of a settings file of at most 1 MiB. Throws Error{not_found}, Error{storage} or
/// Error{too_large}.
std::string read_config_file(const std::filesystem::path& file);
std::vector<std::string> split_list(std::string_view text);
/// What a key takes, for people: "a whole number from 1 to 65535".
std::string expected_text(const Config::Key& key);

/// Gathers values and mistakes; one per load.
class ConfigReader {
 public:
  ConfigReader(const std::vector<Config::Key>& keys, std::filesystem::path file);

  void read(std::string_view text);
  void override_with(const std::string& assignment);
  /// Fills in defaults; throws if there was any mistake.
  Config finish();

 private:
  struct Place {
    std::string where;  ///< "hub.conf:12"
  };

  void read_line(std::string_view line, const Place& place);
  void assign(const std::string& name, const std::string& value, const Place& place,
              bool may_repeat);
  /// True if the name is `<secret>_file` or `<secret>_env`, which it then follows.
  bool assign_secret(const std::string& name, const std::string& value, const Place& place);
  void store(const Config::Key& key, const std::string& value, const Place& place);
  void mistake(const Place& place, const std::string& name, const std::string& text);
  const Config::Key* find_key(std::string_view name) const;
  std::string suggestion(const std::string& name) const;

  const std::vector<Config::Key>& keys_;
  std::filesystem::path file_;
  std::string section_;
  std::map<std::string, Place> given_;
  std::vector<Violation> mistakes_;
  Config config_;
};

}  // namespace common
