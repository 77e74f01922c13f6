#include <set>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/rules/field/condition.hpp"
#include "edge/day/impl/sections.hpp"
#include "proto/records/field/job_type.pb.h"

namespace edge::day {
namespace {

using truckroll::content::Attachment;
using truckroll::field::Checklist;
using truckroll::field::ChecklistTemplate;
using Question = ChecklistTemplate::Question;

const Checklist::Answer* find_answer(const Checklist& list, const std::string& key) {
  for (auto& answer : list.answers())
    if (answer.key() == key && (!answer.value().empty() || !answer.attachment().empty()))
      return &answer;
  return nullptr;
}

json answer_value(const Screen& screen, const Question& question, const Checklist::Answer* answer) {
  if (!answer) return json();
  if (!answer->attachment().empty()) {
    auto file = screen.records.find<Attachment>(answer->attachment());
    return file ? text_or_null(latest_blob(*file)) : json(answer->attachment());
  }
  if (question.kind() == Question::KIND_TICK) return answer->value() == "true";
  return answer->value();
}

json question_json(const Screen& screen, const JobList& job_list, const Question& question) {
  auto answer = find_answer(job_list.list, question.key());
  json made{
      {"key", question.key()},
      {"label", question.label()},
      {"help", text_or_null(question.help())},
      {"kind", choice(Question::Kind_descriptor(), question.kind())},
      {"required", question.required()},
      {"choices", json::array()},
      {"low", question.has_low() ? json(decimal_text(question.low().millionths())) : json()},
      {"high", question.has_high() ? json(decimal_text(question.high().millionths())) : json()},
      {"unit", text_or_null(question.unit())},
      {"value", answer_value(screen, question, answer)}};
  for (auto& one : question.choices()) made["choices"].push_back(one);
  if (answer && answer->has_in_limits()) made["in_limits"] = answer->in_limits();
  return made;
}

std::string root_of(const ChecklistTemplate& form) {
  return form.has_root() ? form.root() : form.header().id();
}

}  // namespace

std::vector<JobList> find_lists(common::rules::Records& records, const Work& work) {
  std::vector<JobList> lists;
  std::set<std::string> begun;
  for (auto& list : records_about<Checklist>(records, work)) {
    auto form = records.find<ChecklistTemplate>(list.template_());
    if (!form) continue;
    begun.insert(root_of(*form));
    lists.push_back({std::move(list), std::move(*form)});
  }
  auto type = records.find<truckroll::field::JobType>(work.job.job_type());
  if (!type) return lists;
  for (auto& id : type->checklists())
    if (auto form = records.find<ChecklistTemplate>(id);
        form && begun.insert(root_of(*form)).second)
      lists.push_back({{}, std::move(*form)});
  return lists;
}

bool is_asked(const Checklist& list, const Question& question) {
  if (question.condition().empty()) return true;
  auto answer_of = [&](const std::string& key) -> std::optional<std::string> {
    auto answer = find_answer(list, key);
    if (!answer) return std::nullopt;
    return answer->value();
  };
  try {
    return common::rules::field::evaluate_condition(question.condition(), answer_of)
        .value_or(false);
  } catch (const common::Error&) {
    return true;  // as the rules have it: a condition that cannot be read asks the question
  }
}

json checklist_section(const Screen& screen, const Work& work) {
  json section = json::array();
  for (auto& one : find_lists(screen.records, work)) {
    json questions = json::array();
    int open = 0;
    for (auto& question : one.form.questions()) {
      if (!is_asked(one.list, question)) continue;
      if (question.required() && !find_answer(one.list, question.key())) ++open;
      questions.push_back(question_json(screen, one, question));
    }
    section.push_back(
        {{"id", one.id()},
         {"name", one.form.name()},
         {"state", one.list.header().state().empty() ? "open" : one.list.header().state()},
         {"required_open", open},
         {"questions", questions}});
  }
  return section;
}

}  // namespace edge::day
