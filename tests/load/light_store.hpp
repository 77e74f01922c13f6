#pragma once
#include <deque>
#include <map>
#include <unordered_map>

#include "common/sync/device_store.hpp"
#include "tests/load/figures.hpp"

namespace load {

namespace wire = truckroll::wire;

/// A van's data as the protocol needs it, without the data: its own operations until they are
/// acknowledged, and of each record of a scope its version, from which the scope's hash is made.
class LightStore final : public common::sync::DeviceStore {
 public:
  LightStore(std::string technician, Figures& figures);

  /// An operation with this command, made now; `is_stored`: it is to wait for the network.
  void tap(const wire::Command& command, common::sync::Moment now, bool is_stored);
  /// What the van had of the hub's is gone; its log goes on.
  void forget_scopes();
  /// The time against which acknowledgements are told.
  void set_now(std::chrono::milliseconds now) { now_ = now; }
  std::uint64_t tapped() const { return tapped_; }
  std::uint64_t stored_waiting() const { return stored_waiting_; }

  common::sync::DeviceState load_state() override;
  std::vector<std::string> operations(std::uint64_t first, std::size_t count,
                                      std::size_t bytes_max) override;
  std::optional<std::string> find_hash(std::uint64_t sequence) override;
  void acknowledge(std::uint64_t through,
                   const std::vector<wire::OperationResult>& results) override;
  void settle(std::uint64_t through) override;
  void rebase(std::uint32_t epoch, std::uint64_t applied, const std::string& chain_hash,
              common::sync::Offer offer) override;
  void reopen(std::uint64_t applied) override;
  void keep_clone_finding(const common::sync::CloneFinding&) override {}
  void set_incarnation(const std::string& incarnation) override;
  void note_hub_time(common::Instant) override {}

  std::vector<wire::Cursor> cursors() override;
  std::optional<wire::Cursor> shadow(const std::string& scope) override;
  bool has_room() const override { return true; }
  common::sync::Applied apply(const wire::ChangeBatch& batch) override;
  void begin_shadow(const std::string& scope, std::uint64_t generation) override;
  void drop_scope(const std::string& scope) override;
  std::string scope_hash(const std::string& scope) override { return scopes_[scope].hash; }
  common::Instant last_resync(const std::string& scope) override { return resyncs_[scope]; }
  void note_resync(const std::string& scope, common::Instant now) override;

  std::optional<common::sync::BlobToSend> next_blob() override { return std::nullopt; }
  std::string read_blob(const std::string&, std::uint64_t, std::size_t) override { return {}; }
  void note_blob(const wire::BlobState&) override {}

 private:
  struct Pending {
    std::string encoded;
    std::chrono::milliseconds tapped;
    bool is_stored;
  };
  struct Scope {
    wire::Cursor cursor;
    std::unordered_map<std::size_t, std::int64_t> versions;  // by hash of type and id
    std::string hash;
  };
  bool holds_bases(const Scope& scope, const wire::ChangeBatch& batch) const;
  void take(Scope& scope, const wire::RecordState& record);

  Figures& figures_;
  common::sync::DeviceState log_;
  std::deque<Pending> pending_;  // from acked_sequence + 1 on
  std::string acked_hash_, last_hash_;
  std::uint64_t tapped_ = 0, stored_waiting_ = 0;
  std::chrono::milliseconds now_{0};
  std::map<std::string, Scope> scopes_, shadows_;
  std::map<std::string, common::Instant> resyncs_;
};

}  // namespace load
