#include "tests/flows/company/world.hpp"

#include <CppUTest/TestHarness.h>

using namespace flows;

namespace {

/// The share of a run's messages at which something happens: all of them, or every n-th under
/// sanitizers, which are ten times slower.
#if defined(__SANITIZE_ADDRESS__)
constexpr int every = 9;
#else
constexpr int every = 1;
#endif

}  // namespace

TEST_GROUP(OfflineJob){};

TEST(OfflineJob, a_whole_job_without_network_is_at_the_office_when_the_network_returns) {
  World world(evening());
  LONGS_EQUAL(0, world.office.count("SELECT count(*) FROM device_operation"));

  CHECK(world.sync(1));

  STRCMP_EQUAL("", job_fault(world).c_str());
  LONGS_EQUAL(0, world.van(1).store->waiting().size());
  LONGS_EQUAL(0, world.van(1).store->blobs_waiting().count);
  STRCMP_EQUAL("done",
               world.van(1).detail(world.visit(first_job))["state"].get<std::string>().c_str());
}

TEST(OfflineJob, every_message_twice_and_in_random_order_doubles_nothing) {
  for (unsigned seed = 1; seed <= 3; ++seed) {
    World world(evening());
    world.link(1).set_faults({.repeat = 1, .reorder = true}, seed);

    CHECK(world.sync(1));

    STRCMP_EQUAL("", job_fault(world).c_str());
    STRCMP_EQUAL("", world.link(1).alarms.c_str());
  }
}

// features: SYNC-02
TEST(OfflineJob, a_link_cut_at_any_message_loses_nothing_and_applies_nothing_twice) {
  for (int cut_at = 1;; cut_at += every) {
    World world(evening());
    world.link(1).connect();
    bool ended = !world.link(1).carry(cut_at);
    world.link(1).cut();

    CHECK(world.sync(1));

    STRCMP_EQUAL_TEXT("", job_fault(world).c_str(), std::to_string(cut_at).c_str());
    LONGS_EQUAL(world.office.count("SELECT count(DISTINCT id) FROM device_operation"),
                world.office.count("SELECT max(sequence) FROM device_operation"));
    LONGS_EQUAL(0, world.van(1).store->waiting().size());
    if (ended) break;
  }
}

TEST(OfflineJob, a_bad_link_only_delays) {
  for (unsigned seed = 1; seed <= 3; ++seed) {
    World world(evening());
    world.link(1).set_faults({.lose = 0.3, .repeat = 0.2, .reorder = true}, seed);

    CHECK(world.sync(1));

    STRCMP_EQUAL("", job_fault(world).c_str());
  }
}
