#include "proto/records/crm/note.pb.h"

#include "common/rules/rules.hpp"
#include "hub/domain/crm/mentions.hpp"
#include "hub/domain/workflow/notify.hpp"
#include "hub/domain/workflow/texts.hpp"

namespace hub::domain::crm {
namespace {

using common::rules::Change;
using common::rules::Records;
using truckroll::crm::Note;
using truckroll::workflow::Notification;

/// Whom this change names: those it is newly shared with, those whom what was newly written
/// mentions. Never who wrote it.
std::set<std::string> named_by(Records& records, const Change<Note>& change) {
  auto& note = change.after;
  std::set<std::string> people(note.shared_with().begin(), note.shared_with().end());
  std::string written = change.creates() ? note.text() : std::string();
  for (int i = change.before ? change.before->revisions_size() : 0; i < note.revisions_size(); ++i)
    written += "\n" + note.revisions(i).text();
  people.merge(mentioned_users(records, written));
  if (change.before)
    for (auto& known : change.before->shared_with()) people.erase(known);
  people.erase(records.actor().user);
  return people;
}

/// Who the note names becomes one of those with whom it is shared: the note says itself who knows.
void share_with_mentioned(Records& records, Change<Note>& change) {
  std::set<std::string> there(change.after.shared_with().begin(), change.after.shared_with().end());
  for (auto& user : named_by(records, change))
    if (there.insert(user).second) change.after.add_shared_with(user);
}

/// Without the note's words: whether he may read them is decided by what the note is about.
void tell_named(Records& records, Change<Note>& change) {
  auto by = acting_name(records);
  for (auto& user : named_by(records, change))
    workflow::tell_user(records, user, Notification::CATEGORY_NOTE,
                        common::say("{} shares a note with you ({})",
                                    by.empty() ? common::say("Somebody") : common::Sentence(by),
                                    label_of(records, change.after.about().type())),
                        "", change.after.about().type(), change.after.about().id());
}

const common::rules::Effects<Note> effects =
    common::rules::Effects<Note>().before_save(share_with_mentioned).after_save(tell_named);

}  // namespace
}  // namespace hub::domain::crm
