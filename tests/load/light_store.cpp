#include "tests/load/light_store.hpp"

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"

namespace load {

using common::sync::Applied;
using common::sync::operation_hash;

namespace {

std::size_t key_of(const wire::RecordState& record) {
  return std::hash<std::string>{}(record.type() + "|" + record.record());
}

wire::Cursor make_cursor(const std::string& scope, std::uint64_t generation) {
  wire::Cursor cursor;
  cursor.set_scope(scope);
  cursor.set_generation(generation);
  cursor.set_position(0);
  return cursor;
}

}  // namespace

LightStore::LightStore(std::string technician, Figures& figures) : figures_(figures) {
  log_.technicians = {std::move(technician)};
  log_.boot = common::make_id(common::SystemClock().now());
}

void LightStore::tap(const wire::Command& command, common::sync::Moment now, bool is_stored) {
  wire::Operation operation;
  operation.set_id(common::make_id(now.wall));
  operation.set_sequence(log_.next_sequence++);
  operation.set_previous_hash(last_hash_);
  *operation.mutable_command() = command;
  operation.set_technician(log_.technicians.front());
  *operation.mutable_at() = common::codec::to_timestamp(now.wall);
  operation.set_monotonic_ms(now.monotonic.count());
  operation.set_boot(log_.boot);
  operation.set_logical((static_cast<std::uint64_t>(common::to_micros(now.wall)) / 1000) << 16 |
                        (tapped_ & 0xffff));
  operation.set_text("Note");
  auto encoded = operation.SerializeAsString();
  last_hash_ = operation_hash(encoded);
  pending_.push_back({std::move(encoded), now.monotonic, is_stored});
  ++tapped_;
  ++figures_.tapped;
  if (is_stored) ++stored_waiting_;
}

void LightStore::forget_scopes() {
  scopes_.clear();
  shadows_.clear();
  resyncs_.clear();
}

common::sync::DeviceState LightStore::load_state() {
  auto state = log_;
  state.oldest_sequence = log_.acked_sequence + 1;
  return state;
}

std::vector<std::string> LightStore::operations(std::uint64_t first, std::size_t count,
                                                std::size_t bytes_max) {
  std::vector<std::string> found;
  if (first <= log_.acked_sequence) return found;
  std::size_t bytes = 0;
  for (auto at = first - log_.acked_sequence - 1; at < pending_.size() && found.size() < count;
       ++at) {
    bytes += pending_[at].encoded.size();
    if (!found.empty() && bytes > bytes_max) break;
    found.push_back(pending_[at].encoded);
  }
  return found;
}

std::optional<std::string> LightStore::find_hash(std::uint64_t sequence) {
  if (sequence == log_.acked_sequence && !acked_hash_.empty()) return acked_hash_;
  if (sequence <= log_.acked_sequence || sequence >= log_.next_sequence) return std::nullopt;
  return operation_hash(pending_[sequence - log_.acked_sequence - 1].encoded);
}

void LightStore::acknowledge(std::uint64_t through,
                             const std::vector<wire::OperationResult>& results) {
  while (log_.acked_sequence < through && !pending_.empty()) {
    auto& first = pending_.front();
    (first.is_stored ? figures_.drained : figures_.acknowledged).add((now_ - first.tapped).count());
    if (first.is_stored) --stored_waiting_;
    acked_hash_ = operation_hash(first.encoded);
    pending_.pop_front();
    ++log_.acked_sequence;
  }
  for (auto& result : results) {
    if (result.outcome() != wire::OperationResult::OUTCOME_REJECTED) continue;
    ++figures_.rejected;
    ++figures_.troubles["refused: " + result.reason()];
  }
}

void LightStore::settle(std::uint64_t through) {
  log_.settled_sequence = std::max(log_.settled_sequence, through);
}

void LightStore::rebase(std::uint32_t epoch, std::uint64_t applied, const std::string& chain_hash,
                        common::sync::Offer) {
  log_.epoch = epoch;
  log_.acked_sequence = log_.settled_sequence = applied;
  log_.next_sequence = applied + 1;
  acked_hash_ = last_hash_ = chain_hash;
  for (auto& one : pending_) {
    wire::Operation operation;
    operation.ParseFromString(one.encoded);
    operation.set_sequence(log_.next_sequence++);
    operation.set_previous_hash(last_hash_);
    one.encoded = operation.SerializeAsString();
    last_hash_ = operation_hash(one.encoded);
  }
}

void LightStore::reopen(std::uint64_t) {
  // No phase restores the hub: that it lacks what it acknowledged is what the audit looks for.
  throw common::Error(common::ErrorCode::internal, "the hub lacks what it had acknowledged");
}

void LightStore::set_incarnation(const std::string& incarnation) {
  log_.incarnation = incarnation;
}

std::vector<wire::Cursor> LightStore::cursors() {
  std::vector<wire::Cursor> all;
  for (auto& [name, scope] : scopes_) all.push_back(scope.cursor);
  return all;
}

std::optional<wire::Cursor> LightStore::shadow(const std::string& scope) {
  auto found = shadows_.find(scope);
  if (found == shadows_.end()) return std::nullopt;
  return found->second.cursor;
}

bool LightStore::holds_bases(const Scope& scope, const wire::ChangeBatch& batch) const {
  return std::all_of(batch.records().begin(), batch.records().end(), [&](auto& record) {
    if (record.removed() || record.base_version() == 0) return true;
    auto held = scope.versions.find(key_of(record));
    return held != scope.versions.end() && held->second == record.base_version();
  });
}

void LightStore::take(Scope& scope, const wire::RecordState& record) {
  auto key = key_of(record);
  if (auto held = scope.versions.find(key); held != scope.versions.end()) {
    common::sync::toggle_member(
        scope.hash, common::sync::member_hash(record.type(), record.record(), held->second));
    scope.versions.erase(held);
  }
  ++figures_.records;
  if (record.removed()) return;
  scope.versions[key] = record.version();
  common::sync::toggle_member(
      scope.hash, common::sync::member_hash(record.type(), record.record(), record.version()));
}

Applied LightStore::apply(const wire::ChangeBatch& batch) {
  auto& scopes = batch.snapshot() ? shadows_ : scopes_;
  auto found = scopes.find(batch.scope());
  auto cursor =
      found == scopes.end() ? make_cursor(batch.scope(), batch.generation()) : found->second.cursor;
  if (cursor.generation() != batch.generation() || cursor.position() != batch.from())
    return Applied::stale;
  auto& scope = scopes[batch.scope()];
  scope.cursor = cursor;
  if (!holds_bases(scope, batch)) return Applied::unknown_base;
  for (auto& record : batch.records()) take(scope, record);
  scope.cursor.set_position(batch.to());
  if (batch.snapshot() && batch.last()) {
    scope.cursor.clear_snapshot();
    scopes_[batch.scope()] = std::move(scope);
    shadows_.erase(batch.scope());
  }
  return Applied::yes;
}

void LightStore::begin_shadow(const std::string& scope, std::uint64_t generation) {
  Scope empty;
  empty.cursor = make_cursor(scope, generation);
  empty.cursor.set_snapshot(true);
  shadows_[scope] = std::move(empty);
}

void LightStore::drop_scope(const std::string& scope) {
  scopes_.erase(scope);
  shadows_.erase(scope);
}

void LightStore::note_resync(const std::string& scope, common::Instant now) {
  ++figures_.troubles["fetched anew: " + scope.substr(0, scope.find(':'))];
  resyncs_[scope] = now;
}

}  // namespace load
