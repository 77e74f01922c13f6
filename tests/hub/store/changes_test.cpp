#include "hub/store/changes.hpp"

#include <atomic>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <thread>

#include "common/error/error.hpp"
#include "proto/records/admin/user.pb.h"
#include "proto/records/content/tag.pb.h"
#include "proto/records/crm/account.pb.h"
#include "tests/hub/store/databases.hpp"
#include "tests/hub/store/opened_store.hpp"
#include "tests/support/wait.hpp"

#include <CppUTest/TestHarness.h>

using namespace hub::store;
using nlohmann::json;
using stores::make_tag;
using stores::OpenedStore;

namespace {

std::int64_t sealed(OpenedStore& opened, const std::string& tenant = "t1") {
  return opened.store().read_result([&](Connection& sql) { return last_position(sql, tenant); });
}

void wait_for(OpenedStore& opened, std::int64_t count) {
  CHECK(support::wait_until([&] { return sealed(opened) >= count; }));
}

}  // namespace

TEST_GROUP(Changes){void on_both(const std::function<void(OpenedStore&)>& body){
    for (auto dialect
         : {Dialect::sqlite, Dialect::postgres}){OpenedStore opened(dialect);
body(opened);
}
}
}
;

TEST(Changes, say_who_did_what_and_hold_changed_fields_only) {
  on_both([](OpenedStore& opened) {
    auto tag = opened.save(make_tag("a"));
    tag.set_name("Renamed");
    tag = opened.save(tag);
    opened.write([&](Transaction& transaction) { transaction.remove(tag); });
    wait_for(opened, 3);
    auto rows =
        opened.store().read_result([](Connection& sql) { return read_changes(sql, "t1", 0, 10); });
    LONGS_EQUAL(3, rows.size());
    STRCMP_EQUAL("create", rows[0].action.c_str());
    STRCMP_EQUAL("change", rows[1].action.c_str());
    STRCMP_EQUAL("delete", rows[2].action.c_str());
    STRCMP_EQUAL("Anna", rows[1].actor_name.c_str());
    STRCMP_EQUAL("request 1", rows[1].cause.c_str());
    STRCMP_EQUAL(tag.header().id().c_str(), rows[1].record.c_str());
    LONGLONGS_EQUAL(2, rows[1].version);
    auto fields = json::parse(rows[1].fields);
    LONGS_EQUAL(1, fields.size());
    STRCMP_EQUAL("Tag a", fields["name"][1].get<std::string>().c_str());
    STRCMP_EQUAL("Renamed", fields["name"][2].get<std::string>().c_str());
  });
}

TEST(Changes, tags_external_ids_and_custom_values_stand_in_the_log) {
  on_both([](OpenedStore& opened) {
    auto label = opened.save(make_tag("label"));
    auto tag = opened.save(make_tag("a"));
    auto& header = *tag.mutable_header();
    header.add_tags(label.header().id());
    header.add_external_ids()->set_key("4711");
    header.mutable_external_ids(0)->set_system("erp");
    (*header.mutable_custom())[7] = "\"blue\"";
    tag = opened.save(tag);
    tag.mutable_header()->clear_tags();
    (*tag.mutable_header()->mutable_custom())[7] = "\"red\"";
    tag = opened.save(tag);
    wait_for(opened, 4);
    auto rows =
        opened.store().read_result([](Connection& sql) { return read_changes(sql, "t1", 0, 10); });
    auto added = json::parse(rows[2].fields), changed = json::parse(rows[3].fields);
    CHECK(added["tags"][1].is_null());
    STRCMP_EQUAL(label.header().id().c_str(), added["tags"][2][0].get<std::string>().c_str());
    STRCMP_EQUAL("4711", added["external_ids"][2][0]["key"].get<std::string>().c_str());
    STRCMP_EQUAL("blue", added["custom.7"][2].get<std::string>().c_str());
    CHECK(changed["tags"][2].is_null());
    STRCMP_EQUAL("blue", changed["custom.7"][1].get<std::string>().c_str());
    STRCMP_EQUAL("red", changed["custom.7"][2].get<std::string>().c_str());
    CHECK_FALSE(changed.contains("external_ids"));
  });
}

TEST(Changes, of_secrets_only_that_they_differ) {
  for (auto& type : stores::catalogue().types())
    for (auto& field : type->fields) {
      if (!field.options->secret() || field.kind != common::schema::FieldKind::text || field.list)
        continue;
      auto record = type->make();
      record->GetReflection()->SetString(record.get(), field.descriptor, "hush");
      auto row = describe_change(*type, nullptr, record.get(), {}, {}, "create");
      CHECK(row.fields.find("hush") == std::string::npos);
      CHECK(row.fields.find(field.name) != std::string::npos);
    }
}

TEST(Changes, positions_are_dense_per_company_under_many_writers) {
  on_both([](OpenedStore& opened) {
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 8; ++thread)
      threads.emplace_back([&, thread] {
        for (int i = 0; i < 10; ++i)
          opened.save(make_tag("t" + std::to_string(thread * 100 + i)), i % 2 ? "t1" : "t2");
      });
    for (auto& thread : threads) thread.join();
    for (auto tenant : {"t1", "t2"}) {
      CHECK(support::wait_until([&] { return sealed(opened, tenant) == 40; }));
      auto rows = opened.store().read_result(
          [&](Connection& sql) { return read_changes(sql, tenant, 0, 100); });
      LONGS_EQUAL(40, rows.size());
      for (std::size_t i = 0; i < rows.size(); ++i) LONGLONGS_EQUAL(i + 1, rows[i].position);
      auto check =
          opened.store().read_result([&](Connection& sql) { return verify_chain(sql, tenant); });
      LONGLONGS_EQUAL(40, check.checked);
      LONGLONGS_EQUAL(0, check.broken_at);
    }
  });
}

TEST(Changes, whoever_alters_the_log_is_found_out) {
  struct Case {
    const char* sql;
    std::int64_t broken_at;
  };
  for (auto& [sql, broken_at] : std::vector<Case>{
           {"UPDATE change SET actor = 'somebody else' WHERE position = 2", 2},
           {"UPDATE change SET at = at + 1 WHERE position = 3", 3},
           {"UPDATE change SET fields = REPLACE(fields, 'Tag 4', 'Tag 5') WHERE position = 4", 4},
           {"UPDATE change SET commitments = '{}' WHERE position = 1", 1},
           {"UPDATE change SET fields = 'not json' WHERE position = 1", 1},
           {"UPDATE change SET record = 'x' WHERE position = 5", 5},
           {"DELETE FROM change WHERE position = 3", 4},
           {"DELETE FROM change WHERE position = 5", 5}}) {
    auto connection = stores::open_empty(Dialect::sqlite);
    std::vector<ChangeRow> rows;
    for (int i = 1; i <= 5; ++i) {
      auto tag = make_tag(std::to_string(i));
      tag.mutable_header()->set_tenant("t1");
      tag.mutable_header()->set_id(std::to_string(i));
      rows.push_back(describe_change(stores::catalogue().of(tag), nullptr, &tag, {},
                                     common::from_micros(i), "create"));
    }
    append_changes(*connection, rows);
    LONGLONGS_EQUAL(5, last_position(*connection, "t1"));
    LONGLONGS_EQUAL(0, verify_chain(*connection, "t1").broken_at);
    connection->run_script(sql);
    LONGLONGS_EQUAL_TEXT(broken_at, verify_chain(*connection, "t1").broken_at, sql);
  }
}

TEST(Changes, an_erased_value_does_not_break_the_chain) {
  auto connection = stores::open_empty(Dialect::sqlite);
  auto tag = make_tag("a");
  tag.mutable_header()->set_tenant("t1");
  append_changes(*connection, {describe_change(stores::catalogue().of(tag), nullptr, &tag, {},
                                               common::from_micros(1), "create")});
  connection->run_script("UPDATE change SET fields = '{}'");
  LONGLONGS_EQUAL(0, verify_chain(*connection, "t1").broken_at);
}

TEST(Changes, a_reader_never_steps_over_what_is_not_yet_committed) {
  OpenedStore opened(Dialect::postgres);
  auto slow = open_connection(opened.url());
  slow->run_script("BEGIN");
  auto tag = make_tag("slow");
  tag.mutable_header()->set_tenant("t1");
  tag.mutable_header()->set_id("slow");
  append_changes(*slow,
                 {describe_change(stores::catalogue().of(tag), nullptr, &tag, {}, {}, "create")});
  opened.save(make_tag("quick"));  // a later row that commits first
  wait_for(opened, 1);
  auto first =
      opened.store().read_result([](Connection& sql) { return read_changes(sql, "t1", 0, 10); });
  LONGS_EQUAL(1, first.size());
  CHECK(first[0].record != "slow");
  slow->run_script("COMMIT");
  wait_for(opened, 2);
  auto next = opened.store().read_result(
      [&](Connection& sql) { return read_changes(sql, "t1", first[0].position, 10); });
  LONGS_EQUAL(1, next.size());
  STRCMP_EQUAL("slow", next[0].record.c_str());
}

// PostgreSQL keeps the plan of a statement that it ran often. One made while a table was small must
// not go on to read all of it when it no longer is.
TEST(Changes, whoever_writes_looks_them_up_however_few_there_are) {
  OpenedStore opened(Dialect::postgres);
  for (auto name : {"a", "b", "c"}) opened.save(make_tag(name));
  wait_for(opened, 3);
  auto plan = [](Connection& sql) {
    std::string text;
    auto& rows = sql.query(
        "EXPLAIN UPDATE change SET hash = placed.hash FROM (VALUES (1, 'x'), (2, 'y')) AS placed "
        "(seq, hash) WHERE change.seq = placed.seq");
    while (rows.step()) text += rows.text(0) + "\n";
    return text;
  };
  auto other = open_connection(opened.url());
  other->run_script("ANALYZE change");
  STRCMP_CONTAINS("Seq Scan on change", plan(*other).c_str());  // what it would do by itself
  std::string writers;
  opened.write([&](Transaction& transaction) { writers = plan(transaction.sql()); });
  CHECK_TEXT(writers.find("Seq Scan") == writers.npos, writers.c_str());
}

// Two hubs write and seal, a reader follows all the while, and a transaction stays open over it.
TEST(Changes, readers_beside_two_sealers_miss_nothing_and_read_nothing_twice) {
  OpenedStore one(Dialect::postgres);
  Store two(Store::Options{one.url(), 2, 2}, stores::catalogue(),
            common::rules::RuleBook::registered(), one.clock());
  auto slow = open_connection(one.url());
  slow->run_script("BEGIN");
  auto tag = make_tag("slow");
  tag.mutable_header()->set_tenant("t1");
  tag.mutable_header()->set_id("slow");
  append_changes(*slow,
                 {describe_change(stores::catalogue().of(tag), nullptr, &tag, {}, {}, "create")});

  std::atomic<bool> stopping{false};
  std::vector<ChangeRow> read;
  std::thread reader([&] {
    auto sql = open_connection(one.url(), true);
    for (bool last = false; !last;) {
      last = stopping;
      auto from = read.empty() ? 0 : read.back().position;
      for (auto& row : read_changes(*sql, "t1", from, 7)) {
        read.push_back(row);
        last = false;
      }
    }
  });
  std::thread other([&] {
    for (int i = 0; i < 100; ++i)
      two.write(two.system_command("t1", "test"), [&](Transaction& transaction) {
        auto made = make_tag("two" + std::to_string(i));
        transaction.save(made);
      });
  });
  for (int i = 0; i < 100; ++i) one.save(make_tag("one" + std::to_string(i)));
  other.join();
  wait_for(one, 200);
  LONGLONGS_EQUAL(200, sealed(one));
  slow->run_script("COMMIT");
  wait_for(one, 201);
  stopping = true;
  reader.join();

  LONGS_EQUAL(201, read.size());
  std::set<std::string> records;
  for (std::size_t i = 0; i < read.size(); ++i) {
    LONGLONGS_EQUAL(i + 1, read[i].position);
    records.insert(read[i].record);
  }
  LONGS_EQUAL(201, records.size());
  STRCMP_EQUAL("slow", read.back().record.c_str());
  auto check = one.store().read_result([](Connection& sql) { return verify_chain(sql, "t1"); });
  LONGLONGS_EQUAL(201, check.checked);
  LONGLONGS_EQUAL(0, check.broken_at);
}

TEST(Changes, a_transaction_that_fails_leaves_no_row) {
  on_both([](OpenedStore& opened) {
    CHECK_THROWS(common::Error, opened.write([](Transaction& transaction) {
      auto tag = make_tag("a");
      transaction.save(tag);
      common::refuse("", "thought better of it");
    }));
    opened.save(make_tag("b"));
    wait_for(opened, 1);
    LONGLONGS_EQUAL(1, sealed(opened));
  });
}

TEST(Changes, readers_keep_their_place) {
  on_both([](OpenedStore& opened) {
    opened.write([](Transaction& transaction) {
      auto& sql = transaction.sql();
      LONGLONGS_EQUAL(0, reader_position(sql, "t1", "search"));
      set_reader_position(sql, "t1", "search", 7);
      set_reader_position(sql, "t1", "search", 9);
      LONGLONGS_EQUAL(9, reader_position(sql, "t1", "search"));
      LONGLONGS_EQUAL(0, reader_position(sql, "t2", "search"));
    });
  });
}
