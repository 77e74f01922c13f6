// Computed values: what a filter compares and a formula gives.
#include <fstream>
#include <sstream>

#include "common/codec/json.hpp"
#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/expr/formula.hpp"
#include "proto/records/billing/invoice.pb.h"
#include "tests/support/places.hpp"

#include <CppUTest/TestHarness.h>

using namespace common::expr;
using common::schema::Catalogue;
using common::schema::Message;
using common::schema::RecordType;

namespace {

const Catalogue& catalogue() {
  static const Catalogue all = Catalogue::compiled();
  return all;
}
const std::string anna = "0193a000-0000-7000-8000-00000000000a";
const std::string bert = "0193a000-0000-7000-8000-00000000000b";
const std::string meier = "0193a000-0000-7000-8000-0000000000c1";
const std::string holding = "0193a000-0000-7000-8000-0000000000c2";

std::unique_ptr<Message> make(const std::string& type, const std::string& json) {
  auto& record_type = catalogue().type(type);
  auto record = record_type.make();
  common::codec::merge_json(record_type, *record, common::codec::parse_json(json), true);
  auto& header = common::schema::header(*record);
  header.set_version(3);
  header.set_created_by(anna);
  *header.mutable_created_at() =
      common::codec::to_timestamp(common::parse_instant("2026-11-20T23:30:00Z"));
  *header.mutable_changed_at() =
      common::codec::to_timestamp(common::parse_instant("2026-11-22T01:30:00Z"));
  return record;
}

std::unique_ptr<Message> make_invoice() {
  auto record = make("billing.Invoice", R"({"account": ")" + meier + R"(", "kind": "invoice",
    "date": "2026-11-02", "due": "2026-12-02", "terms_days": 30, "discount": "2.5"})");
  auto& invoice = static_cast<truckroll::billing::Invoice&>(*record);
  invoice.set_number("R-7");
  *invoice.mutable_net() = common::codec::money(100'000, "CHF");
  *invoice.mutable_tax() = common::codec::money(8'100, "CHF");
  *invoice.mutable_total() = common::codec::money(108'100, "CHF");
  *invoice.mutable_open() = common::codec::money(50'000, "CHF");
  *invoice.mutable_credited() = common::codec::money(50'000, "EUR");
  invoice.add_taxes();
  invoice.add_taxes();
  return record;
}

std::unique_ptr<Message> find_account(const RecordType& type, std::string_view id) {
  if (type.name != "crm.Account") return nullptr;
  if (id == meier)
    return make("crm.Account", R"({"name": "Meier AG", "owner": ")" + bert + R"(", "parent": ")" +
                                   holding + "\"}");
  if (id == holding) return make("crm.Account", R"({"name": "Alpen Holding"})");
  return nullptr;
}

Context context() {
  return {bert, "", common::codec::parse_date("2026-11-20"),
          common::parse_instant("2026-11-21T00:00:00Z")};
}

std::string evaluated(const std::string& text, const std::string& type, const Message& record,
                      const Context& with = context()) {
  auto value = Expression::parse(text, catalogue().type(type), catalogue())
                   .evaluate(record, with, find_account);
  return value ? (*value ? "true" : "false") : "unknown";
}

void expect(const std::vector<std::pair<const char*, const char*>>& cases) {
  auto invoice = make_invoice();
  for (auto& [text, value] : cases)
    STRCMP_EQUAL_TEXT(value, evaluated(text, "billing.Invoice", *invoice).c_str(), text);
}

std::string reason_of(const common::Error& error) {
  return error.violations().empty() ? "wrong kind of error" : error.violations()[0].text.english();
}

std::string refusal(const std::string& text, const std::string& type = "billing.Invoice",
                    const Visible& visible = {}) {
  try {
    Expression::parse(text, catalogue().type(type), catalogue(), visible);
  } catch (const common::Error& error) {
    return reason_of(error);
  }
  return "accepted";
}

std::string shown(const Formula::Value& value) {
  if (auto number = std::get_if<Number>(&value))
    return common::codec::format_scaled(number->millionths, 6);
  if (auto amount = std::get_if<Amount>(&value))
    return common::codec::format_scaled(amount->minor, 2, true) + " " + amount->currency;
  if (auto day = std::get_if<Day>(&value)) return common::codec::format_date(day->days);
  if (auto at = std::get_if<common::Instant>(&value)) return common::format_instant(*at);
  if (auto span = std::get_if<Span>(&value)) return std::to_string(span->micros) + " us";
  if (auto text = std::get_if<std::string>(&value)) return *text;
  return "nothing";
}

std::string formula(const std::string& text, const Message& record) {
  try {
    return shown(Formula::parse(text, catalogue().type("billing.Invoice"), catalogue())
                     .evaluate(record, context(), find_account));
  } catch (const common::Error& error) {
    return reason_of(error);
  }
}

void expect_formulas(const std::vector<std::pair<const char*, const char*>>& cases) {
  auto invoice = make_invoice();
  for (auto& [text, value] : cases) STRCMP_EQUAL_TEXT(value, formula(text, *invoice).c_str(), text);
}

}  // namespace

TEST_GROUP(Compute){};

TEST(Compute, follows_references_up_to_three) {
  expect({{"account.name : meier", "true"},
          {"account.owner = me", "true"},
          {"account.owner != me", "false"},
          {"account.parent.name = \"alpen holding\"", "true"},
          {"account.parent.owner = me", "false"},
          {"account.parent.owner != me", "true"},
          {"account.parent.owner = null", "true"},
          {"account.parent.parent.name = null", "true"},
          {"account.parent.parent.name : x", "false"},
          {"account.branch.name : x", "false"},
          {"credits.number = x", "false"},
          {"credits.number != x", "true"},
          {"legal_entity.name = null", "true"}});
  STRCMP_EQUAL("at character 1: at most 3 references one behind the other",
               refusal("account.parent.parent.parent.name = x").c_str());
  STRCMP_EQUAL(
      "at character 1: \"scheduled_for\" is a list of references; a filter follows single "
      "ones only",
      refusal("scheduled_for.name = x", "field.WorkOrder").c_str());
  STRCMP_EQUAL("at character 1: Account has no field \"nmae\"; did you mean \"name\"?",
               refusal("account.nmae = x").c_str());
}

TEST(Compute, a_record_that_is_not_held_or_not_reached_is_unknown_also_under_not) {
  auto invoice = make("billing.Invoice", R"({"account": ")" + anna + "\"}");
  for (auto text :
       {"account.name = x", "account.name != x", "NOT account.name = x", "account.name = null"})
    STRCMP_EQUAL("unknown", evaluated(text, "billing.Invoice", *invoice).c_str());

  auto reached = Expression::parse("account.parent.name : holding",
                                   catalogue().type("billing.Invoice"), catalogue());
  auto within = [&](const char* condition) {
    return reached.within([&](const RecordType& type) {
      return std::optional(Expression::parse(condition, type, catalogue()));
    });
  };
  auto there = make_invoice();
  CHECK(within("name != x").evaluate(*there, context(), find_account) == true);
  CHECK(within("name != \"Meier AG\"").evaluate(*there, context(), find_account) == std::nullopt);
  CHECK(within("name : meier").evaluate(*there, context(), find_account) == std::nullopt);
}

TEST(Compute, follows_an_about_whose_type_stands_in_brackets) {
  auto note = make("crm.Note", R"({"about": {"type": "crm.Account", "id": ")" + meier + "\"}}");
  auto holds = [&](const char* text) { return evaluated(text, "crm.Note", *note); };
  STRCMP_EQUAL("true", holds("about[crm.Account].name : meier").c_str());
  STRCMP_EQUAL("true", holds("about[crm.Account].parent.name : alpen").c_str());
  STRCMP_EQUAL("false", holds("about[field.WorkOrder].summary : x").c_str());
  STRCMP_EQUAL("true", holds("about[field.WorkOrder].summary = null").c_str());
  STRCMP_EQUAL("at character 1: say of which type, as in about[crm.Account].name",
               refusal("about.name = x", "crm.Note").c_str());
  STRCMP_EQUAL("at character 1: \"about\" is never about \"crm.Nobody\"",
               refusal("about[crm.Nobody].name = x", "crm.Note").c_str());
}

TEST(Compute, names_ranges_of_days) {
  expect({{"due = next_month()", "true"},
          {"due : next_month()", "true"},
          {"due = this_month()", "false"},
          {"due > this_month()", "true"},
          {"due < next_month()", "false"},
          {"due <= next_month()", "true"},
          {"date = this_quarter() AND date = this_year()", "true"},
          {"date = last_year()", "false"},
          {"created_at = this_week()", "true"},
          {"created_at = next_week()", "false"},
          {"date < start_of_week()", "true"},
          {"date >= start_of_month()", "true"},
          {"due = start_of_month() + 31", "true"},
          {"date = start_of_month(2026-11-30) + 1", "true"},
          {"due > start_of_month(today() + 12)", "true"},
          {"due = start_of_year(today() + 60)", "false"}});
}

TEST(Compute, now_is_an_instant_and_unknown_where_nobody_says_it) {
  expect({{"created_at < now()", "true"},
          {"created_at > now() - hours(1)", "true"},
          {"created_at > now() - minutes(29)", "false"},
          {"created_at > now() - 1", "true"}});
  auto invoice = make_invoice();
  Context without{bert, "", 0};
  for (auto text :
       {"created_at < now()", "NOT created_at < now()", "NOT created_at + hours(version) < now()"})
    STRCMP_EQUAL("unknown", evaluated(text, "billing.Invoice", *invoice, without).c_str());
}

TEST(Compute, compares_two_fields) {
  expect({{"due > date", "true"},
          {"due < created_at", "false"},
          {"date < created_at", "true"},
          {"created_at < date", "false"},
          {"open != total", "true"},
          {"open = credited", "false"},
          {"open != credited", "true"},
          {"service_from = service_to", "false"},
          {"service_from != service_to", "true"},
          {"bill_to_name = field(number)", "false"},
          {"created_by = changed_by", "false"}});
}

TEST(Compute, calculates_exactly) {
  expect({{"net + tax = total", "true"},
          {"total - open = 581", "true"},
          {"net * 1.081 = total", "true"},
          {"total / 2 = 540.5", "true"},
          {"open / net = 0.5", "true"},
          {"net / 3 = 333.33", "true"},
          {"net * 0.000005 = 0.01", "true"},
          {"version * 2 + 1 = 7", "true"},
          {"(version + 1) * 2 = 8", "true"},
          {"version + 1 * 2 = 5", "true"},
          {"1 / 3 * version = 0.999999", "true"},
          {"5 > version", "true"},
          {"date + terms_days = due", "true"},
          {"due - date = terms_days", "true"},
          {"days_between(date, due) = 30", "true"},
          {"days_between(created_at, changed_at) = 2", "true"},
          {"days_between(due, today()) = -12", "true"},
          {"changed_at - created_at = hours(26)", "true"},
          {"changed_at - created_at > hours(terms_days)", "false"},
          {"created_at + minutes(30) = 2026-11-21", "true"},
          {"size(taxes) = 2", "true"},
          {"size(tags) = 0", "true"},
          {"discount + version = 5.5", "true"}});
}

TEST(Compute, what_cannot_be_computed_is_unknown_and_what_is_not_set_does_not_hold) {
  expect({{"version / (version - 3) > 1", "unknown"},
          {"NOT version / (version - 3) > 1", "unknown"},
          {"open + credited > 1", "unknown"},
          {"version * 9000000000000 > 1", "unknown"},
          {"version * 9000000000000 - version * 9000000000000 = 0", "unknown"},
          {"rate * version > 0", "false"},
          {"NOT rate * version > 0", "true"},
          {"rate / (version - 3) = 1", "false"}});
}

TEST(Compute, says_where_and_why_a_computation_is_refused) {
  for (auto& [text, reason] : std::vector<std::pair<const char*, const char*>>{
           {"due < 3", "at character 7: expected a day like 2026-11-20 or today()"},
           {"due < 1 + 2", "at character 9: \"due\" is not compared with a number"},
           {"due + open > 3", "at character 5: a day and an amount cannot be put together with +"},
           {"net + 5 > 3", "at character 5: an amount and a number cannot be put together with +"},
           {"net * tax > 3",
            "at character 5: an amount and an amount cannot be put together with *"},
           {"number + 1 = 2", "at character 1: \"number\" cannot be computed with"},
           {"taxes + 1 = 2",
            "at character 1: \"taxes\" has several values; size(taxes) counts them"},
           {"size(due) = 2", "at character 6: \"due\" is neither a list nor lines"},
           {"version + account.version > 3",
            "at character 11: a field of another record is compared with a value only"},
           {"1 + 1 = 2", "at character 1: no field of the record is compared here"},
           {"version > 1 / 0", "at character 13: a division by zero"},
           {"version > 9000000000000 * 2", "at character 25: the result is too large"},
           {"due > this_month() + 1",
            "at character 20: a range of days is compared, not computed with"},
           {"due > today() + 1.5", "at character 15: days are counted in whole numbers"},
           {"version > if(due = today(), 1, 2)",
            "at character 11: \"if\" is for formulas; a filter joins with AND and OR"},
           {"due > hours(3)", "at character 7: \"due\" is not compared with a span of time"},
           {"days_between(due) > 3", "at character 1: \"days_between\" has 2 arguments"},
           {"account = field(due)",
            "at character 11: \"account\" and \"due\" hold different things"}})
    STRCMP_EQUAL_TEXT(reason, refusal(text).c_str(), text);
  std::string many = "version";
  for (int i = 0; i < 30; ++i) many += " + 1";
  STRCMP_CONTAINS("at most 20 arithmetic operations and functions", refusal(many + " > 3").c_str());
}

TEST(Compute, fields_beyond_ones_rights_do_not_exist_nor_are_they_proposed) {
  auto visible = [](const RecordType& type, const common::schema::Field& field) {
    return !(type.name == "billing.Invoice" && field.name == "open") &&
           !(type.name == "crm.Account" && field.name == "owner");
  };
  for (auto& [text, reason] : std::vector<std::pair<const char*, const char*>>{
           {"open > 3", "at character 1: Invoice has no field \"open\""},
           {"opne > 3", "at character 1: Invoice has no field \"opne\""},
           {"total > open", "at character 9: expected a decimal number like 12.5"},
           {"total - open > 3", "at character 9: Invoice has no field \"open\""},
           {"account.owner = me", "at character 1: Account has no field \"owner\""},
           {"account.owner.name = x", "at character 1: Account has no field \"owner\""}})
    STRCMP_EQUAL_TEXT(reason, refusal(text, "billing.Invoice", visible).c_str(), text);
}

TEST(Compute, tells_everything_that_it_reads) {
  auto expression = Expression::parse("account.parent.name = x AND total - open > 3",
                                      catalogue().type("billing.Invoice"), catalogue());
  std::string read;
  for (auto& one : expression.reads())
    read += one.type->name + "." + (one.path ? one.path->text : one.reference->name) + " ";
  STRCMP_EQUAL(
      "billing.Invoice.account crm.Account.parent crm.Account.account.parent.name "
      "billing.Invoice.total billing.Invoice.open ",
      read.c_str());
}

TEST_GROUP(Formula){};

TEST(Formula, gives_numbers_amounts_days_and_texts) {
  expect_formulas({{"total - open", "581.00 CHF"},
                   {"total / 3", "360.33 CHF"},
                   {"version * 1.5", "4.5"},
                   {"due + 14", "2026-12-16"},
                   {"today()", "2026-11-20"},
                   {"start_of_quarter()", "2026-10-01"},
                   {"created_at + hours(1)", "2026-11-21T00:30:00Z"},
                   {"changed_at - created_at", "93600000000 us"},
                   {"number + \": \" + account.name", "R-7: Meier AG"},
                   {"account.parent.name", "Alpen Holding"},
                   {"number + \" \" + total", "R-7 1081.00 CHF"},
                   {"concat(bill_to_name, number, due)", "R-72026-12-02"},
                   {"bill_to_name + number", "nothing"},
                   {"coalesce(bill_to_name, account.name)", "Meier AG"},
                   {"coalesce(service_from, service_to)", "nothing"},
                   {"if(due < today(), \"overdue\", \"fine\")", "fine"},
                   {"if(account.owner = me AND size(taxes) = 2, net, tax)", "1000.00 CHF"},
                   {"text(version / 2)", "1.5"},
                   {"kind", "invoice"}});
}

TEST(Formula, says_what_of_the_record_cannot_be_computed_with) {
  expect_formulas({{"open + credited", "the amounts are in different currencies"},
                   {"version / (version - 3)", "a division by zero"},
                   {"net * 9000000000000 * 9000000000000", "the result is too large"},
                   {"legal_entity.name", "nothing"}});
  auto lost = make("billing.Invoice", R"({"account": ")" + anna + "\"}");
  STRCMP_EQUAL("a record that it refers to is not held here",
               formula("account.name", *lost).c_str());
}

TEST(Formula, says_where_and_why_it_refuses) {
  expect_formulas(
      {{"", "at character 1: expected a value, the formula ends here"},
       {"total +", "at character 7: expected + - * or / between blanks, not \"+\""},
       {"if(due > date, 1, number)", "at character 1: one is a number, the other a text"},
       {"if(due > date, 1)", "at character 1: expected if(condition, value, other value)"},
       {"coalesce()", "at character 1: expected a value in the brackets"},
       {"this_month()", "at character 1: a range of days is compared, not computed with"},
       {"totla", "at character 1: Invoice has no field \"totla\"; did you mean \"total\"?"},
       {"total - number", "at character 7: an amount and a text cannot be put together with -"}});
}

TEST_GROUP(FiltersPage){};

TEST(FiltersPage, every_example_of_the_page_is_read) {
  std::ifstream page(support::source_folder() + "/docs/filters.md");
  std::string line, kind, type;
  int examples = 0;
  while (std::getline(page, line)) {
    if (line.starts_with("```")) {
      std::istringstream words(line.substr(3));
      kind.clear();
      words >> kind >> type;
      continue;
    }
    if (kind.empty()) continue;
    ++examples;
    try {
      if (kind == "filter") Expression::parse(line, catalogue().type(type), catalogue());
      if (kind == "formula") Formula::parse(line, catalogue().type(type), catalogue());
    } catch (const common::Error& error) {
      FAIL((line + ": " + error.what()).c_str());
    }
  }
  CHECK(examples > 35);
}
