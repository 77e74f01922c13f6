#pragma once
#include <filesystem>

#include "hub/identity/factors.hpp"
#include "hub/identity/guard.hpp"
#include "hub/identity/limits.hpp"
#include "hub/identity/meter.hpp"
#include "hub/identity/oauth.hpp"
#include "hub/identity/policy.hpp"
#include "hub/identity/seal.hpp"
#include "hub/identity/sessions.hpp"
#include "hub/identity/tokens.hpp"

namespace hub::identity {

struct Options {
  std::filesystem::path key_file;  ///< empty: a key that lasts as long as this process
  std::string public_url{};        ///< of this hub; empty: as the request names it
};

/// What the hub has for telling who somebody is; one per process, owned by the sessions.
struct Identity {
  explicit Identity(store::Store& store, const Options& options)
      : seal(options.key_file.empty() ? Seal() : Seal::from_file(options.key_file)),
        factors(store, seal),
        tokens(store),
        oauth(store, tokens),
        meter(store),
        public_url(options.public_url) {}

  /// A secret of the company that is used elsewhere (admin.Secret), as it is stored.
  std::string seal_secret(const std::string& tenant, std::string_view plain) const {
    return seal.close("secret|" + tenant, plain);
  }
  /// Throws storage for what was not sealed by seal_secret.
  std::string open_secret(const std::string& tenant, std::string_view sealed) const {
    return seal.open("secret|" + tenant, sealed);
  }

  const Seal seal;
  Factors factors;
  Tokens tokens;
  OAuth oauth;
  Limits limits;
  Meter meter;
  const std::string public_url;
};

}  // namespace hub::identity
