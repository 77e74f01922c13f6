#pragma once
#include <string>

#include "common/geo/road_builder.hpp"

namespace common::geo::osm {

/// The roads that a van can use in an .osm.pbf extract. Reads the file twice, so that only the
/// nodes of roads are kept. Throws as read_pbf does.
RoadNetwork read_roads(const std::string& path);

}  // namespace common::geo::osm
