#include "hub/quality/impl/steps.hpp"

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/text/json_text.hpp"
#include "hub/store/access.hpp"

namespace hub::quality::impl {
namespace {

using common::Error;
using common::ErrorCode;
namespace schema = common::schema;

constexpr std::size_t moves_at_once = 500;

/// The company's own checks hold of what remains, as of every save; of what only moves they are
/// not asked.
void require_checks(Transaction& transaction, const store::Schema& schema, const RecordType& type,
                    const Message& record) {
  auto violations = schema.checks.refusals(
      type, record, store::context_of(transaction.actor(), 0, transaction.now()),
      store::find_through(transaction.sql(), schema.tables, transaction.actor().tenant));
  if (!violations.empty()) throw Error(ErrorCode::bad_input, violations[0].text, violations);
}

Json written_by(const Json& patch, const Json& before, const Json& after) {
  Json written = Json::object();
  for (auto& [name, value] : patch.items())
    written[name] = {{"before", before.contains(name) ? before[name] : Json()},
                     {"after", after.contains(name) ? after[name] : Json()}};
  return written;
}

void redirect(Transaction& transaction, const RecordType& type, const std::string& loser,
              const std::string& kept, const std::string& merge) {
  transaction.sql().execute(
      "INSERT INTO merged_record (tenant, record, type, kept, merge) VALUES (?, ?, ?, ?, ?)",
      {transaction.actor().tenant, loser, type.name, kept, merge});
}

}  // namespace

Json input_json(const MergeInput& input) {
  return {{"kept", input.kept}, {"losers", input.losers}, {"fields", input.fields}};
}

MergeInput input_of(const Json& json) {
  MergeInput input;
  input.kept = json.at("kept").get<std::string>();
  input.losers = json.at("losers").get<std::vector<std::string>>();
  input.fields = json.at("fields").get<std::map<std::string, std::string>>();
  return input;
}

void finish_merge(Transaction& transaction, const store::Schema& schema, const RecordType& type,
                  const MergeInput& input, RecordMerge& merge) {
  Mover mover(transaction, type, merge.header().id(), input.kept);
  std::map<std::string, Json> records;
  for (auto& loser : input.losers) {
    while (mover.move(loser, moves_at_once) == moves_at_once) {
    }
    mover.note_staying(loser);
    auto record = transaction.load_message(type, loser);
    records[loser] = json_of(type, *record);
    transaction.withdraw(type, *record, "merge");
    redirect(transaction, type, loser, input.kept, merge.header().id());
  }
  auto kept = transaction.load_message(type, input.kept);
  records[input.kept] = json_of(type, *kept);
  auto patch = patch_of(type, input, records);
  common::codec::merge_json(type, *kept, patch, true);
  require_checks(transaction, schema, type, *kept);
  transaction.save_as_system(*kept);
  merge.set_before(common::json_text(
      Json{{"written", written_by(patch, records[input.kept], json_of(type, *kept))},
           {"records", records}}));
  if (!transaction.actor().user.empty()) merge.set_merged_by(transaction.actor().user);
  *merge.mutable_merged_at() = common::codec::to_timestamp(transaction.now());
  transaction.move_as_system(merge,
                             merge.header().state() == "merging" ? "finish-merging" : "merge");
  transaction.save_as_system(merge);
}

void begin_unmerge(Transaction& transaction, const RecordType& type, RecordMerge& merge) {
  // An erasure has taken what they were before.
  if (merge.before().empty())
    throw Error(ErrorCode::conflict, "what they were before is no longer kept");
  auto kept = transaction.load_message(type, merge.kept());
  auto before = common::read_json(merge.before());
  std::vector<std::string> changed_since;
  auto patch = patch_back(before.at("written"), json_of(type, *kept), changed_since);
  common::codec::merge_json(type, *kept, patch, true);
  transaction.save_as_system(*kept);
  Mover mover(transaction, type, merge.header().id(), merge.kept());
  for (auto& name : changed_since)
    mover.add(type.name, merge.kept(), name, "",
              left_because(common::say("it has been changed since")));
  for (auto& loser : merge.merged())
    if (!transaction.restore(type, loser))
      throw Error(ErrorCode::conflict, common::say("{} {} is no longer kept",
                                                   common::Sentence::label(type.label), loser));
  transaction.sql().execute("DELETE FROM merged_record WHERE tenant = ? AND merge = ?",
                            {transaction.actor().tenant, merge.header().id()});
}

void finish_unmerge(Transaction& transaction, RecordMerge& merge) {
  if (!transaction.actor().user.empty()) merge.set_undone_by(transaction.actor().user);
  *merge.mutable_undone_at() = common::codec::to_timestamp(transaction.now());
  transaction.move_as_system(merge,
                             merge.header().state() == "undoing" ? "finish-undoing" : "undo");
  transaction.save_as_system(merge);
}

}  // namespace hub::quality::impl
