#include "edge/sync/health.hpp"

#include "tests/edge/store/fixture.hpp"

#include <CppUTest/TestHarness.h>

using edge::sync::HealthPace;
using edge::sync::make_health;
using store_test::Van;
using truckroll::wire::Health;
using namespace std::chrono_literals;

TEST_GROUP(Health) {
  Van van;
  HealthPace pace;
  Health health;
};

// features: SYNC-10 X-41
TEST(Health, says_what_waits_and_since_when) {
  van.receive(Van::job(1, 3, "a"), 0);
  van.findings(1, "first");
  auto since = van.clock.now();
  van.clock.advance(10min);
  van.findings(1, "second");

  auto said = make_health(*van.store, van.clock, 0, std::string(500, 'x'));

  LONGS_EQUAL(2, said.waiting());
  CHECK(said.waiting_bytes() > 0);
  CHECK(common::codec::from_timestamp(said.waiting_since()) == since);
  CHECK(common::codec::from_timestamp(said.at()) == van.clock.now());
  LONGS_EQUAL(0, said.money_waiting());
  LONGS_EQUAL(200, said.sync_error().size());
  CHECK(said.disk_free_bytes() > 0);
  van.store->acknowledge(2, {});
  said = make_health(*van.store, van.clock, 2, "");
  LONGS_EQUAL(0, said.waiting());
  CHECK_FALSE(said.has_waiting_since());
  LONGS_EQUAL(2, said.acked_sequence());
}

// features: SYNC-10
TEST(Health, is_told_each_minute_and_soon_after_a_change) {
  CHECK(pace.is_due(health, 0s));
  CHECK_FALSE(pace.is_due(health, 59s));
  CHECK(pace.is_due(health, 60s));

  health.set_money_waiting(1);
  CHECK_FALSE(pace.is_due(health, 62s));
  CHECK(pace.deadline() == 65s);
  CHECK(pace.is_due(health, 65s));
  CHECK(pace.deadline() == 125s);

  health.set_waiting_bytes(9000);  // grows all the time
  CHECK_FALSE(pace.is_due(health, 80s));
  for (auto change :
       {+[](Health& one) { one.set_waiting(3); }, +[](Health& one) { one.set_refused(1); },
        +[](Health& one) { one.set_disk_percent(50); },
        +[](Health& one) { one.set_sync_error("the broker refuses this device"); },
        +[](Health& one) { one.set_device_error("full"); },
        +[](Health& one) { one.set_clone_finding("another"); }}) {
    auto now = *pace.deadline() - 30s;
    CHECK_FALSE(pace.is_due(health, now));
    change(health);
    CHECK(pace.is_due(health, now));
  }
}

// features: SYNC-10
TEST(Health, says_for_two_weeks_that_another_computer_sent_as_this_van) {
  auto found_at = van.clock.now();
  van.store->note_hub_time(found_at);
  van.store->keep_clone_finding({"f1", found_at});
  van.open();

  auto said = make_health(*van.store, van.clock, 0, "");
  STRCMP_EQUAL("f1", said.clone_finding().c_str());
  CHECK(common::codec::from_timestamp(said.clone_found_at()) == found_at);
  van.store->note_hub_time(found_at + 15 * 24h);
  CHECK_FALSE(make_health(*van.store, van.clock, 0, "").has_clone_finding());
}
