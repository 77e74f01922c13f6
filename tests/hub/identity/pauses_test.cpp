// Systems of others that did not answer are left alone for a while.
// features: IDEN-01
#include "hub/identity/pauses.hpp"

#include <CppUTest/TestHarness.h>

using hub::identity::Pauses;

TEST_GROUP(Pauses) {
  common::FakeClock clock{common::from_micros(0)};
  Pauses pauses{clock};
};

TEST(Pauses, who_did_not_answer_is_left_alone_then_asked_by_one_at_a_time) {
  CHECK(pauses.may_ask("a"));
  CHECK(pauses.may_ask("a"));
  pauses.note_failure("a");
  CHECK_FALSE(pauses.may_ask("a"));
  CHECK(pauses.may_ask("b"));

  clock.advance(Pauses::length);
  CHECK(pauses.may_ask("a"));
  CHECK_FALSE(pauses.may_ask("a"));  // until the first one knows
  pauses.note_failure("a");
  clock.advance(Pauses::length - std::chrono::seconds(1));
  CHECK_FALSE(pauses.may_ask("a"));

  clock.advance(std::chrono::seconds(1));
  CHECK(pauses.may_ask("a"));
  pauses.note_success("a");
  CHECK(pauses.may_ask("a"));
  CHECK(pauses.may_ask("a"));
}
