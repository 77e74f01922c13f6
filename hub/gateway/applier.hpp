#pragma once
#include "common/sync/hub_store.hpp"
#include "hub/gateway/acting.hpp"
#include "hub/gateway/conflicts.hpp"

namespace hub::gateway {

/// Runs a van's operations at the hub, as if a stranger had sent them: the technician must serve
/// the van, have the right, and the record must be one that the van held. Each runs in a savepoint
/// of its own by the same rules as the API. What cannot be applied is kept with its reason for the
/// technician and the office; it never blocks the log. Facts of work are kept and flagged where a
/// plain command would be refused.
class OperationApplier {
 public:
  OperationApplier(store::Store& store, const store::Access& access)
      : store_(store), access_(access) {}

  /// Throws storage and RetryTransaction only. The result is kept in device_operation.
  wire::OperationResult apply(store::Transaction& transaction, const Van& van, std::uint32_t epoch,
                              const wire::Operation& operation, const std::string& encoded) const;
  wire::OperationResult reject(store::Transaction& transaction, const Van& van, std::uint32_t epoch,
                               std::uint64_t sequence, const std::string& encoded,
                               const std::string& reason) const;
  std::optional<wire::OperationResult> find_result(store::Transaction& transaction, const Van& van,
                                                   const std::string& operation_id) const;

 private:
  store::Store& store_;
  const store::Access& access_;
};

}  // namespace hub::gateway
