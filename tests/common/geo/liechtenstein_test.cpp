#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <memory>

#include "common/geo/geo.hpp"
#include "common/geo/osm/osm.hpp"
#include "tests/common/geo/drive.hpp"

// CppUTest last: its macros redefine new.
#include <CppUTest/TestHarness.h>

using namespace common::geo;
using geo_test::at;

namespace {

// The country's roads, made once for all tests of this file.
const RoadGraph& country() {
  static const RoadGraph graph = [] {
    const geo_test::TemporaryFile file("country.roads",
                                       build_road_file(osm::read_roads(geo_test::extract_path())));
    return RoadGraph::load(file.path());
  }();
  return graph;
}

// Metres driven between two times; noise of a standing van is thinned away first.
double driven_m(const char* from, const char* to) {
  std::vector<TrackPoint> points;
  for (const Fix& fix : geo_test::load_drive()) {
    if (fix.at >= at(from) && fix.at <= at(to)) points.push_back({fix.at, fix.position});
  }
  const auto kept = thin(points, {10, std::chrono::hours(1)});
  double sum = 0;
  for (std::size_t i = 1; i < kept.size(); ++i)
    sum += distance_m(kept[i - 1].position, kept[i].position);
  return sum;
}

long own_memory_kib() {
  std::ifstream status("/proc/self/status");
  std::string line;
  while (std::getline(status, line)) {
    long kib = 0;
    if (std::sscanf(line.c_str(), "RssAnon: %ld kB", &kib) == 1) return kib;
  }
  return -1;
}

double milliseconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

}  // namespace

TEST_GROUP(Liechtenstein){};

TEST(Liechtenstein, every_leg_of_the_drive_has_its_length_and_about_its_time) {
  struct Leg {
    const char* name;
    Position from;
    Position to;
    const char* start;
    const char* end;
  };
  const Leg legs[] = {{"depot to A", geo_test::depot, geo_test::site_a, "07:30:00", "07:35:55"},
                      {"A to B", geo_test::site_a, geo_test::site_b, "07:42:57", "07:53:17"},
                      {"B to C", geo_test::site_b, geo_test::site_c, "07:58:18", "08:01:05"},
                      {"C to depot", geo_test::site_c, geo_test::depot, "08:03:06", "08:16:12"}};
  for (const Leg& leg : legs) {
    const Travel travel = country().travel(leg.from, leg.to);
    const double driven = driven_m(leg.start, leg.end);
    const double took = std::chrono::duration<double>(at(leg.end) - at(leg.start)).count();
    std::printf("%s: driven %.0f m in %.0f s, route %.0f m in %.0f s\n", leg.name, driven, took,
                travel.metres, travel.seconds);
    DOUBLES_EQUAL_TEXT(driven, travel.metres, 0.15 * driven, leg.name);
    DOUBLES_EQUAL_TEXT(took, travel.seconds, 0.35 * took, leg.name);
  }
}

TEST(Liechtenstein, routes_between_the_stops_are_plausible) {
  const Position stops[] = {geo_test::depot, geo_test::site_a, geo_test::site_b, geo_test::site_c};
  for (const Position& from : stops) {
    for (const Position& to : stops) {
      if (from == to) continue;
      const Travel travel = country().travel(from, to);
      CHECK(travel.basis == Basis::road_graph);
      CHECK(travel.metres + 1 >= distance_m(from, to));
      CHECK(travel.metres <= 2.5 * distance_m(from, to) + 1);
      CHECK(travel.metres / std::max(1.0, travel.seconds) < 110 / 3.6);
    }
  }
}

TEST(Liechtenstein, to_each_agrees_with_single_routes) {
  const std::vector<Position> stops{geo_test::depot, geo_test::site_a, geo_test::site_b,
                                    geo_test::site_c};
  const auto all = country().travel_to_each(geo_test::depot, stops);
  for (std::size_t i = 0; i < stops.size(); ++i) {
    DOUBLES_EQUAL(country().travel(geo_test::depot, stops[i]).seconds, all[i].seconds, 0.01);
  }
}

TEST(Liechtenstein, abroad_the_answer_is_an_estimate_from_distance) {
  const Arrival arrival =
      estimate_arrival(&country(), geo_test::depot, {47.3769, 8.5417}, at("08:00:00"));
  CHECK(arrival.basis == Basis::straight_line);
}

TEST(Liechtenstein, arrival_is_now_plus_the_drive_and_drift_is_told_once) {
  const Arrival first =
      estimate_arrival(&country(), geo_test::depot, geo_test::site_a, at("07:30:00"));
  CHECK(first.arrives_at > at("07:33:00") && first.arrives_at < at("07:39:00"));
  EtaWatch watch(std::chrono::minutes(5));
  CHECK(watch.find_drift(first.arrives_at) == std::chrono::minutes(0));
  watch.announce(first.arrives_at);
  CHECK_FALSE(watch.find_drift(first.arrives_at + std::chrono::minutes(5)).has_value());
  CHECK(watch.find_drift(first.arrives_at + std::chrono::minutes(7)) == std::chrono::minutes(7));
  CHECK(watch.find_drift(first.arrives_at - std::chrono::minutes(6)) == std::chrono::minutes(-6));
  watch.announce(first.arrives_at + std::chrono::minutes(7));
  CHECK_FALSE(watch.find_drift(first.arrives_at + std::chrono::minutes(7)).has_value());
  CHECK(EtaWatch(std::chrono::minutes(5), watch.announced()).announced() == watch.announced());
}

TEST(Liechtenstein, without_a_map_arrival_rests_on_distance) {
  const Arrival arrival =
      estimate_arrival(nullptr, geo_test::depot, geo_test::site_a, at("07:30:00"));
  CHECK(arrival.basis == Basis::straight_line);
  DOUBLES_EQUAL(distance_m(geo_test::depot, geo_test::site_a) * 1.3, arrival.metres, 0.1);
}

TEST(Liechtenstein, eta_during_the_drive_to_b_comes_true) {
  const auto drive = geo_test::load_drive();
  const auto fix =
      std::find_if(drive.begin(), drive.end(), [](const Fix& f) { return f.at == at("07:50:00"); });
  CHECK(fix != drive.end());
  const Arrival arrival = estimate_arrival(&country(), fix->position, geo_test::site_b, fix->at);
  CHECK(std::chrono::abs(arrival.arrives_at - at("07:53:17")) < std::chrono::minutes(1));
}

TEST(Liechtenstein, loads_and_answers_within_the_vans_budget) {
  const geo_test::TemporaryFile file("budget.roads",
                                     build_road_file(osm::read_roads(geo_test::extract_path())));
  malloc_trim(0);  // what building the file left free must not hide what the graph takes
  const long before = own_memory_kib();
  auto start = std::chrono::steady_clock::now();
  const RoadGraph graph = RoadGraph::load(file.path());
  const double load_ms = milliseconds_since(start);
  const long loaded = own_memory_kib();
  start = std::chrono::steady_clock::now();
  for (int i = 0; i < 20; ++i) graph.travel(geo_test::depot, geo_test::site_b);
  const double query_ms = milliseconds_since(start) / 20;
  std::printf("load %.2f ms, RssAnon +%ld KiB; depot to B %.2f ms, then +%ld KiB\n", load_ms,
              loaded - before, query_ms, own_memory_kib() - before);
  CHECK(load_ms < 300);
  CHECK(query_ms < 300);
#ifndef __SANITIZE_ADDRESS__
  CHECK(own_memory_kib() - before < 8 * 1024);
#endif
}
