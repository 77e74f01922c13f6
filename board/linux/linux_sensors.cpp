#include "board/linux/linux_sensors.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace board {
namespace {

namespace fs = std::filesystem;

// Beyond these a sensor is broken or not connected.
constexpr std::int64_t temperature_min_mdeg = -60'000, temperature_max_mdeg = 150'000;
constexpr std::int64_t supply_max_mv = 100'000;
constexpr int signal_min_dbm = -150;

/// In the order of their names, so that the same sensor is read after a restart.
std::vector<fs::path> list(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code trouble;
  for (fs::directory_iterator at(folder, trouble), end; !trouble && at != end;
       at.increment(trouble))
    found.push_back(at->path());
  std::sort(found.begin(), found.end());
  return found;
}

std::optional<std::int64_t> number_in(const fs::path& file) {
  std::ifstream stream(file);
  std::int64_t value = 0;
  if (!(stream >> value)) return std::nullopt;
  return value;
}

std::string word_in(const fs::path& file) {
  std::ifstream stream(file);
  std::string text;
  std::getline(stream, text);
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return text;
}

bool means_supply(const std::string& label) {
  return label.find("vin") != label.npos || label.find("supply") != label.npos ||
         label.find("bat") != label.npos;
}

std::optional<std::uint32_t> millivolts(std::optional<std::int64_t> value) {
  if (!value || *value <= 0 || *value > supply_max_mv) return std::nullopt;
  return static_cast<std::uint32_t>(*value);
}

}  // namespace

LinuxSensors::LinuxSensors(fs::path root) : root_(std::move(root)) {}

Measured LinuxSensors::read() {
  return {supply(), temperature(), signal()};
}

std::optional<std::int32_t> LinuxSensors::temperature() const {
  std::vector<fs::path> files;
  for (auto& zone : list(root_ / "sys/class/thermal"))
    if (zone.filename().string().starts_with("thermal_zone")) files.push_back(zone / "temp");
  for (auto& chip : list(root_ / "sys/class/hwmon")) files.push_back(chip / "temp1_input");
  for (auto& file : files) {
    auto mdeg = number_in(file);
    if (mdeg && *mdeg >= temperature_min_mdeg && *mdeg <= temperature_max_mdeg)
      return static_cast<std::int32_t>(*mdeg / 10);
  }
  return std::nullopt;
}

std::optional<std::uint32_t> LinuxSensors::supply() const {
  for (auto& source : list(root_ / "sys/class/power_supply"))
    if (auto microvolts = number_in(source / "voltage_now"))
      if (auto found = millivolts(*microvolts / 1000)) return found;
  for (auto& chip : list(root_ / "sys/class/hwmon"))
    for (auto& file : list(chip)) {
      auto name = file.filename().string();
      if (!name.starts_with("in") || !name.ends_with("_label") || !means_supply(word_in(file)))
        continue;
      auto input = chip / (name.substr(0, name.size() - std::string("label").size()) + "input");
      if (auto found = millivolts(number_in(input))) return found;
    }
  return std::nullopt;
}

/// "wlan0: 0000   54.  -56.  -256 …" below two lines of heading.
std::optional<std::int32_t> LinuxSensors::signal() const {
  std::ifstream stream(root_ / "proc/net/wireless");
  std::string line;
  for (int heading = 0; heading < 2; ++heading) std::getline(stream, line);
  while (std::getline(stream, line)) {
    std::istringstream words(line);
    std::string name, status;
    double quality = 0, level = 0;
    words >> name >> status >> quality;
    words.ignore(1, '.');
    if (!(words >> level) || level >= 0 || level < signal_min_dbm) continue;
    return static_cast<std::int32_t>(level);
  }
  return std::nullopt;
}

}  // namespace board
