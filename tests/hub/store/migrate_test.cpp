#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "hub/store/tables.hpp"
#include "proto/records/crm/account.pb.h"
#include "tests/hub/store/databases.hpp"
#include "tests/support/temp_folder.hpp"

#include <CppUTest/TestHarness.h>

using namespace hub::store;
using stores::catalogue;

TEST_GROUP(Migrate){static bool has(const std::vector<std::string>& names, const std::string& name){
    return std::find(names.begin(), names.end(), name) != names.end();
}
}
;

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
