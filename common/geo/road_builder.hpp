#pragma once
#include <cstdint>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "common/geo/position.hpp"

namespace common::geo {

/// One road as a map gives it: the ids of its points in order, and how a van may use it.
struct Road {
  std::vector<std::int64_t> points;
  double speed_kmh = 50;  ///< average to reckon with, 1..200
  bool forward = true;    ///< may be driven in the order of points
  bool backward = true;
};

/// What the road file is made from.
struct RoadNetwork {
  std::vector<Road> roads;
  std::unordered_map<std::int64_t, Position>
      positions;  ///< points without one cut their road (edge of the extract)
  std::unordered_set<std::int64_t>
      barriers;  ///< points that no van passes (bollards); they cut their road
};

/// The bytes of a .roads file (layout in impl/road_layout.hpp) for RoadGraph::load. The same
/// network gives the same bytes. Throws Error{bad_input} if no usable road is left or a speed is
/// out of range; too_large beyond 2^31 arcs.
std::string build_road_file(const RoadNetwork& network);

}  // namespace common::geo
