#include "hub/gateway/impl/followed.hpp"

#include <map>

#include "common/ids/ids.hpp"
#include "hub/store/merged.hpp"

namespace hub::gateway::impl {
namespace {

constexpr std::size_t id_length = 36;

/// Where an id stands by itself: as a field, after its length in protobuf's encoding, or as the
/// JSON of a company's own field.
bool may_begin_after(char before) {
  return before == static_cast<char>(id_length) || before == '"';
}

using Redirects = std::map<std::string, std::optional<std::string>>;

/// Ids are of one length, so what they stand in stays readable.
bool rewrite(store::Transaction& transaction, const std::string& tenant, Redirects& redirects,
             std::string& bytes) {
  bool changed = false;
  for (std::size_t at = 1; at + id_length <= bytes.size(); ++at) {
    // The first dash of an id: most places are dismissed by one look.
    if (bytes[at + 8] != '-' || !may_begin_after(bytes[at - 1])) continue;
    auto id = bytes.substr(at, id_length);
    if (!common::is_id(id)) continue;
    auto [entry, added] = redirects.try_emplace(id);
    if (added) entry->second = store::find_merged_into(transaction.sql(), tenant, id);
    if (!entry->second) continue;
    bytes.replace(at, id_length, *entry->second);
    changed = true;
  }
  return changed;
}

}  // namespace

std::optional<truckroll::wire::Operation> follow_merges(
    store::Transaction& transaction, const std::string& tenant,
    const truckroll::wire::Operation& operation) {
  if (!transaction.sql().scalar("SELECT 1 FROM merged_record WHERE tenant = ? LIMIT 1", {tenant}))
    return std::nullopt;
  Redirects redirects;
  auto followed = operation;
  auto command = operation.command().SerializeAsString();
  bool changed = rewrite(transaction, tenant, redirects, command);
  followed.mutable_command()->ParseFromString(command);
  for (auto& delta : *followed.mutable_deltas()) {
    auto bytes = delta.SerializeAsString();
    changed = rewrite(transaction, tenant, redirects, bytes) || changed;
    delta.ParseFromString(bytes);
  }
  return changed ? std::make_optional(std::move(followed)) : std::nullopt;
}

}  // namespace hub::gateway::impl
