// Who works alone starts, extends and ends his timer in the van. features: X-39
#include "edge/day/safety.hpp"

#include "common/error/error.hpp"
#include "proto/wire/actions/fleet.pb.h"
#include "tests/edge/day/fixture.hpp"

#include <CppUTest/TestHarness.h>

using van_test::Van;

TEST_GROUP(Safety) {
  Van van;

  nlohmann::json safety() {
    return van.van->see([](const edge::day::Screen& screen) { return make_safety(screen); });
  }
};

TEST(Safety, nobody_is_looked_after_who_did_not_ask_for_it) {
  CHECK(safety().is_null());
}

TEST(Safety, a_timer_names_the_job_and_says_that_the_office_does_not_know_it_yet) {
  van.be_at(van_test::depot_place, common::parse_instant(van_test::day + "T07:30:00Z"));
  auto id = van.commands->start_safety(van_test::visit, {{"minutes", 30}});

  auto timer = safety();
  CHECK(timer["id"] == id);
  CHECK(timer["state"] == "running");
  CHECK(timer["due"] == van_test::day + "T08:00:00Z");
  CHECK(timer["visit"] == van_test::visit);
  CHECK(timer["known"] == false);
}

TEST(Safety, who_is_fine_gets_as_long_as_before) {
  auto id = van.commands->start_safety(van_test::visit, {{"minutes", 30}});
  van.clock.advance(std::chrono::minutes(20));

  van.commands->extend_safety(id, nlohmann::json::object());

  CHECK(safety()["due"] == van_test::day + "T07:50:00Z");
}

TEST(Safety, the_end_leaves_nothing_to_look_after) {
  auto id = van.commands->start_safety(van_test::visit, {{"minutes", 30}});

  van.commands->end_safety(id);

  CHECK(safety().is_null());
}

TEST(Safety, minutes_that_are_none_are_refused_with_what_was_expected) {
  for (auto& minutes : {nlohmann::json(0), nlohmann::json(721), nlohmann::json("30")}) {
    try {
      van.commands->start_safety(van_test::visit, {{"minutes", minutes}});
      FAIL("was taken");
    } catch (const common::Error& error) {
      CHECK(error.violations().at(0).field == "minutes");
    }
  }
}
