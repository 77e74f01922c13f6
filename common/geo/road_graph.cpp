#include "common/geo/road_graph.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "common/error/error.hpp"
#include "common/geo/impl/mapped_file.hpp"
#include "common/geo/impl/road_layout.hpp"
#include "common/geo/impl/route_search.hpp"

namespace common::geo {

using namespace impl;

namespace {

constexpr double detour = 1.3;
constexpr double straight_m_s = 40 / 3.6;
constexpr double approach_m_s = 15 / 3.6;
// Farther away, the main network says nothing about a place that lies on an island of roads.
constexpr double main_snap_max_m = 250;
// Degrees of latitude per metre, generously.
constexpr double e7_per_metre = 90.5;

std::vector<Position> line_of(const RoadView& view, const RoadSegment& segment) {
  std::vector<Position> line{from_e7(view.nodes[segment.node_a].position)};
  for (const PositionE7& point : view.shapes.subspan(segment.shape_first, segment.shape_count)) {
    line.push_back(from_e7(point));
  }
  line.push_back(from_e7(view.nodes[segment.node_b].position));
  return line;
}

double length_of(const std::vector<Position>& line) {
  double length = 0;
  for (std::size_t i = 1; i < line.size(); ++i) length += distance_m(line[i - 1], line[i]);
  return length;
}

Snap snap_to(const RoadView& view, std::uint32_t index, Position position) {
  const std::vector<Position> line = line_of(view, view.segments[index]);
  Snap best;
  best.segment = index;
  best.distance_m = HUGE_VAL;
  double before = 0;
  double along = 0;
  for (std::size_t i = 1; i < line.size(); ++i) {
    const LineHit hit = nearest_on_line(position, line[i - 1], line[i]);
    const double step = distance_m(line[i - 1], line[i]);
    if (hit.distance_m < best.distance_m) {
      best.distance_m = hit.distance_m;
      best.position = between(line[i - 1], line[i], hit.fraction);
      along = before + step * hit.fraction;
    }
    before += step;
  }
  best.fraction = before > 0 ? std::clamp(along / before, 0.0, 1.0) : 0;
  return best;
}

struct CellRange {
  std::int64_t first;
  std::int64_t last;
};

CellRange cells_around(double at_e7, double reach_e7, std::int32_t origin, std::int32_t size,
                       std::uint32_t count) {
  const auto cell = [&](double value) {
    return static_cast<std::int64_t>(std::floor((value - origin) / size));
  };
  return {std::max<std::int64_t>(0, cell(at_e7 - reach_e7)),
          std::min<std::int64_t>(std::int64_t{count} - 1, cell(at_e7 + reach_e7))};
}

void take_nearest(const RoadView& view, Position position, double reach_m, bool main_only,
                  std::optional<Snap>& best) {
  const RoadHeader& header = *view.header;
  const double reach_e7 = reach_m * e7_per_metre;
  const double shrink = std::max(0.01, std::cos(position.latitude * 3.14159265358979 / 180));
  const CellRange rows = cells_around(position.latitude * 1e7, reach_e7, header.origin.latitude,
                                      header.cell.latitude, header.rows);
  const CellRange columns =
      cells_around(position.longitude * 1e7, reach_e7 / shrink, header.origin.longitude,
                   header.cell.longitude, header.columns);
  for (std::int64_t row = rows.first; row <= rows.last; ++row) {
    for (std::int64_t column = columns.first; column <= columns.last; ++column) {
      const auto cell = static_cast<std::size_t>(row * header.columns + column);
      for (auto i = view.cells[cell]; i < view.cells[cell + 1]; ++i) {
        const std::uint32_t index = view.cell_entries[i];
        if (main_only && (view.segments[index].flags & segment_main) == 0) continue;
        const Snap snap = snap_to(view, index, position);
        if (!best || snap.distance_m < best->distance_m) best = snap;
      }
    }
  }
}

void add_points(std::vector<Position>& out, std::span<const Position> points) {
  for (const Position& point : points) {
    if (out.empty() || out.back() != point) out.push_back(point);
  }
}

// The part of a segment between two fractions of its length, in driving order.
std::vector<Position> cut(const RoadView& view, std::uint32_t index, double from, double to) {
  std::vector<Position> line = line_of(view, view.segments[index]);
  if (from > to) {
    std::reverse(line.begin(), line.end());
    from = 1 - from;
    to = 1 - to;
  }
  const double length = length_of(line);
  std::vector<Position> part;
  double before = 0;
  for (std::size_t i = 1; i < line.size(); ++i) {
    const double step = distance_m(line[i - 1], line[i]);
    const double start = from * length - before;
    const double end = to * length - before;
    if (start < step && start >= 0) part.push_back(between(line[i - 1], line[i], start / step));
    if (start < step && end > step) part.push_back(line[i]);
    if (end <= step || i + 1 == line.size()) {
      part.push_back(
          between(line[i - 1], line[i], step > 0 ? std::clamp(end / step, 0.0, 1.0) : 0));
      break;
    }
    before += step;
  }
  return part;
}

// Fraction of a snapped segment at the end where a route leaves or enters it.
double end_fraction(const RoadSegment& segment, std::uint32_t node) {
  return node == segment.node_b ? 1 : 0;
}

std::vector<Position> draw(const RoadView& view, const Snap& from, const Snap& to,
                           const Route& route) {
  if (route.straight_along) return cut(view, from.segment, from.fraction, to.fraction);
  std::vector<Position> line;
  const double leave = end_fraction(view.segments[from.segment], route.first_node);
  const double enter = end_fraction(view.segments[to.segment], route.last_node);
  add_points(line, cut(view, from.segment, from.fraction, leave));
  for (const std::uint32_t index : route.arcs) {
    const RoadArc& arc = view.arcs[index];
    std::vector<Position> piece = line_of(view, view.segments[arc.segment()]);
    if (arc.reversed()) std::reverse(piece.begin(), piece.end());
    add_points(line, piece);
  }
  add_points(line, cut(view, to.segment, enter, to.fraction));
  return line;
}

struct Ends {
  Position from;
  Position to;
};

double approach_m(const Ends& ends, const Snap& from, const Snap& to) {
  return distance_m(ends.from, from.position) + distance_m(to.position, ends.to);
}

// Two places in one field: the way to the road and back says nothing about the way between them.
bool approach_is_longer(const Ends& ends, const Snap& from, const Snap& to) {
  return approach_m(ends, from, to) > distance_m(ends.from, ends.to);
}

NoRoute why_none(const Routes& routes) {
  return routes.limit_reached ? NoRoute::search_limit : NoRoute::unreachable;
}

Travel make_travel(const Ends& ends, const Snap& from, const Snap& to, const Route& route) {
  Travel travel;
  const double approach = approach_m(ends, from, to);
  travel.metres = route.length_m + approach;
  travel.seconds = route.duration_ms / 1000.0 + approach / approach_m_s;
  return travel;
}

}  // namespace

Travel estimate_from_distance(Position from, Position to, NoRoute why) {
  require_valid(from, "from");
  require_valid(to, "to");
  Travel travel;
  travel.metres = distance_m(from, to) * detour;
  travel.seconds = travel.metres / straight_m_s;
  travel.basis = Basis::straight_line;
  travel.why = why;
  travel.geometry = {from, to};
  return travel;
}

struct RoadGraph::Data {
  explicit Data(const std::string& path) : file(path), view(open_road_view(file.bytes())) {}
  MappedFile file;
  RoadView view;
};

RoadGraph::RoadGraph(std::unique_ptr<const Data> data) : data_(std::move(data)) {}
RoadGraph::RoadGraph(RoadGraph&&) noexcept = default;
RoadGraph::~RoadGraph() = default;

RoadGraph RoadGraph::load(const std::string& path) {
  try {
    return RoadGraph(std::make_unique<const Data>(path));
  } catch (const Error& error) {
    throw error.with_context("loading roads from " + path);
  }
}

std::size_t RoadGraph::node_count() const {
  return data_->view.header->node_count;
}
std::size_t RoadGraph::segment_count() const {
  return data_->view.segments.size();
}

std::optional<Snap> RoadGraph::find_nearest(Position position, double limit_m,
                                            bool main_only) const {
  require_valid(position, "position");
  // A wider square is asked only if the narrow one holds nothing near enough to be surely the
  // nearest.
  for (const double reach : {std::min(150.0, limit_m), std::min(500.0, limit_m), limit_m}) {
    std::optional<Snap> best;
    take_nearest(data_->view, position, reach, main_only, best);
    if (best && best->distance_m <= reach) return best;
  }
  return std::nullopt;
}

Travel RoadGraph::travel(Position from, Position to) const {
  require_valid(from, "from");
  require_valid(to, "to");
  // The nearest road may be an island at the edge of the extract; then the main network close by is
  // tried.
  Travel travel = travel_between(from, to, find_nearest(from), find_nearest(to));
  if (travel.why != NoRoute::unreachable) return travel;
  const auto start = find_nearest(from, main_snap_max_m, true);
  const auto end = find_nearest(to, main_snap_max_m, true);
  return start && end ? travel_between(from, to, start, end) : travel;
}

Travel RoadGraph::travel_between(Position from, Position to, const std::optional<Snap>& start,
                                 const std::optional<Snap>& end) const {
  if (!start || !end || approach_is_longer({from, to}, *start, *end)) {
    return estimate_from_distance(from, to, NoRoute::off_network);
  }
  const RoadView& view = data_->view;
  const Routes routes = find_routes(view, *start, std::span(&*end, 1), settled_max);
  const auto& route = routes.found.front();
  if (!route) return estimate_from_distance(from, to, why_none(routes));
  Travel travel = make_travel({from, to}, *start, *end, *route);
  travel.geometry.push_back(from);
  add_points(travel.geometry, draw(view, *start, *end, *route));
  if (travel.geometry.size() < 2 || travel.geometry.back() != to) travel.geometry.push_back(to);
  return travel;
}

std::vector<Travel> RoadGraph::travel_to_each(Position from, std::span<const Position> to) const {
  require_valid(from, "from");
  std::vector<Travel> all(to.size());
  std::vector<Snap> ends;
  std::vector<std::size_t> asked;
  const auto start = find_nearest(from);
  for (std::size_t i = 0; i < to.size(); ++i) {
    const auto end = find_nearest(to[i]);
    if (start && end && !approach_is_longer({from, to[i]}, *start, *end)) {
      ends.push_back(*end);
      asked.push_back(i);
    } else {
      all[i] = estimate_from_distance(from, to[i], NoRoute::off_network);
    }
  }
  if (!asked.empty()) {
    const Routes routes = find_routes(data_->view, *start, ends, settled_max);
    for (std::size_t k = 0; k < asked.size(); ++k) {
      const Position end = to[asked[k]];
      const auto& route = routes.found[k];
      all[asked[k]] = route ? make_travel({from, end}, *start, ends[k], *route) : travel(from, end);
    }
  }
  for (Travel& travel : all) travel.geometry.clear();
  return all;
}

}  // namespace common::geo
