#include "proto/records/content/attachment.pb.h"

#include "common/codec/values.hpp"
#include "common/rules/rules.hpp"
#include "common/schema/schema.hpp"
#include "common/text/text.hpp"

namespace common::rules::content {
namespace {

using truckroll::content::Attachment;

Attachment::Kind kind_of(const std::string& mime) {
  auto starts = [&](std::string_view with) { return mime.rfind(with, 0) == 0; };
  if (starts("image/")) return Attachment::KIND_PHOTO;
  if (starts("audio/")) return Attachment::KIND_VOICE;
  if (starts("video/")) return Attachment::KIND_VIDEO;
  return Attachment::KIND_DOCUMENT;
}

void complete_versions(Records& records, Attachment& file) {
  for (int i = 0; i < file.versions_size(); ++i) {
    auto& version = *file.mutable_versions(i);
    if (!version.has_line()) version.set_line("v" + std::to_string(i + 1));
    if (!version.has_number()) version.set_number(i + 1);
    if (!version.has_at()) *version.mutable_at() = codec::to_timestamp(records.now());
    if (!version.has_by() && !records.actor().user.empty()) version.set_by(records.actor().user);
  }
}

/// A version's bytes are never exchanged; a new file is a further version.
void keep_versions(const Attachment& before, const Attachment& after) {
  bool grew = after.versions_size() >= before.versions_size();
  for (int i = 0; grew && i < before.versions_size(); ++i)
    grew = after.versions(i).blob() == before.versions(i).blob() &&
           after.versions(i).number() == before.versions(i).number();
  if (!grew)
    throw Error(ErrorCode::conflict, "the versions of a file stay; add a further one", "versions");
}

void derive(Records& records, Change<Attachment>& change) {
  auto& file = change.after;
  if (change.creates() && (file.about().type().empty() || file.about().id().empty()))
    refuse("about", "say to which record the file belongs");
  if (change.before) keep_versions(*change.before, file);
  complete_versions(records, file);
  if (!change.creates()) return;
  if (!file.has_kind() && file.versions_size() > 0) file.set_kind(kind_of(file.versions(0).mime()));
  if (!file.has_taken_at() && file.kind() == Attachment::KIND_PHOTO)
    *file.mutable_taken_at() = codec::to_timestamp(records.now());
  if (file.has_name() || !file.has_kind()) return;
  auto kind = schema::choice_name(Attachment::Kind_descriptor()->FindValueByNumber(file.kind()));
  file.set_name(text::to_label(kind) + " " +
                format_instant(std::chrono::floor<std::chrono::seconds>(records.now())));
}

const Rules<Attachment> rules = Rules<Attachment>().before_save(derive);

}  // namespace
}  // namespace common::rules::content
