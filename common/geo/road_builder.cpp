#include "common/geo/road_builder.hpp"

#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>

#include "common/error/error.hpp"
#include "common/geo/impl/components.hpp"
#include "common/geo/impl/road_layout.hpp"

namespace common::geo {
namespace {

using namespace impl;

// About 500 m: a look-up touches a handful of cells, each with some tens of segments.
constexpr PositionE7 cell_size{45'000, 65'000};

struct Tables {
  std::vector<RoadNode> nodes;
  std::vector<RoadSegment> segments;
  std::vector<PositionE7> shapes;
  std::vector<RoadArc> arcs;
  std::vector<std::uint32_t> cells;
  std::vector<std::uint32_t> cell_entries;
  RoadHeader header;
};

std::uint32_t checked_u32(double value) {
  if (!(value >= 0 && value < 4e9)) throw Error(ErrorCode::too_large, "a road is too long");
  return static_cast<std::uint32_t>(value);
}

// Cuts roads where they meet, at barriers, and where a point has no position.
class SegmentMaker {
 public:
  SegmentMaker(const RoadNetwork& network, Tables& tables) : network_(network), tables_(tables) {
    for (const Road& road : network.roads) count_uses(road);
  }

  void add(const Road& road) {
    if (!(road.speed_kmh >= 1 && road.speed_kmh <= 200)) refuse("speed_kmh", "must be 1 to 200");
    if (!road.forward && !road.backward) return;
    std::vector<std::int64_t> piece;
    for (const std::int64_t id : road.points) {
      if (!network_.positions.contains(id)) {
        finish(piece, road);
        piece.clear();
        continue;
      }
      if (!piece.empty() && piece.back() == id) continue;
      piece.push_back(id);
      if (piece.size() > 1 && (uses_[id] > 1 || network_.barriers.contains(id))) {
        finish(piece, road);
        piece.assign(1, id);
      }
    }
    finish(piece, road);
  }

 private:
  void count_uses(const Road& road) {
    for (const std::int64_t id : road.points) ++uses_[id];
  }

  // A loop is cut in two, so that the two ends of a segment are always different nodes.
  void finish(const std::vector<std::int64_t>& piece, const Road& road) {
    if (piece.size() < 2) return;
    if (piece.front() != piece.back()) return add_segment(piece, road);
    const auto middle = piece.begin() + static_cast<std::ptrdiff_t>(piece.size() / 2);
    add_segment({piece.begin(), middle + 1}, road);
    add_segment({middle, piece.end()}, road);
  }

  void add_segment(const std::vector<std::int64_t>& piece, const Road& road) {
    RoadSegment segment;
    segment.shape_first = static_cast<std::uint32_t>(tables_.shapes.size());
    segment.shape_count = static_cast<std::uint32_t>(piece.size() - 2);
    double length = 0;
    for (std::size_t i = 0; i < piece.size(); ++i) {
      if (i > 0) length += distance_m(position(piece[i - 1]), position(piece[i]));
      if (i > 0 && i + 1 < piece.size()) tables_.shapes.push_back(to_e7(position(piece[i])));
    }
    segment.node_a = node_of(piece.front());
    segment.node_b = node_of(piece.back());
    segment.length_cm = checked_u32(std::round(length * 100));
    segment.duration_ms = std::max(1U, checked_u32(std::ceil(length * 3600 / road.speed_kmh)));
    segment.flags = (road.forward ? segment_forward : 0U) | (road.backward ? segment_backward : 0U);
    tables_.segments.push_back(segment);
  }

  // A barrier gets a node of its own for each road end there, so that nothing connects through it.
  std::uint32_t node_of(std::int64_t id) {
    const auto next = static_cast<std::uint32_t>(tables_.nodes.size());
    if (!network_.barriers.contains(id)) {
      const auto [found, is_new] = node_of_point_.try_emplace(id, next);
      if (!is_new) return found->second;
    }
    tables_.nodes.push_back({to_e7(position(id)), 0});
    return next;
  }

  Position position(std::int64_t id) const { return network_.positions.at(id); }

  const RoadNetwork& network_;
  Tables& tables_;
  std::unordered_map<std::int64_t, std::uint32_t> uses_;
  std::unordered_map<std::int64_t, std::uint32_t> node_of_point_;
};

void make_arcs(Tables& tables) {
  std::vector<std::vector<RoadArc>> out(tables.nodes.size());
  if (tables.segments.size() >= arc_reversed / 2)
    throw Error(ErrorCode::too_large, "too many roads");
  for (std::uint32_t i = 0; i < tables.segments.size(); ++i) {
    const RoadSegment& segment = tables.segments[i];
    if ((segment.flags & segment_forward) != 0) out[segment.node_a].push_back({segment.node_b, i});
    if ((segment.flags & segment_backward) != 0) {
      out[segment.node_b].push_back({segment.node_a, i | arc_reversed});
    }
  }
  for (std::size_t node = 0; node < out.size(); ++node) {
    tables.nodes[node].first_arc = static_cast<std::uint32_t>(tables.arcs.size());
    tables.arcs.insert(tables.arcs.end(), out[node].begin(), out[node].end());
  }
  tables.nodes.push_back({{}, static_cast<std::uint32_t>(tables.arcs.size())});
}

void mark_main(Tables& tables) {
  const std::vector<bool> main = largest_component(tables.nodes, tables.arcs);
  for (RoadSegment& segment : tables.segments) {
    if (main[segment.node_a] && main[segment.node_b]) segment.flags |= segment_main;
  }
}

struct Box {
  PositionE7 low{INT32_MAX, INT32_MAX};
  PositionE7 high{INT32_MIN, INT32_MIN};
  void include(PositionE7 point) {
    low = {std::min(low.latitude, point.latitude), std::min(low.longitude, point.longitude)};
    high = {std::max(high.latitude, point.latitude), std::max(high.longitude, point.longitude)};
  }
};

std::uint32_t cells_between(std::int32_t low, std::int32_t high, std::int32_t size) {
  return static_cast<std::uint32_t>((std::int64_t{high} - low) / size);
}

void set_grid_bounds(Tables& tables) {
  Box box;
  for (std::size_t i = 0; i + 1 < tables.nodes.size(); ++i) box.include(tables.nodes[i].position);
  for (const PositionE7& point : tables.shapes) box.include(point);
  RoadHeader& header = tables.header;
  header.origin = box.low;
  header.cell = cell_size;
  header.columns = cells_between(box.low.longitude, box.high.longitude, cell_size.longitude) + 1;
  header.rows = cells_between(box.low.latitude, box.high.latitude, cell_size.latitude) + 1;
  if (std::uint64_t{header.columns} * header.rows > 50'000'000) {
    throw Error(ErrorCode::too_large, "the roads cover too large an area for one file");
  }
}

// Calls `visit` with each cell in the box of each short line of a segment; a cell may come more
// than once.
template <typename Visit>
void for_each_cell(const Tables& tables, const RoadSegment& segment, Visit visit) {
  const RoadHeader& header = tables.header;
  PositionE7 before = tables.nodes[segment.node_a].position;
  for (std::uint32_t i = 0; i <= segment.shape_count; ++i) {
    const PositionE7 point = i < segment.shape_count ? tables.shapes[segment.shape_first + i]
                                                     : tables.nodes[segment.node_b].position;
    Box box;
    box.include(before);
    box.include(point);
    const auto row = [&](std::int32_t at) {
      return cells_between(header.origin.latitude, at, header.cell.latitude);
    };
    const auto column = [&](std::int32_t at) {
      return cells_between(header.origin.longitude, at, header.cell.longitude);
    };
    for (auto y = row(box.low.latitude); y <= row(box.high.latitude); ++y) {
      for (auto x = column(box.low.longitude); x <= column(box.high.longitude); ++x) {
        visit(y * header.columns + x);
      }
    }
    before = point;
  }
}

void fill_grid(Tables& tables) {
  std::vector<std::vector<std::uint32_t>> entries(std::size_t{tables.header.columns} *
                                                  tables.header.rows);
  for (std::uint32_t i = 0; i < tables.segments.size(); ++i) {
    for_each_cell(tables, tables.segments[i], [&](std::uint32_t cell) {
      if (entries[cell].empty() || entries[cell].back() != i) entries[cell].push_back(i);
    });
  }
  tables.cells.push_back(0);
  for (const auto& cell : entries) {
    tables.cell_entries.insert(tables.cell_entries.end(), cell.begin(), cell.end());
    tables.cells.push_back(static_cast<std::uint32_t>(tables.cell_entries.size()));
  }
}

std::uint32_t find_speed_max(const Tables& tables) {
  double fastest = 1;
  for (const RoadSegment& segment : tables.segments) {
    fastest = std::max(fastest, segment.length_cm * 10'000.0 / segment.duration_ms);
  }
  return checked_u32(std::ceil(fastest));
}

template <typename T>
void append(std::string& out, const std::vector<T>& table) {
  out.append(reinterpret_cast<const char*>(table.data()), table.size() * sizeof(T));
}

std::string write(Tables& tables) {
  RoadHeader& header = tables.header;
  header.magic = road_magic;
  header.version = road_version;
  header.node_count = static_cast<std::uint32_t>(tables.nodes.size() - 1);
  header.segment_count = static_cast<std::uint32_t>(tables.segments.size());
  header.shape_count = static_cast<std::uint32_t>(tables.shapes.size());
  header.arc_count = static_cast<std::uint32_t>(tables.arcs.size());
  header.cell_entry_count = static_cast<std::uint32_t>(tables.cell_entries.size());
  header.speed_max_mm_s = find_speed_max(tables);
  std::string out(reinterpret_cast<const char*>(&header), sizeof(header));
  append(out, tables.nodes);
  append(out, tables.segments);
  append(out, tables.shapes);
  append(out, tables.arcs);
  append(out, tables.cells);
  append(out, tables.cell_entries);
  constexpr std::size_t checked_from = offsetof(RoadHeader, node_count);
  const auto* body = reinterpret_cast<const Bytef*>(out.data()) + checked_from;
  const auto sum = static_cast<std::uint32_t>(::crc32_z(0, body, out.size() - checked_from));
  out.replace(offsetof(RoadHeader, crc32), sizeof(sum), reinterpret_cast<const char*>(&sum),
              sizeof(sum));
  return out;
}

}  // namespace

std::string build_road_file(const RoadNetwork& network) {
  Tables tables;
  SegmentMaker maker(network, tables);
  for (const Road& road : network.roads) maker.add(road);
  if (tables.segments.empty()) refuse("roads", "there is no road in this map");
  make_arcs(tables);
  mark_main(tables);
  set_grid_bounds(tables);
  fill_grid(tables);
  return write(tables);
}

}  // namespace common::geo
