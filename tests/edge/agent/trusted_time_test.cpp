// features: SYNC-09
#include "edge/agent/trusted_time.hpp"

#include <CppUTest/TestHarness.h>

using common::Instant;
using namespace std::chrono_literals;

namespace {
const Instant today{std::chrono::sys_days{std::chrono::year{2035} / 3 / 1}};
}

TEST_GROUP(TrustedTime) {
  common::FakeClock clock{today};
  std::optional<Instant> heard;
  edge::agent::TrustedTime time{clock, [this] { return heard; }};
};

TEST(TrustedTime, a_clock_that_lags_is_not_believed) {
  heard = today - 24h;
  common::FakeClock dead(Instant{});
  edge::agent::TrustedTime without_battery(dead, [this] { return heard; });
  CHECK_TRUE(without_battery.now() == *heard);
  heard.reset();
  CHECK_TRUE(without_battery.now() >
             Instant{std::chrono::sys_days{std::chrono::year{2026} / 11 / 1}});
}

TEST(TrustedTime, a_clock_years_ahead_is_passed_over_by_each_other_attempt) {
  heard = today - 24h * 365 * 5;
  CHECK_TRUE(time.for_attempt() == today);
  CHECK_TRUE(time.for_attempt() == *heard);
  CHECK_TRUE(time.for_attempt() == today);
}

TEST(TrustedTime, the_satellites_know_best) {
  heard = today;
  time.note_fix(today - 24h * 365);
  clock.advance(90s);
  CHECK_TRUE(time.now() == today - 24h * 365 + 90s);
  CHECK_TRUE(time.for_attempt() == time.now());
  CHECK_TRUE(time.for_attempt() == time.now());
}
