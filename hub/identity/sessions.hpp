#pragma once
#include <string>
#include <vector>

#include "hub/store/store.hpp"

namespace hub::identity {

/// Where a sign-in comes from.
struct Peer {
  std::string address;
  std::string device{};  ///< what the browser calls itself
};

/// One sign-in, as its user and administrators see it.
struct SessionInfo {
  std::string name;  ///< tells sign-ins apart and opens nothing
  std::string user, user_name, address, device;
  std::string way;  ///< "password", "password and app", the name of a provider
  common::Instant created_at, seen_at, expires_at;
};

/// Those that have not ended, last used first; of everybody when `user` is empty.
std::vector<SessionInfo> list_sessions(store::Connection& connection, const std::string& tenant,
                                       const std::string& user, common::Instant now);

/// Of the user, or of anybody in the company when `user` is empty. How many ended.
std::int64_t end_session(store::Transaction& transaction, const std::string& user,
                         const std::string& name);
/// All of the user but the one of that name.
std::int64_t end_sessions(store::Transaction& transaction, const std::string& user,
                          const std::string& except);

/// Notes a sign-in and tells its user when it is odd: neither address nor device were his within 30
/// days. Inside a transaction of the user's company.
void begin_session(store::Transaction& transaction, const std::string& token_hash,
                   const std::string& user, const std::string& way, const Peer& peer);

}  // namespace hub::identity
