#pragma once
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "hub/store/store.hpp"
#include "proto/records/admin/api_client.pb.h"

namespace hub::identity {

using truckroll::admin::ApiClient;

/// What a bearer token stands for.
struct Bearer {
  std::string tenant, client, client_name;
  std::string user;  ///< whose rights it has
  std::string role;  ///< not empty: the rights of this role (its id) instead of the user's
  std::set<std::string> scopes;
  std::int64_t requests_per_minute = 0;
  std::vector<std::string> networks;  ///< from which it may call; none: from everywhere
};

/// Opaque tokens, kept as SHA-256 only: keys of the API ("key"), and what OAuth hands out ("code",
/// "access", "refresh"). Any thread; what takes a transaction runs inside the caller's.
class Tokens {
 public:
  explicit Tokens(store::Store& store) : store_(store) {}

  struct Entry {
    std::string tenant, kind, client, user;
    std::vector<std::string> scopes;
    std::string family;  ///< of one consent: all of it ends together
    std::string data{};  ///< a code's: what must be shown with it, as JSON
    std::optional<common::Instant> expires_at{};
    bool used = false, ended = false;
  };
  /// Its text, which is stored nowhere.
  static std::string make(store::Transaction& transaction, const Entry& entry);
  static std::optional<Entry> find(store::Connection& connection, const std::string& token);
  /// The first time only.
  static bool use(store::Transaction& transaction, const std::string& token);
  static void end(store::Transaction& transaction, const std::string& token);
  static void end_family(store::Transaction& transaction, const std::string& family);
  static void end_all_of(store::Transaction& transaction, const std::string& client,
                         const std::string& user);

  /// Nothing for a token that is unknown, over or taken back, or whose program is.
  std::optional<Bearer> bearer(store::Connection& connection, const std::string& token_hash);

  /// Not revoked, not over.
  std::optional<ApiClient> find_client(store::Connection& connection, const std::string& tenant,
                                       const std::string& id);

 private:
  store::Store& store_;
};

}  // namespace hub::identity
