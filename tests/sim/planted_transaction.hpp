#pragma once
#include "common/error/error.hpp"
#include "common/sync/hub_store.hpp"
#include "tests/sim/chance.hpp"

namespace sim {

/// A hub's transaction with the planted bug, if it is one of a hub. `first` is the sequence with
/// which the batch at hand begins.
class PlantedTransaction final : public common::sync::HubTransaction {
 public:
  using Session = common::sync::DeviceSession;
  using Result = common::sync::wire::OperationResult;
  using Operation = common::sync::wire::Operation;
  PlantedTransaction(Bug bug, std::uint64_t first, common::sync::HubTransaction& real)
      : bug_(bug), first_(first), real_(real) {}

  Session lock_session() override {
    auto session = real_.lock_session();
    if (bug_ == Bug::applies_twice && session.applied_sequence >= first_ && first_ > 0) {
      session.applied_sequence = first_ - 1;
      session.chain_hash.clear();
    }
    if (bug_ == Bug::ignores_gap && first_ > session.applied_sequence + 1) {
      session.applied_sequence = first_ - 1;
      session.chain_hash.clear();
    }
    return session;
  }
  std::optional<Result> find_result(const std::string& id) override {
    if (bug_ == Bug::applies_twice) return std::nullopt;
    return real_.find_result(id);
  }
  Result apply(const Operation& operation, const std::string& encoded) override {
    if (bug_ == Bug::merges_wrong_fields) {
      auto blind = operation;
      for (auto& delta : *blind.mutable_deltas()) delta.set_base_version(1'000'000);
      return real_.apply(blind, encoded);
    }
    auto result = real_.apply(operation, encoded);
    if (bug_ == Bug::is_blocked_by_poison && result.outcome() == Result::OUTCOME_REJECTED)
      throw common::Error(common::ErrorCode::storage, "this operation cannot be applied");
    return result;
  }
  Result reject(std::uint64_t sequence, const std::string& encoded,
                const std::string& reason) override {
    return real_.reject(sequence, encoded, reason);
  }
  void save_progress(std::uint64_t applied, const std::string& chain_hash) override {
    real_.save_progress(applied, chain_hash);
  }
  std::uint32_t raise_epoch() override { return real_.raise_epoch(); }
  void keep_alarm(const common::sync::Alarm& alarm) override { real_.keep_alarm(alarm); }

 private:
  Bug bug_;
  std::uint64_t first_;
  common::sync::HubTransaction& real_;
};

}  // namespace sim
