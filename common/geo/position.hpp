#pragma once
#include <cstdint>

namespace common::geo {

/// A point on earth in degrees, WGS 84. North and east are positive.
struct Position {
  double latitude = 0;
  double longitude = 0;
  bool operator==(const Position&) const = default;
};

/// Finite, latitude -90..90, longitude -180..180.
bool valid(Position position);
/// Throws Error{bad_input} naming the field unless valid.
void require_valid(Position position, const char* field);

/// Great-circle distance in metres by the haversine formula (R. W. Sinnott, "Virtues of the
/// Haversine", Sky and Telescope 68, 1984) on a sphere of the IUGG mean radius 6,371,008.8 m.
/// Within 0.6 % of the ellipsoid.
double distance_m(Position from, Position to);

/// Degrees times ten million, as receivers, wire and road files carry them: 1 unit is at most 1.1
/// cm.
struct PositionE7 {
  std::int32_t latitude = 0;
  std::int32_t longitude = 0;
  bool operator==(const PositionE7&) const = default;
};

/// Rounds to the nearest unit. Throws Error{bad_input} if not valid.
PositionE7 to_e7(Position position);
Position from_e7(PositionE7 position);

/// The point that divides a short line (some kilometres) at `fraction` 0..1 from its start.
Position between(Position from, Position to, double fraction);

/// Where a point comes nearest to a short line.
struct LineHit {
  double distance_m = 0;
  double fraction = 0;  ///< 0 = at the start, 1 = at the end
};
/// On a plane that touches the earth at `point`; good for lines of some kilometres.
LineHit nearest_on_line(Position point, Position from, Position to);

}  // namespace common::geo
