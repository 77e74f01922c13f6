#include <set>

#include "common/rules/field/condition.hpp"
#include "common/rules/rules.hpp"
#include "proto/records/field/checklist_template.pb.h"

namespace common::rules::field {
namespace {

using truckroll::field::ChecklistTemplate;
using Question = ChecklistTemplate::Question;

void check_condition(const std::string& condition, const std::set<std::string>& known,
                     const std::string& path) {
  if (condition.empty()) return;
  try {
    for (auto& key : keys_of_condition(condition))
      if (!known.count(key)) refuse(path, say("there is no earlier question \"{}\"", key));
  } catch (const Error& error) {
    refuse(path, error.sentence());
  }
}

/// Conditions look back only: a question never hangs on one that comes later.
void check_questions(Records&, Change<ChecklistTemplate>& change) {
  auto& list = change.after;
  if (!list.has_version_number()) list.set_version_number(1);
  std::set<std::string> known;
  for (int i = 0; i < list.questions_size(); ++i) {
    auto& question = *list.mutable_questions(i);
    auto path = "questions[" + std::to_string(i) + "].";
    if (!question.has_line()) question.set_line("q" + std::to_string(i + 1));
    check_condition(question.condition(), known, path + "condition");
    if (!known.insert(question.key()).second)
      refuse(path + "key", say("the key \"{}\" is used twice", question.key()));
    check_condition(question.risk_if(), known, path + "risk_if");
    if (question.kind() == Question::KIND_CHOICE && question.choices_size() == 0)
      refuse(path + "choices", "a question of kind choice needs choices");
    if (question.has_low() && question.has_high() &&
        question.low().millionths() > question.high().millionths())
      refuse(path + "high", "the upper limit lies below the lower one");
  }
}

/// Of each list one version is released.
void retire_older(Records& records, Change<ChecklistTemplate>& change) {
  if (!change.enters("released") || !change.after.has_root()) return;
  for (auto& other : records.where<ChecklistTemplate>("root", change.after.root())) {
    if (other.header().id() == change.id() || other.header().state() != "released") continue;
    records.move_as_system(other, "retire");
    records.save(other);
  }
}

/// A first version is its own root; it can name itself only once it is there.
void set_root(Records& records, Change<ChecklistTemplate>& change) {
  if (change.after.has_root()) return;
  change.after.set_root(change.id());
  records.save(change.after);
}

const Rules<ChecklistTemplate> rules = Rules<ChecklistTemplate>()
                                           .before_save(check_questions)
                                           .before_save(retire_older)
                                           .after_save(set_root);

}  // namespace
}  // namespace common::rules::field
