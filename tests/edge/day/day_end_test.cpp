#include "edge/day/day_end.hpp"

#include "common/error/error.hpp"
#include "proto/records/field/field_day.pb.h"
#include "tests/edge/day/fixture.hpp"

#include <CppUTest/TestHarness.h>

using truckroll::field::FieldDay;
using van_test::Van;

TEST_GROUP(DayEnd) {
  Van van;

  void setup() override {
    van.move("accept");
    van.move("on-my-way");
    van.move("arrive");
  }
  void use_part() {
    van.commands->use_part(van_test::visit, {{"code", "7610000000017"}, {"quantity", "1"}});
  }
  nlohmann::json day() const {
    return edge::day::make_day(*van.van);
  }
  void acknowledge_all() {
    van.store->acknowledge(van.store->load_state().next_sequence - 1, {});
  }
  FieldDay stored() const {
    return van.records<FieldDay>("technician", van_test::technician).at(0);
  }
  std::string refused_field(const nlohmann::json& input) {
    try {
      edge::day::close_day(*van.van, input);
    } catch (const common::Error& error) {
      return error.violations().empty() ? "" : error.violations().front().field;
    }
    return "not refused";
  }
};

// features: X-41
TEST(DayEnd, parts_used_and_signed_papers_are_money_and_notes_are_not) {
  van.commands->add_note(van_test::visit, {{"text", "Valve is stiff"}});
  LONGS_EQUAL(0, van.store->money_waiting().count);

  use_part();

  auto money = van.store->money_waiting();
  LONGS_EQUAL(1, money.count);
  CHECK(money.since == van.clock.now());
  van.clock.advance(std::chrono::minutes(5));
  use_part();
  LONGS_EQUAL(2, van.store->money_waiting().count);
  CHECK(money.since == van.store->money_waiting().since);
  van.open();  // as after a restart
  LONGS_EQUAL(2, van.store->money_waiting().count);
  auto sync = edge::day::make_sync(*van.van, {});
  LONGS_EQUAL(2, sync["money_waiting"].get<int>());
  CHECK(sync["operations"][0]["money"] == true);
  CHECK(sync["operations"][2]["money"] == false);
  acknowledge_all();
  LONGS_EQUAL(0, van.store->money_waiting().count);
}

// features: X-41
TEST(DayEnd, goods_that_are_taken_from_the_depot_are_no_money) {
  van.commands->receive({{"code", "7610000000017"}, {"quantity", "1"}});

  LONGS_EQUAL(0, van.store->money_waiting().count);
}

// features: X-41
TEST(DayEnd, a_day_does_not_close_with_money_that_nobody_has_seen) {
  use_part();
  auto before = van.store->waiting_count();

  STRCMP_EQUAL("reason", refused_field(nlohmann::json::object()).c_str());
  STRCMP_EQUAL("reason", refused_field({{"reason", "   "}}).c_str());

  CHECK(day()["state"] == "none");
  LONGS_EQUAL(1, day()["money"].get<int>());
  LONGS_EQUAL(before, van.store->waiting_count());
}

// features: X-41
TEST(DayEnd, a_reason_closes_it_and_stays_with_the_day) {
  use_part();
  auto before = van.store->waiting_count();

  edge::day::close_day(*van.van, {{"reason", "No network in the valley, sent tomorrow"}});

  auto today = stored();
  STRCMP_EQUAL("closed", today.header().state().c_str());
  LONGS_EQUAL(1, today.unsent_money());
  LONGS_EQUAL(before, today.unsent());
  STRCMP_EQUAL("No network in the valley, sent tomorrow", today.unsent_reason().c_str());
  CHECK(today.has_closed_at());
  STRCMP_EQUAL(van_test::vehicle.c_str(), today.vehicle().c_str());
  CHECK(day()["state"] == "closed");
  CHECK(day()["unsent_reason"] == "No network in the valley, sent tomorrow");
}

// features: X-41
TEST(DayEnd, what_was_sent_asks_nothing) {
  use_part();
  acknowledge_all();

  edge::day::close_day(*van.van, nlohmann::json::object());

  STRCMP_EQUAL("closed", stored().header().state().c_str());
  LONGS_EQUAL(0, stored().unsent_money());
  CHECK_FALSE(stored().has_unsent_reason());
}

// features: X-41
TEST(DayEnd, a_day_that_was_closed_opens_again_and_closes_again) {
  edge::day::close_day(*van.van, nlohmann::json::object());
  auto first = stored().header().id();

  edge::day::reopen_day(*van.van);
  use_part();
  CHECK(day()["state"] == "reopened");
  STRCMP_EQUAL("reason", refused_field(nlohmann::json::object()).c_str());
  edge::day::close_day(*van.van, {{"reason", "Late call"}});

  STRCMP_EQUAL(first.c_str(), stored().header().id().c_str());
  STRCMP_EQUAL("closed", stored().header().state().c_str());
  LONGS_EQUAL(1, stored().unsent_money());
  CHECK_THROWS(common::Error, edge::day::close_day(*van.van, nlohmann::json::object()));
}

// features: X-41
TEST(DayEnd, money_after_the_day_was_closed_opens_it_so_that_its_end_asks_again) {
  edge::day::close_day(*van.van, nlohmann::json::object());
  van.commands->add_note(van_test::visit, {{"text", "Valve is stiff"}});
  CHECK(day()["state"] == "closed");

  use_part();
  use_part();

  CHECK(day()["state"] == "reopened");
  LONGS_EQUAL(2, day()["money"].get<int>());
  STRCMP_EQUAL("reason", refused_field(nlohmann::json::object()).c_str());
  edge::day::close_day(*van.van, {{"reason", "Late call"}});
  LONGS_EQUAL(2, stored().unsent_money());
}
