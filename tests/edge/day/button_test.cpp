#include "board/sim/simulated_button.hpp"
#include "common/error/error.hpp"
#include "tests/edge/day/fixture.hpp"

#include <CppUTest/TestHarness.h>

using truckroll::field::JobEvent;
using van_test::Van;

TEST_GROUP(OnMyWayButton) {
  void setup() override {
    van.be_at(van_test::depot_place, common::parse_instant(van_test::day + "T07:30:00Z"));
    button.start([this] { last = van.commands->press_on_my_way(); });
  }
  std::size_t journeys(const std::string& visit = van_test::visit) const {
    std::size_t found = 0;
    for (auto& event : van.records<JobEvent>("scheduled_event", visit))
      found += event.kind() == JobEvent::KIND_ON_MY_WAY ? 1 : 0;
    return found;
  }

  Van van;
  board::SimulatedButton button;
  edge::day::Commands::ButtonPress last;
};

// features: EDGE-03
TEST(OnMyWayButton, one_press_begins_the_way_with_position_time_and_an_estimate) {
  van.move("accept");
  van.clock.advance(std::chrono::seconds(10));

  button.press();

  CHECK(last.is_new);
  auto card = van.detail();
  CHECK(card["state"] == "on_my_way");
  auto event = card["events"].back();
  CHECK(event["kind"] == "on_my_way");
  CHECK(event["origin"] == "button");
  CHECK(event["at"] == "2026-11-16T07:30:10Z");
  DOUBLES_EQUAL(van_test::depot_place.latitude, event["position"]["latitude"].get<double>(), 1e-6);
  DOUBLES_EQUAL(van_test::depot_place.longitude, event["position"]["longitude"].get<double>(),
                1e-6);
  CHECK(card["eta"].get<std::string>() > "2026-11-16T07:33:00Z");
  CHECK(card["eta"].get<std::string>() < "2026-11-16T07:40:00Z");
}

// features: EDGE-03
TEST(OnMyWayButton, the_screen_does_the_same_and_says_which_it_was) {
  van.move("on-my-way");

  auto card = van.detail();
  CHECK(card["events"].back()["origin"] == "screen");
  CHECK(card["events"].back()["at"] == "2026-11-16T07:30:00Z");
  CHECK(card["events"].back().contains("position"));
  CHECK(!card["eta"].is_null());
}

// features: EDGE-03
TEST(OnMyWayButton, a_second_press_soon_after_makes_no_second_event) {
  button.press();
  van.clock.advance(std::chrono::seconds(20));
  button.press();
  CHECK_FALSE(last.is_new);
  van.move("on-my-way");

  UNSIGNED_LONGS_EQUAL(1, journeys());
  UNSIGNED_LONGS_EQUAL(1, van.store->waiting().size());
}

// features: EDGE-03
TEST(OnMyWayButton, nor_does_it_after_a_press_on_the_screen_or_a_hasty_arrival) {
  van.move("on-my-way");
  button.press();
  van.clock.advance(std::chrono::seconds(10));
  van.move("arrive");
  van.clock.advance(std::chrono::seconds(10));

  button.press();

  CHECK_FALSE(last.is_new);
  UNSIGNED_LONGS_EQUAL(1, journeys());
}

TEST(OnMyWayButton, it_takes_the_earliest_visit_of_today_that_is_still_to_come) {
  van_test::Seed seed;
  auto later = seed.get<truckroll::field::ScheduledEvent>(van_test::visit);
  later.mutable_header()->set_id(van_test::id(90));
  *later.mutable_start() = van_test::at("11:00:00");
  *later.mutable_end() = van_test::at("12:00:00");
  seed.add(later);
  Van other(std::move(seed));

  CHECK(other.commands->press_on_my_way().visit == van_test::visit);
}

TEST(OnMyWayButton, tomorrow_is_not_due_and_nothing_happens) {
  van.move("decline", {{"reason", "Ill"}});
  auto before = van.store->waiting().size();

  CHECK_THROWS(common::Error, van.commands->press_on_my_way());

  UNSIGNED_LONGS_EQUAL(0, journeys(van_test::tomorrow_visit));
  UNSIGNED_LONGS_EQUAL(before, van.store->waiting().size());
}
