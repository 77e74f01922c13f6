#include "common/text/json_text.hpp"
#include "proto/records/content/attachment.pb.h"

#include <fmt/format.h>

#include "common/codec/file_type.hpp"
#include "common/error/error.hpp"
#include "common/rules/rules.hpp"
#include "hub/domain/content/limits/file_limits.hpp"
#include "hub/domain/words/words.hpp"
#include "hub/store/transaction.hpp"

namespace hub::domain::content {
namespace {

using common::say;
using common::Sentence;
using common::codec::Json;
using common::rules::Change;
using common::rules::Records;
using truckroll::content::Attachment;

/// As it was told when it came; its bytes are not read inside the writer.
struct File {
  std::int64_t size;
  std::string mime, kind;
};
std::optional<File> find_file(Records& records, const std::string& hash) {
  std::optional<File> found;
  auto& row = store::hub_transaction(records).sql().query(
      "SELECT size, mime FROM blob WHERE tenant = ? AND sha256 = ?",
      {records.actor().tenant, hash});
  while (row.step())
    found =
        File{row.integer(0), row.text(1), std::string(common::codec::kind_of_type(row.text(1)))};
  return found;
}

std::string megabytes(std::int64_t bytes) {
  return fmt::format("{:.1f} MB", static_cast<double>(bytes) / (1 << 20));
}

/// The name by which a person knows the record's type.
Sentence plural_of(Records& records, const std::string& type) {
  auto found = records.catalogue().find(type);
  return Sentence::label(found ? found->plural : type);
}

void require_honest(const Attachment& attachment, const File& file) {
  auto said = common::codec::kind_by_name(attachment.name());
  bool plain = said.empty() || said == "text";  // any writing may be called .txt
  if (plain ? said.empty() || file.kind != "program" : said == file.kind) return;
  common::refuse("versions", say("\"{}\" is called like a {} file, but its content is of kind {}; "
                                 "it is not taken under this name",
                                 attachment.name(), said, file.kind));
}

void require_within(const FileLimits& limits, const File& file, const Sentence& plural) {
  if (file.size > limits.megabytes << 20)
    common::refuse("versions", say("a file of {} may have at most {} MB; this one has {}", plural,
                                   limits.megabytes, megabytes(file.size)));
  if (!limits.kinds.count(file.kind))
    common::refuse("versions", say("files of {} may be of kind {} (setting files.limits); by its "
                                   "content this one is of kind {}",
                                   plural, common::listed(limits.kinds), file.kind));
}

void require_room(Records& records, const Attachment& attachment, const FileLimits& limits,
                  const Sentence& plural) {
  auto count = store::hub_transaction(records).sql().integer(
      "SELECT count(*) FROM attachment WHERE tenant = ? AND about = ? AND deleted_at IS NULL "
      "AND "
      "state <> 'removed'",
      {records.actor().tenant, attachment.about().id()});
  if (count >= limits.files)
    common::refuse("about", say("each of the {} may have at most {} files (setting files.limits); "
                                "remove one before you add another",
                                plural, limits.files));
}

/// What people attach. What vans send is work that was done: it is kept, whatever the limits; and
/// what the hub itself keeps is bounded where it is made.
void check(Records& records, Change<Attachment>& change) {
  auto& file = change.after;
  auto& actor = records.actor();
  if (actor.system || !actor.device.empty()) return;
  auto& type = file.about().type();
  auto plural = plural_of(records, type);
  auto limits = limits_in(common::read_json(setting(records, "files.limits").value_or("{}")), type);
  if (change.creates()) require_room(records, file, limits, plural);
  int known = change.before ? change.before->versions_size() : 0;
  for (int i = known; i < file.versions_size(); ++i) {
    auto& version = *file.mutable_versions(i);
    auto found = find_file(records, version.blob());
    if (!found) common::refuse("versions", "this file has not been uploaded; upload it first");
    require_within(limits, *found, plural);
    require_honest(file, *found);
    version.set_size(found->size);
    version.set_mime(found->mime);
  }
  if (change.changed(Attachment::kNameFieldNumber) && file.versions_size() > 0)
    if (auto newest = find_file(records, file.versions(file.versions_size() - 1).blob()))
      require_honest(file, *newest);
  if (file.versions_size() > 0 && records.can_move(file, "store"))
    records.move_as_system(file, "store");
}

const common::rules::Effects<Attachment> effects =
    common::rules::Effects<Attachment>().before_save(check);

}  // namespace
}  // namespace hub::domain::content
