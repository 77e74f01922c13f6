#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "hub/gateway/membership.hpp"

namespace hub::gateway::impl {

/// Writes memberships into the feeds of one tenant, inside one transaction. Call finish() at its
/// end.
class FeedWriter {
 public:
  explicit FeedWriter(store::Transaction& transaction) : transaction_(transaction) {}

  /// The record is in exactly these scopes, in that version. `record` deleted: no scopes. Returns
  /// those scopes that it was in before.
  std::set<std::string> put(const std::string& type, const std::string& record,
                            std::int64_t version, const std::set<std::string>& scopes);
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
