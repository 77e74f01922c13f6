#include "board/gps/gps.hpp"

#include <cmath>
#include <vector>

#include "board/sim/simulated_gps.hpp"

#include <CppUTest/TestHarness.h>

using board::Fix;

namespace {

Fix good_fix() {
  return {.at = common::parse_instant("2026-11-16T07:30:00Z"),
          .latitude = 47.141,
          .longitude = 9.5215,
          .accuracy_m = 4.0,
          .speed_m_s = 12.0,
          .course_degrees = 90.0,
          .mode = board::FixMode::three_d};
}

}  // namespace

TEST_GROUP(Gps){};

TEST(Gps, what_no_receiver_can_mean_is_not_plausible) {
  CHECK(board::is_plausible(good_fix()));
  Fix no_speed = good_fix();
  no_speed.speed_m_s.reset();
  CHECK(board::is_plausible(no_speed));

  for (const auto& [latitude, longitude] : std::vector<std::pair<double, double>>{
           {0, 0}, {90.1, 9}, {-90.1, 9}, {47, 180.1}, {47, -180.1}, {NAN, 9}, {47, INFINITY}}) {
    Fix fix = good_fix();
    fix.latitude = latitude;
    fix.longitude = longitude;
    CHECK_FALSE(board::is_plausible(fix));
  }
  for (const double speed : {-1.0, 201.0, static_cast<double>(NAN)}) {
    Fix fix = good_fix();
    fix.speed_m_s = speed;
    CHECK_FALSE(board::is_plausible(fix));
  }
  Fix no_time = good_fix();
  no_time.at = {};
  CHECK_FALSE(board::is_plausible(no_time));
}

TEST(Gps, simulated_receiver_gives_fixes_and_losses_while_started) {
  board::SimulatedGps gps;
  std::vector<board::Reading> readings;
  gps.give(good_fix());
  gps.start([&](const board::Reading& reading) { readings.push_back(reading); });
  gps.give(good_fix());
  gps.lose(board::NoFix::searching);
  gps.stop();
  gps.give(good_fix());

  CHECK_EQUAL(2, readings.size());
  DOUBLES_EQUAL(47.141, readings[0].fix->latitude, 1e-9);
  CHECK_FALSE(readings[1].fix.has_value());
  STRCMP_EQUAL("searching", board::describe(readings[1].reason).c_str());
}
