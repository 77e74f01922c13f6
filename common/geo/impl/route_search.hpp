#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "common/geo/impl/road_layout.hpp"
#include "common/geo/road_graph.hpp"

namespace common::geo::impl {

/// A way through the graph between two snapped places.
struct Route {
  std::uint32_t duration_ms = 0;
  double length_m = 0;
  bool straight_along = false;      ///< both places lie on one segment and no node is passed
  std::uint32_t first_node = 0;     ///< where the start's segment is left, unless straight_along
  std::uint32_t last_node = 0;      ///< where the target's segment is entered
  std::vector<std::uint32_t> arcs;  ///< whole segments driven in between, in order
};

struct Routes {
  std::vector<std::optional<Route>> found;  ///< in the order of the targets
  bool limit_reached = false;               ///< gave up at settled_max
};

/// Fastest routes from one place to each target: A* (Hart, Nilsson, Raphael, 1968) with straight
/// line at the file's top speed for a single target, Dijkstra for several. `arcs` are filled
/// always.
Routes find_routes(const RoadView& view, const Snap& from, std::span<const Snap> targets,
                   std::size_t settled_max);

}  // namespace common::geo::impl
