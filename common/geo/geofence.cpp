#include "common/geo/geofence.hpp"

#include <algorithm>

#include "common/error/error.hpp"
#include "common/geo/impl/varint.hpp"

namespace common::geo {
namespace {

using std::chrono::duration_cast;
using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr char state_format = 1;
// A receiver that once reported a far future (week rollover) must not silence the detector for
// ever.
constexpr auto clock_set_back = hours(1);

constexpr std::uint64_t flag_inside = 1;
constexpr std::uint64_t flag_counting = 2;
constexpr std::uint64_t flag_seen = 4;

double seconds_between(Instant from, Instant to) {
  return std::chrono::duration<double>(to - from).count();
}

}  // namespace

std::string encode(const GeofenceState& state) {
  std::string out(1, state_format);
  impl::put_unsigned(out, (state.inside ? flag_inside : 0U) |
                              (state.counting ? flag_counting : 0U) |
                              (state.seen ? flag_seen : 0U));
  if (state.counting) {
    impl::put_signed(out, to_micros(state.began));
    impl::put_signed(out, to_micros(state.last_support));
    impl::put_signed(out, state.gathered.count());
    impl::put_signed(out, state.contrary);
  }
  if (state.seen) {
    const PositionE7 place = to_e7(state.last_position);
    impl::put_signed(out, to_micros(state.last_at));
    impl::put_signed(out, place.latitude);
    impl::put_signed(out, place.longitude);
  }
  return out;
}

GeofenceState decode_geofence_state(std::string_view bytes) {
  if (bytes.empty() || bytes.front() != state_format) {
    refuse("format", "this geofence state has a format that is not known here");
  }
  impl::VarintReader reader(bytes.substr(1));
  GeofenceState state;
  const std::uint64_t flags = reader.take_unsigned();
  if (flags > (flag_inside | flag_counting | flag_seen)) refuse("flags", "unknown flags");
  state.inside = (flags & flag_inside) != 0;
  state.counting = (flags & flag_counting) != 0;
  state.seen = (flags & flag_seen) != 0;
  if (state.counting) {
    state.began = from_micros(reader.take_signed());
    state.last_support = from_micros(reader.take_signed());
    state.gathered = milliseconds(reader.take_signed());
    const std::int64_t contrary = reader.take_signed();
    if (contrary < 0 || contrary > 1000) refuse("contrary", "must be 0 to 1000");
    state.contrary = static_cast<int>(contrary);
  }
  if (state.seen) {
    state.last_at = from_micros(reader.take_signed());
    const std::int64_t latitude = reader.take_signed();
    const std::int64_t longitude = reader.take_signed();
    state.last_position = {static_cast<double>(latitude) / 1e7,
                           static_cast<double>(longitude) / 1e7};
    require_valid(state.last_position, "last_position");
  }
  if (!reader.at_end()) refuse("", "bytes are left over after the geofence state");
  return state;
}

GeofenceDetector::GeofenceDetector(const Geofence& fence, const GeofenceSettings& settings,
                                   GeofenceState state)
    : fence_(fence), settings_(settings), state_(state) {
  require_valid(fence.centre, "centre");
  if (!(fence.radius_m >= 1 && fence.radius_m <= 100'000))
    refuse("radius_m", "must be 1 to 100,000 m");
}

std::optional<GeofenceEvent> GeofenceDetector::add(const Fix& fix) {
  if (!accept(fix)) return std::nullopt;
  const Says says = judge(fix);
  if (says == Says::nothing) return std::nullopt;
  if ((says == Says::here) == state_.inside) {
    oppose();
    return std::nullopt;
  }
  support(fix.at);
  if (state_.gathered < (state_.inside ? settings_.leave_dwell : settings_.enter_dwell)) {
    return std::nullopt;
  }
  state_.inside = !state_.inside;
  state_.counting = false;
  const auto kind = state_.inside ? GeofenceEventKind::entered : GeofenceEventKind::left;
  return GeofenceEvent{kind, state_.began, fix.at};
}

GeofenceDetector::Says GeofenceDetector::judge(const Fix& fix) const {
  const double distance = distance_m(fix.position, fence_.centre);
  const double accuracy = std::max(0.0, fix.accuracy_m.value_or(0));
  if (accuracy <= fence_.radius_m && distance <= fence_.radius_m) return Says::here;
  if (distance - accuracy > fence_.radius_m + settings_.leave_margin_m) return Says::away;
  return Says::nothing;
}

// False for a fix that is to be ignored. A jump becomes believable again by itself: the longer the
// new place is reported, the less speed it needed to get there.
bool GeofenceDetector::accept(const Fix& fix) {
  if (!valid(fix.position)) return false;
  if (state_.seen && fix.at <= state_.last_at) {
    if (state_.last_at - fix.at < clock_set_back) return false;
    state_.counting = false;
  } else if (state_.seen) {
    const double needed = distance_m(state_.last_position, fix.position);
    if (needed > settings_.speed_max_m_s * seconds_between(state_.last_at, fix.at)) return false;
  }
  state_.seen = true;
  state_.last_at = fix.at;
  state_.last_position = fix.position;
  return true;
}

void GeofenceDetector::support(Instant at) {
  if (!state_.counting || at - state_.last_support > settings_.gap_restart) {
    state_.counting = true;
    state_.began = at;
    state_.gathered = milliseconds(0);
  } else {
    const auto interval = duration_cast<milliseconds>(at - state_.last_support);
    state_.gathered += std::min(interval, settings_.gap_credit);
  }
  state_.last_support = at;
  state_.contrary = 0;
}

void GeofenceDetector::oppose() {
  if (state_.counting && ++state_.contrary > settings_.outliers) state_.counting = false;
}

}  // namespace common::geo
