#pragma once
#include <cstdint>
#include <optional>

namespace board {

/// What the board measures of itself; nothing where it has no such sensor, or it gave no sense.
struct Measured {
  std::optional<std::uint32_t> supply_mv;        ///< at its input
  std::optional<std::int32_t> temperature_cdeg;  ///< hundredths of a degree Celsius
  std::optional<std::int32_t> signal_dbm;        ///< of the radio link
};

/// The sensors of the van's computer.
class Sensors {
 public:
  virtual ~Sensors() = default;
  /// Takes milliseconds; never throws for a sensor that fails.
  virtual Measured read() = 0;
};

}  // namespace board
