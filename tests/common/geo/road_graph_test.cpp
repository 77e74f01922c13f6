#include "common/geo/road_graph.hpp"

#include <zlib.h>

#include <cmath>
#include <cstring>
#include <random>

#include "common/error/error.hpp"
#include "common/geo/road_builder.hpp"
#include "tests/common/geo/drive.hpp"

// CppUTest last: its macros redefine new.
#include <CppUTest/TestHarness.h>

using namespace common::geo;
using geo_test::TemporaryFile;

namespace {

// A lattice: point `10 * row + column` lies so many times 0.01 degree north and east of 47, 9
// (1,112 m and 758 m).
Position lattice(std::int64_t id) {
  return {47 + 0.01 * static_cast<double>(id / 10), 9 + 0.01 * static_cast<double>(id % 10)};
}

RoadNetwork network(std::vector<Road> roads) {
  RoadNetwork out;
  for (const Road& road : roads) {
    for (const std::int64_t id : road.points) out.positions[id] = lattice(id);
  }
  out.roads = std::move(roads);
  return out;
}

RoadGraph load(const RoadNetwork& roads) {
  const TemporaryFile file("lattice.roads", build_road_file(roads));
  return RoadGraph::load(file.path());
}

bool passes(const Travel& travel, std::int64_t id) {
  for (const Position& point : travel.geometry) {
    if (distance_m(point, lattice(id)) < 1) return true;
  }
  return false;
}

double length(const std::vector<Position>& line) {
  double sum = 0;
  for (std::size_t i = 1; i < line.size(); ++i) sum += distance_m(line[i - 1], line[i]);
  return sum;
}

// A block: 0 - 1 - 2 along the south at 50 km/h, 10 - 11 - 12 along the north, joined at both
// sides.
RoadNetwork block(bool south_forward, bool south_backward) {
  return network({{{0, 1, 2}, 50, south_forward, south_backward},
                  {{10, 11, 12}, 50, true, true},
                  {{0, 10}, 50, true, true},
                  {{2, 12}, 50, true, true}});
}

void check_refused(const std::string& bytes, const char* name) {
  const TemporaryFile file("refused.roads", bytes);
  try {
    RoadGraph::load(file.path());
    FAIL(name);
  } catch (const common::Error& error) {
    CHECK_TEXT(error.code() == common::ErrorCode::storage, name);
  }
}

}  // namespace

TEST_GROUP(RoadGraph){};

TEST(RoadGraph, drives_the_short_way_where_both_directions_are_open) {
  const Travel travel = load(block(true, true)).travel(lattice(2), lattice(0));
  CHECK(travel.basis == Basis::road_graph);
  CHECK(passes(travel, 1));
  DOUBLES_EQUAL(2 * 758.35, travel.metres, 2);
  DOUBLES_EQUAL(travel.metres / (50 / 3.6), travel.seconds, 0.1);
  DOUBLES_EQUAL(travel.metres, length(travel.geometry), 1);
}

TEST(RoadGraph, obeys_one_ways) {
  const RoadGraph graph = load(block(true, false));
  CHECK(passes(graph.travel(lattice(0), lattice(2)), 1));
  const Travel back = graph.travel(lattice(2), lattice(0));
  CHECK(passes(back, 11));
  CHECK_FALSE(passes(back, 1));
  const RoadGraph turned = load(block(false, true));
  CHECK(passes(turned.travel(lattice(0), lattice(2)), 11));
}

TEST(RoadGraph, does_not_turn_back_on_a_one_way_segment) {
  const RoadGraph graph = load(block(true, false));
  const Position east = between(lattice(1), lattice(2), 0.8);
  const Position west = between(lattice(0), lattice(1), 0.2);
  CHECK_FALSE(passes(graph.travel(west, east), 11));
  const Travel round = graph.travel(east, west);
  CHECK(passes(round, 11));
  DOUBLES_EQUAL(round.metres, length(round.geometry), 2);
}

TEST(RoadGraph, prefers_the_faster_way_to_the_shorter) {
  auto roads = block(true, true);
  roads.roads[0].speed_kmh = 10;
  CHECK(passes(load(roads).travel(lattice(0), lattice(2)), 11));
}

TEST(RoadGraph, drives_part_of_a_segment_and_of_a_loop) {
  const RoadGraph graph =
      load(network({{{0, 1, 11, 10, 0}, 30, true, false}, {{0, 2}, 30, true, true}}));
  const Travel ahead = graph.travel(lattice(1), lattice(10));
  DOUBLES_EQUAL(1112 + 758, ahead.metres, 5);
  const Travel around = graph.travel(lattice(10), lattice(1));
  DOUBLES_EQUAL(1112 + 758, around.metres, 5);
  DOUBLES_EQUAL(0, graph.travel(lattice(1), lattice(1)).metres, 0.01);
}

TEST(RoadGraph, off_the_network_it_estimates_from_distance_and_says_so) {
  const RoadGraph graph = load(block(true, true));
  const Position far{47.5, 9.5};
  const Travel travel = graph.travel(lattice(0), far);
  CHECK(travel.basis == Basis::straight_line);
  CHECK(travel.why == NoRoute::off_network);
  DOUBLES_EQUAL(distance_m(lattice(0), far) * 1.3, travel.metres, 0.1);
  DOUBLES_EQUAL(travel.metres * 3.6 / 40, travel.seconds, 0.1);
  LONGS_EQUAL(2, travel.geometry.size());
}

TEST(RoadGraph, across_a_river_without_bridge_it_estimates_from_distance) {
  const RoadGraph graph = load(network({{{0, 1}, 50, true, true}, {{30, 31}, 50, true, true}}));
  const Travel travel = graph.travel(lattice(0), lattice(31));
  CHECK(travel.basis == Basis::straight_line);
  CHECK(travel.why == NoRoute::unreachable);
}

TEST(RoadGraph, an_island_beside_the_main_network_does_not_hide_it) {
  auto roads = block(true, true);
  roads.positions[100] = {46.9990, 9.0000};  // 111 m south of point 0, joined to nothing
  roads.positions[101] = {46.9990, 9.0010};
  roads.roads.push_back({{100, 101}, 30, true, true});
  const RoadGraph graph = load(roads);
  const Travel travel = graph.travel({46.9988, 9.0000}, lattice(12));
  CHECK(travel.basis == Basis::road_graph);
  CHECK(graph.find_nearest({46.9988, 9.0000})->distance_m < 30);
  CHECK(graph.find_nearest({46.9988, 9.0000}, 1000, true)->distance_m > 100);
}

TEST(RoadGraph, a_barrier_is_not_passed) {
  auto roads = block(true, true);
  roads.barriers.insert(1);
  CHECK(passes(load(roads).travel(lattice(0), lattice(2)), 11));
}

TEST(RoadGraph, a_point_without_position_cuts_its_road) {
  auto roads = block(true, true);
  roads.positions.erase(1);
  CHECK(passes(load(roads).travel(lattice(0), lattice(2)), 11));
}

TEST(RoadGraph, to_each_gives_what_single_questions_give) {
  const RoadGraph graph = load(block(true, false));
  const std::vector<Position> to{lattice(0), lattice(1), {47.5, 9.5}, lattice(11), lattice(2)};
  const auto all = graph.travel_to_each(lattice(2), to);
  LONGS_EQUAL(to.size(), all.size());
  for (std::size_t i = 0; i < to.size(); ++i) {
    const Travel one = graph.travel(lattice(2), to[i]);
    DOUBLES_EQUAL(one.seconds, all[i].seconds, 0.01);
    DOUBLES_EQUAL(one.metres, all[i].metres, 0.1);
    CHECK(one.basis == all[i].basis);
  }
  CHECK(graph.travel_to_each(lattice(2), {}).empty());
}

TEST(RoadGraph, refuses_positions_that_are_not_on_earth) {
  const RoadGraph graph = load(block(true, true));
  CHECK_THROWS(common::Error, graph.travel({NAN, 9}, lattice(0)));
  CHECK_THROWS(common::Error, graph.travel(lattice(0), {47, 200}));
  CHECK_THROWS(common::Error, estimate_from_distance({95, 0}, lattice(0), NoRoute::no_map));
}

TEST(RoadGraph, refuses_missing_cut_altered_and_foreign_files) {
  const std::string good = build_road_file(block(true, true));
  CHECK_THROWS(common::Error, RoadGraph::load("/nonexistent/map.roads"));
  check_refused("", "empty");
  check_refused("no road file at all, but longer than the header of one would be, surely",
                "foreign");
  for (std::size_t length = 1; length < good.size(); length += 7)
    check_refused(good.substr(0, length), "cut");
  check_refused(good + "x", "longer");
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 0x10);
    check_refused(bad, "altered");
  }
}

TEST(RoadGraph, survives_altered_files_with_a_right_checksum) {
  const std::string good = build_road_file(block(true, true));
  std::mt19937 random(31);
  std::uniform_int_distribution<std::size_t> place(12, good.size() - 1);
  std::uniform_int_distribution<int> byte(0, 255);
  int refused = 0;
  for (int round = 0; round < 3000; ++round) {
    std::string bad = good;
    bad[place(random)] = static_cast<char>(byte(random));
    const auto sum = static_cast<std::uint32_t>(
        ::crc32_z(0, reinterpret_cast<const Bytef*>(bad.data()) + 12, bad.size() - 12));
    std::memcpy(bad.data() + 8, &sum, sizeof(sum));
    const TemporaryFile file("forged.roads", bad);
    try {
      const RoadGraph graph = RoadGraph::load(file.path());
      CHECK(std::isfinite(graph.travel(lattice(0), lattice(12)).seconds));
    } catch (const common::Error& error) {
      CHECK(error.code() == common::ErrorCode::storage);
      ++refused;
    }
  }
  CHECK(refused > 1000);
}

TEST(RoadGraph, building_refuses_networks_without_roads) {
  CHECK_THROWS(common::Error, build_road_file({}));
  CHECK_THROWS(common::Error, build_road_file(network({{{0}, 50, true, true}})));
  CHECK_THROWS(common::Error, build_road_file(network({{{0, 1}, 50, false, false}})));
  CHECK_THROWS(common::Error, build_road_file(network({{{0, 1}, 0, true, true}})));
}
