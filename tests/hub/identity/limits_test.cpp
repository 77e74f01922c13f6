#include "hub/identity/limits.hpp"

#include <CppUTest/TestHarness.h>

using hub::identity::Limits;
using std::chrono::seconds;

TEST_GROUP(Limits) {
  Limits limits;
  Limits::Time now{};
};

TEST(Limits, a_minute_s_requests_at_once_and_then_as_it_fills) {
  for (int i = 0; i < 60; ++i) CHECK(limits.take("a", 60, now).passes);
  auto refused = limits.take("a", 60, now);
  CHECK(!refused.passes);
  LONGS_EQUAL(60, refused.limit);
  LONGS_EQUAL(0, refused.remaining);
  LONGS_EQUAL(1, refused.wait.count());
  LONGS_EQUAL(60, refused.reset.count());
  CHECK(!limits.take("a", 60, now + std::chrono::milliseconds(900)).passes);
  CHECK(limits.take("a", 60, now + seconds(1)).passes);
  CHECK(!limits.take("a", 60, now + seconds(1)).passes);
}

TEST(Limits, everybody_has_a_bucket_of_his_own_and_0_is_none) {
  CHECK(limits.take("a", 1, now).passes);
  CHECK(!limits.take("a", 1, now).passes);
  CHECK(limits.take("b", 1, now).passes);
  for (int i = 0; i < 1000; ++i) CHECK(limits.take("c", 0, now).passes);
}

TEST(Limits, a_lower_limit_counts_at_once_and_an_idle_bucket_never_holds_more_than_a_minute) {
  CHECK(limits.take("a", 1000, now).passes);
  CHECK(limits.take("a", 2, now).passes);
  CHECK(limits.take("a", 2, now).passes);
  CHECK(!limits.take("a", 2, now).passes);
  auto later = now + std::chrono::hours(5);
  CHECK(limits.take("a", 2, later).passes);
  CHECK(limits.take("a", 2, later).passes);
  CHECK(!limits.take("a", 2, later).passes);
}

TEST(Limits, buckets_that_are_full_again_are_forgotten) {
  for (int i = 0; i < 10001; ++i) limits.take("full " + std::to_string(i), 60, now);
  limits.take("empty", 1, now + seconds(30));
  // One more than fits: those filled since go, the used one stays.
  CHECK(!limits.take("empty", 1, now + seconds(40)).passes);
}
