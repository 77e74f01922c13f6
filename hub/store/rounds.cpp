#include "hub/store/rounds.hpp"

#include <algorithm>

namespace hub::store {

std::vector<Rounds::Stop> Rounds::due(Connection& connection, Steady::time_point now) {
  std::vector<Stop> stops, rested;
  bool wakes = now >= next_waking_;
  auto& rows = connection.query("SELECT tenant, position FROM chain_head ORDER BY tenant");
  while (rows.step()) {
    Stop stop{rows.text(0), rows.integer(1)};
    auto rest = resting_.find(stop.tenant);
    if (rest == resting_.end() || rest->second.position != stop.position)
      stops.push_back(std::move(stop));
    else if (wakes && now - rest->second.since >= rests_for)
      rested.push_back(std::move(stop));
  }
  if (!wakes) return stops;
  next_waking_ = now + std::chrono::seconds(1);
  // Who has rested longest, or those that come first in the list would be woken again and again.
  std::stable_sort(rested.begin(), rested.end(), [&](const Stop& a, const Stop& b) {
    return resting_.at(a.tenant).since < resting_.at(b.tenant).since;
  });
  if (rested.size() > woken_per_second) rested.resize(woken_per_second);
  stops.insert(stops.end(), rested.begin(), rested.end());
  return stops;
}

void Rounds::rest(const Stop& stop, Steady::time_point now) {
  resting_[stop.tenant] = {stop.position, now};
}

}  // namespace hub::store
