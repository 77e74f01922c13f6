#include "hub/quality/merge.hpp"

#include <algorithm>
#include <set>

#include "common/error/error.hpp"
#include "common/text/json_text.hpp"
#include "common/text/text.hpp"
#include "hub/quality/duplicates.hpp"
#include "hub/quality/impl/steps.hpp"
#include "hub/records/rights.hpp"
#include "hub/store/merged.hpp"

namespace hub::quality {
namespace {

using common::Error;
using common::ErrorCode;
using common::say;
using common::Sentence;
using common::schema::Message;
using impl::Mover;
using impl::RecordMerge;
namespace options = common::schema::options;
namespace schema = common::schema;

constexpr std::size_t losers_max = 20;
constexpr std::size_t everything = 1'000'000;

std::vector<std::string> texts_in(const Json& body, const char* name) {
  std::vector<std::string> texts;
  auto found = body.find(name);
  if (found == body.end() || !found->is_array()) common::refuse(name, "expected a list of ids");
  for (auto& one : *found) {
    if (!one.is_string()) common::refuse(name, "expected a list of ids");
    texts.push_back(one.get<std::string>());
  }
  return texts;
}

Json object_in(const Json& body, const char* name) {
  auto found = body.find(name);
  if (found == body.end()) return Json::object();
  if (!found->is_object()) common::refuse(name, "expected an object");
  return *found;
}

void require_right(Transaction& transaction, const Caller& caller, const RecordType& type,
                   const Message& record, options::May may) {
  auto label = Sentence::label(type.label);
  auto has = [&](options::May right) {
    return caller.schema->access.may_record(caller.actor, type, right, record, caller.context,
                                            records::find_in(caller, transaction.sql()));
  };
  if (!has(options::READ)) throw Error(ErrorCode::not_found, say("there is no such {}", label));
  if (!has(may))
    throw Error(ErrorCode::forbidden, may == options::DELETE
                                          ? say("your role may not delete this {}", label)
                                          : say("your role may not change this {}", label));
}

std::unique_ptr<Message> load(Transaction& transaction, const RecordType& type,
                              const std::string& id) {
  if (auto record = transaction.find_message(type, id)) return record;
  auto label = Sentence::label(type.label);
  if (store::find_merged_into(transaction.sql(), transaction.actor().tenant, id))
    throw Error(ErrorCode::conflict, say("this {} has become part of another one already", label));
  throw Error(ErrorCode::not_found, say("there is no such {}", label));
}

/// Throws conflict while a job merges this record or takes a merge of it back: what the one moves,
/// the other would lose.
void require_idle(Transaction& transaction, const std::string& id) {
  std::vector<std::string> running;
  auto& rows = transaction.sql().query(
      "SELECT \"id\" FROM record_merge WHERE \"tenant\" = ? AND \"state\" IN ('merging', "
      "'undoing')",
      {transaction.actor().tenant});
  while (rows.step()) running.push_back(rows.text(0));
  for (auto& one : running) {
    auto merge = transaction.load<RecordMerge>(one);
    auto& merged = merge.merged();
    if (merge.kept() == id || std::find(merged.begin(), merged.end(), id) != merged.end())
      throw Error(ErrorCode::conflict,
                  merge.header().state() == "merging"
                      ? "this record is being merged; wait until that is done"
                      : "a merge of this record is being taken back; wait until that is done");
  }
}

Sentence state_of(const Message& record) {
  return Sentence::label(common::text::to_label(schema::header(record).state()));
}

void require_mergeable(Transaction& transaction, const Caller& caller, const RecordType& type,
                       const MergeInput& input) {
  auto label = Sentence::label(type.label);
  auto ids = input.losers;
  ids.push_back(input.kept);
  for (auto& id : ids) {
    require_idle(transaction, id);
    auto record = load(transaction, type, id);
    require_right(transaction, caller, type, *record, options::CHANGE);
    if (id != input.kept) require_right(transaction, caller, type, *record, options::DELETE);
    if (impl::is_in_frozen_state(type, *record))
      throw Error(ErrorCode::conflict,
                  say("{} is \"{}\" and can no longer be changed", label, state_of(*record)),
                  "state");
    auto version = input.versions.find(id);
    if (version != input.versions.end() &&
        version->second != schema::header(std::as_const(*record)).version())
      throw Error(ErrorCode::conflict,
                  say("{} has been changed by somebody else in the meantime", label), "versions");
  }
}

std::int64_t count_moving(Transaction& transaction, const RecordType& type,
                          const std::vector<std::string>& losers) {
  std::int64_t count = 0;
  for (auto& place : impl::places_of(transaction.catalogue(), type))
    if (!impl::is_fixed(*place.type))
      for (auto& loser : losers)
        count +=
            impl::count_naming(transaction.sql(), transaction.actor().tenant, place, type, loser);
  return count;
}

void enqueue(Transaction& transaction, const RecordType& type, const std::string& merge,
             const std::string& work) {
  transaction.enqueue("merge", merge + "-" + work,
                      common::json_text(Json{{"merge", merge},
                                             {"type", type.name},
                                             {"user", transaction.actor().user},
                                             {"name", transaction.actor().name}}),
                      transaction.now());
}

/// The score that these had, for the record.
void note_score(Transaction& transaction, const MergeInput& input, RecordMerge& merge) {
  auto [first, second] = std::minmax(input.kept, input.losers.front());
  auto score = transaction.sql().integer(
      "SELECT score FROM duplicate_pair WHERE tenant = ? AND first = ? AND second = ?",
      {transaction.actor().tenant, first, second});
  if (score > 0) merge.mutable_score()->set_millionths(score * 1'000'000);
}

std::optional<RecordMerge> newest_merge(Transaction& transaction, const std::string& kept) {
  for (auto& id : merges_into(transaction.sql(), transaction.actor().tenant, kept))
    if (auto merge = transaction.find<RecordMerge>(id); merge->header().state() == "merged")
      return merge;
  return std::nullopt;
}

}  // namespace

MergeInput read_merge(const std::string& kept, const Json& body) {
  if (!body.is_object()) throw Error(ErrorCode::bad_input, "expected an object");
  for (auto& [name, value] : body.items())
    if (name != "losers" && name != "fields" && name != "versions")
      common::refuse(name, "there is no such field");
  MergeInput input;
  input.kept = kept;
  input.losers = texts_in(body, "losers");
  std::set<std::string> once(input.losers.begin(), input.losers.end());
  if (once.empty() || once.size() > losers_max)
    common::refuse("losers", say("name one to {} other records", losers_max));
  if (once.size() != input.losers.size() || once.count(kept))
    common::refuse("losers", "name each record once, and not the one that is kept");
  auto fields = object_in(body, "fields"), versions = object_in(body, "versions");
  for (auto& [name, from] : fields.items()) {
    auto at = "fields." + name;
    if (!from.is_string()) common::refuse(at, "expected the id of a record");
    input.fields[name] = from.get<std::string>();
  }
  for (auto& [id, version] : versions.items()) {
    if (!version.is_number_integer()) common::refuse("versions", "expected whole numbers");
    input.versions[id] = version.get<std::int64_t>();
  }
  return input;
}

std::vector<Moving> count_references(Connection& connection, const Caller& caller,
                                     const RecordType& type, const std::vector<std::string>& ids) {
  std::map<const RecordType*, Moving> by_type;
  auto& tenant = caller.actor.tenant;
  for (auto& place : impl::places_of(caller.schema->catalogue, type))
    for (auto& id : ids) {
      auto all = impl::count_naming(connection, tenant, place, type, id);
      if (all == 0) continue;
      auto stays = impl::is_fixed(*place.type)
                       ? all
                       : impl::count_naming(connection, tenant, place, type, id, true);
      auto& moving = by_type.emplace(place.type, Moving{place.type, 0, 0}).first->second;
      moving.moves += all - stays;
      moving.stays += stays;
    }
  std::vector<Moving> list;
  for (auto& [key, moving] : by_type) list.push_back(moving);
  std::sort(list.begin(), list.end(),
            [](auto& a, auto& b) { return a.type->plural < b.type->plural; });
  return list;
}

std::string merge(Transaction& transaction, const Caller& caller, const RecordType& type,
                  const MergeInput& input, std::int64_t at_once) {
  require_matched(type);
  require_mergeable(transaction, caller, type, input);
  impl::check_choices(caller, type, input);
  transaction.leave_out_company_checks();
  RecordMerge record;
  record.set_of_type(type.name);
  record.set_kept(input.kept);
  for (auto& loser : input.losers) record.add_merged(loser);
  record.set_choices(common::json_text(Json(input.fields)));
  note_score(transaction, input, record);
  transaction.save_as_system(record);
  transaction.name_action("merge");
  auto id = record.header().id();
  auto total = count_moving(transaction, type, input.losers);
  impl::Work work{"merge", total, 0, common::json_text(impl::input_json(input)), ""};
  if (total > at_once) {
    transaction.move_as_system(record, "start-merging");
    transaction.save_as_system(record);
    enqueue(transaction, type, id, "merge");
  } else {
    impl::finish_merge(transaction, *caller.schema, type, input, record);
    work.done = total;
  }
  impl::save_work(transaction.sql(), transaction.actor().tenant, id, work);
  return id;
}

std::string unmerge(Transaction& transaction, const Caller& caller, const RecordType& type,
                    const std::string& kept, std::int64_t at_once) {
  require_matched(type);
  auto record = load(transaction, type, kept);
  require_right(transaction, caller, type, *record, options::CHANGE);
  auto found = newest_merge(transaction, kept);
  if (!found)
    throw Error(ErrorCode::conflict,
                say("nothing has become part of this {}", Sentence::label(type.label)));
  auto id = found->header().id();
  auto& tenant = transaction.actor().tenant;
  require_idle(transaction, kept);
  transaction.leave_out_company_checks();
  transaction.name_action("unmerge");
  impl::begin_unmerge(transaction, type, *found);
  for (auto& loser : found->merged())
    require_right(transaction, caller, type, *transaction.load_message(type, loser),
                  options::DELETE);
  auto total = transaction.sql().integer(
      "SELECT count(*) FROM merge_move WHERE tenant = ? AND merge = ? AND outcome = 'moved'",
      {tenant, id});
  if (total > at_once) {
    transaction.move_as_system(*found, "start-undoing");
    transaction.save_as_system(*found);
    impl::save_work(transaction.sql(), tenant, id, {"unmerge", total, 0, "", ""});
    enqueue(transaction, type, id, "unmerge");
    return id;
  }
  Mover(transaction, type, id, kept).move_back(0, everything);
  impl::finish_unmerge(transaction, *found);
  impl::save_work(transaction.sql(), tenant, id, {"unmerge", total, total, "", ""});
  return id;
}

std::vector<std::string> merges_into(Connection& connection, const std::string& tenant,
                                     const std::string& kept) {
  std::vector<std::string> ids;
  auto& rows = connection.query(
      "SELECT \"id\" FROM record_merge WHERE \"tenant\" = ? AND \"kept\" = ? AND deleted_at IS "
      "NULL AND \"state\" <> 'dismissed' ORDER BY \"id\" DESC LIMIT 100",
      {tenant, kept});
  while (rows.step()) ids.push_back(rows.text(0));
  return ids;
}

}  // namespace hub::quality
