// What a company says must hold of its records: at every save of a person's command, by every door.
#include "hub/store/company_checks.hpp"

#include "tests/hub/quality/company.hpp"

#include <CppUTest/TestHarness.h>

using test::both;
using test::Company;
using test::Json;

namespace {

std::string add_rule(Company& company, const Json& more) {
  Json rule{{"of_type", "crm.Account"}, {"message", "Name the industry"}};
  rule.update(more);
  auto id = company.put("admin.ValidationRule", rule);
  company.store().write(company.store().system_command(company.tenant(), "test"),
                        [&](hub::store::Transaction& transaction) {
                          auto& type = company.type("admin.ValidationRule");
                          auto record = transaction.load_message(type, id);
                          transaction.move_as_system(*record, "activate");
                          transaction.save_as_system(*record);
                        });
  return id;
}

/// Saves as that person; what is refused. With a device: it has happened already.
std::string refused(Company& company, const std::string& role, const Json& fields,
                    const std::string& device = "") {
  auto who = company.caller(role);
  auto command = company.store().command(who.actor);
  command.actor.device = device;
  command.fact = !device.empty();
  return Company::refusal([&] {
    company.store().write(command, [&](hub::store::Transaction& transaction) {
      auto& type = company.type("crm.Account");
      auto record = type.make();
      common::codec::merge_json(type, *record, fields, true);
      transaction.save(*record);
    });
  });
}

}  // namespace

TEST_GROUP(CompanyChecks){};

TEST(CompanyChecks, refuse_what_does_not_hold_beside_its_field) {
  for (auto dialect : both) {
    Company company(dialect);
    add_rule(company, {{"condition", "industry != null"}, {"field", "industry"}});
    STRCMP_EQUAL("industry: Name the industry",
                 refused(company, "dispatcher", {{"name", "A"}}).c_str());
    STRCMP_EQUAL("", refused(company, "dispatcher", {{"name", "A"}, {"industry", "Wood"}}).c_str());
  }
}

TEST(CompanyChecks, ask_only_where_their_when_holds_and_warnings_refuse_nothing) {
  Company company(test::Dialect::sqlite);
  add_rule(company, {{"condition", "industry != null"}, {"when", "kind = person"}});
  add_rule(company, {{"condition", "language != null"}, {"severity", "warn"}});
  STRCMP_EQUAL("", refused(company, "dispatcher", {{"name", "A"}}).c_str());
  CHECK(!refused(company, "dispatcher", {{"name", "A"}, {"kind", "person"}}).empty());
}

TEST(CompanyChecks, hold_of_imported_rows) {
  for (auto dialect : both) {
    Company company(dialect);
    add_rule(company, {{"condition", "industry != null"}, {"field", "industry"}});
    auto run = company.make_import("crm.Account", "Name,Industry\r\nWith,Wood\r\nWithout,\r\n");
    company.run_all(run);
    LONGS_EQUAL(1, company.count("SELECT count(*) FROM account WHERE name = 'With'"));
    LONGS_EQUAL(0, company.count("SELECT count(*) FROM account WHERE name = 'Without'"));
    auto faults = company.faults(run, hub::transfer::Work::run);
    LONGS_EQUAL(1, faults.size());
    STRCMP_EQUAL("Industry", faults[0].column.c_str());
    STRCMP_EQUAL("Name the industry", faults[0].reason.c_str());
  }
}

TEST(CompanyChecks, keep_and_flag_what_happened_in_the_field) {
  Company company(test::Dialect::sqlite);
  add_rule(company, {{"condition", "industry != null"}});
  auto device = company.put("fleet.Device", {{"serial", "TR-1"}});
  STRCMP_EQUAL("", refused(company, "technician", {{"name", "A"}}, device).c_str());
  LONGS_EQUAL(1, company.count("SELECT count(*) FROM sync_conflict WHERE theirs = 'Name the "
                               "industry'"));
}

TEST(CompanyChecks, of_one_company_are_not_those_of_another_and_end_when_retired) {
  for (auto dialect : both) {
    Company company(dialect);
    auto id = add_rule(company, {{"condition", "industry != null"}});
    CHECK(!refused(company, "dispatcher", {{"name", "A"}}).empty());
    CHECK(!company.store().schema("another company")->checks.has(company.type("crm.Account")));
    company.store().write(company.store().system_command(company.tenant(), "test"),
                          [&](hub::store::Transaction& transaction) {
                            auto& type = company.type("admin.ValidationRule");
                            auto record = transaction.load_message(type, id);
                            transaction.move_as_system(*record, "retire");
                            transaction.save_as_system(*record);
                          });
    STRCMP_EQUAL("", refused(company, "dispatcher", {{"name", "A"}}).c_str());
  }
}

TEST(CompanyChecks, that_cannot_be_understood_are_refused_when_they_are_written) {
  Company company(test::Dialect::sqlite);
  auto wrong = [&](const Json& more) { return Company::refusal([&] { add_rule(company, more); }); };
  CHECK(wrong({{"condition", "colour = 1"}}).find("condition: ") == 0);
  CHECK(wrong({{"condition", "name != null"}, {"when", "kind ="}}).find("when: ") == 0);
  CHECK(wrong({{"condition", "name != null"}, {"field", "colour"}}).find("field: ") == 0);
  CHECK(wrong({{"of_type", "crm.Nothing"}, {"condition", "name != null"}}).find("of_type: ") == 0);
  CHECK(wrong({{"field", "name"}}).find("condition: ") == 0);
}

TEST(CompanyChecks, are_not_asked_of_what_a_merge_only_moves) {
  Company company(test::Dialect::sqlite);
  auto kept = company.account("Kept", {{"industry", "Wood"}});
  auto loser = company.account("Loser");
  auto child = company.account("Child", {{"parent", loser}});
  add_rule(company, {{"condition", "industry != null"}, {"field", "industry"}});
  // But of what is kept they are.
  CHECK(Company::refusal([&] {
          company.merge("crm.Account", {kept, {loser}, {{"industry", loser}}, {}});
        }).find("industry: ") == 0);
  company.merge("crm.Account", {kept, {loser}, {}, {}});
  CHECK(company.record("crm.Account", child)["parent"] == kept);
}
