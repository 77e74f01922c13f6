#include "common/geo/track.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "common/error/error.hpp"
#include "common/geo/impl/varint.hpp"

namespace common::geo {
namespace {

constexpr char track_format = 1;
constexpr std::int64_t micros_per_unit = 100'000;
constexpr double units_per_degree = 1e6;
// Year 1 to 9999: no sum of differences can overflow an Instant.
constexpr std::int64_t units_max = 2'500'000'000'000;

double distance_at_time(const TrackPoint& from, const TrackPoint& to, const TrackPoint& point) {
  const double whole = std::chrono::duration<double>(to.at - from.at).count();
  const double part = std::chrono::duration<double>(point.at - from.at).count();
  const double fraction = whole > 0 ? part / whole : 0;
  return distance_m(point.position, between(from.position, to.position, fraction));
}

struct Farthest {
  std::size_t index = 0;
  double distance_m = -1;
};

Farthest find_farthest(std::span<const TrackPoint> points, std::size_t first, std::size_t last) {
  Farthest farthest;
  for (std::size_t i = first + 1; i < last; ++i) {
    const double distance = distance_at_time(points[first], points[last], points[i]);
    if (distance > farthest.distance_m) farthest = {i, distance};
  }
  return farthest;
}

std::int64_t to_units(double degrees) {
  return std::llround(degrees * units_per_degree);
}

// The remainder is always positive, so that times before 1970 round the same way.
std::int64_t to_units(Instant at) {
  const std::int64_t micros = to_micros(at) + micros_per_unit / 2;
  const std::int64_t cut = micros / micros_per_unit;
  return micros % micros_per_unit < 0 ? cut - 1 : cut;
}

std::int64_t add_within(std::int64_t base, std::int64_t difference, std::int64_t limit) {
  if (difference < -2 * limit || difference > 2 * limit)
    refuse("", "a track difference is out of range");
  const std::int64_t sum = base + difference;
  if (sum < -limit || sum > limit) refuse("", "a track value is out of range");
  return sum;
}

// Keeps a point at least every interval_max between two kept ones, where the input has any.
void keep_regularly(std::span<const TrackPoint> points, std::chrono::seconds interval,
                    std::vector<bool>& keep) {
  std::size_t kept = 0;
  for (std::size_t i = 1; i < points.size(); ++i) {
    if (points[i].at - points[kept].at > interval && i - 1 > kept) keep[i - 1] = true;
    if (keep[i - 1]) kept = i - 1;
  }
}

}  // namespace

std::vector<TrackPoint> thin(std::span<const TrackPoint> points, const ThinSettings& settings) {
  if (points.size() < 3) return {points.begin(), points.end()};
  std::vector<bool> keep(points.size(), false);
  keep.front() = keep.back() = true;
  std::vector<std::pair<std::size_t, std::size_t>> open{{0, points.size() - 1}};
  while (!open.empty()) {
    const auto [first, last] = open.back();
    open.pop_back();
    const Farthest farthest = find_farthest(points, first, last);
    if (farthest.distance_m <= settings.tolerance_m) continue;
    keep[farthest.index] = true;
    open.emplace_back(first, farthest.index);
    open.emplace_back(farthest.index, last);
  }
  keep_regularly(points, settings.interval_max, keep);
  std::vector<TrackPoint> kept;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (keep[i]) kept.push_back(points[i]);
  }
  return kept;
}

std::string encode_track(std::span<const TrackPoint> points) {
  if (points.size() > track_points_max) {
    throw Error(ErrorCode::too_large, "a track segment holds at most 65,536 points");
  }
  std::string out(1, track_format);
  impl::put_unsigned(out, points.size());
  std::int64_t time = 0;
  std::int64_t latitude = 0;
  std::int64_t longitude = 0;
  for (const TrackPoint& point : points) {
    require_valid(point.position, "position");
    if (std::abs(to_micros(point.at) / micros_per_unit) >= units_max)
      refuse("at", "a time out of range");
    const std::int64_t next_time = to_units(point.at);
    const std::int64_t next_latitude = to_units(point.position.latitude);
    const std::int64_t next_longitude = to_units(point.position.longitude);
    impl::put_signed(out, next_time - std::exchange(time, next_time));
    impl::put_signed(out, next_latitude - std::exchange(latitude, next_latitude));
    impl::put_signed(out, next_longitude - std::exchange(longitude, next_longitude));
  }
  return out;
}

std::vector<TrackPoint> decode_track(std::string_view bytes) {
  if (bytes.empty() || bytes.front() != track_format) {
    refuse("format", "this track has a format that is not known here");
  }
  impl::VarintReader reader(bytes.substr(1));
  const std::uint64_t count = reader.take_unsigned();
  // Three bytes a point at least: a false count cannot make us reserve more than the input could
  // hold.
  if (count > track_points_max || count * 3 > bytes.size())
    refuse("count", "more points than the data can hold");
  std::vector<TrackPoint> points;
  points.reserve(count);
  std::int64_t time = 0;
  std::int64_t latitude = 0;
  std::int64_t longitude = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    time = add_within(time, reader.take_signed(), units_max);
    latitude = add_within(latitude, reader.take_signed(), 90'000'000);
    longitude = add_within(longitude, reader.take_signed(), 180'000'000);
    points.push_back({from_micros(time * micros_per_unit),
                      {static_cast<double>(latitude) / units_per_degree,
                       static_cast<double>(longitude) / units_per_degree}});
  }
  if (!reader.at_end()) refuse("", "bytes are left over after the track");
  return points;
}

TrackRecorder::TrackRecorder(const Settings& settings, std::vector<TrackPoint> pending)
    : settings_(settings), pending_(std::move(pending)) {
  if (settings.points_max < 2 || settings.points_max > track_points_max) {
    refuse("points_max", "must be 2 to 65,536");
  }
}

std::optional<std::vector<TrackPoint>> TrackRecorder::add(const TrackPoint& point) {
  if (!valid(point.position)) return std::nullopt;
  if (!pending_.empty() && point.at <= pending_.back().at) return std::nullopt;
  pending_.push_back(point);
  const bool full = pending_.size() >= settings_.points_max;
  if (!full && point.at - pending_.front().at < settings_.segment_max) return std::nullopt;
  if (pending_.size() < 2) return std::nullopt;
  auto segment = thin(pending_, settings_.thin);
  pending_.assign(1, point);
  return segment;
}

std::vector<TrackPoint> TrackRecorder::close() {
  if (pending_.size() < 2) {
    pending_.clear();
    return {};
  }
  auto segment = thin(pending_, settings_.thin);
  pending_.clear();
  return segment;
}

}  // namespace common::geo
