#pragma once
#include <functional>
#include <optional>
#include <string>

#include "common/clock/clock.hpp"

namespace board {

enum class FixMode { two_d, three_d };

/// Where the van was at one moment, as its receiver says.
struct Fix {
  common::Instant at;  ///< when the position was taken, by the satellites' time
  double latitude;     ///< degrees, WGS 84
  double longitude;
  std::optional<double>
      accuracy_m;  ///< the position lies within that distance, as far as the receiver knows
  std::optional<double> speed_m_s;
  std::optional<double> course_degrees;  ///< clockwise from true north, 0..360; none while standing
  FixMode mode;
};

/// Why there is no position.
enum class NoFix {
  searching,    ///< a receiver is there and sees too few satellites
  no_receiver,  ///< the service is there, and no receiver sends to it
  no_service,   ///< the service cannot be reached
};

/// One report: a fix, or why there is none. Never an old position.
struct Reading {
  std::optional<Fix> fix;
  NoFix reason = NoFix::searching;  ///< only if there is no fix
};

/// The satellite receiver of the van.
class Gps {
 public:
  /// Called on a thread of the receiver; must only hand the reading over. Fixes come in order of
  /// their time, each once; a loss of fix comes once per reason.
  using Listener = std::function<void(const Reading&)>;

  virtual ~Gps() = default;
  virtual void start(Listener listener) = 0;
  /// No reading comes after it returned.
  virtual void stop() = 0;
};

/// "searching", "no receiver" or "no service".
std::string describe(NoFix reason);
/// False for positions and values that no receiver on earth can mean: not a number, out of range,
/// or exactly 0, 0, which is what some give before their first fix.
bool is_plausible(const Fix& fix);

}  // namespace board
