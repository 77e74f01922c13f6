#include "hub/store/filter.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

#include "common/clock/clock.hpp"
#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "tests/hub/store/databases.hpp"
#include "tests/hub/store/random_records.hpp"

#include <CppUTest/TestHarness.h>

using namespace hub::store;
using common::expr::Context;
using common::expr::Expression;
using stores::catalogue;

namespace {

using Ids = std::set<std::string>;
using Records = std::map<std::string, std::unique_ptr<common::schema::Message>>;
const std::string tenant = "t1";

Context context(bool nobody = false) {
  auto today = common::codec::parse_date("2026-11-20");
  if (nobody) return {"", "", today};
  return {"0193a000-0000-7000-8000-00000000000a", "0193a000-0000-7000-8000-00000000000b", today,
          common::parse_instant("2026-11-20T11:00:00Z")};
}

/// Records of the type that the store took; natural keys drop a few.
Records store_some(Connection& connection, const RecordType& type, std::uint32_t seed) {
  stores::Random random(seed);
  RecordTable table(type);
  Records stored;
  for (int i = 0; i < 25; ++i) {
    auto record = random.record(type, tenant);
    // A stream's parts would take an id twice, at two times.
    if (stored.count(common::schema::header(std::as_const(*record)).id())) continue;
    connection.run_script("BEGIN");
    try {
      table.insert(connection, *record);
      connection.run_script("COMMIT");
      stored[common::schema::header(std::as_const(*record)).id()] = std::move(record);
    } catch (const common::Error& error) {
      connection.run_script("ROLLBACK");
      if (error.code() != common::ErrorCode::conflict) throw;
    }
  }
  return stored;
}

Ids ids_by_sql(Connection& connection, const RecordType& type, const Expression& expression,
               const Context& with) {
  auto condition = to_sql(expression, type, with, connection.dialect());
  auto& rows = connection.query(
      "SELECT \"id\" FROM " + sql_name(type.table) + " WHERE " + condition.sql, condition.values);
  Ids ids;
  while (rows.step()) ids.insert(rows.text(0));
  return ids;
}

using Everything = std::map<const RecordType*, Records>;

Ids ids_in_memory(const Everything& all, const RecordType& type, const Expression& expression,
                  const Context& with) {
  auto find = [&](const RecordType& target, std::string_view id) {
    std::unique_ptr<common::schema::Message> copy;
    auto found = all.at(&target).find(std::string(id));
    if (found == all.at(&target).end()) return copy;
    copy = target.make();
    copy->CopyFrom(*found->second);
    return copy;
  };
  Ids ids;
  for (auto& [id, record] : all.at(&type))
    if (expression.evaluate(*record, with, find) == true) ids.insert(id);
  return ids;
}

/// A person who reaches a part of every type, and all of a few.
std::optional<Expression> reached(const RecordType& type) {
  if (type.name.size() % 3 == 0) return std::nullopt;
  return Expression::parse("version > 2 OR created_by = me", type, catalogue());
}

/// A filter within the bounds; every other refusal is a failure.
std::string next_filter(stores::Random& random, const RecordType& type) {
  for (;;) {
    auto text = random.filter(type);
    try {
      Expression::parse(text, type, catalogue());
      return text;
    } catch (const common::Error& error) {
      if (error.text().find("at most 20 arithmetic operations") == std::string::npos)
        FAIL((type.name + ": " + text + ": " + error.text()).c_str());
    }
  }
}

/// Every type of the catalogue, each with filters of its own; how many of the answers were neither
/// none nor all.
int compare_all_types(Dialect dialect) {
  auto connection = stores::open_empty(dialect);
  int telling = 0;
  std::uint32_t seed = 1;
  Everything all;
  for (auto& type : catalogue().types()) all[type.get()] = store_some(*connection, *type, ++seed);
  for (auto& type : catalogue().types()) {
    stores::Random random(++seed * 7919);
    for (int i = 0; i < 60; ++i) {
      auto text = next_filter(random, *type);
      auto expression = Expression::parse(text, *type, catalogue());
      if (i % 3 == 0) expression = expression.within(reached);
      auto with = context(i % 10 == 0);
      auto expected = ids_in_memory(all, *type, expression, with);
      auto found = ids_by_sql(*connection, *type, expression, with);
      telling += !expected.empty() && expected.size() < all[type.get()].size();
      if (found != expected)
        FAIL((std::string(stores::name_of(dialect)) + ": " + type->name + ": " + text).c_str());
    }
  }
  return telling;
}

}  // namespace

TEST_GROUP(Filter){};

TEST(Filter, sqlite_and_memory_agree_on_every_type) {
  CHECK(compare_all_types(Dialect::sqlite) > 1000);
}

TEST(Filter, postgres_and_memory_agree_on_every_type) {
  CHECK(compare_all_types(Dialect::postgres) > 1000);
}

TEST(Filter, an_owned_record_is_reached_through_its_owner) {
  auto& lines = catalogue().type("billing.LineItem");
  auto& jobs = catalogue().type("field.WorkOrder");
  auto mine = Expression::of_referenced(lines, lines.field("work_order"),
                                        Expression::parse("scheduled_for = me", jobs, catalogue()));
  for (auto dialect : {Dialect::sqlite, Dialect::postgres}) {
    auto connection = stores::open_empty(dialect);
    auto all_jobs = store_some(*connection, jobs, 5);
    auto all_lines = store_some(*connection, lines, 6);
    auto reference = lines.field("work_order").descriptor;
    // Natural keys drop some of the jobs, more or fewer with each field that the type gets.
    std::size_t at = 0;
    for (auto& [id, line] : all_lines) {
      auto job = all_jobs.begin();
      std::advance(job, ++at % all_jobs.size());
      line->GetReflection()->SetString(line.get(), reference, job->first);
      connection->execute("UPDATE line_item SET work_order = ? WHERE id = ?", {job->first, id});
    }
    auto find = [&](const RecordType&, std::string_view id) {
      auto copy = jobs.make();
      copy->CopyFrom(*all_jobs.at(std::string(id)));
      return copy;
    };

    Ids expected;
    for (auto& [id, line] : all_lines)
      if (mine.evaluate(*line, context(), find) == true) expected.insert(id);
    CHECK(!expected.empty() && expected.size() < all_lines.size());
    CHECK(expected == ids_by_sql(*connection, lines, mine, context()));
  }
}

TEST(Filter, a_plain_comparison_keeps_its_index) {
  auto connection = stores::open_empty(Dialect::sqlite);
  auto& type = catalogue().type("field.WorkOrder");
  auto condition =
      to_sql(Expression::parse("account = 0193a000-0000-7000-8000-000000000001", type, catalogue()),
             type, context(), Dialect::sqlite);
  auto& plan = connection->query(
      "EXPLAIN QUERY PLAN SELECT * FROM work_order WHERE work_order.tenant = 't' AND " +
          condition.sql,
      condition.values);
  CHECK(plan.step());
  STRCMP_CONTAINS("USING", plan.text(3).c_str());
  STRCMP_CONTAINS("account=?", plan.text(3).c_str());
}

TEST(Filter, a_unique_text_is_found_by_the_index_of_what_it_compares_by) {
  auto connection = stores::open_empty(Dialect::sqlite);
  auto& type = catalogue().type("field.WorkOrder");
  auto condition = to_sql(Expression::parse("number = \"W-7\"", type, catalogue()), type, context(),
                          Dialect::sqlite);
  auto& plan = connection->query(
      "EXPLAIN QUERY PLAN SELECT * FROM work_order WHERE work_order.tenant = 't' AND " +
          condition.sql,
      condition.values);
  CHECK(plan.step());
  STRCMP_CONTAINS("number__key=?", plan.text(3).c_str());
}
