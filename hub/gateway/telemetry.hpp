#pragma once
#include <optional>
#include <string>

#include "common/sync/wire.hpp"
#include "hub/gateway/registry.hpp"

namespace hub::gateway {

/// A fix as a van sent it, checked.
struct Fix {
  common::Instant at;
  double latitude = 0, longitude = 0;  ///< degrees
  truckroll::wire::Telemetry sent;
};
/// Nothing for what is no position on earth, or of a time that is more than five minutes ahead.
std::optional<Fix> read_fix(const truckroll::wire::Telemetry& telemetry, common::Instant now);

/// There is something to tell beside a position.
bool says_of_itself(const truckroll::wire::Telemetry& telemetry);

/// Decides which of one device's fixes are kept: one per five seconds of fix time, none that comes
/// late.
class Thinning {
 public:
  static constexpr std::chrono::seconds keep_every{5};
  /// Latest wins: false for a fix that is older than one seen before.
  bool is_news(common::Instant fix);
  bool is_kept(common::Instant fix);

 private:
  std::optional<common::Instant> latest_, kept_;
};

/// A row of position_report. Not in the change log: a stream is neither changed nor replayed.
void store_position(store::Store& store, const Van& van, const Fix& fix);
/// The technician whose way it is; empty when nobody is known to drive.
std::string technician_of(const Van& van, const Fix& fix);
/// As OwnTracks tells a location (owntracks.org/booklet/tech/json).
std::string owntracks_json(const Van& van, const Fix& fix);
/// What open pages get: type "position", device, technician, vehicle, at, latitude, longitude, and
/// what is known of speed (km/h), course, accuracy (m) and the job.
std::string live_json(const Van& van, const Fix& fix);

}  // namespace hub::gateway
