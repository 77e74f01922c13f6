#include "common/geo/impl/road_layout.hpp"

#include <zlib.h>

#include <cstddef>
#include <string>

#include "common/error/error.hpp"

namespace common::geo::impl {
namespace {

constexpr std::size_t checked_from = offsetof(RoadHeader, node_count);

[[noreturn]] void damaged(const std::string& why) {
  throw Error(ErrorCode::storage, "the road file is damaged (" + why + "); copy it again");
}

void demand(bool holds, const char* why) {
  if (!holds) damaged(why);
}

// Cuts one array after the other off the file.
class Cutter {
 public:
  explicit Cutter(std::span<const std::byte> rest) : rest_(rest) {}

  template <typename T>
  std::span<const T> take(std::uint64_t count) {
    static_assert(alignof(T) == 4 && sizeof(T) % 4 == 0);
    demand(count <= rest_.size() / sizeof(T), "too short");
    const auto* first = reinterpret_cast<const T*>(rest_.data());
    rest_ = rest_.subspan(count * sizeof(T));
    return {first, count};
  }
  bool at_end() const { return rest_.empty(); }

 private:
  std::span<const std::byte> rest_;
};

void check_header(std::span<const std::byte> file) {
  demand(file.size() >= sizeof(RoadHeader), "too short");
  const auto& header = *reinterpret_cast<const RoadHeader*>(file.data());
  if (header.magic != road_magic) throw Error(ErrorCode::storage, "this is not a road file");
  if (header.version != road_version) {
    throw Error(ErrorCode::storage, "this road file is of another version; make it anew");
  }
  const auto body = file.subspan(checked_from);
  const auto sum = ::crc32_z(0, reinterpret_cast<const Bytef*>(body.data()), body.size());
  demand(sum == header.crc32, "checksum");
  demand(header.speed_max_mm_s > 0, "speed");
  demand(header.cell.latitude > 0 && header.cell.longitude > 0, "grid");
}

void check_nodes(const RoadView& view) {
  demand(view.nodes.front().first_arc == 0 && view.nodes.back().first_arc == view.arcs.size(),
         "arcs");
  for (std::size_t i = 0; i + 1 < view.nodes.size(); ++i) {
    demand(view.nodes[i].first_arc <= view.nodes[i + 1].first_arc, "arcs");
    demand(valid(from_e7(view.nodes[i].position)), "node position");
  }
}

void check_segments(const RoadView& view) {
  const std::uint32_t nodes = view.header->node_count;
  for (const RoadSegment& segment : view.segments) {
    demand(segment.node_a < nodes && segment.node_b < nodes, "segment end");
    demand(segment.node_a != segment.node_b, "loop");
    demand(segment.shape_first <= view.shapes.size() &&
               segment.shape_count <= view.shapes.size() - segment.shape_first,
           "segment shape");
    demand(segment.duration_ms > 0, "segment duration");
  }
  for (const PositionE7& point : view.shapes) demand(valid(from_e7(point)), "shape point");
}

void check_arcs(const RoadView& view) {
  for (std::size_t node = 0; node + 1 < view.nodes.size(); ++node) {
    for (auto i = view.nodes[node].first_arc; i < view.nodes[node + 1].first_arc; ++i) {
      const RoadArc& arc = view.arcs[i];
      demand(arc.segment() < view.segments.size(), "arc");
      const RoadSegment& segment = view.segments[arc.segment()];
      const auto from = arc.reversed() ? segment.node_b : segment.node_a;
      const auto to = arc.reversed() ? segment.node_a : segment.node_b;
      demand(from == node && to == arc.target, "arc");
    }
  }
}

void check_grid(const RoadView& view) {
  demand(view.cells.front() == 0 && view.cells.back() == view.cell_entries.size(), "grid");
  for (std::size_t i = 0; i + 1 < view.cells.size(); ++i) {
    demand(view.cells[i] <= view.cells[i + 1], "grid");
  }
  for (const std::uint32_t entry : view.cell_entries) demand(entry < view.segments.size(), "grid");
}

}  // namespace

RoadView open_road_view(std::span<const std::byte> file) {
  check_header(file);
  RoadView view;
  view.header = reinterpret_cast<const RoadHeader*>(file.data());
  const RoadHeader& header = *view.header;
  demand(header.columns <= 1'000'000 && header.rows <= 1'000'000, "grid");
  Cutter cutter(file.subspan(sizeof(RoadHeader)));
  view.nodes = cutter.take<RoadNode>(std::uint64_t{header.node_count} + 1);
  view.segments = cutter.take<RoadSegment>(header.segment_count);
  view.shapes = cutter.take<PositionE7>(header.shape_count);
  view.arcs = cutter.take<RoadArc>(header.arc_count);
  view.cells = cutter.take<std::uint32_t>(std::uint64_t{header.columns} * header.rows + 1);
  view.cell_entries = cutter.take<std::uint32_t>(header.cell_entry_count);
  demand(cutter.at_end(), "too long");
  check_nodes(view);
  check_segments(view);
  check_arcs(view);
  check_grid(view);
  return view;
}

}  // namespace common::geo::impl
