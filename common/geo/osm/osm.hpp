#pragma once
/// The face of common/geo/osm: OpenStreetMap extracts (.osm.pbf) to road networks.
#include "common/geo/osm/car_profile.hpp"
#include "common/geo/osm/pbf_reader.hpp"
#include "common/geo/osm/road_reader.hpp"
