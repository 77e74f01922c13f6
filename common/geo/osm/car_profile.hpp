#pragma once
#include <optional>

#include "common/geo/osm/pbf_reader.hpp"

namespace common::geo::osm {

/// How a van may use a road.
struct RoadUse {
  double speed_kmh = 0;  ///< average to reckon with
  bool forward = true;
  bool backward = true;
};

/// Reads a way's tags as a van of up to 3.5 t would; nothing if it may or can not be driven.
/// Source: OpenStreetMap wiki, keys highway, maxspeed, oneway, junction, access, motor_vehicle,
/// tracktype (read 2026-11). Speed is the class's usual average, or 85 % of a signed limit,
/// whichever is less but for the class alone on faster roads; private ways and ways for residents
/// are slow, so that no route leads through.
std::optional<RoadUse> find_road_use(const Tags& tags);

/// True for a node that stops a van: bollards, blocks, gates for feet, and the like, unless its
/// access says otherwise.
bool is_barrier(const Tags& tags);

/// A signed limit in km/h: "50", "30 mph", "CH:urban", "walk"; nothing for "none", "signals" or
/// what is not understood.
std::optional<double> parse_speed_limit(std::string_view text);

}  // namespace common::geo::osm
