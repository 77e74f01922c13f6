#include <algorithm>
#include <set>

#include "common/codec/values.hpp"
#include "common/rules/field/checklists.hpp"
#include "common/rules/field/condition.hpp"
#include "common/rules/field/visit.hpp"
#include "common/schema/labels.hpp"
#include "proto/records/field/checklist.pb.h"
#include "proto/records/field/checklist_template.pb.h"
#include "proto/records/field/job_type.pb.h"
#include "proto/wire/actions/field.pb.h"

namespace common::rules::field {
namespace {

using truckroll::field::Checklist;
using truckroll::field::ChecklistTemplate;
using Question = ChecklistTemplate::Question;
using Answer = Checklist::Answer;
namespace input = truckroll::wire::field;

const Answer* find_answer(const Checklist& list, const std::string& key) {
  for (auto& answer : list.answers())
    if (answer.key() == key) return &answer;
  return nullptr;
}

const Question* find_question(const ChecklistTemplate& form, const std::string& key) {
  for (auto& question : form.questions())
    if (question.key() == key) return &question;
  return nullptr;
}

bool is_answered(const Answer* answer) {
  return answer && (!answer->value().empty() || !answer->attachment().empty());
}

std::optional<std::string> value_of(const Checklist& list, const std::string& key) {
  auto answer = find_answer(list, key);
  if (!is_answered(answer)) return std::nullopt;
  return answer->value();
}

/// A condition that turned unreadable asks the question and raises no risk.
std::optional<bool> holds(const Checklist& list, const std::string& condition, bool unreadable) {
  try {
    return evaluate_condition(condition,
                              [&](const std::string& key) { return value_of(list, key); });
  } catch (const Error&) {
    return unreadable;  // templates check their conditions; this one came from an older release
  }
}

bool is_asked(const Checklist& list, const Question& question) {
  return question.condition().empty() || holds(list, question.condition(), true).value_or(false);
}

bool is_number(const Question& question) {
  return question.kind() == Question::KIND_NUMBER || question.kind() == Question::KIND_READING;
}

/// Why the value does not answer the question; empty when it does.
Sentence problem_of(const Question& question, const Answer& answer) {
  auto& value = answer.value();
  if (question.kind() == Question::KIND_PHOTO)
    return answer.attachment().empty() ? say("\"{}\" takes a photo", question.label()) : Sentence();
  if (question.kind() == Question::KIND_TICK && value != "true" && value != "false")
    return say("\"{}\" takes true or false", question.label());
  if (question.kind() == Question::KIND_CHOICE &&
      std::find(question.choices().begin(), question.choices().end(), value) ==
          question.choices().end())
    return say("\"{}\" has no choice \"{}\"", question.label(), value);
  if (!is_number(question)) return "";
  try {
    codec::parse_scaled(value, 6);
    return "";
  } catch (const Error&) {
    return say("\"{}\" takes a number, not \"{}\"", question.label(), value);
  }
}

void check_answer(const ChecklistTemplate& form, const Answer& answer, const std::string& path) {
  auto question = find_question(form, answer.key());
  if (!question) refuse(path + "key", say("{} has no question \"{}\"", form.name(), answer.key()));
  if (!is_answered(&answer)) return;
  if (auto problem = problem_of(*question, answer); !problem.empty())
    refuse(path + "value", problem);
}

void set_limits(const Question& question, Answer& answer) {
  answer.clear_in_limits();
  if (!is_number(question) || !is_answered(&answer) ||
      (!question.has_low() && !question.has_high()))
    return;
  auto value = codec::parse_scaled(answer.value(), 6);
  answer.set_in_limits((!question.has_low() || value >= question.low().millionths()) &&
                       (!question.has_high() || value <= question.high().millionths()));
}

bool is_risk(const Checklist& list, const Question& question) {
  auto answer = find_answer(list, question.key());
  if (!is_answered(answer) || !is_asked(list, question)) return false;
  if (answer->has_in_limits() && !answer->in_limits()) return true;
  return !question.risk_if().empty() && holds(list, question.risk_if(), false).value_or(false);
}

std::vector<const Question*> missing_questions(const Checklist& list,
                                               const ChecklistTemplate& form) {
  std::vector<const Question*> missing;
  for (auto& question : form.questions())
    if (question.required() && is_asked(list, question) &&
        !is_answered(find_answer(list, question.key())))
      missing.push_back(&question);
  return missing;
}

void derive(Records& records, Change<Checklist>& change) {
  auto& list = change.after;
  auto form = records.find<ChecklistTemplate>(list.template_());
  if (!form) return;  // named by the check of references; a van may not hold it
  std::set<std::string> seen;
  for (int i = 0; i < list.answers_size(); ++i) {
    auto& answer = *list.mutable_answers(i);
    auto path = "answers[" + std::to_string(i) + "].";
    if (!answer.has_line()) answer.set_line(answer.key());
    check_answer(*form, answer, path);
    if (!seen.insert(answer.key()).second)
      refuse(path + "key", say("\"{}\" is answered twice", answer.key()));
    set_limits(*find_question(*form, answer.key()), answer);
  }
  int risks = 0;
  for (auto& question : form->questions()) risks += is_risk(list, question) ? 1 : 0;
  list.set_risks(risks);
  list.set_missing(static_cast<std::int32_t>(missing_questions(list, *form).size()));
}

void give_answer(Records& records, Checklist& list, const input::Answer& input) {
  if (state_of(list) == "complete" || state_of(list) == "failed")
    throw Error(ErrorCode::conflict,
                say("the list is \"{}\"; reopen it to change an answer",
                    schema::state_label(records.catalogue().of(list), state_of(list))),
                "state");
  auto lines = list.mutable_answers();
  auto found = std::find_if(lines->begin(), lines->end(),
                            [&](auto& line) { return line.key() == input.key(); });
  if (input.value().empty() && input.attachment().empty()) {
    check_answer(
        records.load<ChecklistTemplate>(list.template_()),
        [&] {
          Answer a;
          a.set_key(input.key());
          return a;
        }(),
        "");
    if (found != lines->end()) lines->erase(found);
    return records.save(list);
  }
  auto& answer = found == lines->end() ? *lines->Add() : *found;
  answer.set_line(input.key());
  answer.set_key(input.key());
  answer.clear_value();
  answer.clear_attachment();
  if (input.has_value()) answer.set_value(input.value());
  if (input.has_attachment()) answer.set_attachment(input.attachment());
  *answer.mutable_at() = codec::to_timestamp(records.now());
  answer.clear_by();
  if (!records.actor().user.empty()) answer.set_by(records.actor().user);
  records.save(list);
}

void complete(Records& records, Checklist& list) {
  auto form = records.load<ChecklistTemplate>(list.template_());
  std::vector<Violation> violations;
  for (auto question : missing_questions(list, form))
    violations.push_back(
        {"answers." + question->key(), say("\"{}\" is not answered yet", question->label())});
  if (!violations.empty() && !records.fact())
    throw Error(ErrorCode::conflict, say("{} is not complete yet", form.name()), violations);
  for (auto& violation : violations) records.flag(list, "status", violation.text.english());
  records.move(list, "complete");
  records.save(list);
}

const Rules<Checklist> rules = Rules<Checklist>()
                                   .before_save(derive)
                                   .action<input::Answer>("answer", give_answer)
                                   .action("complete", complete);

std::string root_of(const ChecklistTemplate& form) {
  return form.has_root() ? form.root() : form.header().id();
}

Sentence blocked_by(const Checklist& list, const ChecklistTemplate& form) {
  if (state_of(list) == "failed") return say("{} has failed", form.name());
  if (state_of(list) != "open" || list.missing() == 0) return "";
  return list.missing() == 1
             ? say("{}: 1 required answer is missing", form.name())
             : say("{}: {} required answers are missing", form.name(), list.missing());
}

}  // namespace

std::vector<Sentence> blocking_checklists(Records& records, const WorkOrder& job,
                                          const ScheduledEvent& visit) {
  std::vector<Sentence> texts;
  std::set<std::string> begun;
  auto lists = records.where<Checklist>("about", job.header().id());
  for (auto& list : records.where<Checklist>("about", visit.header().id())) lists.push_back(list);
  for (auto& list : lists) {
    auto form = records.find<ChecklistTemplate>(list.template_());
    if (!form) continue;
    begun.insert(root_of(*form));
    if (auto text = blocked_by(list, *form); form->blocks_completion() && !text.empty())
      texts.push_back(text);
  }
  auto type = records.find<truckroll::field::JobType>(job.job_type());
  if (!type) return texts;
  for (auto& id : type->checklists())
    if (auto form = records.find<ChecklistTemplate>(id);
        form && form->blocks_completion() && !begun.count(root_of(*form)))
      texts.push_back(say("{} has not been filled in", form->name()));
  return texts;
}

void freeze_checklists(Records& records, std::string_view about) {
  for (auto& list : records.where<Checklist>("about", about)) {
    if (state_of(list) == "open" && list.missing() == 0) records.move_as_system(list, "complete");
    if (!is_one_of(state_of(list), {"complete", "failed"})) continue;
    records.move_as_system(list, "freeze");
    records.save_as_system(list);
  }
}

}  // namespace common::rules::field
