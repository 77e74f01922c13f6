#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/rules/rules.hpp"
#include "common/text/json_text.hpp"
#include "proto/records/admin/import_run.pb.h"

namespace {

using common::Error;
using common::ErrorCode;
using common::rules::Change;
using common::rules::Effects;
using common::rules::Records;
using truckroll::admin::ImportRun;

constexpr auto undo_period = std::chrono::hours(24 * 30);

/// What was tried is what runs.
void require_unchanged_while_at_work(Records& records, Change<ImportRun>& change) {
  bool other = change.changed(ImportRun::kMappingFieldNumber) ||
               change.changed(ImportRun::kSheetFieldNumber) ||
               change.changed(ImportRun::kMatchKeysFieldNumber) ||
               change.changed(ImportRun::kOnDuplicateFieldNumber);
  if (change.creates() || !other) return;
  auto state = change.state_before();
  if (state == "checking" || state == "running" || state == "paused")
    throw Error(ErrorCode::conflict, "the import is at work; stop it first", "mapping");
  if (state == "checked" && change.state() == "checked")
    records.move_as_system(change.after, "map");
}

void require_seen(const Change<ImportRun>& change) {
  if (!change.enters("running") || change.state_before() != "checked") return;
  auto faulty = change.after.faulty();
  if (faulty > change.after.accept_errors())
    throw Error(
        ErrorCode::conflict,
        faulty == 1
            ? common::Sentence("one row is faulty; accept that it is left out, or correct the file")
            : common::say("{} rows are faulty; accept that they are left out, or correct the file",
                          faulty),
        "accept_errors");
}

void require_in_time(Records& records, const Change<ImportRun>& change) {
  if (!change.enters("undone")) return;
  if (records.now() > common::codec::from_timestamp(change.after.undo_until()))
    throw Error(ErrorCode::conflict, "the time to take this import back is over", "undo_until");
}

void before_save(Records& records, Change<ImportRun>& change) {
  require_unchanged_while_at_work(records, change);
  require_seen(change);
  require_in_time(records, change);
  if (change.enters("checking") || (change.enters("running") && !change.after.has_started_at()))
    *change.after.mutable_started_at() = common::codec::to_timestamp(records.now());
  if (!change.enters("done")) return;
  *change.after.mutable_finished_at() = common::codec::to_timestamp(records.now());
  *change.after.mutable_undo_until() = common::codec::to_timestamp(records.now() + undo_period);
}

/// In the words of hub/transfer's ImportJob.
void ask_for_work(Records& records, Change<ImportRun>& change) {
  auto work = change.enters("checking")  ? "check"
              : change.enters("running") ? "run"
              : change.enters("undone")  ? "undo"
                                         : nullptr;
  if (!work) return;
  nlohmann::json job{{"run", change.id()}, {"user", records.actor().user}, {"work", work}};
  auto version = change.after.header().version();
  records.enqueue("import", change.id() + "|" + std::to_string(version), common::json_text(job),
                  records.now());
}

const Effects<ImportRun> registered =
    Effects<ImportRun>().before_save(before_save).after_save(ask_for_work);

}  // namespace
