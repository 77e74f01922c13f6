#pragma once
#include <chrono>
#include <optional>

#include "common/clock/clock.hpp"
#include "common/geo/position.hpp"
#include "common/geo/road_graph.hpp"

namespace common::geo {

/// When the van should be there.
struct Arrival {
  Instant arrives_at;
  double seconds = 0;
  double metres = 0;
  Basis basis = Basis::road_graph;
};

/// Driving time from `position` to `destination` added to `now`. Without a graph (null), off the
/// roads or where none leads across, the estimate rests on distance and `basis` says so. Throws
/// Error{bad_input} for an invalid position.
Arrival estimate_arrival(const RoadGraph* graph, Position position, Position destination,
                         Instant now);

/// Says when an arrival estimate has drifted too far from what the customer was told last. Its
/// state is the announced instant; store that.
class EtaWatch {
 public:
  /// Throws Error{bad_input} unless the threshold is positive.
  explicit EtaWatch(std::chrono::minutes threshold, std::optional<Instant> announced = {});

  /// The drift (positive: later) if it exceeds the threshold or nothing was announced yet (then
  /// zero); else nothing.
  std::optional<std::chrono::minutes> find_drift(Instant arrives_at) const;
  /// Remembers what was told.
  void announce(Instant arrives_at) { announced_ = arrives_at; }
  std::optional<Instant> announced() const { return announced_; }

 private:
  std::chrono::minutes threshold_;
  std::optional<Instant> announced_;
};

}  // namespace common::geo
