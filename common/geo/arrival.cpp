#include "common/geo/arrival.hpp"

#include "common/error/error.hpp"

namespace common::geo {

Arrival estimate_arrival(const RoadGraph* graph, Position position, Position destination,
                         Instant now) {
  const Travel travel = graph != nullptr
                            ? graph->travel(position, destination)
                            : estimate_from_distance(position, destination, NoRoute::no_map);
  const auto driving = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::duration<double>(travel.seconds));
  return {now + driving, travel.seconds, travel.metres, travel.basis};
}

EtaWatch::EtaWatch(std::chrono::minutes threshold, std::optional<Instant> announced)
    : threshold_(threshold), announced_(announced) {
  if (threshold.count() <= 0) refuse("threshold", "must be at least one minute");
}

std::optional<std::chrono::minutes> EtaWatch::find_drift(Instant arrives_at) const {
  if (!announced_) return std::chrono::minutes(0);
  const auto drift = arrives_at - *announced_;
  if (std::chrono::abs(drift) <= threshold_) return std::nullopt;
  return std::chrono::duration_cast<std::chrono::minutes>(drift);
}

}  // namespace common::geo
