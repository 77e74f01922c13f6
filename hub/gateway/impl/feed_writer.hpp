#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "hub/gateway/membership.hpp"

namespace hub::gateway::impl {

/// A record as it is to stand in the feeds of its tenant: in exactly these scopes, in that version;
/// deleted: in no scope.
struct FeedEntry {
  std::string type, record;
  std::int64_t version = 0;
  std::set<std::string> scopes;
};

/// The scopes that hold the record until now.
std::set<std::string> scopes_now(store::Transaction& transaction, const std::string& record);

/// Writes memberships into the feeds of one tenant, inside one transaction. Call finish() at its
/// end.
class FeedWriter {
 public:
  explicit FeedWriter(store::Transaction& transaction) : transaction_(transaction) {}

  void put(const FeedEntry& entry);
  void finish();
  const std::set<std::string>& touched() const { return touched_; }

 private:
  struct Head {
    std::int64_t position = 0;
    std::string hash;  // bytes
  };
  Head& head(const std::string& scope);

  store::Transaction& transaction_;
  std::map<std::string, Head> heads_;
  std::set<std::string> touched_;
};

}  // namespace hub::gateway::impl
