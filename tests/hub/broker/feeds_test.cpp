// Who may read which of the telemetry. features: SYNC-11
#include "hub/broker/feeds.hpp"

#include <CppUTest/TestHarness.h>

using hub::broker::Attempt;
using hub::broker::may_read;
using hub::broker::parse_readers;
using hub::broker::Reader;

namespace {

Reader whole() {
  return {"hash", "acme", 0, true, {}, true, false};
}
Reader narrow() {
  return {"hash", "acme", 0, false, {"van-1"}, true, false};
}

}  // namespace

TEST_GROUP(BrokerFeeds){};

TEST(BrokerFeeds, the_hubs_list_is_read_and_what_is_no_line_of_it_left_out) {
  auto readers = parse_readers(
      "feed-a\tff00\tacme\t0\t*\tpositions\trebirth\n"
      "feed-b\tff01\tacme\t1700000000\tvan-1,van-2\t-\t-\n"
      "hub\tff02\tacme\t0\t*\tpositions\t-\n"
      "feed-c\t\tacme\t0\t*\tpositions\t-\n"
      "feed-d\tff03\tacme\tsoon\t*\tpositions\t-\n"
      "feed-e\tff04\tacme\t0\t-\tpositions\t-\n");

  LONGS_EQUAL(3, readers.size());
  CHECK_FALSE(readers.at("feed-a").is_narrow());
  CHECK_TRUE(readers.at("feed-a").may_rebirth);
  CHECK_TRUE(readers.at("feed-b").is_over(1'700'000'000));
  CHECK_FALSE(readers.at("feed-b").is_over(1'699'999'999));
  LONGS_EQUAL(2, readers.at("feed-b").devices.size());
  CHECK_TRUE(readers.at("feed-e").is_narrow());
}

TEST(BrokerFeeds, a_reader_follows_his_company_and_publishes_nothing) {
  auto reader = whole();

  CHECK_TRUE(may_read("feed-a", reader, Attempt::subscribe, "spBv1.0/acme/#"));
  CHECK_TRUE(may_read("feed-a", reader, Attempt::receive, "spBv1.0/acme/DDATA/hub/van-1"));
  for (auto topic : {"#", "spBv1.0/#", "spBv1.0/+/#", "spBv1.0/other/#", "truckroll/1/acme/#",
                     "spBv1.0/acme", "$SYS/acme/#"})
    CHECK_FALSE(may_read("feed-a", reader, Attempt::subscribe, topic));
  for (auto topic : {"spBv1.0/acme/DDATA/hub/van-1", "spBv1.0/acme/NCMD/hub", "owntracks/acme/van"})
    CHECK_FALSE(may_read("feed-a", reader, Attempt::publish, topic));
}

TEST(BrokerFeeds, each_sees_one_edge_node_and_no_other_readers) {
  CHECK_FALSE(may_read("feed-a", whole(), Attempt::receive, "spBv1.0/acme/DDATA/feed-b.hub/van-1"));
  CHECK_TRUE(may_read("feed-b", narrow(), Attempt::receive, "spBv1.0/acme/DDATA/feed-b.hub/van-1"));
  CHECK_FALSE(may_read("feed-b", narrow(), Attempt::receive, "spBv1.0/acme/DDATA/hub/van-1"));
  CHECK_FALSE(
      may_read("feed-b", narrow(), Attempt::receive, "spBv1.0/acme/DDATA/feed-bc.hub/van-1"));
  // A certificate of the company sees what shows everything, once.
  CHECK_FALSE(hub::broker::may("acme", Attempt::receive, "spBv1.0/acme/DDATA/feed-b.hub/van-1"));
}

TEST(BrokerFeeds, who_was_granted_it_has_his_node_born_again_and_no_device_moved) {
  auto reader = narrow();
  reader.may_rebirth = true;

  CHECK_TRUE(may_read("feed-b", reader, Attempt::publish, "spBv1.0/acme/NCMD/feed-b.hub"));
  for (auto topic : {"spBv1.0/acme/NCMD/hub", "spBv1.0/acme/DCMD/feed-b.hub/van-1",
                     "spBv1.0/acme/NDEATH/feed-b.hub", "spBv1.0/acme/NCMD/feed-b.hub/van-1"})
    CHECK_FALSE(may_read("feed-b", reader, Attempt::publish, topic));
}

TEST(BrokerFeeds, tracks_are_for_who_sees_positions_of_that_van) {
  CHECK_TRUE(may_read("feed-b", narrow(), Attempt::subscribe, "owntracks/acme/+"));
  CHECK_TRUE(may_read("feed-b", narrow(), Attempt::receive, "owntracks/acme/van-1"));
  CHECK_FALSE(may_read("feed-b", narrow(), Attempt::receive, "owntracks/acme/van-2"));
  auto blind = whole();
  blind.positions = false;
  CHECK_FALSE(may_read("feed-b", blind, Attempt::subscribe, "owntracks/acme/+"));
}
