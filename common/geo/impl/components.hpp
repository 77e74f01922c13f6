#pragma once
#include <vector>

#include "common/geo/impl/road_layout.hpp"

namespace common::geo::impl {

/// For each node (the closing one left out), whether it lies in the largest strongly connected
/// component. R. Tarjan, "Depth-first search and linear graph algorithms", 1972, with a stack of
/// its own instead of recursion.
std::vector<bool> largest_component(const std::vector<RoadNode>& nodes,
                                    const std::vector<RoadArc>& arcs);

}  // namespace common::geo::impl
