// A company's own record types and fields, from their definition to SQL and back.
#include "common/codec/json.hpp"
#include "common/error/error.hpp"
#include "hub/store/access.hpp"
#include "hub/store/query.hpp"
#include "proto/records/admin/custom_field.pb.h"
#include "proto/records/admin/custom_type.pb.h"
#include "proto/records/crm/account.pb.h"
#include "tests/hub/store/opened_store.hpp"

#include <CppUTest/TestHarness.h>

using namespace hub::store;
using common::codec::Json;
using stores::OpenedStore;
using truckroll::admin::CustomField;
using truckroll::admin::CustomType;

namespace {

CustomField make_field(const std::string& type, int number, const std::string& key,
                       CustomField::Kind kind) {
  CustomField field;
  field.set_of_type(type);
  field.set_number(number);
  field.set_key(key);
  field.set_label("Label of " + key);
  field.set_kind(kind);
  return field;
}

CustomType make_log() {
  CustomType type;
  type.set_key("boiler_log");
  type.set_label("Boiler log");
  type.set_plural("Boiler logs");
  for (auto [key, label] : {std::pair("open", "Open"), std::pair("done", "Done")}) {
    auto state = type.add_states();
    state->set_line(key);
    state->set_key(key);
    state->set_label(label);
  }
  return type;
}

const RecordType& type_of(const Schema& schema, const char* name) {
  return schema.catalogue.type(name);
}

/// A record made of JSON, as the API does.
std::string create(OpenedStore& opened, const char* type_name, const Json& input) {
  auto schema = opened.store().schema("t1");
  auto& type = type_of(*schema, type_name);
  std::string id;
  opened.write([&](Transaction& transaction) {
    auto record = type.make();
    common::codec::merge_json(type, *record, input, true);
    transaction.save(*record);
    id = common::schema::header(std::as_const(*record)).id();
  });
  return id;
}

void change(OpenedStore& opened, const char* type_name, const std::string& id, const Json& input) {
  opened.write([&](Transaction& transaction) {
    auto& type = transaction.catalogue().type(type_name);
    auto record = transaction.load_message(type, id);
    common::codec::merge_json(type, *record, input);
    transaction.save(*record);
  });
}

Json read(OpenedStore& opened, const char* type_name, const std::string& id) {
  auto schema = opened.store().schema("t1");
  auto& type = type_of(*schema, type_name);
  Json shown;
  opened.store().read([&](Connection& sql) {
    if (auto record = schema->tables.of(type).find(sql, "t1", id))
      shown = Json::parse(common::codec::to_json(type, *record));
  });
  return shown;
}

std::string names(OpenedStore& opened, const char* type_name, const std::string& filter,
                  const std::string& field, const std::string& order = "") {
  auto schema = opened.store().schema("t1");
  auto& type = type_of(*schema, type_name);
  Query query;
  query.type = &type;
  query.filter = filter;
  query.order_by = order.empty() ? field : order;
  std::string found;
  opened.store().read([&](Connection& sql) {
    auto page = run_query(sql, schema->catalogue, schema->tables.of(type), "t1", query, {}, {});
    for (auto& item : page.items)
      found += Json::parse(common::codec::to_json(type, *item)).value(field, "?") + " ";
  });
  return found;
}

template <class F>
void on_both(F&& test) {
  for (auto dialect : {Dialect::sqlite, Dialect::postgres}) {
    OpenedStore opened(dialect);
    test(opened);
  }
}

void make_log_type(OpenedStore& opened) {
  auto type = opened.save(make_log());
  opened.store().write(opened.store().system_command("t1", "test"), [&](Transaction& transaction) {
    transaction.act(transaction.catalogue().of(type), type.header().id(), "activate", nullptr);
  });
  auto serial = make_field("own.boiler_log", 1, "serial", CustomField::KIND_TEXT);
  serial.set_unique(true);
  opened.save(serial);
  opened.save(make_field("own.boiler_log", 2, "pressure", CustomField::KIND_DECIMAL));
  opened.save(make_field("own.boiler_log", 3, "read_on", CustomField::KIND_DATE));
  auto grade = make_field("own.boiler_log", 4, "grade", CustomField::KIND_CHOICE);
  for (auto [key, number] : {std::pair("good", 1), std::pair("poor", 2)}) {
    auto choice = grade.add_choices();
    choice->set_line(key);
    choice->set_key(key);
    choice->set_label(key);
    choice->set_number(number);
  }
  opened.save(grade);
  auto account = make_field("own.boiler_log", 5, "customer", CustomField::KIND_REFERENCE);
  account.set_refers("crm.Account");
  opened.save(account);
}

}  // namespace

TEST_GROUP(Custom){};

TEST(Custom, a_type_of_ones_own_is_there_at_once_and_keeps_what_it_is_given) {
  on_both([](OpenedStore& opened) {
    CHECK(opened.store().schema("t1")->catalogue.find("own.boiler_log") == nullptr);
    make_log_type(opened);
    auto id = create(
        opened, "own.boiler_log",
        {{"serial", "AB-1"}, {"pressure", "1.55"}, {"read_on", "2026-11-20"}, {"grade", "poor"}});
    auto shown = read(opened, "own.boiler_log", id);
    STRCMP_EQUAL("AB-1", shown.value("serial", "").c_str());
    STRCMP_EQUAL("1.55", shown.value("pressure", "").c_str());
    STRCMP_EQUAL("2026-11-20", shown.value("read_on", "").c_str());
    STRCMP_EQUAL("poor", shown.value("grade", "").c_str());
    STRCMP_EQUAL("open", shown.value("state", "").c_str());
    CHECK(opened.store().schema("t2")->catalogue.find("own.boiler_log") == nullptr);
  });
}

TEST(Custom, own_fields_filter_and_order_lists) {
  on_both([](OpenedStore& opened) {
    make_log_type(opened);
    create(opened, "own.boiler_log",
           {{"serial", "Müller 1"}, {"pressure", "1.5"}, {"grade", "good"}});
    create(opened, "own.boiler_log",
           {{"serial", "b"}, {"pressure", "10"}, {"read_on", "2026-11-20"}});
    create(opened, "own.boiler_log", {{"serial", "c"}, {"grade", "poor"}});
    auto list = [&](const char* filter, const char* order = "") {
      return names(opened, "own.boiler_log", filter, "serial", order);
    };
    STRCMP_EQUAL("b c Müller 1 ", list("").c_str());
    STRCMP_EQUAL("b ", list("pressure > 2").c_str());
    STRCMP_EQUAL("Müller 1 ", list("serial : muller").c_str());
    STRCMP_EQUAL("Müller 1 ", list("grade = good").c_str());
    STRCMP_EQUAL("b c ", list("grade != good").c_str());
    STRCMP_EQUAL("b ", list("read_on = 2026-11-20").c_str());
    STRCMP_EQUAL("c Müller 1 ", list("read_on = null").c_str());
    STRCMP_EQUAL("b Müller 1 c ", list("", "pressure desc").c_str());
    CHECK_THROWS(common::Error, list("nothing = 1"));
  });
}

TEST(Custom, a_unique_value_is_taken_once_until_it_is_free_again) {
  on_both([](OpenedStore& opened) {
    make_log_type(opened);
    auto first = create(opened, "own.boiler_log", {{"serial", "AB-1"}});
    try {
      create(opened, "own.boiler_log", {{"serial", "AB-1"}});
      FAIL("taken twice");
    } catch (const common::Error& error) {
      CHECK(error.code() == common::ErrorCode::conflict);
      STRCMP_EQUAL("serial", error.violations().at(0).field.c_str());
    }
    change(opened, "own.boiler_log", first, {{"serial", "AB-2"}});
    create(opened, "own.boiler_log", {{"serial", "AB-1"}});
    CHECK_THROWS(common::Error, create(opened, "own.boiler_log", {{"serial", "AB-2"}}));
  });
}

TEST(Custom, a_field_added_to_a_delivered_type_goes_with_its_records) {
  on_both([](OpenedStore& opened) {
    auto id = create(opened, "crm.Account", {{"name", "Alpenhotel"}, {"kind", "company"}});
    auto stars = make_field("crm.Account", 1, "stars", CustomField::KIND_INTEGER);
    opened.save(stars);
    change(opened, "crm.Account", id, {{"stars", 4}});
    LONGS_EQUAL(4, read(opened, "crm.Account", id).value("stars", 0));
    STRCMP_EQUAL("Alpenhotel ", names(opened, "crm.Account", "stars >= 4", "name").c_str());
    STRCMP_EQUAL("", names(opened, "crm.Account", "stars > 4", "name").c_str());
    CHECK_THROWS(common::Error, change(opened, "crm.Account", id, {{"stars", "many"}}));
  });
}

TEST(Custom, a_renamed_field_keeps_its_values_and_its_former_name) {
  on_both([](OpenedStore& opened) {
    auto field = opened.save(make_field("crm.Account", 1, "stars", CustomField::KIND_INTEGER));
    auto id =
        create(opened, "crm.Account", {{"name", "Alpenhotel"}, {"kind", "company"}, {"stars", 3}});
    field.set_key("rating");
    field.add_former_keys("stars");
    opened.write([&](Transaction& transaction) { transaction.save_as_system(field); });
    LONGS_EQUAL(3, read(opened, "crm.Account", id).value("rating", 0));
    change(opened, "crm.Account", id, {{"stars", 5}});
    LONGS_EQUAL(5, read(opened, "crm.Account", id).value("rating", 0));
    STRCMP_EQUAL("Alpenhotel ", names(opened, "crm.Account", "stars = 5", "name").c_str());
  });
}

TEST(Custom, what_an_own_record_refers_to_is_not_deleted) {
  on_both([](OpenedStore& opened) {
    make_log_type(opened);
    auto account = create(opened, "crm.Account", {{"name", "Alpenhotel"}, {"kind", "company"}});
    create(opened, "own.boiler_log", {{"serial", "x"}, {"customer", account}});
    CHECK_THROWS(common::Error, create(opened, "own.boiler_log",
                                       {{"customer", "0193a000-0000-7000-8000-00000000dead"}}));
    auto admin = opened.actor();
    admin.roles = {"admin"};
    try {
      opened.store().write(opened.store().command(admin), [&](Transaction& transaction) {
        auto record =
            transaction.load_message(transaction.catalogue().type("crm.Account"), account);
        transaction.remove(*record);
      });
      FAIL("deleted");
    } catch (const common::Error& error) {
      CHECK(error.code() == common::ErrorCode::conflict);
      CHECK(error.violations().at(0).field.starts_with("own-boiler-log/"));
    }
    STRCMP_EQUAL(
        "x ", names(opened, "own.boiler_log", "customer = \"" + account + "\"", "serial").c_str());
  });
}

namespace {

/// Boiler logs refer to their customers; accounts have stars, and refer to their best log.
void make_linked_types(OpenedStore& opened) {
  make_log_type(opened);
  opened.save(make_field("crm.Account", 1, "stars", CustomField::KIND_INTEGER));
  auto best = make_field("crm.Account", 2, "best_log", CustomField::KIND_REFERENCE);
  best.set_refers("own.boiler_log");
  opened.save(best);
  auto account = [&](const char* name, Json more) {
    more.update({{"name", name}, {"kind", "company"}});
    return create(opened, "crm.Account", more);
  };
  auto holding = account("Holding", {{"stars", 5}});
  auto hotel = account("Alpenhotel", {{"stars", 3}, {"parent", holding}});
  auto plain = account("Plain", Json::object());
  auto log = [&](const char* serial, const std::string& customer, const char* grade) {
    return create(opened, "own.boiler_log",
                  {{"serial", serial}, {"customer", customer}, {"grade", grade}});
  };
  auto a = log("a", hotel, "good");
  log("b", plain, "poor");
  create(opened, "own.boiler_log", {{"serial", "c"}});
  change(opened, "crm.Account", holding, {{"best_log", a}});
}

/// As `names`, for somebody who reaches and sees what `reading` says; what a refusal says.
std::string read_by(OpenedStore& opened, const char* type_name, const std::string& filter,
                    const Reading& reading) {
  auto schema = opened.store().schema("t1");
  Query query;
  query.type = &type_of(*schema, type_name);
  query.filter = filter;
  query.order_by = "serial";
  query.reading = reading;
  std::string found;
  try {
    opened.store().read([&](Connection& sql) {
      auto page =
          run_query(sql, schema->catalogue, schema->tables.of(*query.type), "t1", query, {}, {});
      for (auto& item : page.items)
        found += Json::parse(common::codec::to_json(*query.type, *item)).value("serial", "?") + " ";
    });
  } catch (const common::Error& error) {
    return error.violations().at(0).text.english();
  }
  return found;
}

/// Of all records of the type those for which memory says that the filter holds.
std::string names_in_memory(OpenedStore& opened, const char* type_name, const std::string& filter,
                            const std::string& field) {
  auto schema = opened.store().schema("t1");
  auto& type = type_of(*schema, type_name);
  auto holds = common::expr::Expression::parse(filter, type, schema->catalogue);
  Query query;
  query.type = &type;
  query.order_by = field;
  std::string found;
  opened.store().read([&](Connection& sql) {
    auto page = run_query(sql, schema->catalogue, schema->tables.of(type), "t1", query, {}, {});
    auto find = find_through(sql, schema->tables, "t1");
    for (auto& item : page.items)
      if (holds.evaluate(*item, {}, find) == true)
        found += Json::parse(common::codec::to_json(type, *item)).value(field, "?") + " ";
  });
  return found;
}

}  // namespace

// features: EXTN-01
TEST(Custom, filters_follow_own_references_and_end_in_own_fields) {
  on_both([](OpenedStore& opened) {
    make_linked_types(opened);
    auto check = [&](const char* type, const char* filter, const char* expected) {
      auto field = type == std::string("crm.Account") ? "name" : "serial";
      STRCMP_EQUAL_TEXT(expected, names(opened, type, filter, field).c_str(), filter);
      STRCMP_EQUAL_TEXT(expected, names_in_memory(opened, type, filter, field).c_str(), filter);
    };
    auto log = "own.boiler_log", account = "crm.Account";
    check(log, "customer.name = alpenhotel", "a ");
    check(log, "customer.name != alpenhotel", "b c ");
    check(log, "NOT customer.name : hotel", "b c ");
    check(log, "customer.name = null", "c ");
    check(log, "customer.name:*", "a b ");
    check(log, "customer.stars >= 3", "a ");
    check(log, "customer.stars = null", "b c ");
    check(log, "NOT customer.stars > 3", "a b c ");
    check(log, "customer.parent.name = holding", "a ");
    check(log, "customer.parent.stars = 5 AND grade = good", "a ");
    check(log, "customer.parent.best_log.serial = x", "");
    check(log, "customer.parent.best_log.grade = good", "a ");
    check(log, "customer.name = plain OR customer.stars = 3", "a b ");
    check(account, "best_log.serial = A", "Holding ");
    check(account, "best_log.customer.name = alpenhotel", "Holding ");
    check(account, "best_log.serial = null", "Alpenhotel Plain ");
    check(account, "parent.stars = 5", "Alpenhotel ");
    check(account, "parent.best_log.customer.stars != 3", "Holding Plain ");
    CHECK_THROWS(common::Error, names(opened, log, "customer.nmae = x", "serial"));
    CHECK_THROWS(common::Error,
                 names(opened, log, "customer.best_log.customer.parent.name = x", "serial"));
  });
}

TEST(Custom, what_an_own_reference_leads_to_counts_as_far_as_one_may_read_it) {
  on_both([](OpenedStore& opened) {
    make_linked_types(opened);
    auto schema = opened.store().schema("t1");
    auto& accounts = type_of(*schema, "crm.Account");
    auto seen = [&](const std::string& filter, const char* condition, const char* hidden = "") {
      Reading reading{[&](const RecordType&, const Field& field) { return field.name != hidden; },
                      [&](const RecordType& type) -> std::optional<common::expr::Expression> {
                        if (&type != &accounts) return std::nullopt;
                        return common::expr::Expression::parse(condition, type, schema->catalogue);
                      }};
      return read_by(opened, "own.boiler_log", filter, reading);
    };
    STRCMP_EQUAL("a ", seen("customer.name = alpenhotel", "stars = 3").c_str());
    STRCMP_EQUAL("", seen("customer.name = alpenhotel", "stars = 5").c_str());
    // Whom one may not read is not told by the opposite either.
    STRCMP_EQUAL("c ", seen("customer.name != alpenhotel", "stars = 5").c_str());
    STRCMP_EQUAL("c ", seen("customer.name != nobody", "best_log.grade = good").c_str());
    STRCMP_EQUAL("at character 1: Account has no field \"stars\"",
                 seen("customer.stars = 3", "", "stars").c_str());
    STRCMP_EQUAL("at character 1: Account has no field \"best_log\"",
                 seen("customer.best_log.grade = good", "", "best_log").c_str());
  });
}

TEST(Custom, each_own_reference_counts_as_two_looks) {
  OpenedStore opened(Dialect::sqlite);
  make_linked_types(opened);
  std::string all = "customer.name = a";
  for (auto part : {"b", "c"}) all += std::string(" OR customer.name = ") + part;
  STRCMP_EQUAL("", names(opened, "own.boiler_log", all, "serial").c_str());
  CHECK_THROWS(common::Error,
               names(opened, "own.boiler_log", all + " OR customer.name = d", "serial"));
}

TEST(Custom, no_list_of_an_own_fields_rows_is_made_for_each_record) {
  on_both([](OpenedStore& opened) {
    make_linked_types(opened);
    auto schema = opened.store().schema("t1");
    auto& type = type_of(*schema, "own.boiler_log");
    auto plan_of = [&](const char* filter) {
      std::string plan;
      opened.store().read([&](Connection& sql) {
        bool sqlite = sql.dialect() == Dialect::sqlite;
        auto condition = to_sql(common::expr::Expression::parse(filter, type, schema->catalogue),
                                type, {}, sql.dialect());
        auto& rows = sql.query(std::string(sqlite ? "EXPLAIN QUERY PLAN" : "EXPLAIN") +
                                   " SELECT * FROM own_record WHERE own_record.tenant = 't1' AND " +
                                   condition.sql,
                               condition.values);
        while (rows.step()) plan += rows.text(sqlite ? 3 : 0) + "\n";
      });
      return plan;
    };
    auto of_each = [&](const char* filter, const char* list) {
      auto plan = plan_of(filter);
      CHECK_TEXT(plan.find(list) == std::string::npos, (filter + ("\n" + plan)).c_str());
    };
    for (auto filter : {"grade != good", "grade = good OR version > 3", "serial : a"})
      of_each(filter, "LIST SUBQUERY");
    for (auto filter : {"customer.stars > 3", "customer.stars != 3", "customer.name = x"})
      of_each(filter, "LIST SUBQUERY");
    for (auto filter : {"serial = a", "read_on > 2026-11-20 AND version > 3"})
      of_each(filter, "SubPlan");
    // An index finds the few records that have the value.
    STRCMP_CONTAINS("index_custom_value_text", plan_of("serial = a").c_str());
  });
}
