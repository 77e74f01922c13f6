#include "common/geo/position.hpp"

#include <cmath>
#include <limits>

#include "common/error/error.hpp"
#include "tests/common/geo/drive.hpp"

// CppUTest last: its macros redefine new.
#include <CppUTest/TestHarness.h>

using namespace common::geo;

TEST_GROUP(Position){};

TEST(Position, distances_follow_the_sphere) {
  struct Case {
    Position from;
    Position to;
    double metres;
  };
  const double degree = 6'371'008.8 * 3.14159265358979 / 180;
  const Case cases[] = {
      {{47, 9}, {47, 9}, 0},
      {{0, 0}, {1, 0}, degree},
      {{0, 0}, {0, 1}, degree},
      {{60, 10}, {60, 11}, 55'597.5},     // a degree of longitude is half as long there
      {{0, 179.5}, {0, -179.5}, degree},  // over the date line
      {{90, 0}, {-90, 0}, 180 * degree},  // pole to pole
      {{0, 0}, {0, 180}, 180 * degree},   // antipodes
      {geo_test::depot, geo_test::site_a, 2867.0},
  };
  for (const Case& c : cases) DOUBLES_EQUAL(c.metres, distance_m(c.from, c.to), 2.0);
}

TEST(Position, distance_from_berne_to_zurich_agrees_with_the_ellipsoid) {
  // 95,699 m by Vincenty's inverse formula (1975) on WGS 84; the sphere may differ by 0.6 %.
  DOUBLES_EQUAL(95'699, distance_m({46.9480, 7.4474}, {47.3769, 8.5417}), 0.006 * 95'699);
}

TEST(Position, e7_keeps_the_centimetre) {
  const Position place{47.14100004, -9.52150006};
  CHECK(to_e7(place) == (PositionE7{471410000, -95215001}));
  CHECK(distance_m(place, from_e7(to_e7(place))) < 0.02);
  CHECK(to_e7({-90, 180}) == (PositionE7{-900000000, 1800000000}));
}

TEST(Position, refuses_what_is_not_on_earth) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const Position bad : {Position{nan, 0}, Position{0, nan}, Position{90.1, 0},
                             Position{0, -180.1}, Position{HUGE_VAL, 0}}) {
    CHECK_FALSE(valid(bad));
    CHECK_THROWS(common::Error, to_e7(bad));
  }
}

TEST(Position, nearest_on_line_stays_between_the_ends) {
  const Position west{47, 9};
  const Position east{47, 9.01};
  DOUBLES_EQUAL(0.5, nearest_on_line({47.001, 9.005}, west, east).fraction, 1e-6);
  DOUBLES_EQUAL(111.2, nearest_on_line({47.001, 9.005}, west, east).distance_m, 0.1);
  DOUBLES_EQUAL(0, nearest_on_line({47, 8.99}, west, east).fraction, 1e-9);
  DOUBLES_EQUAL(1, nearest_on_line({47, 9.02}, west, east).fraction, 1e-9);
  DOUBLES_EQUAL(0, nearest_on_line({47.001, 9}, west, west).fraction, 1e-9);
}
