#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/geo/position.hpp"

namespace common::geo {

/// What a travel time rests on.
enum class Basis {
  road_graph,
  straight_line,  ///< an estimate from distance; always say so to people
};

/// Why there is no road route.
enum class NoRoute {
  none,  ///< there is one
  no_map,
  off_network,  ///< an end is farther than snap_max_m from any road, or both are farther from roads
                ///< than from each other
  unreachable,  ///< both ends lie on roads, but none leads across
  search_limit,  ///< too far for the memory the search may use
};

/// How long and how far a van drives.
struct Travel {
  double seconds = 0;
  double metres = 0;
  Basis basis = Basis::road_graph;
  NoRoute why = NoRoute::none;
  std::vector<Position> geometry;  ///< from the start to the destination; at least these two,
                                   ///< unless it was not asked for
};

/// Straight line × 1.3 at 40 km/h: the stated estimate where no road route is known.
/// Throws Error{bad_input} for an invalid position.
Travel estimate_from_distance(Position from, Position to, NoRoute why);

/// The place on a road that is nearest to a position.
struct Snap {
  std::uint32_t segment = 0;
  double fraction = 0;    ///< along the segment's length, 0 = its first node
  Position position;      ///< on the road
  double distance_m = 0;  ///< from the position asked for
};

/// Roads of a region, read in place from a mapped .roads file (made by truckroll-roads or
/// build_road_file), so that they cost next to no memory of our own. Immutable; any number of
/// threads may ask at once. A query's own memory is bounded by settled_max (about 60 bytes per
/// node).
class RoadGraph {
 public:
  static constexpr double snap_max_m = 1000;           ///< farther off any road is "off network"
  static constexpr std::size_t settled_max = 150'000;  ///< nodes that one query may settle

  /// Checks the whole file once. Throws Error{storage} if it cannot be read, is cut, altered, or of
  /// another version.
  static RoadGraph load(const std::string& path);

  RoadGraph(RoadGraph&&) noexcept;
  ~RoadGraph();

  /// Nothing if no road lies within `limit_m`. `main_only` leaves out pieces that are cut off from
  /// the main network.
  std::optional<Snap> find_nearest(Position position, double limit_m = snap_max_m,
                                   bool main_only = false) const;

  /// The fastest way for a van by A* over driving time, one-ways obeyed; turn restrictions and
  /// traffic are not known. The way between a position and its road counts at 15 km/h. Where no
  /// route is found the answer is estimate_from_distance. Throws Error{bad_input} for an invalid
  /// position.
  Travel travel(Position from, Position to) const;

  /// From one place to many in one search, in the order of `to`, without geometry; each falls back
  /// by itself.
  std::vector<Travel> travel_to_each(Position from, std::span<const Position> to) const;

  std::size_t node_count() const;
  std::size_t segment_count() const;

 private:
  struct Data;
  Travel travel_between(Position from, Position to, const std::optional<Snap>& start,
                        const std::optional<Snap>& end) const;
  explicit RoadGraph(std::unique_ptr<const Data> data);
  std::unique_ptr<const Data> data_;
};

}  // namespace common::geo
