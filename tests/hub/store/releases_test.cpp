// tests/hubs/releases_play.mjs shows two of them on one database.
#include "hub/store/releases.hpp"

#include <chrono>

#include "tests/hub/store/databases.hpp"

#include <CppUTest/TestHarness.h>

using hub::store::Dialect;
using hub::store::Releases;
using std::chrono::minutes;
using std::chrono::seconds;

TEST_GROUP(Releases) {
  const common::Instant now = common::parse_instant("2026-11-20T08:00:00Z");
  std::unique_ptr<hub::store::Connection> connection = stores::open_empty(Dialect::postgres);
  const Releases older{common::schema::Catalogue()}, newer{stores::catalogue()};
};

TEST(Releases, the_older_one_leaves_the_log_to_the_newer_one_as_long_as_that_lives) {
  older.tell(*connection, now);
  CHECK(!older.has_newer(*connection, now));

  newer.tell(*connection, now + minutes(5));
  older.tell(*connection, now + minutes(6));
  newer.tell(*connection, now + minutes(6));

  CHECK(older.has_newer(*connection, now + minutes(6) + seconds(29)));
  CHECK(!newer.has_newer(*connection, now + minutes(6)));
  CHECK(!older.has_newer(*connection, now + minutes(6) + seconds(31)));
}

TEST(Releases, the_way_back_makes_the_older_one_no_newer) {
  older.tell(*connection, now);
  newer.tell(*connection, now + minutes(5));

  older.tell(*connection, now + minutes(60));  // started again
  newer.tell(*connection, now + minutes(60));

  CHECK(older.has_newer(*connection, now + minutes(60)));
  CHECK(!newer.has_newer(*connection, now + minutes(60)));
}
