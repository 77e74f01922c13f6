#pragma once
#include <string>
#include <vector>

#include "common/sync/hub_store.hpp"
#include "hub/gateway/scope_plan.hpp"

namespace hub::gateway {

/// Identity of this database's history; made at first use. Whoever restores a backup calls
/// renew_incarnation: all cursors become void then, and vans send again what they retain.
std::string incarnation(store::Store& store);
void renew_incarnation(store::Store& store);

/// Where the scopes' feeds stand, in the order given; a scope that never had a record is at 0.
std::vector<common::sync::ScopeHead> feed_heads(store::Connection& connection,
                                                const std::string& tenant,
                                                const std::vector<std::string>& scopes,
                                                const std::string& incarnation);

/// The last operation of the device's epoch such that the feeds include all through it: what the
/// reader of the log has not passed yet does not count.
std::uint64_t feed_included(store::Connection& connection, const std::string& tenant,
                            const std::string& device);

struct FeedRequest {
  std::string tenant, device, scope, incarnation;
  std::uint64_t from = 0;
  std::size_t bytes_max = 0;
  bool with_deltas = false;
};
/// A page of the feed; all in one snapshot of the connection. Hidden fields are not in it.
common::sync::FeedPage read_feed(store::Connection& connection, const ScopePlan& plan,
                                 const FeedRequest& request);

/// Numbers of fields that do not travel in scopes of that kind: what the scope leaves out, and what
/// the company keeps from technicians.
std::set<int> hidden_fields(const ScopePlan& plan, const RecordType& type, ScopeKind kind);
/// The record as it travels in scopes of this kind.
void strip(const ScopePlan& plan, const RecordType& type, ScopeKind kind, Message& record);

}  // namespace hub::gateway
