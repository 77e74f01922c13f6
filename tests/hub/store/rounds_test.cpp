#include "hub/store/rounds.hpp"

#include <set>

#include "tests/hub/store/databases.hpp"

#include <CppUTest/TestHarness.h>

using namespace hub::store;
using std::chrono::seconds;

TEST_GROUP(Rounds) {
  std::unique_ptr<Connection> sql = stores::open_empty(Dialect::sqlite);
  Rounds rounds;
  Rounds::Steady::time_point now{};

  void set_head(const std::string& tenant, std::int64_t position) {
    sql->execute(
        "INSERT INTO chain_head (tenant, position, hash) VALUES (?, ?, '') ON CONFLICT (tenant) DO "
        "UPDATE SET position = excluded.position",
        {tenant, position});
  }
  std::string due() {
    std::string text;
    for (auto& stop : rounds.due(*sql, now))
      text += stop.tenant + ":" + std::to_string(stop.position) + " ";
    return text;
  }
};

TEST(Rounds, lead_to_whom_there_is_news_from) {
  set_head("a", 3);
  set_head("b", 5);
  STRCMP_EQUAL("a:3 b:5 ", due().c_str());
  rounds.rest({"a", 3}, now);
  STRCMP_EQUAL("b:5 ", due().c_str());  // who does not rest is due again
  rounds.rest({"b", 5}, now);
  STRCMP_EQUAL("", due().c_str());
  set_head("a", 4);
  STRCMP_EQUAL("a:4 ", due().c_str());
  // What came while it was worked on is not passed over.
  set_head("a", 6);
  rounds.rest({"a", 4}, now);
  STRCMP_EQUAL("a:6 ", due().c_str());
  // A backup was put back: the log is shorter.
  set_head("b", 2);
  STRCMP_EQUAL("a:6 b:2 ", due().c_str());
}

TEST(Rounds, lead_to_each_now_and_then_but_never_to_all_at_once) {
  for (int i = 0; i < 1000; ++i) {
    auto tenant = std::to_string(10000 + i);
    set_head(tenant, 1);
    rounds.rest({tenant, 1}, now);
  }
  STRCMP_EQUAL("", due().c_str());
  now += Rounds::rests_for;
  std::set<std::string> met;
  for (int round = 0; round < 50; ++round) {
    auto stops = rounds.due(*sql, now);
    LONGS_EQUAL(Rounds::woken_per_second, stops.size());
    for (auto& stop : stops) {
      met.insert(stop.tenant);
      rounds.rest(stop, now);
    }
    STRCMP_EQUAL("", due().c_str());  // in the same second nobody else
    now += seconds(1);
  }
  LONGS_EQUAL(1000, met.size());
}
