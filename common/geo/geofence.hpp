#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "common/clock/clock.hpp"
#include "common/geo/position.hpp"

namespace common::geo {

/// One position as a receiver reported it. `at` is the receiver's own time, never the host's.
struct Fix {
  Instant at;
  Position position;
  std::optional<double> accuracy_m;  ///< radius that holds the true place two times out of three
};

/// A circle around a site.
struct Geofence {
  Position centre;
  double radius_m = 100;
};

/// How sure the detector wants to be. All times are fix time: a parked host clock counts nothing.
struct GeofenceSettings {
  double leave_margin_m = 50;  ///< enter at the radius, leave beyond radius + margin
  std::chrono::milliseconds enter_dwell = std::chrono::seconds(60);
  std::chrono::milliseconds leave_dwell = std::chrono::seconds(30);
  std::chrono::milliseconds gap_credit =
      std::chrono::seconds(15);  ///< most that one interval between fixes counts
  std::chrono::milliseconds gap_restart =
      std::chrono::minutes(10);  ///< a longer silence starts the count anew
  int outliers = 2;              ///< so many contrary fixes in a row are forgiven
  double speed_max_m_s =
      70;  ///< a fix that would need more speed than this is a jump and is ignored
};

/// What the detector remembers; store it after each fix or each minute and hand it back after a
/// restart.
struct GeofenceState {
  bool inside = false;
  bool counting = false;  ///< a change of side is being counted
  Instant began;          ///< first fix of that count
  Instant last_support;   ///< latest fix that spoke for the change
  std::chrono::milliseconds gathered{0};
  int contrary = 0;   ///< fixes against the change, in a row
  bool seen = false;  ///< last_at and last_position are set
  Instant last_at;
  Position last_position;
  bool operator==(const GeofenceState&) const = default;
};

/// First byte is the format (1), then varints; 2 to about 50 bytes.
std::string encode(const GeofenceState& state);
/// Positions come back to 1e-7 degrees, durations to a millisecond. Throws Error{bad_input} for
/// anything else than encode's output.
GeofenceState decode_geofence_state(std::string_view bytes);

enum class GeofenceEventKind { entered, left };

/// A change of side that has lasted long enough. `entered` proposes "on site"; the technician
/// confirms it.
struct GeofenceEvent {
  GeofenceEventKind kind;
  Instant at;            ///< first fix on the new side: what a time sheet wants
  Instant confirmed_at;  ///< the fix that made it sure
};

/// Watches one geofence. Inside the radius speaks for being there, beyond radius + margin (accuracy
/// deducted) for being away, the ring between and a fix less accurate than the radius say nothing.
/// A change is reported once, when enough fix time speaks for it. Not thread-safe; does no I/O.
class GeofenceDetector {
 public:
  /// Throws Error{bad_input} for an invalid centre, or a radius outside 1..100,000 m.
  GeofenceDetector(const Geofence& fence, const GeofenceSettings& settings,
                   GeofenceState state = {});

  /// Fixes in the order of their time; an older one is ignored, unless the receiver's clock was set
  /// back by over an hour. An invalid position is ignored.
  std::optional<GeofenceEvent> add(const Fix& fix);

  const GeofenceState& state() const { return state_; }

 private:
  enum class Says { nothing, here, away };
  Says judge(const Fix& fix) const;
  bool accept(const Fix& fix);
  void support(Instant at);
  void oppose();

  Geofence fence_;
  GeofenceSettings settings_;
  GeofenceState state_;
};

}  // namespace common::geo
