#include "common/geo/impl/route_search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <queue>
#include <unordered_map>

namespace common::geo::impl {
namespace {

constexpr std::uint32_t never = std::numeric_limits<std::uint32_t>::max();

std::uint32_t part_ms(const RoadSegment& segment, double fraction) {
  return static_cast<std::uint32_t>(
      std::lround(segment.duration_ms * std::clamp(fraction, 0.0, 1.0)));
}

// How a target is reached from one of its segment's ends.
struct Goal {
  std::size_t target;
  std::uint32_t rest_ms;
  double rest_m;
};

struct Best {
  std::uint32_t duration_ms = never;
  std::uint32_t node = never;  // never: straight along the start's own segment
  double rest_m = 0;
};

struct Visit {
  std::uint32_t cost_ms = never;
  std::uint32_t came_from = never;
  std::uint32_t by_arc = never;
  bool settled = false;
};

struct Entry {
  std::uint32_t key_ms;
  std::uint32_t node;
  // Equal keys leave in the order of nodes, so that the same question always has the same answer.
  bool operator>(const Entry& other) const {
    return key_ms != other.key_ms ? key_ms > other.key_ms : node > other.node;
  }
};

class Search {
 public:
  Search(const RoadView& view, const Snap& from, std::span<const Snap> targets)
      : view_(view), from_(from), targets_(targets), best_(targets.size()) {
    for (std::size_t i = 0; i < targets.size(); ++i) set_goal(i);
    const RoadSegment& start = view.segments[from.segment];
    if ((start.flags & segment_forward) != 0)
      reach(start.node_b, part_ms(start, 1 - from.fraction), never, never);
    if ((start.flags & segment_backward) != 0)
      reach(start.node_a, part_ms(start, from.fraction), never, never);
  }

  Routes run(std::size_t settled_max) {
    Routes routes;
    std::size_t settled = 0;
    while (!queue_.empty() && queue_.top().key_ms < worst_best()) {
      const std::uint32_t node = queue_.top().node;
      queue_.pop();
      if (visits_[node].settled) continue;
      if (++settled > settled_max) {
        routes.limit_reached = true;
        break;
      }
      settle(node);
    }
    for (const Best& best : best_) routes.found.push_back(make_route(best));
    return routes;
  }

 private:
  void set_goal(std::size_t index) {
    const Snap& target = targets_[index];
    const RoadSegment& segment = view_.segments[target.segment];
    const double length = segment.length_cm / 100.0;
    const bool forward = (segment.flags & segment_forward) != 0;
    const bool backward = (segment.flags & segment_backward) != 0;
    if (forward) {
      goals_.emplace(segment.node_a,
                     Goal{index, part_ms(segment, target.fraction), target.fraction * length});
    }
    if (backward) {
      goals_.emplace(segment.node_b, Goal{index, part_ms(segment, 1 - target.fraction),
                                          (1 - target.fraction) * length});
    }
    if (target.segment != from_.segment) return;
    const double ahead = target.fraction - from_.fraction;
    if ((ahead >= 0 && forward) || (ahead <= 0 && backward)) {
      best_[index] = {part_ms(segment, std::abs(ahead)), never, std::abs(ahead) * length};
    }
  }

  std::uint32_t worst_best() const {
    std::uint32_t worst = 0;
    for (const Best& best : best_) worst = std::max(worst, best.duration_ms);
    return worst;
  }

  // Never more than the true time: nothing is faster than speed_max.
  std::uint32_t least_rest_ms(std::uint32_t node) const {
    if (targets_.size() != 1) return 0;
    const double metres = distance_m(from_e7(view_.nodes[node].position), targets_[0].position);
    return static_cast<std::uint32_t>(metres * 1e6 / view_.header->speed_max_mm_s);
  }

  void reach(std::uint32_t node, std::uint32_t cost_ms, std::uint32_t came_from,
             std::uint32_t by_arc) {
    Visit& visit = visits_[node];
    if (visit.settled || cost_ms >= visit.cost_ms) return;
    visit = {cost_ms, came_from, by_arc, false};
    queue_.push({cost_ms + least_rest_ms(node), node});
  }

  void settle(std::uint32_t node) {
    Visit& visit = visits_[node];
    visit.settled = true;
    const std::uint32_t cost_ms = visit.cost_ms;
    const auto [first, last] = goals_.equal_range(node);
    for (auto goal = first; goal != last; ++goal) {
      Best& best = best_[goal->second.target];
      const std::uint32_t total = cost_ms + goal->second.rest_ms;
      if (total < best.duration_ms) best = {total, node, goal->second.rest_m};
    }
    for (auto i = view_.nodes[node].first_arc; i < view_.nodes[node + 1].first_arc; ++i) {
      const RoadArc& arc = view_.arcs[i];
      reach(arc.target, cost_ms + view_.segments[arc.segment()].duration_ms, node, i);
    }
  }

  std::optional<Route> make_route(const Best& best) const {
    if (best.duration_ms == never) return std::nullopt;
    Route route;
    route.duration_ms = best.duration_ms;
    route.length_m = best.rest_m;
    route.straight_along = best.node == never;
    if (route.straight_along) return route;
    route.last_node = best.node;
    std::uint32_t node = best.node;
    for (const Visit* visit = &visits_.at(node); visit->by_arc != never;
         visit = &visits_.at(node)) {
      route.arcs.push_back(visit->by_arc);
      route.length_m += view_.segments[view_.arcs[visit->by_arc].segment()].length_cm / 100.0;
      node = visit->came_from;
    }
    route.first_node = node;
    std::reverse(route.arcs.begin(), route.arcs.end());
    const RoadSegment& start = view_.segments[from_.segment];
    const double part = node == start.node_b ? 1 - from_.fraction : from_.fraction;
    route.length_m += part * start.length_cm / 100.0;
    return route;
  }

  const RoadView& view_;
  const Snap& from_;
  std::span<const Snap> targets_;
  std::vector<Best> best_;
  std::unordered_multimap<std::uint32_t, Goal> goals_;
  std::unordered_map<std::uint32_t, Visit> visits_;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue_;
};

}  // namespace

Routes find_routes(const RoadView& view, const Snap& from, std::span<const Snap> targets,
                   std::size_t settled_max) {
  if (targets.empty()) return {};
  return Search(view, from, targets).run(settled_max);
}

}  // namespace common::geo::impl
