#pragma once
#include <map>
#include <string>
#include <vector>

#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/sync/delta.hpp"
#include "common/sync/hub_machine.hpp"

namespace sync_test {

using namespace common::sync;

/// One scope in memory. Its feed holds each record at the position of its last change, removals
/// included.
struct FakeScope {
  std::uint64_t generation = 1;
  std::uint64_t head = 0, floor = 0;
  struct Entry {
    std::string id;
    bool removed = false;
  };
  std::map<std::uint64_t, Entry> feed;
  std::map<std::string, std::uint64_t> position;
  std::map<std::string, std::pair<std::int64_t, std::string>> members;  // id → version, data
  std::string hash;

  void put(const std::string& id, std::int64_t version, const std::string& data) {
    if (auto old = members.find(id); old != members.end())
      toggle_member(hash, member_hash("t", id, old->second.first));
    members[id] = {version, data};
    toggle_member(hash, member_hash("t", id, version));
    log(id, false);
  }
  void remove(const std::string& id) {
    auto old = members.find(id);
    if (old == members.end()) return;
    toggle_member(hash, member_hash("t", id, old->second.first));
    members.erase(old);
    log(id, true);
  }
  /// Forgets removals, as a compacted feed does.
  void compact() {
    floor = head;
    for (auto it = feed.begin(); it != feed.end();) {
      if (it->second.removed) {
        position.erase(it->second.id);
        it = feed.erase(it);
      } else {
        ++it;
      }
    }
  }

 private:
  void log(const std::string& id, bool removed) {
    if (auto old = position.find(id); old != position.end()) feed.erase(old->second);
    position[id] = ++head;
    feed[head] = {id, removed};
  }
};

/// The hub's data for one device, in memory. What is committed stands in `state`; feeds follow when
/// told to.
class FakeHub final : public HubStore, private HubTransaction {
 public:
  struct State {
    DeviceSession session;
    std::string incarnation = "one";
    std::map<std::string, wire::OperationResult> results;
    std::vector<std::string> applied;            // ids of operations, in order
    std::map<std::string, std::string> records;  // id → value
    std::map<std::string, std::int64_t> versions;
    std::vector<std::string> unbuilt;  // records changed since the feeds were built
    std::uint64_t included = 0;
    std::vector<std::string> alarms;  // kinds, for a person
    std::map<std::string, FakeScope> scopes;
    std::map<std::string, std::pair<std::string, bool>> blobs;  // sha → bytes, durable
  };
  State state;
  int fail_before_commit = 0, fail_after_commit = 0;  // that many of the next transactions
  std::vector<std::string> hello_technicians;

  /// The office or an operation changes a record.
  void set(const std::string& id, const std::string& value) {
    state.records[id] = value;
    ++state.versions[id];
    state.unbuilt.push_back(id);
  }
  void erase(const std::string& id) {
    state.records.erase(id);
    state.unbuilt.push_back(id);
  }
  /// Even ids belong to the technician, all to the branch.
  static std::vector<std::string> scopes_of(const std::string& id) {
    std::vector<std::string> scopes{"branch:b"};
    if ((id.back() - '0') % 2 == 0) scopes.push_back("technician:t");
    return scopes;
  }
  void build_feeds() {
    for (auto& id : state.unbuilt)
      for (auto& scope : scopes_of(id)) {
        if (!state.scopes.count(scope)) continue;
        auto record = state.records.find(id);
        if (record == state.records.end())
          state.scopes[scope].remove(id);
        else
          state.scopes[scope].put(id, state.versions[id], record->second);
      }
    state.unbuilt.clear();
    state.included = state.session.applied_sequence;
  }
  void restore(const State& backup, const std::string& incarnation) {
    state = backup;
    state.incarnation = incarnation;
    for (auto& [name, scope] : state.scopes) scope.generation += 100;
  }

  std::string incarnation() override { return state.incarnation; }
  std::string company() override { return "Rheintal Haustechnik"; }
  DeviceSession load_session() override { return state.session; }
  void write(const std::function<void(HubTransaction&)>& body) override {
    auto before = state;
    try {
      body(*this);
    } catch (...) {
      state = before;
      throw;
    }
    if (fail_before_commit > 0) {
      --fail_before_commit;
      state = before;
      throw common::Error(common::ErrorCode::storage, "the commit failed");
    }
    if (fail_after_commit > 0) {
      --fail_after_commit;
      throw common::Error(common::ErrorCode::storage, "the commit's outcome is unknown");
    }
  }
  std::vector<ScopeHead> heads() override {
    std::vector<ScopeHead> heads;
    for (auto& [name, scope] : state.scopes)
      heads.push_back({name, scope.generation, scope.head, scope.floor});
    return heads;
  }
  std::uint64_t included_sequence() override { return state.included; }
  FeedPage read_feed(const std::string& name, std::uint64_t from, std::size_t bytes_max,
                     bool) override {
    auto& scope = state.scopes.at(name);
    FeedPage page;
    page.generation = scope.generation;
    page.head = scope.head;
    page.to = from;
    std::size_t bytes = 0;
    for (auto it = scope.feed.upper_bound(from); it != scope.feed.end(); ++it) {
      if (!page.records.empty() && (bytes > bytes_max || page.records.size() >= 5)) break;
      auto record = it->second.removed ? make_removal("t", it->second.id) : wire::RecordState();
      if (!it->second.removed) {
        auto& [version, data] = scope.members.at(it->second.id);
        record.set_type("t");
        record.set_record(it->second.id);
        record.set_version(version);
        record.set_data(data);
      }
      bytes += record.ByteSizeLong();
      page.records.push_back(std::move(record));
      page.to = it->first;
    }
    if (scope.feed.upper_bound(page.to) == scope.feed.end()) page.to = page.head;
    page.applied_sequence = state.included;
    if (page.to == page.head) page.scope_hash = scope.hash;
    return page;
  }
  BlobProgress find_blob(const std::string& sha256) override {
    auto found = state.blobs.find(sha256);
    if (found == state.blobs.end()) return {};
    return {found->second.first.size(), found->second.second, false};
  }
  BlobProgress store_chunk(const wire::BlobChunk& chunk) override {
    auto& [bytes, durable] = state.blobs[chunk.sha256()];
    bytes += chunk.data();
    if (bytes.size() == chunk.total()) {
      if (common::sha256_hex(bytes) != chunk.sha256()) {
        state.blobs.erase(chunk.sha256());
        return {0, false, true};
      }
      durable = true;
    }
    return {bytes.size(), durable, false};
  }
  void record_hello(const wire::Hello& hello, common::Instant) override {
    hello_technicians.assign(hello.technicians().begin(), hello.technicians().end());
  }
  void record_contact(common::Instant) override {}

 private:
  DeviceSession lock_session() override { return state.session; }
  std::optional<wire::OperationResult> find_result(const std::string& id) override {
    auto found = state.results.find(id);
    if (found == state.results.end()) return std::nullopt;
    return found->second;
  }
  wire::OperationResult apply(const wire::Operation& operation, const std::string&) override {
    wire::OperationResult result;
    result.set_outcome(wire::OperationResult::OUTCOME_APPLIED);
    if (operation.command().input() == "bad") {
      result.set_outcome(wire::OperationResult::OUTCOME_REJECTED);
      result.set_reason("the office says no");
    } else {
      set(operation.command().record(), operation.command().input());
    }
    state.applied.push_back(operation.id());
    state.results[operation.id()] = result;
    return result;
  }
  wire::OperationResult reject(std::uint64_t, const std::string&,
                               const std::string& reason) override {
    wire::OperationResult result;
    result.set_outcome(wire::OperationResult::OUTCOME_REJECTED);
    result.set_reason(reason);
    return result;
  }
  void save_progress(std::uint64_t applied, const std::string& chain_hash) override {
    state.session.applied_sequence = applied;
    state.session.chain_hash = chain_hash;
  }
  std::uint32_t raise_epoch() override {
    ++state.session.epoch;
    state.session.applied_sequence = 0;
    state.session.chain_hash.clear();
    return state.session.epoch;
  }
  void keep_alarm(const Alarm& alarm) override { state.alarms.push_back(alarm.kind); }
};

}  // namespace sync_test
