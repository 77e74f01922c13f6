// The log of operations as common::sync needs it, and what of it the screens show.
#include <algorithm>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/log/correlation.hpp"
#include "common/log/log.hpp"
#include "common/rules/money.hpp"
#include "common/sync/delta.hpp"
#include "edge/store/impl/rows.hpp"
#include "edge/store/store.hpp"

namespace edge::store {

using common::Instant;
using common::sync::operation_hash;

namespace {

const char* name_of(wire::OperationResult::Outcome outcome) {
  switch (outcome) {
    case wire::OperationResult::OUTCOME_MERGED:
      return "merged";
    case wire::OperationResult::OUTCOME_CONFLICT:
      return "conflict";
    case wire::OperationResult::OUTCOME_REJECTED:
      return "rejected";
    default:
      return "applied";
  }
}

/// What came of it at the office, under the id of the action.
void log_result(const Txn& txn, const wire::OperationResult& result) {
  auto bytes = txn.get(Db::outbox, number_key(result.sequence()));
  wire::Operation operation;
  if (!bytes || !operation.ParseFromString(OperationRow::parse(*bytes).encoded)) return;
  common::log::Correlation correlation(operation.id());
  common::log::info(
      "edge/store", "the hub has carried out an action otherwise than here",
      {{"sequence", std::to_string(result.sequence())}, {"outcome", name_of(result.outcome())}});
}

}  // namespace

common::sync::DeviceState Store::load_state() {
  std::lock_guard lock(writing_);
  Txn txn(*environment_, Txn::Mode::read);
  common::sync::DeviceState state;
  state.epoch = log_.epoch;
  state.next_sequence = log_.next;
  state.oldest_sequence = log_.next;
  txn.walk(Db::outbox, {}, {}, [&](std::string_view key, std::string_view) {
    state.oldest_sequence = key_number(key);
    return false;
  });
  state.acked_sequence = log_.acked;
  state.settled_sequence = log_.settled;
  txn.walk(Db::former, {}, {}, [&](std::string_view, std::string_view) {
    state.has_former = true;
    return false;
  });
  state.incarnation = log_.incarnation;
  state.boot = options_.boot;
  state.technicians = log_.technicians;
  return state;
}

std::vector<std::string> Store::operations(std::uint64_t first, std::size_t count,
                                           std::size_t bytes_max) {
  Txn txn(*environment_, Txn::Mode::read);
  std::vector<std::string> found;
  std::size_t bytes = 0;
  auto next = first;
  txn.walk(Db::outbox, {}, number_key(first), [&](std::string_view key, std::string_view raw) {
    if (key_number(key) != next || found.size() >= count) return false;
    auto encoded = OperationRow::parse(txn.open(Db::outbox, key, raw)).encoded;
    bytes += encoded.size();
    if (!found.empty() && bytes > bytes_max) return false;
    found.push_back(std::move(encoded));
    ++next;
    return true;
  });
  return found;
}

std::optional<std::string> Store::find_hash(std::uint64_t sequence) {
  Txn txn(*environment_, Txn::Mode::read);
  auto bytes = txn.get(Db::outbox, number_key(sequence));
  if (!bytes) return std::nullopt;
  return operation_hash(OperationRow::parse(*bytes).encoded);
}

void Store::acknowledge(std::uint64_t through, const std::vector<wire::OperationResult>& results) {
  std::unique_lock lock(writing_);
  auto log = log_;
  auto pending = pending_;
  log.acked = std::max(log.acked, std::min(through, log.next - 1));
  mark_acked(log);
  Txn txn(*environment_, Txn::Mode::write);
  std::set<RecordKey> changed;
  for (auto& result : results) {
    txn.put(Db::results, number_key(result.sequence()), result.SerializeAsString());
    log_result(txn, result);
    auto found = pending.find(result.sequence());
    if (found == pending.end() || result.outcome() != wire::OperationResult::OUTCOME_REJECTED)
      continue;
    found->second.is_rejected = true;
    changed.insert(found->second.touched.begin(), found->second.touched.end());
  }
  if (!changed.empty()) rebuild(txn, changed, pending);
  save_log(txn, log);
  trim(txn, log);
  txn.commit();
  log_ = log;
  pending_ = std::move(pending);
  used_percent_ = environment_->used_percent();
  lock.unlock();
  notify(changed);
}

void Store::settle(std::uint64_t through) {
  std::unique_lock lock(writing_);
  through = std::min(through, log_.acked);
  if (through <= log_.settled) return;
  auto log = log_;
  auto pending = pending_;
  log.settled = through;
  std::set<RecordKey> changed;
  for (auto it = pending.begin(); it != pending.end() && it->first <= through;
       it = pending.erase(it))
    changed.insert(it->second.touched.begin(), it->second.touched.end());
  Txn txn(*environment_, Txn::Mode::write);
  rebuild(txn, changed, pending);
  save_log(txn, log);
  trim(txn, log);
  txn.commit();
  log_ = log;
  pending_ = std::move(pending);
  lock.unlock();
  notify(changed);
}

void Store::rebase(std::uint32_t epoch, std::uint64_t applied_sequence,
                   const std::string& chain_hash, common::sync::Offer offer) {
  bool all = offer == common::sync::Offer::all;
  std::unique_lock lock(writing_);
  auto log = log_;
  std::vector<Stored> acked, waiting;
  std::vector<std::string> gone;
  Txn txn(*environment_, Txn::Mode::write);
  txn.walk(Db::outbox, {}, {}, [&](std::string_view key, std::string_view raw) {
    gone.emplace_back(key);
    auto stored = read_operation(txn, key_number(key), raw);
    (all || key_number(key) > log.acked ? waiting : acked).push_back(std::move(stored));
    return true;
  });
  for (auto& one : acked) keep_former(txn, log, one);
  if (all) {
    auto former = take_former(txn);
    waiting.insert(waiting.begin(), std::make_move_iterator(former.begin()),
                   std::make_move_iterator(former.end()));
    doubt_blobs(txn);
    unsent_known_ = false;
  }
  log.marks.clear();
  for (auto& key : gone) {
    txn.erase(Db::outbox, key);
    txn.erase(Db::results, key);  // told by old numbers; what was refused was shown long ago
  }
  std::set<RecordKey> changed;
  for (auto& [sequence, one] : pending_) changed.insert(one.touched.begin(), one.touched.end());
  std::map<std::uint64_t, Pending> pending;
  log.epoch = epoch;
  log.acked = log.settled = applied_sequence;
  log.next = applied_sequence + 1;
  log.chain_hash = chain_hash;
  for (auto& stored : waiting) {
    stored.operation.set_sequence(log.next);
    stored.operation.set_previous_hash(log.chain_hash);
    stored.encoded = stored.operation.SerializeAsString();
    log.chain_hash = operation_hash(stored.encoded);
    pending[log.next].note(stored.operation);
    txn.put(Db::outbox, number_key(log.next), pack(stored));
    ++log.next;
  }
  rebuild(txn, changed, pending);
  save_log(txn, log);
  txn.commit();
  log_ = log;
  pending_ = std::move(pending);
  lock.unlock();
  notify(changed);
}

void Store::reopen(std::uint64_t applied_sequence) {
  std::unique_lock lock(writing_);
  auto log = log_;
  log.acked = std::min(log.acked, applied_sequence);
  log.settled = std::min(log.settled, applied_sequence);
  for (auto& mark : log.marks) mark.acked = std::min(mark.acked, applied_sequence);
  Txn txn(*environment_, Txn::Mode::write);
  auto pending = pending_;
  std::set<RecordKey> changed;
  std::vector<std::string> undecided;  // the hub will decide on them once more
  txn.walk(Db::outbox, {}, number_key(log.settled + 1),
           [&](std::string_view key, std::string_view raw) {
             auto stored = read_operation(txn, key_number(key), raw);
             auto& one = pending[key_number(key)];
             one.is_rejected = one.is_rejected && key_number(key) <= applied_sequence;
             one.note(stored.operation);
             if (key_number(key) > applied_sequence) undecided.emplace_back(key);
             changed.insert(one.touched.begin(), one.touched.end());
             return true;
           });
  for (auto& key : undecided) txn.erase(Db::results, key);
  rebuild(txn, changed, pending);
  doubt_blobs(txn);
  unsent_known_ = false;
  save_log(txn, log);
  txn.commit();
  log_ = log;
  pending_ = std::move(pending);
  lock.unlock();
  notify(changed);
}

void Store::set_incarnation(const std::string& incarnation) {
  std::lock_guard lock(writing_);
  auto log = log_;
  Txn txn(*environment_, Txn::Mode::write);
  if (!log.incarnation.empty() && log.incarnation != incarnation) {
    doubt_blobs(txn);
    unsent_known_ = false;
  }
  log.incarnation = incarnation;
  save_log(txn, log);
  txn.commit();
  log_ = log;
}

void Store::set_technicians(const std::vector<std::string>& technicians) {
  std::lock_guard lock(writing_);
  auto log = log_;
  log.technicians = technicians;
  Txn txn(*environment_, Txn::Mode::write);
  save_log(txn, log);
  txn.commit();
  log_ = log;
}

std::vector<OperationInfo> Store::waiting() const {
  std::vector<OperationInfo> list;
  std::uint64_t first;
  {
    std::lock_guard lock(writing_);
    first = log_.acked + 1;
  }
  Txn txn(*environment_, Txn::Mode::read);
  txn.walk(Db::outbox, {}, number_key(first), [&](std::string_view key, std::string_view raw) {
    auto stored = read_operation(txn, key_number(key), raw);
    auto& operation = stored.operation;
    list.push_back({key_number(key),
                    operation.id(),
                    operation.text(),
                    {},
                    common::codec::from_timestamp(operation.at()),
                    {}});
    return true;
  });
  return list;
}

std::uint64_t Store::waiting_count() const {
  std::lock_guard lock(writing_);
  return log_.next - 1 - log_.acked;
}

std::optional<Instant> Store::waiting_since() const {
  std::uint64_t first;
  {
    std::lock_guard lock(writing_);
    if (log_.next == log_.acked + 1) return std::nullopt;
    first = log_.acked + 1;
  }
  Txn txn(*environment_, Txn::Mode::read);
  auto bytes = txn.get(Db::outbox, number_key(first));
  if (!bytes) return std::nullopt;
  return common::codec::from_timestamp(unpack(*bytes).operation.at());
}

std::vector<OperationInfo> Store::refused() const {
  std::vector<OperationInfo> list;
  Txn txn(*environment_, Txn::Mode::read);
  txn.walk(Db::results, {}, {}, [&](std::string_view key, std::string_view raw) {
    wire::OperationResult result;
    if (!result.ParseFromString(txn.open(Db::results, key, raw)) ||
        result.outcome() == wire::OperationResult::OUTCOME_MERGED)
      return true;
    OperationInfo info;
    info.sequence = key_number(key);
    info.reason = result.reason();
    info.outcome = result.outcome();
    if (auto bytes = txn.get(Db::outbox, key)) {
      auto stored = unpack(*bytes);
      info.id = stored.operation.id();
      info.text = stored.operation.text();
      info.at = common::codec::from_timestamp(stored.operation.at());
    }
    list.push_back(std::move(info));
    return true;
  });
  std::reverse(list.begin(), list.end());
  return list;
}

void Store::Pending::note(const wire::Operation& operation) {
  for (auto& delta : operation.deltas()) touched.insert(record_key(delta.type(), delta.record()));
  if (common::rules::carries_money(operation))
    money_since = common::codec::from_timestamp(operation.at());
}

Store::MoneyWaiting Store::money_waiting() const {
  MoneyWaiting money;
  std::lock_guard lock(writing_);
  for (auto at = pending_.upper_bound(log_.acked); at != pending_.end(); ++at) {
    if (!at->second.money_since) continue;
    if (money.count++ == 0) money.since = *at->second.money_since;
  }
  return money;
}

std::uint64_t Store::bytes_waiting() const {
  std::uint64_t first, bytes = 0;
  {
    std::lock_guard lock(writing_);
    first = log_.acked + 1;
  }
  Txn txn(*environment_, Txn::Mode::read);
  txn.walk(Db::outbox, {}, number_key(first), [&](std::string_view, std::string_view raw) {
    bytes += raw.size();
    return true;
  });
  return bytes;
}

}  // namespace edge::store
