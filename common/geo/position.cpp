#include "common/geo/position.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "common/error/error.hpp"

namespace common::geo {
namespace {

constexpr double earth_radius_m = 6'371'008.8;
constexpr double metres_per_degree = earth_radius_m * std::numbers::pi / 180;

double radians(double degrees) {
  return degrees * std::numbers::pi / 180;
}

// The shorter way round: -180..180.
double longitude_difference(double from, double to) {
  return std::remainder(to - from, 360.0);
}

}  // namespace

bool valid(Position position) {
  return std::isfinite(position.latitude) && std::isfinite(position.longitude) &&
         std::abs(position.latitude) <= 90 && std::abs(position.longitude) <= 180;
}

void require_valid(Position position, const char* field) {
  if (!valid(position)) {
    refuse(field, "latitude must be -90 to 90 and longitude -180 to 180 degrees");
  }
}

double distance_m(Position from, Position to) {
  const double half_up = std::sin(radians(to.latitude - from.latitude) / 2);
  const double half_across =
      std::sin(radians(longitude_difference(from.longitude, to.longitude)) / 2);
  const double haversine = half_up * half_up + std::cos(radians(from.latitude)) *
                                                   std::cos(radians(to.latitude)) * half_across *
                                                   half_across;
  return 2 * earth_radius_m * std::asin(std::sqrt(std::min(1.0, haversine)));
}

PositionE7 to_e7(Position position) {
  require_valid(position, "position");
  return {static_cast<std::int32_t>(std::lround(position.latitude * 1e7)),
          static_cast<std::int32_t>(std::lround(position.longitude * 1e7))};
}

Position from_e7(PositionE7 position) {
  return {position.latitude / 1e7, position.longitude / 1e7};
}

Position between(Position from, Position to, double fraction) {
  const double across = longitude_difference(from.longitude, to.longitude);
  const double longitude = std::remainder(from.longitude + across * fraction, 360.0);
  return {from.latitude + (to.latitude - from.latitude) * fraction, longitude};
}

LineHit nearest_on_line(Position point, Position from, Position to) {
  const double shrink = std::cos(radians(point.latitude)) * metres_per_degree;
  const double from_x = longitude_difference(point.longitude, from.longitude) * shrink;
  const double from_y = (from.latitude - point.latitude) * metres_per_degree;
  const double along_x = longitude_difference(from.longitude, to.longitude) * shrink;
  const double along_y = (to.latitude - from.latitude) * metres_per_degree;
  const double square = along_x * along_x + along_y * along_y;
  const double fraction =
      square > 0 ? std::clamp(-(from_x * along_x + from_y * along_y) / square, 0.0, 1.0) : 0.0;
  return {std::hypot(from_x + along_x * fraction, from_y + along_y * fraction), fraction};
}

}  // namespace common::geo
