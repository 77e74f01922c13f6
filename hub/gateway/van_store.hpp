#pragma once
#include <optional>

#include "common/sync/hub_store.hpp"
#include "hub/gateway/applier.hpp"
#include "hub/gateway/scope_plan.hpp"

namespace hub::gateway {

/// What all vans' stores share. Outlives them.
struct VanServices {
  store::Store& store;
  ScopePlans& plans;
  const OperationApplier& applier;
};

/// The hub's database as one device may see it: what common::sync::HubMachine works on. One thread
/// at a time.
class VanStore final : public common::sync::HubStore {
 public:
  static constexpr std::chrono::seconds contact_every{30};

  VanStore(VanServices services, std::string tenant, std::string device);

  std::string incarnation() override;
  std::string company() override;
  /// Revoked for every device that is not admitted; nothing known of it counts as revoked too.
  common::sync::DeviceSession load_session() override;
  void write(const std::function<void(common::sync::HubTransaction&)>& body) override;
  std::vector<common::sync::ScopeHead> heads() override;
  std::uint64_t included_sequence() override;
  common::sync::FeedPage read_feed(const std::string& scope, std::uint64_t from,
                                   std::size_t bytes_max, bool with_deltas) override;
  common::sync::BlobProgress find_blob(const std::string& sha256) override;
  common::sync::BlobProgress store_chunk(const common::sync::wire::BlobChunk& chunk) override;
  /// Notes release and schema, brings a silent device back, and leases numbers where they run out.
  void record_hello(const common::sync::wire::Hello& hello, common::Instant now) override;
  /// Written at most once in `contact_every`.
  void record_contact(common::Instant now) override;

  /// What the van says of itself; it was heard then, too. A clone that it found is kept as an
  /// alarm, once.
  void record_health(const common::sync::wire::Health& health, common::Instant now);
  /// From the device's retained state or the broker's will. Written when it changes.
  void record_presence(bool online, common::Instant now);
  /// A lost device has said that it erased everything.
  void confirm_wipe();
  const std::string& device() const { return device_; }
  const std::string& tenant() const { return tenant_; }

 private:
  std::optional<Van> find_van();
  void show(store::Transaction& transaction, const std::string& column, store::Value value) const;
  void write_contact(store::Transaction& transaction, common::Instant now) const;
  void keep_finding(store::Transaction& transaction, const std::string& said) const;
  bool is_recent(common::Instant now) const;
  store::Command command(const std::string& purpose) const;

  VanServices services_;
  std::string tenant_, device_;
  std::string incarnation_;
  std::optional<common::Instant> contact_written_;
  std::optional<bool> online_written_;
  std::string finding_kept_;
};

}  // namespace hub::gateway
