#include "common/zone/zone.hpp"

#include <string>

#include <CppUTest/TestHarness.h>

using common::format_instant;
using common::parse_instant;
using namespace common::zone;
using std::chrono::minutes;

TEST_GROUP(Zone){};

TEST(Zone, day_is_that_of_the_wall) {
  auto late = parse_instant("2026-11-20T23:30:00Z");
  auto day = local_day(late, "UTC");
  CHECK_EQUAL(day + 1, local_day(late, "Europe/Vaduz"));
  CHECK_EQUAL(day, local_day(late, "America/New_York"));
  CHECK_EQUAL(0, local_day(common::from_micros(0), "UTC"));
  CHECK_EQUAL(-1, local_day(common::from_micros(0), "America/New_York"));
}

TEST(Zone, wall_clock_comes_back_also_where_the_clock_is_changed) {
  auto at = [](const char* day, int hour, int minute) {
    auto days = local_day(parse_instant(std::string(day) + "T12:00:00Z"), "UTC");
    return format_instant(local_instant(days, minutes(hour * 60 + minute), "Europe/Vaduz"));
  };
  STRCMP_EQUAL("2026-11-20T07:00:00Z", at("2026-11-20", 8, 0).c_str());
  STRCMP_EQUAL("2026-03-29T01:00:00Z", at("2026-03-29", 2, 30).c_str());  // skipped
  STRCMP_EQUAL("2026-10-25T00:30:00Z", at("2026-10-25", 2, 30).c_str());  // twice
}

TEST(Zone, one_that_nobody_knows_is_utc) {
  auto at = parse_instant("2026-11-20T08:15:42Z");
  for (auto zone : {"", "UTC", "Mars/Olympus_Mons"})
    STRCMP_EQUAL("2026-11-20 08:15", format(at, zone, "%Y-%m-%d %H:%M").c_str());
  STRCMP_EQUAL("09:15:42", format(at, "Europe/Vaduz", "%H:%M:%S").c_str());
  CHECK(is_known("Europe/Vaduz"));
  CHECK_FALSE(is_known("Mars/Olympus_Mons"));
  CHECK_FALSE(is_known(""));
}
