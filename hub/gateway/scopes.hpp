#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "hub/gateway/membership.hpp"

namespace hub::gateway {

/// What a step of the reader brought about.
struct ScopeProgress {
  std::size_t changes = 0;         ///< of the log, read
  std::set<std::string> scopes;    ///< whose feeds moved on
  bool holders_changed = false;    ///< vans or crews changed: scopes of any device may be others
  std::set<std::string> devices;   ///< changed themselves: their scopes may be others, no other's
  std::vector<std::string> ended;  ///< devices that were revoked or suspended, or are wiped
  bool more = false;               ///< call again
};

/// Follows the sealed change log (reader "scopes") and keeps `scope_member` and `scope_head`: one
/// row per scope and record at the position of its last change, a tombstone where it left. Any
/// number of processes may call it; the database lets one step win. Blocks like the store does.
class ScopeReader {
 public:
  static constexpr const char* reader_name = "scopes";
  static constexpr std::size_t batch = 200;

  ScopeReader(store::Store& store, ScopePlans& plans) : store_(store), plans_(plans) {}

  /// One batch of the tenant's log.
  ScopeProgress advance(const std::string& tenant);
  /// Until nothing is left.
  ScopeProgress catch_up(const std::string& tenant);
  /// Moves the windows of time: what entered or left one since the last sweep is looked at again.
  /// Cheap when called again within the hour.
  ScopeProgress sweep(const std::string& tenant);

 private:
  /// Most batches: records are looked at on a reader's snapshot, and only what changes in the feeds
  /// is written. Nothing where more is to be done, or another process was quicker.
  std::optional<ScopeProgress> advance_plainly(const std::string& tenant, const ScopePlan& plan);
  /// Nothing when the batch is of record types that the plan does not know yet.
  std::optional<ScopeProgress> advance(const std::string& tenant, const ScopePlan& plan,
                                       bool is_newest);

  store::Store& store_;
  ScopePlans& plans_;
};

}  // namespace hub::gateway
