#include "hub/store/counts.hpp"

#include <atomic>
#include <functional>
#include <random>
#include <thread>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "hub/store/query.hpp"
#include "proto/records/crm/account.pb.h"
#include "tests/hub/store/databases.hpp"
#include "tests/hub/store/opened_store.hpp"

#include <CppUTest/TestHarness.h>

using namespace hub::store;
using common::expr::Expression;
using stores::OpenedStore;
using truckroll::crm::Account;

namespace {

constexpr const char* states[] = {"lead", "prospect", "customer", "churned"};

const RecordType& accounts() {
  return stores::catalogue().of<Account>();
}

std::string state_filter(const std::string& state) {
  return "state = \"" + state + "\"";
}

std::int64_t counted(Connection& sql, const std::string& tenant, const std::string& state) {
  return sql.integer(
      "SELECT COUNT(*) FROM account WHERE tenant = ? AND state = ? AND deleted_at IS NULL",
      {tenant, state});
}

std::optional<std::int64_t> kept(Connection& sql, const std::string& filter) {
  return Cube(accounts())
      .find(sql, "t1", {Expression::parse(filter, accounts(), stores::catalogue())}, {});
}

/// In one snapshot, whatever others write meanwhile.
void compare(OpenedStore& opened) {
  opened.store().read([](Connection& sql) {
    std::int64_t all = 0;
    for (auto state : states) {
      auto exact = counted(sql, "t1", state);
      all += exact;
      LONGLONGS_EQUAL(exact, kept(sql, state_filter(state)).value());
    }
    LONGLONGS_EQUAL(all, kept(sql, "").value());
  });
}

/// A record made, moved to another state, deleted or brought back, by chance; sometimes all of it
/// is taken back.
class Writer {
 public:
  Writer(OpenedStore& opened, unsigned seed) : opened_(opened), random_(seed), seed_(seed) {}

  void write() {
    bool fails = random_() % 4 == 0;
    auto made = records_;
    try {
      opened_.write([&](Transaction& transaction) {
        records_ = made;
        for (int i = 0; i < 3; ++i) step(transaction.sql());
        if (fails) common::refuse("", "thought better of it");
      });
    } catch (const common::Error&) {
      records_ = made;
    }
  }

 private:
  void step(Connection& sql) {
    auto& table = opened_.store().tables().of(accounts());
    if (records_.empty() || random_() % 3 == 0) {
      Account account;
      auto& header = *account.mutable_header();
      header.set_tenant("t1");
      header.set_id(std::to_string(seed_) + "-" + std::to_string(++made_));
      header.set_version(1);
      header.set_state(states[random_() % 4]);
      account.set_name("x");
      table.insert(sql, account);
      records_.push_back(account);
      return;
    }
    auto& record = records_[random_() % records_.size()];
    auto after = record;
    auto& header = *after.mutable_header();
    header.set_version(header.version() + 1);
    auto choice = random_() % 3;
    if (choice == 0) header.set_state(states[random_() % 4]);
    if (choice == 1) after.set_name(after.name() + "y");
    if (choice == 2 && header.has_deleted_at())
      header.clear_deleted_at();
    else if (choice == 2)
      *header.mutable_deleted_at() = common::codec::to_timestamp(common::from_micros(1));
    table.update(sql, record, after);
    record = after;
  }

  OpenedStore& opened_;
  std::mt19937 random_;
  unsigned seed_;
  int made_ = 0;
  std::vector<Account> records_;
};

void on_both(const std::function<void(OpenedStore&)>& body) {
  for (auto dialect : {Dialect::sqlite, Dialect::postgres}) {
    OpenedStore opened(dialect);
    body(opened);
  }
}

}  // namespace

TEST_GROUP(Counts){};

TEST(Counts, are_what_counting_gives_after_any_history_and_roll_backs) {
  on_both([](OpenedStore& opened) {
    std::vector<std::thread> threads;
    std::atomic<int> left = 4;
    for (unsigned seed = 1; seed <= 4; ++seed)
      threads.emplace_back([&, seed] {
        Writer writer(opened, seed);
        for (int i = 0; i < 60; ++i) writer.write();
        --left;
      });
    while (left > 0) compare(opened);
    for (auto& thread : threads) thread.join();
    compare(opened);
  });
}

TEST(Counts, of_postgresql_are_the_same_when_added_up) {
  OpenedStore opened(Dialect::postgres);
  Writer writer(opened, 9);
  for (int i = 0; i < 50; ++i) writer.write();
  auto connection = open_connection(opened.url());
  CHECK(fold_counts(*connection) > 0);
  compare(opened);
  CHECK(fold_counts(*connection) <= 4);  // one for each state
  compare(opened);
}

TEST(Counts, of_postgresql_are_added_up_however_many_there_are_and_when_all_is_quiet) {
  OpenedStore opened(Dialect::postgres);
  auto connection = open_connection(opened.url());
  auto wait_until = [](const std::function<bool()>& holds) {
    auto until = std::chrono::steady_clock::now() + std::chrono::seconds(150);
    while (!holds() && std::chrono::steady_clock::now() < until)
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    CHECK(holds());
  };
  auto wait_until_all_are_folded = [&] {
    wait_until([&] {
      return connection->integer("SELECT COUNT(*) FROM record_cube WHERE cell IS NULL") == 0;
    });
  };
  auto many = counts_folded_at_once * 2 + 5;
  connection->execute(
      "INSERT INTO record_cube (tenant, type, d1, count) SELECT 't1', 'account', 'lead', 1 FROM "
      "generate_series(1, CAST(? AS BIGINT))",
      {many});
  OpenedStore next(opened.url());  // a hub takes over what another has left
  wait_until_all_are_folded();
  LONGLONGS_EQUAL(many, kept(*connection, state_filter("lead")).value());
  wait_until([&] {  // a count does not pass what has been added up
    // The server's own vacuum, should it come first, keeps ours out.
    return connection->integer(
               "SELECT vacuum_count + autovacuum_count FROM pg_stat_user_tables WHERE relname = "
               "'record_cube'") > 0;
  });
  next.save(stores::make_tag("one"));
  LONGLONGS_EQUAL(1, connection->integer("SELECT COUNT(*) FROM tag"));
  wait_until_all_are_folded();
}

TEST(Counts, begin_with_what_was_there_before) {
  for (auto dialect : {Dialect::sqlite, Dialect::postgres}) {
    OpenedStore opened(dialect);
    Writer writer(opened, 5);
    for (int i = 0; i < 20; ++i) writer.write();
    auto connection = open_connection(opened.url());
    connection->run_script(dialect == Dialect::sqlite ? "DELETE FROM record_cube WHERE tenant = ''"
                                                      : "DROP FUNCTION cube_account CASCADE");
    connection->run_script("UPDATE record_cube SET count = 77");
    Cube(accounts()).ensure(*connection);
    compare(opened);
  }
}

TEST(Counts, are_known_of_dimensions_and_of_nothing_else) {
  on_both([](OpenedStore& opened) {
    opened.store().read([](Connection& sql) {
      for (auto filter :
           {"", "state = \"lead\"", "state != \"lead\"", "NOT state = \"lead\"",
            "state = \"lead\" OR state = \"customer\"", "kind = company AND owner = me",
            "size_class = null", "size_class != small", "(owner = me OR created_by = me)",
            "branch.name = \"Bern\"", "owner != null"})
        CHECK_TEXT(kept(sql, filter).has_value(), filter);
      for (auto filter : {"state = \"lead\" AND name = \"x\"", "name = \"x\"", "team.user = me",
                          "state = \"lead\" OR id = \"1\"", "parent = null", "roles:customer",
                          "created_at > now()", "version = 1"})
        CHECK_TEXT(!kept(sql, filter).has_value(), filter);
    });
  });
}

TEST(Counts, a_list_gives_the_kept_number_only_to_whom_all_records_are_open) {
  on_both([](OpenedStore& opened) {
    Writer writer(opened, 3);
    for (int i = 0; i < 20; ++i) writer.write();
    opened.store().read([&](Connection& sql) {
      Query query;
      query.type = &accounts();
      query.filter = state_filter("lead");
      query.page_size = 1;
      query.count_max = 0;
      auto& table = opened.store().tables().of(accounts());
      auto exact = counted(sql, "t1", "lead");
      CHECK(exact > 1);
      LONGLONGS_EQUAL(exact, run_query(sql, stores::catalogue(), table, "t1", query, {}, {}).total);
      auto mine = common::expr::Expression::parse("name = \"x\"", accounts(), stores::catalogue());
      auto some = sql.integer(
          "SELECT COUNT(*) FROM account WHERE tenant = 't1' AND state = 'lead' AND name = 'x' AND "
          "deleted_at IS NULL");
      LONGLONGS_EQUAL(some,
                      run_query(sql, stores::catalogue(), table, "t1", query, mine, {}).total);
    });
  });
}
