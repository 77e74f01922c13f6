#include <string>

#include "common/rules/field/condition.hpp"
#include "common/rules/field/day.hpp"
#include "proto/records/content/paperwork_document.pb.h"
#include "proto/records/content/paperwork_template.pb.h"
#include "proto/records/field/checklist.pb.h"
#include "proto/records/field/checklist_template.pb.h"
#include "proto/wire/actions/field.pb.h"
#include "tests/common/rules/world.hpp"

#include <CppUTest/TestHarness.h>

namespace input = truckroll::wire::field;
using truckroll::field::Checklist;
using truckroll::field::ChecklistTemplate;
using Question = ChecklistTemplate::Question;
using world::id;
using world::World;

namespace {

ChecklistTemplate make_form() {
  ChecklistTemplate form;
  form.set_name("Boiler check");
  form.set_use(ChecklistTemplate::USE_JOB);
  form.set_blocks_completion(true);
  auto add = [&](const char* key, Question::Kind kind, bool required) -> Question& {
    auto& question = *form.add_questions();
    question.set_line(key);
    question.set_key(key);
    question.set_kind(kind);
    question.set_label(std::string("What about ") + key);
    question.set_required(required);
    return question;
  };
  add("leak", Question::KIND_TICK, true).set_risk_if("leak = true");
  auto& fuel = add("fuel", Question::KIND_CHOICE, true);
  fuel.add_choices("gas");
  fuel.add_choices("oil");
  auto& pressure = add("pressure", Question::KIND_READING, true);
  *pressure.mutable_low() = world::codec::decimal(1000000);
  *pressure.mutable_high() = world::codec::decimal(2500000);
  add("nozzle", Question::KIND_TEXT, true).set_condition("fuel = \"oil\"");
  add("plate", Question::KIND_PHOTO, false);
  return form;
}

}  // namespace

TEST_GROUP(Checklists) {
  World w;
  std::string list;
  void setup() override {
    w.put(make_form(), "form", "released");
    Checklist made;
    made.set_template_(id("form"));
    *made.mutable_about() = world::codec::about("field.WorkOrder", id("job"));
    list = w.save(made, w.technician()).header().id();
  }
  void answer(const std::string& key, const std::string& value) {
    input::Answer given;
    given.set_key(key);
    if (!value.empty()) given.set_value(value);
    w.act(w.technician(), "field.Checklist", list, "answer", &given);
  }
  std::string refusal_of(const std::string& key, const std::string& value) {
    auto refusal = w.refusal([&] { answer(key, value); });
    return refusal ? refusal->text : "taken";
  }
  Checklist now() {
    return w.get<Checklist>(list);
  }
};

TEST(Checklists, missing_risks_and_limits_follow_the_answers) {
  LONGS_EQUAL(3, now().missing());
  answer("fuel", "oil");
  LONGS_EQUAL(3, now().missing());  // the nozzle is asked now
  answer("fuel", "gas");
  answer("leak", "true");
  answer("pressure", "3.1");
  LONGS_EQUAL(0, now().missing());
  LONGS_EQUAL(2, now().risks());
  answer("pressure", "1.5");
  answer("leak", "false");
  LONGS_EQUAL(0, now().risks());
  LONGS_EQUAL(3, now().answers_size());  // each answer replaced its line
  answer("leak", "");
  LONGS_EQUAL(1, now().missing());
}

TEST(Checklists, an_answer_keeps_who_and_when) {
  answer("fuel", "gas");
  STRCMP_EQUAL(id("user anna").c_str(), now().answers(0).by().c_str());
  CHECK(world::codec::from_timestamp(now().answers(0).at()) == w.now);
}

TEST(Checklists, what_does_not_answer_the_question_is_refused_naming_it) {
  STRCMP_EQUAL("Boiler check has no question \"colour\"", refusal_of("colour", "red").c_str());
  STRCMP_EQUAL("\"What about pressure\" takes a number, not \"high\"",
               refusal_of("pressure", "high").c_str());
  STRCMP_EQUAL("\"What about fuel\" has no choice \"wood\"", refusal_of("fuel", "wood").c_str());
  STRCMP_EQUAL("\"What about leak\" takes true or false", refusal_of("leak", "perhaps").c_str());
  STRCMP_EQUAL("\"What about plate\" takes a photo", refusal_of("plate", "yes").c_str());
  STRCMP_EQUAL("Boiler check has no question \"colour\"", refusal_of("colour", "").c_str());
}

TEST(Checklists, completing_names_every_missing_question) {
  answer("fuel", "oil");
  auto refusal = w.refused(w.technician(), "field.Checklist", list, "complete");
  CHECK(refusal->code == world::ErrorCode::conflict);
  LONGS_EQUAL(3, refusal->violations.size());
  STRCMP_EQUAL("answers.leak", refusal->violations[0].field.c_str());
  STRCMP_EQUAL("\"What about nozzle\" is not answered yet",
               refusal->violations[2].text.english().c_str());
}

TEST(Checklists, a_complete_list_is_reopened_before_an_answer_changes) {
  answer("fuel", "gas");
  answer("leak", "false");
  answer("pressure", "2");
  w.act(w.technician(), "field.Checklist", list, "complete");
  STRCMP_EQUAL("the list is \"Complete\"; reopen it to change an answer",
               refusal_of("fuel", "oil").c_str());
  w.act(w.technician(), "field.Checklist", list, "reopen");
  answer("fuel", "oil");
}

TEST(Checklists, a_job_that_is_done_freezes_its_lists) {
  answer("fuel", "gas");
  answer("leak", "false");
  answer("pressure", "2");
  w.put(w.make_visit(), "visit", "on_site");
  w.act(w.technician(), "field.ScheduledEvent", id("visit"), "complete");
  STRCMP_EQUAL("frozen", now().header().state().c_str());
  STRCMP_EQUAL("Checklist is \"Frozen\" and can no longer be changed",
               refusal_of("fuel", "oil").c_str());
}

TEST_GROUP(BlockedCompletion) {
  World w;
  void setup() override {
    w.put(make_form(), "form", "released");
    truckroll::content::PaperworkTemplate paper;
    paper.set_name("Service report");
    paper.add_signature_fields()->set_role("customer");
    w.put(paper, "paper", "released");
    auto type = w.get<truckroll::field::JobType>(id("type"));
    type.add_checklists(id("form"));
    type.add_paperwork(id("paper"));
    w.put(type, "type");
    w.put(w.make_visit(), "visit", "on_site");
  }
  void fill_in(int missing, const char* state = "open") {
    Checklist list;
    list.set_template_(id("form"));
    *list.mutable_about() = world::codec::about("field.WorkOrder", id("job"));
    list.set_missing(missing);
    w.put(list, "list", state);
  }
  void add_paper(const char* state) {
    truckroll::content::PaperworkDocument paper;
    paper.set_template_(id("paper"));
    *paper.mutable_about() = world::codec::about("field.WorkOrder", id("job"));
    w.put(paper, "document", state);
  }
};

TEST(BlockedCompletion, says_each_missing_thing_and_where_it_is_done) {
  auto job = w.get<world::WorkOrder>(id("job"));
  auto& point = *job.add_checkpoints();
  point.set_line("1");
  point.set_name("Gas test");
  w.put(job, "job", "in_progress");
  auto refusal = w.refused(w.technician(), "field.ScheduledEvent", id("visit"), "complete");
  CHECK(refusal->code == world::ErrorCode::conflict);
  STRCMP_EQUAL("the job cannot be completed yet", refusal->text.c_str());
  LONGS_EQUAL(3, refusal->violations.size());
  STRCMP_EQUAL("checklists", refusal->violations[0].field.c_str());
  STRCMP_EQUAL("Boiler check has not been filled in",
               refusal->violations[0].text.english().c_str());
  STRCMP_EQUAL("papers", refusal->violations[1].field.c_str());
  STRCMP_EQUAL("Service report is not signed yet", refusal->violations[1].text.english().c_str());
  STRCMP_EQUAL("\"Gas test\" has not been passed", refusal->violations[2].text.english().c_str());
  STRCMP_EQUAL("on_site", w.state<world::ScheduledEvent>(id("visit")).c_str());
}

TEST(BlockedCompletion, counts_missing_answers_and_knows_a_failed_list) {
  add_paper("signed");
  fill_in(2);
  auto refusal = w.refused(w.technician(), "field.ScheduledEvent", id("visit"), "complete");
  STRCMP_EQUAL("Boiler check: 2 required answers are missing",
               refusal->violations[0].text.english().c_str());
  fill_in(0, "failed");
  refusal = w.refused(w.technician(), "field.ScheduledEvent", id("visit"), "complete");
  STRCMP_EQUAL("Boiler check has failed", refusal->violations[0].text.english().c_str());
}

TEST(BlockedCompletion, goes_through_when_all_is_there) {
  fill_in(0);
  add_paper("issued");
  w.act(w.technician(), "field.ScheduledEvent", id("visit"), "complete");
  STRCMP_EQUAL("done", w.state<world::WorkOrder>(id("job")).c_str());
}

TEST(BlockedCompletion, a_paper_of_an_earlier_version_counts) {
  fill_in(0);
  auto first = w.get<truckroll::content::PaperworkTemplate>(id("paper"));
  first.set_root(id("paper"));
  w.put(first, "paper", "retired");
  w.put(first, "paper 2", "released");
  auto type = w.get<truckroll::field::JobType>(id("type"));
  type.set_paperwork(0, id("paper 2"));
  w.put(type, "type");
  add_paper("signed");
  w.act(w.technician(), "field.ScheduledEvent", id("visit"), "complete");
  STRCMP_EQUAL("done", w.state<world::WorkOrder>(id("job")).c_str());
}

TEST(BlockedCompletion, a_paper_whose_condition_does_not_hold_is_not_asked_for) {
  fill_in(0);
  auto paper = w.get<truckroll::content::PaperworkTemplate>(id("paper"));
  paper.set_applies_condition("priority = \"urgent\"");
  w.put(paper, "paper", "released");
  auto job = w.get<world::WorkOrder>(id("job"));
  job.set_priority(world::WorkOrder::PRIORITY_LOW);
  w.put(job, "job", "in_progress");
  w.act(w.technician(), "field.ScheduledEvent", id("visit"), "complete");
  STRCMP_EQUAL("done", w.state<world::WorkOrder>(id("job")).c_str());
}

TEST(BlockedCompletion, a_fact_from_a_van_is_kept_and_flagged) {
  w.fact = true;
  w.act(w.technician(), "field.ScheduledEvent", id("visit"), "complete");
  STRCMP_EQUAL("done", w.state<world::ScheduledEvent>(id("visit")).c_str());
  LONGS_EQUAL(2, w.store.flags().size());
}

TEST_GROUP(Conditions){};

TEST(Conditions, follow_the_answers_and_stay_unknown_where_one_is_open) {
  auto answer_of = [](const std::string& key) -> std::optional<std::string> {
    if (key == "fuel") return "oil";
    if (key == "pressure") return "2.50";
    if (key == "leak") return "false";
    return std::nullopt;
  };
  auto holds = [&](const char* text) {
    auto truth = common::rules::field::evaluate_condition(text, answer_of);
    return truth ? (*truth ? "yes" : "no") : "unknown";
  };
  const std::pair<const char*, const char*> rows[] = {
      {"fuel = \"oil\"", "yes"},    {"fuel != oil", "no"},
      {"pressure = 2.5", "yes"},    {"pressure > 10", "no"},
      {"pressure >= 2.5", "yes"},   {"leak", "no"},
      {"NOT leak", "yes"},          {"age > 3", "unknown"},
      {"age > 3 AND leak", "no"},   {"age > 3 OR fuel = oil", "yes"},
      {"NOT (age > 3)", "unknown"}, {"(fuel = gas OR fuel = oil) AND pressure < 3", "yes"}};
  for (auto& [text, expected] : rows) STRCMP_EQUAL_TEXT(expected, holds(text), text);
}

TEST(Conditions, say_where_they_break) {
  World w;
  const std::pair<const char*, const char*> rows[] = {
      {"fuel =", "at character 7: expected a value"},
      {"fuel = \"oil", "at character 12: the quotation mark is not closed"},
      {"(fuel", "at character 6: expected a closing bracket"},
      {"a AND b OR c", "at character 11: AND beside OR needs brackets"},
      {"", "at character 1: expected the key of a question"},
      {"fuel fuel", "at character 6: expected the end"}};
  for (auto& [text, expected] : rows) {
    auto refusal = w.refusal([&, t = text] { common::rules::field::keys_of_condition(t); });
    CHECK_TEXT(refusal.has_value(), text);
    STRCMP_EQUAL(expected, refusal->text.c_str());
  }
  std::string deep(5000, '(');
  CHECK(w.refusal([&] { common::rules::field::keys_of_condition(deep); }).has_value());
}

TEST_GROUP(ChecklistTemplates) {
  World w;
};

TEST(ChecklistTemplates, the_first_version_is_its_own_root_and_a_new_release_retires_the_old) {
  auto first = w.save(make_form());
  STRCMP_EQUAL(first.header().id().c_str(), first.root().c_str());
  LONGS_EQUAL(1, first.version_number());
  w.act(w.dispatcher(), "field.ChecklistTemplate", first.header().id(), "release");
  auto next = make_form();
  next.set_root(first.root());
  next.set_version_number(2);
  next = w.save(next);
  w.act(w.dispatcher(), "field.ChecklistTemplate", next.header().id(), "release");
  STRCMP_EQUAL("retired", w.state<ChecklistTemplate>(first.header().id()).c_str());
  STRCMP_EQUAL("released", w.state<ChecklistTemplate>(next.header().id()).c_str());
}

TEST(ChecklistTemplates, refuse_questions_that_cannot_be_asked) {
  auto text_of = [&](const std::function<void(ChecklistTemplate&)>& spoil) {
    auto form = make_form();
    spoil(form);
    auto refusal = w.refusal([&] { w.save(form); });
    return refusal ? refusal->text : std::string("taken");
  };
  STRCMP_EQUAL("there is no earlier question \"pressure\"",
               text_of([](auto& form) {
                 form.mutable_questions(0)->set_condition("pressure > 1");
               }).c_str());
  STRCMP_EQUAL("the key \"leak\" is used twice",
               text_of([](auto& form) { form.mutable_questions(2)->set_key("leak"); }).c_str());
  STRCMP_EQUAL("a question of kind choice needs choices",
               text_of([](auto& form) { form.mutable_questions(1)->clear_choices(); }).c_str());
  STRCMP_EQUAL("the upper limit lies below the lower one",
               text_of([](auto& form) {
                 form.mutable_questions(2)->mutable_high()->set_millionths(1);
               }).c_str());
}
