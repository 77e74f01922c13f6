#include "common/mqtt/backoff.hpp"

#include <CppUTest/TestHarness.h>

using common::mqtt::Backoff;
using namespace std::chrono_literals;

TEST_GROUP(Backoff) {
  Backoff backoff{Backoff::Bounds{}};

  std::int64_t longest(bool is_eager) {
    return backoff.next(0.999999, is_eager).count();
  }
};

TEST(Backoff, ceiling_doubles_to_ten_seconds_while_eager) {
  for (const std::int64_t expected : {1'000, 2'000, 4'000, 8'000, 10'000, 10'000}) {
    const std::int64_t pause_ms = longest(true);
    CHECK(pause_ms < expected);
    CHECK(pause_ms >= expected - 1);
  }
}

TEST(Backoff, ceiling_grows_to_five_minutes_when_idle) {
  for (int i = 0; i < 20; ++i) CHECK(longest(false) < 300'000);
  CHECK(longest(false) >= 299'999);
}

TEST(Backoff, becoming_eager_shortens_the_next_pause_at_once) {
  for (int i = 0; i < 20; ++i) longest(false);
  CHECK(longest(true) < 10'000);
}

TEST(Backoff, jitter_reaches_down_to_no_pause) {
  CHECK_EQUAL(0, backoff.next(0.0, true).count());
}

TEST(Backoff, reset_starts_at_the_base) {
  for (int i = 0; i < 20; ++i) longest(true);
  backoff.reset();
  CHECK(longest(true) < 1'000);
}
