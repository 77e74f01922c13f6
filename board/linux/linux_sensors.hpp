#pragma once
#include <filesystem>

#include "board/sensors/sensors.hpp"

namespace board {

/// Sensors as the kernel shows them: temperature of a thermal zone or of hwmon, supply of
/// power_supply or of a hwmon input whose label says so, signal of the first wireless interface.
class LinuxSensors final : public Sensors {
 public:
  /// `root`: in front of /sys and /proc, for tests.
  explicit LinuxSensors(std::filesystem::path root = "/");
  Measured read() override;

 private:
  std::optional<std::int32_t> temperature() const;
  std::optional<std::uint32_t> supply() const;
  std::optional<std::int32_t> signal() const;

  std::filesystem::path root_;
};

}  // namespace board
