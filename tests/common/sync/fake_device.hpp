#pragma once
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/ids/ids.hpp"
#include "common/sync/device_machine.hpp"

namespace sync_test {

using namespace common::sync;

/// The van's data in memory; all of it is durable at once.
class FakeDevice final : public DeviceStore {
 public:
  using Members = std::map<std::string, std::pair<std::int64_t, std::string>>;
  struct Scope {
    wire::Cursor cursor;
    Members members;
    std::string hash;
  };
  struct State {
    DeviceState log;
    std::map<std::uint64_t, std::string> operations;
    std::vector<std::string> former;
    std::set<std::string> rejected;  // ids
    std::map<std::string, Scope> scopes, shadows;
    std::map<std::string, common::Instant> resyncs;
    std::map<std::string, std::pair<std::string, std::uint64_t>> blobs;  // sha → bytes, confirmed
    std::vector<std::string> waiting_blobs;
    int batches_applied = 0, shadows_begun = 0;
    std::vector<CloneFinding> clone_findings;
  };
  State state;
  bool is_full = false, fits = true, dies_after_finding = false;

  std::string add(const std::string& record, const std::string& value) {
    wire::Operation operation;
    operation.set_id("op" + std::to_string(++made_));
    operation.set_sequence(state.log.next_sequence);
    if (auto before = state.operations.find(state.log.next_sequence - 1);
        before != state.operations.end())
      operation.set_previous_hash(operation_hash(before->second));
    else
      operation.set_previous_hash(base_hash_);
    operation.mutable_command()->set_record(record);
    operation.mutable_command()->set_input(value);
    state.operations[state.log.next_sequence++] = operation.SerializeAsString();
    return operation.id();
  }
  void add_blob(const std::string& bytes) {
    auto sha = common::sha256_hex(bytes);
    if (!state.blobs.emplace(sha, std::make_pair(bytes, 0)).second) return;
    state.waiting_blobs.push_back(sha);
  }

  DeviceState load_state() override {
    auto log = state.log;
    log.oldest_sequence =
        state.operations.empty() ? log.next_sequence : state.operations.begin()->first;
    log.has_former = !state.former.empty();
    return log;
  }
  std::vector<std::string> operations(std::uint64_t first, std::size_t count,
                                      std::size_t bytes_max) override {
    std::vector<std::string> found;
    std::size_t bytes = 0;
    for (auto it = state.operations.find(first);
         it != state.operations.end() && found.size() < count; ++it) {
      bytes += it->second.size();
      if (!found.empty() && bytes > bytes_max) break;
      found.push_back(it->second);
    }
    return found;
  }
  std::optional<std::string> find_hash(std::uint64_t sequence) override {
    auto found = state.operations.find(sequence);
    if (found == state.operations.end()) return std::nullopt;
    return operation_hash(found->second);
  }
  void acknowledge(std::uint64_t through,
                   const std::vector<wire::OperationResult>& results) override {
    state.log.acked_sequence = std::max(state.log.acked_sequence, through);
    for (auto& result : results)
      if (result.outcome() == wire::OperationResult::OUTCOME_REJECTED) {
        wire::Operation operation;
        operation.ParseFromString(state.operations.at(result.sequence()));
        state.rejected.insert(operation.id());
      }
  }
  void settle(std::uint64_t through) override {
    state.log.settled_sequence = std::max(state.log.settled_sequence, through);
  }
  void rebase(std::uint32_t epoch, std::uint64_t applied, const std::string& chain_hash,
              Offer offer) override {
    std::vector<std::string> pending;
    if (offer == Offer::all) pending.swap(state.former);
    for (auto& [sequence, bytes] : state.operations)
      (sequence > state.log.acked_sequence || offer == Offer::all ? pending : state.former)
          .push_back(bytes);
    state.operations.clear();
    base_hash_ = chain_hash;
    state.log.epoch = epoch;
    state.log.acked_sequence = state.log.settled_sequence = applied;
    state.log.next_sequence = applied + 1;
    auto hash = chain_hash;
    for (auto& bytes : pending) {
      wire::Operation operation;
      operation.ParseFromString(bytes);
      operation.set_sequence(state.log.next_sequence);
      operation.set_previous_hash(hash);
      auto encoded = operation.SerializeAsString();
      hash = operation_hash(encoded);
      state.operations[state.log.next_sequence++] = encoded;
    }
  }
  void note_hub_time(common::Instant) override {}
  void reopen(std::uint64_t applied) override {
    state.log.acked_sequence = std::min(state.log.acked_sequence, applied);
    state.log.settled_sequence = std::min(state.log.settled_sequence, applied);
  }
  void keep_clone_finding(const CloneFinding& finding) override {
    state.clone_findings.push_back(finding);
    if (dies_after_finding) throw std::runtime_error("killed");
  }
  void set_incarnation(const std::string& incarnation) override {
    state.log.incarnation = incarnation;
  }

  std::vector<wire::Cursor> cursors() override {
    std::vector<wire::Cursor> all;
    for (auto& [name, scope] : state.scopes) all.push_back(scope.cursor);
    return all;
  }
  std::optional<wire::Cursor> shadow(const std::string& scope) override {
    auto found = state.shadows.find(scope);
    if (found == state.shadows.end()) return std::nullopt;
    return found->second.cursor;
  }
  bool has_room() const override { return !is_full; }
  Applied apply(const wire::ChangeBatch& batch) override {
    if (!fits) return Applied::no_room;
    auto& scopes = batch.snapshot() ? state.shadows : state.scopes;
    auto found = scopes.find(batch.scope());
    Scope empty;
    empty.cursor.set_scope(batch.scope());
    empty.cursor.set_generation(batch.generation());
    empty.cursor.set_position(0);
    auto scope = found == scopes.end() ? empty : found->second;
    if (scope.cursor.generation() != batch.generation() || scope.cursor.position() != batch.from())
      return Applied::stale;
    for (auto& record : batch.records()) {
      auto old = scope.members.find(record.record());
      if (old != scope.members.end()) {
        toggle_member(scope.hash, member_hash("t", record.record(), old->second.first));
        scope.members.erase(old);
      }
      if (record.removed()) continue;
      scope.members[record.record()] = {record.version(), record.data()};
      toggle_member(scope.hash, member_hash("t", record.record(), record.version()));
    }
    scope.cursor.set_position(batch.to());
    if (batch.snapshot() && batch.last()) {
      state.shadows.erase(batch.scope());
      scope.cursor.clear_snapshot();
      state.scopes[batch.scope()] = scope;
    } else {
      scopes[batch.scope()] = scope;
    }
    ++state.batches_applied;
    return Applied::yes;
  }
  void begin_shadow(const std::string& name, std::uint64_t generation) override {
    Scope scope;
    scope.cursor.set_scope(name);
    scope.cursor.set_generation(generation);
    scope.cursor.set_position(0);
    scope.cursor.set_snapshot(true);
    state.shadows[name] = scope;
    ++state.shadows_begun;
  }
  void drop_scope(const std::string& scope) override {
    state.scopes.erase(scope);
    state.shadows.erase(scope);
  }
  std::string scope_hash(const std::string& scope) override { return state.scopes[scope].hash; }
  common::Instant last_resync(const std::string& scope) override { return state.resyncs[scope]; }
  void note_resync(const std::string& scope, common::Instant now) override {
    state.resyncs[scope] = now;
  }

  std::optional<BlobToSend> next_blob() override {
    if (state.waiting_blobs.empty()) return std::nullopt;
    auto& sha = state.waiting_blobs.front();
    auto& [bytes, have] = state.blobs.at(sha);
    return BlobToSend{sha, "image/jpeg", bytes.size(), have};
  }
  std::string read_blob(const std::string& sha, std::uint64_t offset,
                        std::size_t bytes_max) override {
    return state.blobs.at(sha).first.substr(offset, bytes_max);
  }
  void note_blob(const wire::BlobState& blob) override {
    auto found = state.blobs.find(blob.sha256());
    if (found == state.blobs.end()) return;
    found->second.second = blob.have_bytes();
    if (blob.durable()) std::erase(state.waiting_blobs, blob.sha256());
  }

 private:
  int made_ = 0;
  std::string base_hash_;
};

}  // namespace sync_test
