#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "common/clock/clock.hpp"

namespace hub::identity {

/// What an ID token must say (OpenID Connect Core 1.0, section 3.1.3.7).
struct Expected {
  std::string issuer, client_id, nonce;
  common::Instant now;
};

/// The claims of a token that is signed by RS256 or ES256 with a key of the set (RFC 7517), for
/// this client, by this issuer, now, and for this sign-in. Throws ProviderProblem{invalid}, and
/// {invalid} with the text "unknown key" when the set lacks the key that the token names.
nlohmann::json verify_id_token(const std::string& token, const nlohmann::json& keys,
                               const Expected& expected);
inline constexpr const char* unknown_key = "unknown key";

}  // namespace hub::identity
