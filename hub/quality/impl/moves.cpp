#include "hub/quality/impl/moves.hpp"

#include <map>
#include <set>

#include "common/error/error.hpp"

namespace hub::quality::impl {
namespace {

using common::Error;
using common::ErrorCode;
using common::say;
using common::Sentence;
using Found = std::pair<const RecordType*, std::string>;

std::string name_of(const RecordType& type, const std::string& id) {
  return type.path + "/" + id;
}

/// The refusal, with the record that it is about.
[[noreturn]] void refuse_naming(const Found& record, const Error& error) {
  auto label = Sentence::label(record.first->label);
  throw Error(ErrorCode::conflict, say("{} cannot be moved: {}", label, error.reason()),
              name_of(*record.first, record.second));
}

}  // namespace

Mover::Mover(Transaction& transaction, const RecordType& type, std::string merge, std::string kept)
    : transaction_(transaction),
      type_(type),
      merge_(std::move(merge)),
      kept_(std::move(kept)),
      places_(places_of(transaction.catalogue(), type)) {
  number_ = transaction_.sql().integer(
      "SELECT max(number) FROM merge_move WHERE tenant = ? AND merge = ?", {tenant(), merge_});
}

void Mover::add(const std::string& type, const std::string& record, const std::string& place,
                const std::string& loser, const std::string& outcome) {
  transaction_.sql().execute(
      "INSERT INTO merge_move (tenant, merge, number, type, record, place, loser, outcome) VALUES "
      "(?, ?, ?, ?, ?, ?, ?, ?)",
      {tenant(), merge_, ++number_, type, record, place, loser, outcome});
}

bool Mover::move_record(const RecordType& type, const std::string& id, const std::string& loser) {
  auto record = transaction_.find_message(type, id);
  if (!record) return false;
  std::vector<Place> places;
  for (auto& place : places_)
    if (place.type->name == type.name) places.push_back(place);
  auto moved = rewrite(places, type_, *record, loser, kept_);
  if (moved.empty()) return false;
  transaction_.save_as_system(*record);
  for (auto& place : moved) add(type.name, id, place, loser, "moved");
  return true;
}

std::vector<Found> Mover::next(const std::string& loser, std::size_t limit) {
  std::vector<Found> found;
  std::set<std::string> known;
  for (auto& place : places_) {
    if (is_fixed(*place.type)) continue;
    std::string after;
    while (found.size() < limit) {
      auto ids = ids_naming(transaction_.sql(), tenant(), place, type_, loser, after, limit);
      for (auto& id : ids) {
        after = id;
        if (id == loser || known.count(id) || found.size() >= limit) continue;
        auto record = transaction_.find_message(*place.type, id);
        if (!record || is_frozen(transaction_, *place.type, *record)) continue;
        known.insert(id);
        found.emplace_back(place.type, id);
      }
      if (ids.size() < limit) break;
    }
  }
  return found;
}

std::size_t Mover::move_all(const std::vector<Found>& records, const std::string& loser) {
  for (auto& [type, id] : records) {
    try {
      move_record(*type, id, loser);
    } catch (const Error& error) {
      if (error.code() == ErrorCode::storage || error.code() == ErrorCode::unavailable ||
          error.code() == ErrorCode::internal)
        throw;
      refuse_naming({type, id}, error);
    }
  }
  return records.size();
}

/// One after the other: what is refused may go when another has gone before it (a job's site, then
/// the job). Throws what is refused in the end.
void Mover::move_each(std::vector<Found> records, const std::string& loser) {
  while (!records.empty()) {
    std::vector<Found> refused;
    std::optional<Error> why;
    for (auto& record : records) {
      auto number = number_;
      auto error = transaction_.attempt([&] { move_all({record}, loser); });
      if (!error) continue;
      number_ = number;
      if (!why) why = error;
      refused.push_back(record);
    }
    if (refused.size() == records.size()) throw Error(*why);
    records = std::move(refused);
  }
}

std::size_t Mover::move(const std::string& loser, std::size_t limit) {
  auto records = next(loser, limit);
  if (records.empty()) return 0;
  auto number = number_;
  if (!transaction_.attempt([&] { move_all(records, loser); })) return records.size();
  number_ = number;
  auto count = records.size();
  move_each(std::move(records), loser);
  return count;
}

void Mover::note_staying(const std::string& loser) {
  std::map<std::string, std::int64_t> counts;
  for (auto& place : places_)
    counts[place.type->name] += count_naming(transaction_.sql(), tenant(), place, type_, loser);
  for (auto& [type, count] : counts)
    if (count > 0 && type != type_.name) add(type, "", std::to_string(count), loser, "stays");
}

void Mover::set_outcome(const Move& move, const std::string& outcome) {
  transaction_.sql().execute(
      "UPDATE merge_move SET outcome = ? WHERE tenant = ? AND merge = ? AND number = ?",
      {outcome, tenant(), merge_, move.number});
}

/// All moves of one record together: one version, one entry in the log.
void Mover::give_back(const std::vector<Move>& moves) {
  auto type = transaction_.catalogue().find(moves[0].type);
  auto record = type ? transaction_.find_message(*type, moves[0].record) : nullptr;
  auto leave = [&](const Sentence& reason) {
    for (auto& move : moves) set_outcome(move, left_because(reason));
  };
  if (!record) return leave(say("it is gone"));
  if (is_frozen(transaction_, *type, *record)) return leave(say("it can no longer be changed"));
  std::vector<const Move*> back;
  for (auto& move : moves)
    if (rewrite_back(*type, *record, move.place, kept_, move.loser))
      back.push_back(&move);
    else
      set_outcome(move, left_because(say("it has been changed since")));
  if (back.empty()) return;
  auto error = transaction_.attempt([&] {
    transaction_.save_as_system(*record);
    for (auto move : back) set_outcome(*move, "back");
  });
  if (!error) return;
  for (auto move : back) set_outcome(*move, left_because(error->reason()));
}

std::optional<std::int64_t> Mover::move_back(std::int64_t after, std::size_t limit) {
  auto moves = load_moves(transaction_.sql(), tenant(), merge_, after, limit);
  if (moves.empty()) return std::nullopt;
  auto last = moves.back().number;
  // Those of one record stand together; the last one's may go on behind the limit.
  for (auto& move : load_moves(transaction_.sql(), tenant(), merge_, last, 100)) {
    if (move.record != moves.back().record) break;
    moves.push_back(move);
    last = move.number;
  }
  for (std::size_t i = 0; i < moves.size();) {
    std::vector<Move> of_record;
    auto record = moves[i].record;
    for (; i < moves.size() && moves[i].record == record; ++i) of_record.push_back(moves[i]);
    if (of_record[0].outcome == "moved") give_back(of_record);
  }
  return last;
}

std::string left_because(const Sentence& reason) {
  return left_mark + reason.english();
}

std::vector<Move> load_moves(Connection& connection, const std::string& tenant,
                             const std::string& merge, std::int64_t after, std::size_t limit) {
  std::vector<Move> moves;
  auto& rows = connection.query(
      "SELECT number, type, record, place, loser, outcome FROM merge_move WHERE tenant = ? AND "
      "merge = ? AND number > ? ORDER BY number LIMIT ?",
      {tenant, merge, after, static_cast<std::int64_t>(limit)});
  while (rows.step())
    moves.push_back(
        {rows.integer(0), rows.text(1), rows.text(2), rows.text(3), rows.text(4), rows.text(5)});
  return moves;
}

std::optional<Work> find_work(Connection& connection, const std::string& tenant,
                              const std::string& merge) {
  auto& row = connection.query(
      "SELECT work, total, done, input, failure FROM merge_work WHERE tenant = ? AND merge = ?",
      {tenant, merge});
  std::optional<Work> found;
  while (row.step())
    found = Work{row.text(0), row.integer(1), row.integer(2), row.text(3), row.text(4)};
  return found;
}

void save_work(Connection& connection, const std::string& tenant, const std::string& merge,
               const Work& work) {
  connection.execute(
      "INSERT INTO merge_work (tenant, merge, work, total, done, input, failure) VALUES (?, ?, ?, "
      "?, ?, ?, ?) ON CONFLICT (tenant, merge) DO UPDATE SET work = excluded.work, total = "
      "excluded.total, done = excluded.done, input = excluded.input, failure = excluded.failure",
      {tenant, merge, work.work, work.total, work.done, work.input, work.failure});
}

}  // namespace hub::quality::impl
