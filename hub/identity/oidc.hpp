#pragma once
#include <chrono>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>

#include "hub/identity/providers.hpp"

/// Signing in by OpenID Connect (Core 1.0): this hub as the relying party, by authorisation code
/// with PKCE. What must come back with the answer stands sealed in a cookie of ten minutes, so that
/// any hub of the company can take the answer.
namespace hub::identity {

struct OidcStart {
  std::string url;     ///< of the provider
  std::string cookie;  ///< sealed
};
struct OidcEnd {
  std::string tenant, user, provider_name;
  std::string to;  ///< the page that was asked for
};

class Oidc {
 public:
  Oidc(store::Store& store, const Identity& identity) : store_(store), identity_(identity) {}
  /// `back`: this hub's address for answers. Throws ProviderProblem.
  OidcStart start(const Provider& provider, const std::string& back, const std::string& to);
  /// `query`: what the provider sent back. Throws ProviderProblem.
  OidcEnd finish(const std::map<std::string, std::string>& query, const std::string& cookie,
                 const std::string& back);
  /// Reads what the provider says of itself. Throws ProviderProblem.
  void check(const Provider& provider) { site_of(provider.address, true); }

 private:
  struct Site {
    nlohmann::json metadata, keys;
    std::chrono::steady_clock::time_point until{};
  };
  Site site_of(const std::string& issuer, bool anew = false);
  nlohmann::json claims_of(const Provider& provider, const Site& site, const std::string& id_token,
                           const std::string& nonce);

  store::Store& store_;
  const Identity& identity_;
  std::mutex mutex_;
  std::map<std::string, Site> sites_;
};

}  // namespace hub::identity
