#include "common/geo/tiles/tiles.hpp"

#include <sqlite3.h>

#include <cstdlib>
#include <filesystem>

#include "common/error/error.hpp"
#include "tests/common/geo/drive.hpp"
#include "tests/support/places.hpp"

// CppUTest last: its macros redefine new.
#include <CppUTest/TestHarness.h>

using namespace common::geo;
using geo_test::TemporaryFile;

namespace {

void make_database(const std::string& path, const char* sql) {
  sqlite3* database = nullptr;
  LONGS_EQUAL(SQLITE_OK, sqlite3_open(path.c_str(), &database));
  LONGS_EQUAL(SQLITE_OK, sqlite3_exec(database, sql, nullptr, nullptr, nullptr));
  sqlite3_close(database);
}

constexpr const char* two_tiles = R"(
CREATE TABLE metadata (name text, value text);
CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob);
INSERT INTO metadata VALUES ('format', 'pbf');
INSERT INTO tiles VALUES (1, 0, 1, x'6e6f72746800');
INSERT INTO tiles VALUES (1, 0, 0, x'736f757468');
)";

}  // namespace

TEST_GROUP(Tiles){};

TEST(Tiles, rows_are_counted_from_the_north) {
  const TemporaryFile file("two.mbtiles");
  make_database(file.path(), two_tiles);
  const TileFile tiles(file.path());
  CHECK(tiles.tile({1, 0, 0}) == std::string("north\0", 6));
  CHECK(tiles.tile({1, 0, 1}) == "south");
  CHECK(tiles.metadata("format") == "pbf");
  CHECK_FALSE(tiles.metadata("bounds").has_value());
}

TEST(Tiles, addresses_outside_give_nothing) {
  const TemporaryFile file("two.mbtiles");
  make_database(file.path(), two_tiles);
  const TileFile tiles(file.path());
  for (const TileAddress address :
       {TileAddress{1, 1, 0}, TileAddress{1, 2, 0}, TileAddress{1, 0, 2}, TileAddress{31, 0, 0},
        TileAddress{0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF}}) {
    CHECK_FALSE(tiles.tile(address).has_value());
  }
}

TEST(Tiles, refuses_missing_and_foreign_files) {
  const TemporaryFile text("text.mbtiles", std::string(5000, 'x'));
  const TemporaryFile other("other.mbtiles");
  make_database(other.path(), "CREATE TABLE something (x)");
  for (const std::string& path :
       {std::string("/nonexistent/map.mbtiles"), text.path(), other.path()}) {
    try {
      TileFile tiles(path);
      FAIL("was opened");
    } catch (const common::Error& error) {
      CHECK(error.code() == common::ErrorCode::storage);
    }
  }
}

TEST(Tiles, make_tiles_gives_gzipped_tiles_of_the_whole_country) {
  const TemporaryFile out("country.mbtiles");
  const std::string script = support::source_folder() + "/deploy/map/make-tiles";
  LONGS_EQUAL(0, std::system((script + " " + geo_test::extract_path() + " " + out.path()).c_str()));
  const TileFile tiles(out.path());
  // Vaduz: the tiles at zoom 7, 10 and 14 that hold 47.1410, 9.5215.
  for (const TileAddress address :
       {TileAddress{7, 67, 44}, TileAddress{10, 539, 359}, TileAddress{14, 8625, 5753}}) {
    const auto tile = tiles.tile(address);
    CHECK(tile.has_value());
    CHECK(tile->starts_with("\x1f\x8b"));
  }
  CHECK(tiles.metadata("attribution")->find("OpenStreetMap contributors") != std::string::npos);
  CHECK_FALSE(tiles.tile({6, 33, 22}).has_value());
}

TEST(Tiles, make_tiles_refuses_a_missing_extract_and_leaves_nothing) {
  const TemporaryFile out("none.mbtiles");
  const std::string script = support::source_folder() + "/deploy/map/make-tiles";
  CHECK(std::system(
            (script + " /nonexistent/map.osm.pbf " + out.path() + " > /dev/null 2>&1").c_str()) !=
        0);
  CHECK_FALSE(std::filesystem::exists(out.path()));
}
