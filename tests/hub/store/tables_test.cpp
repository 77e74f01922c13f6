#include "hub/store/tables.hpp"

#include <set>
#include <string>

#include "common/codec/columns.hpp"
#include "common/codec/json.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "hub/store/impl/keys.hpp"
#include "proto/records/crm/account.pb.h"
#include "tests/hub/store/databases.hpp"
#include "tests/hub/store/random_records.hpp"

#include <CppUTest/TestHarness.h>

using namespace hub::store;
using stores::catalogue;
using truckroll::crm::Account;

namespace {

Account make_account() {
  Account account;
  account.set_name("Alpenhotel");
  account.mutable_header()->set_id("0193a000-0000-7000-8000-00000000000a");
  account.mutable_header()->set_tenant("t1");
  account.mutable_header()->set_version(1);
  auto& line = *account.add_social();
  line.set_line("1");
  line.set_network("x");
  line.set_handle("alpenhotel");
  return account;
}

/// Natural keys and unique fields are another test's business.
void drop_unique_indexes(Connection& connection) {
  std::vector<std::string> names;
  auto& rows = connection.query(connection.dialect() == Dialect::sqlite
                                    ? "SELECT name FROM sqlite_master WHERE type = 'index' AND "
                                      "name LIKE 'key\\_%' ESCAPE '\\'"
                                    : "SELECT indexname::text FROM pg_indexes WHERE schemaname = "
                                      "'public' AND indexname LIKE 'key\\_%'");
  while (rows.step()) names.push_back(rows.text(0));
  for (auto& name : names) connection.run_script("DROP INDEX " + sql_name(name));
}

}  // namespace

TEST_GROUP(Tables){};

TEST(Tables, every_type_is_written_and_read_back_on_both_databases) {
  for (auto dialect : {Dialect::sqlite, Dialect::postgres}) {
    auto connection = stores::open_empty(dialect);
    drop_unique_indexes(*connection);
    stores::Random random(11);
    for (auto& type : catalogue().types()) {
      RecordTable table(*type);
      for (int i = 0; i < 5; ++i) {
        auto record = random.record(*type, "t1");
        auto& header = common::schema::header(*record);
        header.set_id(common::make_id(common::from_micros(1'000'000)));
        (*header.mutable_custom())[7] = R"("custom")";
        auto external = header.add_external_ids();
        external->set_system("erp");
        external->set_key("7");
        record->GetReflection()->MutableUnknownFields(record.get())->AddVarint(900, 5);
        connection->run_script("BEGIN");
        table.insert(*connection, *record);
        auto found = table.find(*connection, "t1", header.id());
        connection->run_script("COMMIT");
        auto where = type->name + " on " + stores::name_of(dialect);
        CHECK_TEXT(found, where.c_str());
        STRCMP_EQUAL_TEXT(common::codec::to_json(*type, *record).c_str(),
                          common::codec::to_json(*type, *found).c_str(), where.c_str());
        CHECK_TEXT(common::codec::unknown_fields(*record) == common::codec::unknown_fields(*found),
                   where.c_str());
        STRCMP_EQUAL(R"("custom")", common::schema::header(*found).custom().at(7).c_str());
        // An update to another record's values, with the same lines added and removed.
        auto next = random.record(*type, "t1");
        auto& after = common::schema::header(*next);
        after = header;
        after.set_version(header.version() + 1);
        connection->run_script("BEGIN");
        table.update(*connection, *record, *next);
        found = table.find(*connection, "t1", header.id());
        connection->run_script("COMMIT");
        STRCMP_EQUAL_TEXT(common::codec::to_json(*type, *next).c_str(),
                          common::codec::to_json(*type, *found).c_str(), where.c_str());
      }
    }
  }
}

TEST(Tables, no_two_tables_or_indexes_have_one_name) {
  std::set<std::string> tables, indexes;
  for (auto& type : catalogue().types()) {
    CHECK_TEXT(tables.insert(type->table).second, type->table.c_str());
    for (auto& field : type->fields) {
      if (field.kind == common::schema::FieldKind::lines)
        CHECK_TEXT(tables.insert(lines_table(*type, field)).second,
                   lines_table(*type, field).c_str());
      if (!field.options->unique()) continue;
      auto name = impl::unique_name(*type, field);
      CHECK_TEXT(indexes.insert(name).second && name.size() <= 60, name.c_str());
    }
    for (auto& key : type->options->key()) {
      auto name = impl::natural_key_name(*type, key);
      CHECK_TEXT(indexes.insert(name).second && name.size() <= 60, name.c_str());
    }
  }
  for (auto engine : {"change", "chain_head", "reader", "job", "session", "sign_in_failure", "blob",
                      "blob_part", "technician_booking", "scope_head", "scope_member",
                      "device_session", "device_operation", "device_health", "hub_state"})
    CHECK_TEXT(tables.insert(engine).second, engine);
}

TEST(Tables, an_update_touches_changed_columns_only) {
  for (auto dialect : {Dialect::sqlite, Dialect::postgres}) {
    auto connection = stores::open_empty(dialect);
    RecordTable table(catalogue().of<Account>());
    auto account = make_account();
    account.set_industry("Hotels");
    table.insert(*connection, account);
    // As if somebody wrote beside us what the update does not mean to touch.
    connection->run_script(
        "UPDATE account SET industry = 'Inns', unknown = NULL; UPDATE account_social SET handle = "
        "'inn'");
    auto changed = account;
    changed.set_name("Berghotel");
    changed.mutable_header()->set_version(2);
    table.update(*connection, account, changed);
    auto found = table.find(*connection, "t1", account.header().id());
    auto& read = static_cast<const Account&>(*found);
    STRCMP_EQUAL("Berghotel", read.name().c_str());
    STRCMP_EQUAL("Inns", read.industry().c_str());
    STRCMP_EQUAL("inn", read.social(0).handle().c_str());
  }
}

TEST(Tables, an_update_over_another_version_is_refused) {
  for (auto dialect : {Dialect::sqlite, Dialect::postgres}) {
    auto connection = stores::open_empty(dialect);
    RecordTable table(catalogue().of<Account>());
    auto account = make_account();
    table.insert(*connection, account);
    auto changed = account;
    changed.mutable_header()->set_version(3);
    account.mutable_header()->set_version(2);
    CHECK_THROWS(common::Error, table.update(*connection, account, changed));
  }
}

TEST(Tables, lines_keep_what_this_release_does_not_know) {
  for (auto dialect : {Dialect::sqlite, Dialect::postgres}) {
    auto connection = stores::open_empty(dialect);
    RecordTable table(catalogue().of<Account>());
    auto account = make_account();
    auto line = account.mutable_social(0);
    line->GetReflection()->MutableUnknownFields(line)->AddLengthDelimited(901, "later");
    table.insert(*connection, account);
    auto found = table.find(*connection, "t1", account.header().id());
    auto& read = static_cast<const Account&>(*found).social(0);
    CHECK(common::codec::unknown_fields(*line) == common::codec::unknown_fields(read));
  }
}

TEST(Tables, lines_of_very_many_records_are_loaded) {
  auto connection = stores::open_empty(Dialect::sqlite);
  RecordTable table(catalogue().of<Account>());
  std::vector<std::unique_ptr<Message>> records;
  connection->run_script("BEGIN");
  for (int i = 0; i < 1500; ++i) {
    auto account = make_account();
    account.mutable_header()->set_id(std::to_string(i));
    account.mutable_social(0)->set_handle(std::to_string(i));
    table.insert(*connection, account);
    auto bare = std::make_unique<Account>(account);
    bare->clear_social();
    records.push_back(std::move(bare));
  }
  connection->run_script("COMMIT");
  table.load_lines(*connection, "t1", records);
  for (int i = 0; i < 1500; ++i) {
    auto& account = static_cast<const Account&>(*records[static_cast<std::size_t>(i)]);
    LONGS_EQUAL(1, account.social_size());
    STRCMP_EQUAL(std::to_string(i).c_str(), account.social(0).handle().c_str());
  }
}
