#pragma once
#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/clock/clock.hpp"
#include "common/geo/position.hpp"

namespace common::geo {

/// Where the van was at a time.
struct TrackPoint {
  Instant at;
  Position position;
  bool operator==(const TrackPoint&) const = default;
};

struct ThinSettings {
  double tolerance_m = 12;  ///< no dropped point is farther than this from where the thinned track
                            ///< puts it at its time
  std::chrono::seconds interval_max =
      std::chrono::seconds(60);  ///< a point at least this often, where there were fixes
};

/// Drops points that the rest already tells. Keeps first and last and the order; every kept point
/// is one of the input. Top-down splitting (Douglas and Peucker, 1973) with the distance taken at
/// equal time (TD-TR: Meratnia and de By, 2004), so that "where at ten past eight" stays true, not
/// the line alone. Input in the order of time.
std::vector<TrackPoint> thin(std::span<const TrackPoint> points, const ThinSettings& settings);

constexpr std::size_t track_points_max = 65'536;

/// One segment as bytes. Format byte 1, then varints: number of points, then per point the
/// difference to the one before (the first to zero) in tenths of a second, millionths of a degree
/// of latitude, and of longitude, each zigzag. About 6 bytes a point. Rounds to those units (0.1 s,
/// 11 cm). Throws Error{too_large} above track_points_max, bad_input for an invalid position.
std::string encode_track(std::span<const TrackPoint> points);
/// Throws Error{bad_input} for another format, cut or extra bytes, positions out of range.
std::vector<TrackPoint> decode_track(std::string_view bytes);

/// Cuts a drive into append-only segments: each is thinned once when it closes and never changes
/// afterwards. A segment starts with the last point of the one before it, so the line has no holes.
/// Not thread-safe.
class TrackRecorder {
 public:
  struct Settings {
    ThinSettings thin;
    std::chrono::seconds segment_max = std::chrono::minutes(5);
    std::size_t points_max = 600;
  };

  explicit TrackRecorder(const Settings& settings, std::vector<TrackPoint> pending = {});

  /// Gives the finished segment when this point closes one. A point not after the last one, or
  /// invalid, is ignored.
  std::optional<std::vector<TrackPoint>> add(const TrackPoint& point);
  /// What is open, thinned, as the last segment of the drive; empty when nothing new was added.
  std::vector<TrackPoint> close();
  /// Raw points of the open segment; store them and hand them to the constructor after a restart.
  const std::vector<TrackPoint>& pending() const { return pending_; }

 private:
  Settings settings_;
  std::vector<TrackPoint> pending_;
};

}  // namespace common::geo
