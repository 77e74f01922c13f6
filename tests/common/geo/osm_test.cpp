#include "common/geo/osm/osm.hpp"

#include <zlib.h>

#include <cstdlib>
#include <filesystem>

#include "common/error/error.hpp"
#include "common/geo/geo.hpp"
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include "common/geo/proto/osm_pbf.pb.h"
#pragma GCC diagnostic pop
#include "tests/common/geo/drive.hpp"

// CppUTest last: its macros redefine new.
#include <CppUTest/TestHarness.h>

using namespace common::geo;
using geo_test::TemporaryFile;
namespace pbf = common::geo::osm::pbf;

namespace {

std::string block_bytes(const std::string& type, const std::string& content, bool packed) {
  pbf::Blob blob;
  if (packed) {
    auto size = ::compressBound(content.size());
    std::string out(size, '\0');
    ::compress(reinterpret_cast<Bytef*>(out.data()), &size,
               reinterpret_cast<const Bytef*>(content.data()), content.size());
    out.resize(size);
    blob.set_zlib_data(out);
    blob.set_raw_size(static_cast<std::int32_t>(content.size()));
  } else {
    blob.set_raw(content);
  }
  const std::string body = blob.SerializeAsString();
  pbf::BlobHeader header;
  header.set_type(type);
  header.set_blob_size(static_cast<std::int32_t>(body.size()));
  const std::string head = header.SerializeAsString();
  const auto size = static_cast<unsigned>(head.size());
  const std::string prefix{static_cast<char>(size >> 24), static_cast<char>(size >> 16),
                           static_cast<char>(size >> 8), static_cast<char>(size)};
  return prefix + head + body;
}

std::string header_bytes(const std::string& feature = "DenseNodes") {
  pbf::HeaderBlock header;
  header.add_required_features("OsmSchema-V0.6");
  header.add_required_features(feature);
  return block_bytes("OSMHeader", header.SerializeAsString(), false);
}

// Nodes 1 to 4 in a row eastwards; way 1-2-3 is a one-way street, 3-4 a private road with a bollard
// at 4.
pbf::PrimitiveBlock small_map() {
  pbf::PrimitiveBlock block;
  for (const char* text :
       {"", "highway", "residential", "oneway", "yes", "barrier", "bollard", "access", "private"}) {
    block.mutable_strings()->add_values(text);
  }
  auto* dense = block.add_groups()->mutable_dense();
  for (int i = 0; i < 3; ++i) {
    dense->add_ids(1);
    dense->add_latitudes(i == 0 ? 470'000'000 : 0);
    dense->add_longitudes(i == 0 ? 90'000'000 : 50'000);
    dense->add_keys_values(0);
  }
  auto* node = block.add_groups()->add_nodes();
  node->set_id(4);
  node->set_latitude(470'000'000);
  node->set_longitude(90'150'000);
  node->add_keys(5);
  node->add_values(6);
  auto* ways = block.add_groups();
  auto* street = ways->add_ways();
  street->set_id(1);
  for (const unsigned key : {1U, 3U}) street->add_keys(key);
  for (const unsigned value : {2U, 4U}) street->add_values(value);
  for (int i = 0; i < 3; ++i) street->add_points(1);
  auto* lane = ways->add_ways();
  lane->set_id(2);
  for (const unsigned key : {1U, 7U}) lane->add_keys(key);
  for (const unsigned value : {2U, 8U}) lane->add_values(value);
  lane->add_points(3);
  lane->add_points(1);
  return block;
}

std::string map_bytes(const pbf::PrimitiveBlock& block, bool packed = true) {
  return header_bytes() + block_bytes("OSMData", block.SerializeAsString(), packed);
}

common::ErrorCode code_of_reading(const std::string& bytes) {
  const TemporaryFile file("map.osm.pbf", bytes);
  try {
    osm::read_roads(file.path());
  } catch (const common::Error& error) {
    return error.code();
  }
  FAIL("was accepted");
  return common::ErrorCode::internal;
}

osm::Tags make_tags(const std::vector<std::pair<std::string_view, std::string_view>>& pairs) {
  osm::Tags tags;
  for (const auto& [key, value] : pairs) tags.add(key, value);
  return tags;
}

}  // namespace

TEST_GROUP(Osm){};

TEST(Osm, reads_dense_and_plain_nodes_ways_and_barriers) {
  for (const bool packed : {true, false}) {
    const TemporaryFile file("map.osm.pbf", map_bytes(small_map(), packed));
    const RoadNetwork network = osm::read_roads(file.path());
    LONGS_EQUAL(2, network.roads.size());
    CHECK(network.roads[0].points == (std::vector<std::int64_t>{1, 2, 3}));
    CHECK(network.roads[0].forward);
    CHECK_FALSE(network.roads[0].backward);
    LONGS_EQUAL(4, network.positions.size());
    DOUBLES_EQUAL(47, network.positions.at(3).latitude, 1e-9);
    DOUBLES_EQUAL(9.01, network.positions.at(3).longitude, 1e-9);
    CHECK(network.barriers.contains(4));
    LONGS_EQUAL(1, network.barriers.size());
  }
}

TEST(Osm, granularity_and_offset_are_applied) {
  auto block = small_map();
  block.set_granularity(1000);
  block.set_latitude_offset(-423'000'000'000);
  block.set_longitude_offset(-81'000'000'000);
  const TemporaryFile file("map.osm.pbf", map_bytes(block));
  const Position first = osm::read_roads(file.path()).positions.at(1);
  DOUBLES_EQUAL(47, first.latitude, 1e-9);
  DOUBLES_EQUAL(9, first.longitude, 1e-9);
}

TEST(Osm, one_way_of_the_map_is_obeyed_by_the_route) {
  const TemporaryFile map("map.osm.pbf", map_bytes(small_map()));
  const TemporaryFile roads("map.roads", build_road_file(osm::read_roads(map.path())));
  const RoadGraph graph = RoadGraph::load(roads.path());
  const Position west{47, 9};
  const Position east{47, 9.01};
  CHECK(graph.travel(west, east).basis == Basis::road_graph);
  CHECK(graph.travel(east, west).why == NoRoute::unreachable);
}

TEST(Osm, refuses_cut_and_damaged_extracts) {
  using common::ErrorCode;
  const std::string good = map_bytes(small_map());
  const std::size_t header = header_bytes().size();
  for (std::size_t length = 0; length < good.size(); ++length) {
    if (length == header)
      continue;  // a clean end: a map without roads, refused when the road file is built
    CHECK(code_of_reading(good.substr(0, length)) == ErrorCode::bad_input);
  }
  CHECK(code_of_reading(std::string(100, 'x')) == ErrorCode::bad_input);
  CHECK(code_of_reading(header_bytes("HistoricalInformation")) == ErrorCode::bad_input);
  CHECK(code_of_reading(good.substr(header)) == ErrorCode::bad_input);
  auto bad_tag = small_map();
  bad_tag.mutable_groups(2)->mutable_ways(0)->set_keys(0, 99);
  CHECK(code_of_reading(map_bytes(bad_tag)) == ErrorCode::bad_input);
  auto bad_columns = small_map();
  bad_columns.mutable_groups(0)->mutable_dense()->add_ids(1);
  CHECK(code_of_reading(map_bytes(bad_columns)) == ErrorCode::bad_input);
  auto bad_place = small_map();
  bad_place.mutable_groups(1)->mutable_nodes(0)->set_latitude(9'000'000'000);
  CHECK(code_of_reading(map_bytes(bad_place)) == ErrorCode::bad_input);
}

TEST(Osm, refuses_a_truncated_country) {
  const std::string whole = geo_test::read_file(geo_test::extract_path());
  CHECK(whole.size() > 1'000'000);
  for (const std::size_t length :
       {whole.size() - 1, whole.size() / 2, std::size_t{5000}, std::size_t{3}}) {
    CHECK(code_of_reading(whole.substr(0, length)) == common::ErrorCode::bad_input);
  }
}

TEST(Osm, a_missing_file_is_a_storage_error) {
  try {
    osm::read_roads("/nonexistent/map.osm.pbf");
    FAIL("was read");
  } catch (const common::Error& error) {
    CHECK(error.code() == common::ErrorCode::storage);
  }
}

TEST(Osm, road_use_table) {
  struct Case {
    std::vector<std::pair<std::string_view, std::string_view>> tags;
    double speed_kmh;  // 0: not for vans
    const char* directions;
  };
  const Case cases[] = {
      {{{"highway", "residential"}}, 25, "both"},
      {{{"highway", "primary"}, {"maxspeed", "60"}}, 51, "both"},
      {{{"highway", "residential"}, {"maxspeed", "120"}}, 45, "both"},
      {{{"highway", "motorway"}}, 100, "forward"},
      {{{"highway", "motorway"}, {"oneway", "no"}}, 100, "both"},
      {{{"highway", "primary"}, {"oneway", "-1"}}, 55, "backward"},
      {{{"highway", "tertiary"}, {"junction", "roundabout"}}, 45, "forward"},
      {{{"highway", "primary"}, {"oneway", "reversible"}}, 0, ""},
      {{{"highway", "footway"}}, 0, ""},
      {{{"highway", "cycleway"}, {"access", "yes"}}, 0, ""},
      {{{"building", "yes"}}, 0, ""},
      {{{"highway", "service"}, {"access", "private"}}, 10, "both"},
      {{{"highway", "service"}, {"access", "no"}}, 0, ""},
      {{{"highway", "service"}, {"access", "no"}, {"motor_vehicle", "yes"}}, 15, "both"},
      {{{"highway", "unclassified"}, {"motor_vehicle", "agricultural;forestry"}}, 0, ""},
      {{{"highway", "track"}}, 0, ""},
      {{{"highway", "track"}, {"tracktype", "grade1"}}, 15, "both"},
      {{{"highway", "pedestrian"}}, 0, ""},
      {{{"highway", "service"}, {"area", "yes"}}, 0, ""},
  };
  int number = 0;
  for (const Case& c : cases) {
    const std::string name = "case " + std::to_string(number++);
    const auto use = osm::find_road_use(make_tags(c.tags));
    CHECK_EQUAL_TEXT(c.speed_kmh > 0, use.has_value(), name.c_str());
    if (!use) continue;
    DOUBLES_EQUAL_TEXT(c.speed_kmh, use->speed_kmh, 1e-9, name.c_str());
    const char* directions = use->forward && use->backward ? "both"
                             : use->forward                ? "forward"
                                                           : "backward";
    STRCMP_EQUAL_TEXT(c.directions, directions, name.c_str());
  }
}

TEST(Osm, speed_limit_table) {
  struct Case {
    const char* text;
    double kmh;  // 0: none
  };
  const Case cases[] = {{"50", 50},       {"30 mph", 48.28032},
                        {"80 km/h", 80},  {"CH:urban", 50},
                        {"CH:rural", 80}, {"AT:rural", 100},
                        {"walk", 7},      {"none", 0},
                        {"signals", 0},   {"", 0},
                        {"0", 0},         {"-5", 0},
                        {"50;30", 0},     {"99999999999", 0}};
  for (const Case& c : cases)
    DOUBLES_EQUAL_TEXT(c.kmh, osm::parse_speed_limit(c.text).value_or(0), 1e-5, c.text);
}

TEST(Osm, barrier_table) {
  CHECK(osm::is_barrier(make_tags({{"barrier", "bollard"}})));
  CHECK_FALSE(osm::is_barrier(make_tags({{"barrier", "bollard"}, {"motor_vehicle", "yes"}})));
  CHECK_FALSE(osm::is_barrier(make_tags({{"barrier", "gate"}})));
  CHECK(osm::is_barrier(make_tags({{"barrier", "gate"}, {"access", "no"}})));
  CHECK_FALSE(osm::is_barrier(make_tags({{"highway", "crossing"}})));
}

TEST(Osm, program_makes_a_road_file_and_refuses_a_cut_extract) {
  const TemporaryFile out("program.roads");
  const std::string program = TRUCKROLL_ROADS_PROGRAM;
  LONGS_EQUAL(
      0,
      std::system(
          (program + " " + geo_test::extract_path() + " " + out.path() + " > /dev/null").c_str()));
  CHECK(RoadGraph::load(out.path()).node_count() > 1000);
  const TemporaryFile cut("cut.osm.pbf",
                          geo_test::read_file(geo_test::extract_path()).substr(0, 700'000));
  const TemporaryFile none("none.roads");
  CHECK(std::system((program + " " + cut.path() + " " + none.path() + " 2> /dev/null").c_str()) !=
        0);
  CHECK_FALSE(std::filesystem::exists(none.path()));
}
