#include "proto/records/crm/note.pb.h"

#include "common/codec/values.hpp"
#include "common/rules/rules.hpp"
#include "proto/wire/actions/crm.pb.h"

namespace common::rules::crm {
namespace {

using truckroll::crm::Note;
namespace input = truckroll::wire::crm;

void complete_revision(Records& records, Note::Revision& revision, int index) {
  if (!revision.has_line()) revision.set_line("r" + std::to_string(index + 1));
  if (!revision.has_at()) *revision.mutable_at() = codec::to_timestamp(records.now());
  if (!revision.has_by() && !records.actor().user.empty()) revision.set_by(records.actor().user);
}

/// The first text and every revision stay as they were written.
void keep_text(Records& records, Change<Note>& change) {
  auto& note = change.after;
  int kept = change.before ? change.before->revisions_size() : 0;
  if (change.before && change.changed(Note::kTextFieldNumber))
    throw Error(ErrorCode::conflict, "the text of a note stays; add a revision instead", "text");
  // Nobody sets it by hand; it follows what it is about when that becomes part of another record.
  if (change.before && change.before->about().type() != note.about().type())
    throw Error(ErrorCode::conflict, "a note stays with its record; write a new one there",
                "about");
  bool grew = note.revisions_size() >= kept;
  for (int i = 0; grew && i < kept; ++i)
    grew = note.revisions(i).SerializeAsString() == change.before->revisions(i).SerializeAsString();
  if (!grew)
    throw Error(ErrorCode::conflict, "the revisions of a note stay; add a further one",
                "revisions");
  for (int i = kept; i < note.revisions_size(); ++i)
    complete_revision(records, *note.mutable_revisions(i), i);
}

nlohmann::json add(Records& records, Note& note, const input::AddNote& input) {
  *note.mutable_about() = input.about();
  note.set_text(input.text());
  if (input.has_internal()) note.set_internal(input.internal());
  *note.mutable_shared_with() = input.shared_with();
  records.save(note);
  return {};
}

void revise(Records& records, Note& note, const input::ReviseNote& input) {
  if (records.actor().user.empty())
    throw Error(ErrorCode::forbidden, "only a person revises a note");
  note.add_revisions()->set_text(input.text());
  records.save(note);
}

const Rules<Note> rules = Rules<Note>()
                              .before_save(keep_text)
                              .collection_action<input::AddNote>("add", add)
                              .action<input::ReviseNote>("revise", revise);

}  // namespace
}  // namespace common::rules::crm
