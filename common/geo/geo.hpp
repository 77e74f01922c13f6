#pragma once
/// The face of common/geo: everything but reading maps (osm/) and tiles (tiles/).
#include "common/geo/arrival.hpp"
#include "common/geo/geofence.hpp"
#include "common/geo/position.hpp"
#include "common/geo/road_builder.hpp"
#include "common/geo/road_graph.hpp"
#include "common/geo/track.hpp"
