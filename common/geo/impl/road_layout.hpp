#pragma once
#include <array>
#include <bit>
#include <cstdint>
#include <span>

#include "common/geo/position.hpp"

/// The .roads file, little-endian: a header, then six arrays without gaps, in the order of
/// `RoadView`. Every element is made of 32-bit fields, so each array is aligned and is used in
/// place.
namespace common::geo::impl {

static_assert(std::endian::native == std::endian::little, "road files are used in place");

constexpr std::array<char, 7> road_magic{'T', 'R', 'R', 'O', 'A', 'D', 'S'};
constexpr std::uint8_t road_version = 1;

struct RoadHeader {
  std::array<char, 7> magic{};
  std::uint8_t version = 0;
  std::uint32_t crc32 = 0;  ///< of everything after this field (zlib's CRC-32)
  std::uint32_t node_count = 0;
  std::uint32_t segment_count = 0;
  std::uint32_t shape_count = 0;
  std::uint32_t arc_count = 0;
  std::uint32_t cell_entry_count = 0;
  std::uint32_t columns = 0;
  std::uint32_t rows = 0;
  PositionE7 origin;                 ///< south-west corner of the grid
  PositionE7 cell;                   ///< size of a cell
  std::uint32_t speed_max_mm_s = 0;  ///< no segment is faster
};
static_assert(sizeof(RoadHeader) == 60);

/// Where roads meet or end. Its arcs are first_arc up to the next node's first_arc; one extra node
/// closes the list.
struct RoadNode {
  PositionE7 position;
  std::uint32_t first_arc = 0;
};

enum SegmentFlag : std::uint32_t {
  segment_forward = 1,   ///< may be driven from a to b
  segment_backward = 2,  ///< may be driven from b to a
  segment_main = 4,  ///< both ends lie in the largest part in which every place reaches every other
};

/// A piece of road between two different nodes. The points between the ends are shape_first … +
/// shape_count, in the order a to b.
struct RoadSegment {
  std::uint32_t node_a = 0;
  std::uint32_t node_b = 0;
  std::uint32_t shape_first = 0;
  std::uint32_t shape_count = 0;
  std::uint32_t length_cm = 0;
  std::uint32_t duration_ms = 0;
  std::uint32_t flags = 0;
};

constexpr std::uint32_t arc_reversed = 0x8000'0000;

/// One way out of a node: the segment and, by the top bit, whether it is driven from b to a.
struct RoadArc {
  std::uint32_t target = 0;
  std::uint32_t segment_and_direction = 0;
  std::uint32_t segment() const { return segment_and_direction & ~arc_reversed; }
  bool reversed() const { return (segment_and_direction & arc_reversed) != 0; }
};

struct RoadView {
  const RoadHeader* header = nullptr;
  std::span<const RoadNode> nodes;  ///< node_count + 1
  std::span<const RoadSegment> segments;
  std::span<const PositionE7> shapes;
  std::span<const RoadArc> arcs;
  std::span<const std::uint32_t>
      cells;  ///< columns × rows + 1: first entry of each cell, row by row from the south
  std::span<const std::uint32_t> cell_entries;  ///< segments that touch a cell
};

/// Checks length, checksum and every index once, so that the search need not. Throws
/// Error{storage}.
RoadView open_road_view(std::span<const std::byte> file);

}  // namespace common::geo::impl
