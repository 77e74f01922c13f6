#pragma once
#include <map>
#include <set>
#include <utility>

#include "common/sync/device_store.hpp"
#include "tests/sim/chance.hpp"

namespace sim {

/// What a van fetched as a whole. A place in a feed that was reached is not given up without need.
struct Snapshots {
  std::map<std::pair<std::string, std::uint64_t>, int> begun;  ///< by scope and generation
  std::string repeated;                                        ///< a scope; empty: none was
};

/// A device's store with the planted bug, if it is one of a device.
class PlantedDevice final : public common::sync::DeviceStore {
 public:
  PlantedDevice(Bug bug, common::sync::DeviceStore& real, Snapshots& snapshots)
      : bug_(bug), real_(real), snapshots_(snapshots) {}

  void acknowledge(std::uint64_t through,
                   const std::vector<common::sync::wire::OperationResult>& results) override {
    if (bug_ != Bug::resends_for_ever) real_.acknowledge(through, results);
  }
  common::sync::Applied apply(const common::sync::wire::ChangeBatch& batch) override {
    if (bug_ == Bug::moves_cursor_before_data && !batch.snapshot() && ++applied_ % 3 == 0) {
      auto empty = batch;  // the data would follow, and the power goes in between
      empty.clear_records();
      empty.clear_scope_hash();
      return real_.apply(empty);
    }
    if (bug_ == Bug::drops_removal) {
      auto fewer = batch;
      fewer.clear_records();
      for (auto& record : batch.records())
        if (!record.removed()) *fewer.add_records() = record;
      return real_.apply(fewer);
    }
    return real_.apply(batch);
  }
  void note_blob(const common::sync::wire::BlobState& state) override {
    auto noted = state;
    if (bug_ == Bug::deletes_blob_early) {
      noted.set_durable(true);
      deleted_.insert(state.sha256());
    }
    real_.note_blob(noted);
  }
  void rebase(std::uint32_t epoch, std::uint64_t applied, const std::string& chain_hash,
              common::sync::Offer offer) override {
    auto mine = bug_ == Bug::forgets_epoch ? real_.load_state().epoch : epoch;
    real_.rebase(mine, applied, chain_hash, offer);
  }

  common::sync::DeviceState load_state() override { return real_.load_state(); }
  std::vector<std::string> operations(std::uint64_t first, std::size_t count,
                                      std::size_t bytes_max) override {
    return real_.operations(first, count, bytes_max);
  }
  std::optional<std::string> find_hash(std::uint64_t sequence) override {
    return real_.find_hash(sequence);
  }
  void settle(std::uint64_t through) override { real_.settle(through); }
  void reopen(std::uint64_t applied) override { real_.reopen(applied); }
  void keep_clone_finding(const common::sync::CloneFinding& finding) override {
    real_.keep_clone_finding(finding);
  }
  void set_incarnation(const std::string& incarnation) override {
    real_.set_incarnation(incarnation);
  }
  void note_hub_time(common::Instant now) override { real_.note_hub_time(now); }
  std::vector<common::sync::wire::Cursor> cursors() override { return real_.cursors(); }
  std::optional<common::sync::wire::Cursor> shadow(const std::string& scope) override {
    return real_.shadow(scope);
  }
  bool has_room() const override { return real_.has_room(); }
  void begin_shadow(const std::string& scope, std::uint64_t generation) override {
    real_.begin_shadow(scope, generation);
    if (++snapshots_.begun[{scope, generation}] > 1) snapshots_.repeated = scope;
  }
  void drop_scope(const std::string& scope) override {
    real_.drop_scope(scope);
    std::erase_if(snapshots_.begun, [&](auto& one) { return one.first.first == scope; });
  }
  std::string scope_hash(const std::string& scope) override { return real_.scope_hash(scope); }
  common::Instant last_resync(const std::string& scope) override {
    return real_.last_resync(scope);
  }
  void note_resync(const std::string& scope, common::Instant now) override {
    real_.note_resync(scope, now);
  }
  std::optional<common::sync::BlobToSend> next_blob() override { return real_.next_blob(); }
  std::string read_blob(const std::string& sha256, std::uint64_t offset,
                        std::size_t bytes_max) override {
    return deleted_.count(sha256) ? "" : real_.read_blob(sha256, offset, bytes_max);
  }

 private:
  Bug bug_;
  common::sync::DeviceStore& real_;
  Snapshots& snapshots_;
  int applied_ = 0;
  std::set<std::string> deleted_;
};

}  // namespace sim
