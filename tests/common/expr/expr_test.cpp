#include "common/expr/expr.hpp"

#include <string>
#include <vector>

#include "common/codec/json.hpp"
#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "proto/records/billing/line_item.pb.h"
#include "proto/records/crm/note.pb.h"
#include "proto/records/field/work_order.pb.h"

#include <CppUTest/TestHarness.h>

using namespace common::expr;
using common::schema::Catalogue;

namespace {

const Catalogue& catalogue() {
  static const Catalogue all = Catalogue::compiled();
  return all;
}
const std::string anna = "0193a000-0000-7000-8000-00000000000a";
const std::string bert = "0193a000-0000-7000-8000-00000000000b";

struct Sample {
  std::string type;
  std::unique_ptr<common::schema::Message> record;
};

Sample make_sample(const std::string& type, const std::string& json,
                   const std::string& state = "") {
  auto& record_type = catalogue().type(type);
  Sample sample{type, record_type.make()};
  common::codec::merge_json(record_type, *sample.record, common::codec::parse_json(json));
  auto& header = common::schema::header(*sample.record);
  header.set_id("0193a000-0000-7000-8000-000000000001");
  header.set_version(3);
  header.set_created_by(anna);
  *header.mutable_created_at() =
      common::codec::to_timestamp(common::parse_instant("2026-11-20T23:30:00Z"));
  if (!state.empty()) header.set_state(state);
  return sample;
}

Sample make_job() {
  auto sample = make_sample("field.WorkOrder",
                            R"({"summary": "Brenner tauschen, Größe 5", "priority": "high",
          "description": "Zugang ÜBER den Hof",
    "not_to_exceed": {"amount": "1250.50", "currency": "CHF"}, "equipment": [")" +
                                bert + R"("],
    "crew": [{"line": "1", "group": "Heizung", "count": 2}, {"line": "2", "count": 1}]})",
                            "planned");
  auto& job = static_cast<truckroll::field::WorkOrder&>(*sample.record);
  job.add_scheduled_for(anna);
  job.add_scheduled_for(bert);
  return sample;
}

Context context() {
  return {anna, bert, common::codec::parse_date("2026-11-20")};
}

std::string evaluated(const Sample& sample, const std::string& text,
                      const Context& with = context()) {
  auto value = Expression::parse(text, catalogue().type(sample.type), catalogue())
                   .evaluate(*sample.record, with);
  return value ? (*value ? "true" : "false") : "unknown";
}

std::string refusal(const std::string& type, const std::string& text) {
  try {
    Expression::parse(text, catalogue().type(type), catalogue());
  } catch (const common::Error& error) {
    if (error.code() != common::ErrorCode::bad_input || error.violations().empty())
      return "wrong kind of error";
    return error.violations()[0].field == "filter" ? error.violations()[0].text.english()
                                                   : "wrong field";
  }
  return "accepted";
}

void expect(const Sample& sample, const std::vector<std::pair<const char*, const char*>>& cases) {
  for (auto& [text, value] : cases) STRCMP_EQUAL_TEXT(value, evaluated(sample, text).c_str(), text);
}

void expect_refusals(const std::string& type,
                     const std::vector<std::pair<std::string, const char*>>& cases) {
  for (auto& [text, reason] : cases)
    STRCMP_EQUAL_TEXT(reason, refusal(type, text).c_str(), text.c_str());
}

}  // namespace

TEST_GROUP(Expression){};

TEST(Expression, empty_text_holds_of_everything) {
  CHECK(Expression::parse("  ", catalogue().type("field.WorkOrder"), catalogue()).always());
  expect(make_job(), {{"", "true"}, {"   ", "true"}});
}

TEST(Expression, compares_choices_states_and_ids) {
  expect(make_job(), {{"priority = high", "true"},
                      {"priority = \"low\"", "false"},
                      {"priority != low", "true"},
                      {"state = planned", "true"},
                      {"state:planned", "true"},
                      {"NOT state = planned", "false"},
                      {"-state = draft", "true"},
                      {"id = '0193a000-0000-7000-8000-000000000001'", "true"},
                      {"version >= 3", "true"},
                      {"version < 3", "false"}});
}

TEST(Expression, compares_text_folded_where_it_has_a_key_and_by_ascii_case_elsewhere) {
  expect(make_job(), {{"summary:GROSSE", "true"},
                      {"summary:\"grösse 5\"", "true"},
                      {"summary:'GRÖSSE'", "true"},
                      {"summary:brenner", "true"},
                      {"summary = \"brenner  tauschen, grösse 5\"", "true"},
                      {"summary < c", "true"},
                      {"description:ZUGANG", "true"},
                      {"description:\"über\"", "false"},
                      {"description:\"ÜBER den\"", "true"}});
}

TEST(Expression, compares_money_in_major_units_of_its_currency) {
  expect(make_job(), {{"not_to_exceed = 1250.5", "true"},
                      {"not_to_exceed > 1250.499", "true"},
                      {"not_to_exceed >= 1250.501", "false"},
                      {"not_to_exceed = 1250.501", "false"},
                      {"not_to_exceed < 1250.501", "true"},
                      {"not_to_exceed.currency = CHF", "true"},
                      {"not_to_exceed > -5", "true"}});
  auto yen =
      make_sample("field.WorkOrder", R"({"not_to_exceed": {"amount": "1250", "currency": "JPY"}})");
  expect(yen, {{"not_to_exceed = 1250", "true"},
               {"not_to_exceed > 1250.5", "false"},
               {"not_to_exceed >= 1249.5", "true"}});
}

TEST(Expression, a_list_or_lines_hold_when_one_of_their_values_does) {
  expect(make_job(), {{"crew.count = 2", "true"},
                      {"crew.count = 1", "true"},
                      {"crew.count = 3", "false"},
                      {"crew.count != 2", "false"},
                      {"crew.count > 1", "true"},
                      {"crew.group:HEIZ", "true"},
                      {"crew != null", "true"},
                      {"links = null", "true"},
                      {"links.kind = bundle", "false"},
                      {"links.kind != bundle", "true"},
                      {"scheduled_for = me", "true"},
                      {"scheduled_for:me", "true"},
                      {"equipment:*", "true"},
                      {"tags = null", "true"}});
}

TEST(Expression, what_is_not_set_equals_nothing_and_differs_from_everything) {
  auto empty = make_sample("field.WorkOrder", "{}");
  expect(empty, {{"priority = high", "false"},
                 {"priority != high", "true"},
                 {"NOT priority = high", "true"},
                 {"priority = null", "true"},
                 {"priority != null", "false"},
                 {"priority:*", "false"},
                 {"not_to_exceed > 0", "false"},
                 {"NOT not_to_exceed > 0", "true"},
                 {"state = null", "true"},
                 {"completed_at < today()", "false"}});
}

TEST(Expression, a_day_compared_with_an_instant_is_the_whole_day) {
  expect(make_job(), {{"created_at = today()", "true"},
                      {"created_at = 2026-11-20", "true"},
                      {"created_at > 2026-11-20", "false"},
                      {"created_at >= 2026-11-20", "true"},
                      {"created_at <= 2026-11-20", "true"},
                      {"created_at < 2026-11-20", "false"},
                      {"created_at < today() + 1", "true"},
                      {"created_at >= today() - 7", "true"},
                      {"created_at = 2026-11-21T00:30:00+01:00", "true"},
                      {"created_at > \"2026-11-20T23:30:00.000001Z\"", "false"},
                      {"created_at>2026-11-20T23:29:59.999999Z", "true"}});
}

TEST(Expression, me_is_the_user_or_the_technician_by_what_the_field_refers_to) {
  auto job = make_job();
  expect(job, {{"created_by = me", "true"}, {"scheduled_for = me", "true"}});
  STRCMP_EQUAL("true", evaluated(job, "scheduled_for = me", {"", anna, 0}).c_str());
  STRCMP_EQUAL("false", evaluated(job, "created_by = me", {bert, "", 0}).c_str());
}

TEST(Expression, me_is_unknown_where_there_is_nobody_also_under_not) {
  auto job = make_job();
  Context nobody{"", "", 0};
  STRCMP_EQUAL("unknown", evaluated(job, "scheduled_for = me", nobody).c_str());
  STRCMP_EQUAL("unknown", evaluated(job, "NOT scheduled_for = me", nobody).c_str());
  STRCMP_EQUAL("unknown", evaluated(job, "scheduled_for != me", nobody).c_str());
  STRCMP_EQUAL("false", evaluated(job, "scheduled_for = me AND state = draft", nobody).c_str());
  STRCMP_EQUAL("true", evaluated(job, "scheduled_for = me OR state = planned", nobody).c_str());
  STRCMP_EQUAL("unknown", evaluated(job, "scheduled_for = me OR state = draft", nobody).c_str());
}

TEST(Expression, reads_parts_of_values) {
  auto site = make_sample(
      "crm.Site", R"({"address": {"line1": "Städtle 1", "city": "Vaduz", "country": "LI"}})");
  expect(site, {{"address.city = vaduz", "true"},
                {"address.line2 = null", "true"},
                {"address.city:ADU", "true"}});
  auto note = make_sample("crm.Note", "{}");
  *static_cast<truckroll::crm::Note&>(*note.record).mutable_about() =
      common::codec::about("field.WorkOrder", anna);
  expect_refusals("crm.Note",
                  {{"about.version = 1",
                    "at character 1: say of which type, as in about[crm.Account].version"}});
  STRCMP_EQUAL(
      "true",
      evaluated(note, "about.id = \"" + anna + "\" AND about.type = field.WorkOrder").c_str());
  STRCMP_EQUAL("true", evaluated(note, "about = " + anna).c_str());
}

TEST(Expression, and_binds_all_or_binds_any_with_brackets_between) {
  expect(make_job(), {{"state = planned AND priority = high AND version = 3", "true"},
                      {"state = draft OR priority = low OR version = 3", "true"},
                      {"(state = draft OR priority = high) AND version = 3", "true"},
                      {"NOT (state = draft OR priority = high)", "false"},
                      {"(((state = planned)))", "true"},
                      {"NOT NOT state = planned", "true"}});
}

TEST(Expression, says_where_and_why_it_refuses) {
  expect_refusals(
      "field.WorkOrder",
      {{"state = planned AND colour = red", "at character 21: Work order has no field \"colour\""},
       {"state = flying",
        "at character 9: \"state\" is one of: draft, ready, planned, in_progress, on_hold, done, "
        "closed, cancelled"},
       {"a = 1 OR", "at character 9: expected a field, the filter ends here"},
       {"a = 1 OR version = 1", "at character 1: Work order has no field \"a\""},
       {"prioriti = high",
        "at character 1: Work order has no field \"prioriti\"; did you mean \"priority\"?"},
       {"crew.cuont = 1",
        "at character 1: \"crew\" has no field \"cuont\"; did you mean "
        "\"count\"?"},
       {"version = 1 OR", "at character 15: expected a field, the filter ends here"},
       {"version = 1 AND version = 2 OR version = 3",
        "at character 29: put brackets around the parts where AND and OR are mixed"},
       {"version = 1 version = 2", "at character 13: expected AND or OR, not \"version\""},
       {"version = 1 and version = 2", "at character 13: expected AND or OR, not \"and\""},
       {"(version = 1", "at character 1: this bracket is not closed"},
       {"version = 1)", "at character 12: expected AND or OR, not \")\""},
       {"version ~ 1", "at character 9: expected one of = != < <= > >= : after the field"},
       {"version", "at character 8: expected one of = != < <= > >= : after the field"},
       {"version =", "at character 10: expected a value, the filter ends here"},
       {"version = one", "at character 11: expected a decimal number like 12.5"},
       {"version = 99999999999999", "at character 11: the number is too large"},
       {"summary = \"open", "at character 11: this quotation mark is not closed"},
       {"summary = 'ä' AND x = 1", "at character 19: Work order has no field \"x\""},
       {"summary = tomorrow()",
        "at character 11: there is no function \"tomorrow\"; there are today(), now(), "
        "this_month(), size(…) and others"},
       {"summary = todya()",
        "at character 11: there is no function \"todya\"; did you mean \"today\"?"},
       {"summary = today()", "at character 11: \"summary\" is not compared with a day"},
       {"summary = me", "at character 11: \"me\" is a person; put the text in quotation marks"},
       {"account = me",
        "at character 11: \"me\" is a technician or a user, and \"account\" refers to neither"},
       {"priority > low",
        "at character 12: \"priority\" can only be equal or different, not less or greater"},
       {"priority > null", "at character 12: null is compared with = or !="},
       {"version : 3", "at character 11: \"version\" has no text to be contained in; use ="},
       {"crew = 1",
        "at character 8: \"crew\" can only be compared with null; name one of its fields"},
       {"crew.shape = 1", "at character 1: \"crew\" has no field \"shape\""},
       {"state.x = 1", "at character 1: \"state\" has no parts"},
       {"completed_at > 2026-02-30", "at character 16: there is no such day"},
       {"completed_at > today() -7", "at character 24: expected AND or OR, not \"-7\""}});
}

TEST(Expression, secrets_cannot_be_asked_for) {
  expect_refusals("admin.User",
                  {{"password = x", "at character 1: User has no field \"password\""},
                   {"factors.kind = totp", "at character 1: User has no field \"factors\""}});
}

TEST(Expression, bounds_length_depth_and_number_of_comparisons) {
  STRCMP_EQUAL("at most 4000 characters",
               refusal("field.WorkOrder", std::string(5000, ' ')).c_str());
  STRCMP_CONTAINS("nested too deeply; at most 16 deep",
                  refusal("field.WorkOrder", std::string(3000, '(')).c_str());
  STRCMP_CONTAINS("nested too deeply", refusal("field.WorkOrder", std::string(3000, '-')).c_str());
  std::string many = "version=1";
  for (int i = 0; i < 220; ++i) many += " OR version=1";
  STRCMP_CONTAINS("too many comparisons", refusal("field.WorkOrder", many).c_str());
  STRCMP_EQUAL("expected UTF-8 text", refusal("field.WorkOrder", "summary = \"\xff\"").c_str());
}

TEST(Expression, any_bytes_are_parsed_or_refused) {
  const std::string alphabet = "()-<>=!:.*\"'\\ aä0ANDORNOT,today()me+null";
  std::uint32_t seed = 7;
  int accepted = 0;
  for (int i = 0; i < 20000; ++i) {
    std::string text = i % 2 ? "version=" : "summary:";
    for (std::uint32_t n = 0; n < 1 + i % 12u; ++n) {
      seed = seed * 1664525u + 1013904223u;
      text += alphabet[(seed >> 8) % alphabet.size()];
    }
    auto reason = refusal("field.WorkOrder", text);
    accepted += reason == "accepted";
    CHECK(reason != "wrong kind of error" && reason != "wrong field");
  }
  CHECK(accepted > 0);
}

TEST(Expression, follows_the_reference_of_an_owned_record_to_its_owner) {
  auto& lines = catalogue().type("billing.LineItem");
  auto& jobs = catalogue().type("field.WorkOrder");
  auto mine = Expression::of_referenced(lines, lines.field("work_order"),
                                        Expression::parse("scheduled_for = me", jobs, catalogue()));
  auto job = make_job();
  truckroll::billing::LineItem line;
  line.set_work_order(common::schema::header(*job.record).id());
  auto find = [&](const common::schema::RecordType& type, std::string_view) {
    std::unique_ptr<common::schema::Message> found(type.make());
    found->CopyFrom(*job.record);
    return found;
  };

  CHECK(mine.evaluate(line, context(), find) == true);
  CHECK(mine.evaluate(line, {"", "somebody", 0}, find) == false);
  CHECK(mine.evaluate(line, context()) == std::nullopt);
  CHECK(mine.evaluate(truckroll::billing::LineItem(), context(), find) == false);
}
