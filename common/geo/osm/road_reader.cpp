#include "common/geo/osm/road_reader.hpp"

#include <unordered_set>

#include "common/error/error.hpp"
#include "common/geo/osm/car_profile.hpp"
#include "common/geo/osm/pbf_reader.hpp"

namespace common::geo::osm {
namespace {

RoadNetwork read_both(const std::string& path) {
  RoadNetwork network;
  std::unordered_set<std::int64_t> wanted;
  PbfVisitor ways;
  ways.way = [&](std::int64_t, const std::vector<std::int64_t>& points, const Tags& tags) {
    const auto use = find_road_use(tags);
    if (!use) return;
    network.roads.push_back({points, use->speed_kmh, use->forward, use->backward});
    wanted.insert(points.begin(), points.end());
  };
  read_pbf(path, ways);

  PbfVisitor nodes;
  nodes.node = [&](std::int64_t id, Position position, const Tags& tags) {
    if (!wanted.contains(id)) return;
    network.positions[id] = position;
    if (is_barrier(tags)) network.barriers.insert(id);
  };
  read_pbf(path, nodes);
  return network;
}

}  // namespace

RoadNetwork read_roads(const std::string& path) {
  try {
    return read_both(path);
  } catch (const Error& error) {
    throw error.with_context("reading " + path);
  }
}

}  // namespace common::geo::osm
