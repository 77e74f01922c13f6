#include <algorithm>
#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "hub/store/tables.hpp"
#include "proto/records/crm/account.pb.h"
#include "tests/hub/store/databases.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/wait.hpp"

#include <CppUTest/TestHarness.h>

using namespace hub::store;
using stores::catalogue;

TEST_GROUP(Migrate){static bool has(const std::vector<std::string>& names, const std::string& name){
    return std::find(names.begin(), names.end(), name) != names.end();
}
}
;

// features: EXTN-06
TEST(Migrate, adds_columns_and_tables_and_keeps_what_is_there) {
  for (auto dialect : {Dialect::sqlite, Dialect::postgres}) {
    auto connection = stores::open_empty(dialect);
    truckroll::crm::Account account;
    account.set_name("Alpenhotel");
    account.mutable_header()->set_id("a");
    account.mutable_header()->set_tenant("t1");
    account.mutable_header()->set_version(1);
    RecordTable table(catalogue().of<truckroll::crm::Account>());
    table.insert(*connection, account);
    // As an older release left it, with a column that only a newer one knows.
    connection->run_script(
        "ALTER TABLE account DROP COLUMN industry; DROP TABLE account_social; "
        "ALTER TABLE account ADD COLUMN later TEXT; UPDATE account SET later = 'kept'; "
        "UPDATE hub_state SET value = 'of an older release' WHERE key = 'layout'");
    CHECK_FALSE(has(connection->columns("account"), "industry"));
    migrate(*connection, catalogue());
    CHECK(has(connection->columns("account"), "industry"));
    CHECK(has(connection->columns("account_social"), "handle"));
    auto found = table.find(*connection, "t1", "a");
    STRCMP_EQUAL("Alpenhotel", static_cast<const truckroll::crm::Account&>(*found).name().c_str());
    auto changed = account;
    changed.set_industry("Hotels");
    changed.mutable_header()->set_version(2);
    table.update(*connection, account, changed);
    STRCMP_EQUAL("kept",
                 std::get<std::string>(*connection->scalar("SELECT later FROM account")).c_str());
  }
}

// features: EXTN-06
TEST(Migrate, twice_changes_nothing) {
  for (auto dialect : {Dialect::sqlite, Dialect::postgres}) {
    auto connection = stores::open_empty(dialect);
    auto before = connection->columns("work_order");
    migrate(*connection, catalogue());
    CHECK(before == connection->columns("work_order"));
  }
}

TEST(Migrate, several_processes_may_start_at_once) {
  support::TempFolder folder;
  for (auto& url : {stores::postgres().make_database(), "sqlite:" + (folder / "hub.db").string()}) {
    std::vector<std::thread> threads;
    std::vector<std::string> troubles(3);
    for (auto& trouble : troubles)
      threads.emplace_back([&] {
        try {
          migrate(*open_connection(url), catalogue());
        } catch (const std::exception& error) {
          trouble = error.what();
        } catch (const RetryTransaction& retry) {
          trouble = retry.text;
        }
      });
    for (auto& thread : threads) thread.join();
    for (auto& trouble : troubles) STRCMP_EQUAL("", trouble.c_str());
  }
}

namespace {

/// What another hub does meanwhile: adds accounts, each in a transaction of its own.
class Writer {
 public:
  explicit Writer(const std::string& url)
      : connection_(open_connection(url)), thread_([this] { run(); }) {}
  ~Writer() { stop(); }
  void stop() {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
  }
  std::atomic<int> written{0};
  std::atomic<std::int64_t> slowest_ms{0};

 private:
  void run() {
    RecordTable table(catalogue().of<truckroll::crm::Account>());
    while (!stopping_) {
      truckroll::crm::Account account;
      account.set_name("Written meanwhile");
      account.mutable_header()->set_id("w" + std::to_string(written));
      account.mutable_header()->set_tenant("t1");
      account.mutable_header()->set_version(1);
      auto begun = std::chrono::steady_clock::now();
      connection_->run_script("BEGIN");
      table.insert(*connection_, account);
      connection_->run_script("COMMIT");
      auto took = std::chrono::steady_clock::now() - begun;
      slowest_ms = std::max<std::int64_t>(
          slowest_ms, std::chrono::duration_cast<std::chrono::milliseconds>(took).count());
      ++written;
    }
  }
  std::unique_ptr<Connection> connection_;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

bool is_valid(Connection& connection, const std::string& index) {
  return connection.integer(
             "SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE "
             "c.relname = ? AND i.indisvalid",
             {index}) == 1;
}

}  // namespace

TEST(Migrate, keeps_nobody_from_writing_while_a_transaction_is_open) {
  auto url = stores::postgres().make_database();
  auto connection = open_connection(url);
  migrate(*connection, catalogue());
  const std::string index = "index_account_changed_at_id";
  CHECK(is_valid(*connection, index));
  // An older release: it has neither the index nor a table's column, and half an index is left of
  // an attempt that was killed.
  connection->run_script("DROP INDEX " + index +
                         "; ALTER TABLE account_social DROP COLUMN handle; ALTER TABLE contact "
                         "DROP COLUMN title; UPDATE hub_state SET value = 'older' WHERE key = "
                         "'layout'");
  connection->run_script("CREATE INDEX " + index +
                         " ON account (tenant); UPDATE pg_index SET indisvalid = false WHERE "
                         "indexrelid = '" +
                         index + "'::regclass");
  auto slow = open_connection(url);
  slow->run_script("BEGIN; INSERT INTO account (tenant, id, version) VALUES ('t1', 'slow', 1)");
  slow->run_script("INSERT INTO contact (tenant, id, version) VALUES ('t1', 'slow', 1)");
  Writer writer(url);
  std::atomic<bool> done{false};
  std::thread migrating([&] {
    migrate(*connection, catalogue());
    done = true;
  });
  CHECK(support::wait_until([&] { return writer.written >= 200; }));
  CHECK_FALSE(done);  // who holds a table is waited for
  slow->run_script("COMMIT");
  migrating.join();
  writer.stop();
  CHECK(is_valid(*connection, index));
  CHECK(has(connection->columns("contact"), "title"));
  CHECK(has(connection->columns("account_social"), "handle"));
  CHECK(writer.slowest_ms < 3000);
  LONGLONGS_EQUAL(writer.written + 1, connection->integer("SELECT count(*) FROM account"));
}
