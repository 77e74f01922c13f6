#include "hub/identity/oidc.hpp"

#include <nlohmann/json.hpp>

#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/text/json_text.hpp"
#include "common/text/text.hpp"
#include "hub/identity/http.hpp"
#include "hub/identity/id_token.hpp"
#include "hub/identity/place.hpp"
#include "hub/identity/urls.hpp"

namespace hub::identity {
namespace {

using nlohmann::json;

constexpr auto known_for = std::chrono::minutes(10);
constexpr auto answer_within = std::chrono::minutes(10);
constexpr const char* place = "oidc";  // of the sealed cookie

std::string text_of(const json& object, const char* name) {
  return object.contains(name) && object[name].is_string() ? object[name].get<std::string>() : "";
}

std::string value(const std::map<std::string, std::string>& query, const std::string& name) {
  auto found = query.find(name);
  return found == query.end() ? std::string() : found->second;
}

/// Secrets and tokens go over it: https, or this very computer where the hub's settings allow that.
void require_safe(const std::string& url, bool private_allowed) {
  if (!is_redirect(url) || !url.starts_with(private_allowed ? "http" : "https:"))
    throw ProviderProblem{"invalid",
                          common::say("\"{}\" is not https", common::text::to_plain(url, 200))};
}

std::string endpoint(const json& metadata, const char* name, bool private_allowed) {
  auto url = text_of(metadata, name);
  require_safe(url, private_allowed);
  return url;
}

Person person_of(const json& claims, const Provider& provider) {
  Person person;
  person.subject = text_of(claims, "sub");
  bool verified = claims.contains("email_verified") && claims["email_verified"] == true;
  if (verified) person.mail = common::text::to_lower(text_of(claims, "email"));
  person.given = text_of(claims, "given_name");
  person.family = text_of(claims, "family_name");
  if (person.family.empty()) person.family = text_of(claims, "name");
  if (claims.contains(provider.role_claim)) {
    auto& groups = claims[provider.role_claim];
    if (groups.is_string()) person.groups.insert(groups.get<std::string>());
    if (groups.is_array())
      for (auto& group : groups)
        if (group.is_string()) person.groups.insert(group.get<std::string>());
  }
  return person;
}

json open_cookie(const Identity& identity, const std::string& cookie, common::Instant now) {
  ProviderProblem expired{"expired", "the sign-in took too long or began elsewhere"};
  try {
    auto state = common::read_json(identity.seal.open(place, cookie));
    if (state.at("until").get<std::int64_t>() < common::to_micros(now)) throw expired;
    return state;
  } catch (const common::Error&) {
    throw expired;
  }
}

}  // namespace

Oidc::Site Oidc::site_of(const std::string& issuer, bool anew) {
  auto now = std::chrono::steady_clock::now();
  {
    std::lock_guard lock(mutex_);
    auto known = sites_.find(issuer);
    if (!anew && known != sites_.end() && known->second.until > now) return known->second;
  }
  auto& limits = provider_places();
  require_safe(issuer, limits.private_allowed);
  Site site;
  auto base = issuer.ends_with('/') ? issuer.substr(0, issuer.size() - 1) : issuer;
  site.metadata = http_get(base + "/.well-known/openid-configuration", limits).json();
  if (text_of(site.metadata, "issuer") != issuer)
    throw ProviderProblem{"invalid", common::say("the provider calls itself {}, not {}",
                                                 text_of(site.metadata, "issuer"), issuer)};
  site.keys = http_get(endpoint(site.metadata, "jwks_uri", limits.private_allowed), limits).json();
  site.until = now + known_for;
  std::lock_guard lock(mutex_);
  sites_[issuer] = site;
  return site;
}

OidcStart Oidc::start(const Provider& provider, const std::string& back, const std::string& to) {
  auto site = site_of(provider.address);
  auto state = common::random_token(), nonce = common::random_token(),
       verifier = common::random_token();
  json kept{{"tenant", provider.tenant},
            {"connection", provider.connection},
            {"state", state},
            {"nonce", nonce},
            {"verifier", verifier},
            {"to", to},
            {"until", common::to_micros(store_.clock().now() + answer_within)}};
  return {with_query(
              endpoint(site.metadata, "authorization_endpoint", provider_places().private_allowed),
              {{"response_type", "code"},
               {"client_id", provider.client_id},
               {"redirect_uri", back},
               {"scope", "openid email profile"},
               {"state", state},
               {"nonce", nonce},
               {"code_challenge", to_base64url(common::sha256(verifier))},
               {"code_challenge_method", "S256"}}),
          identity_.seal.close(place, common::json_text(kept))};
}

json Oidc::claims_of(const Provider& provider, const Site& site, const std::string& id_token,
                     const std::string& nonce) {
  Expected expected{provider.address, provider.client_id, nonce, store_.clock().now()};
  try {
    return verify_id_token(id_token, site.keys, expected);
  } catch (const ProviderProblem& problem) {
    if (problem.text != common::Sentence(unknown_key)) throw;
  }
  // It may have changed its keys since we asked.
  return verify_id_token(id_token, site_of(provider.address, true).keys, expected);
}

OidcEnd Oidc::finish(const std::map<std::string, std::string>& query, const std::string& cookie,
                     const std::string& back) {
  auto kept = open_cookie(identity_, cookie, store_.clock().now());
  if (!common::equal_secret(value(query, "state"), text_of(kept, "state")))
    throw ProviderProblem{"expired", "the answer belongs to another sign-in"};
  if (query.count("error"))
    throw ProviderProblem{
        "refused", common::say("{} {}", value(query, "error"), value(query, "error_description"))};
  auto provider =
      find_provider(store_, identity_, text_of(kept, "tenant"), text_of(kept, "connection"));
  if (!provider || provider->ldap) throw ProviderProblem{"expired", "the provider is switched off"};
  auto issuer = value(query, "iss");
  if (!issuer.empty() && issuer != provider->address)
    throw ProviderProblem{"invalid", "the answer is by another issuer"};
  auto site = site_of(provider->address);
  auto& limits = provider_places();
  auto answer = http_post_form(
      endpoint(site.metadata, "token_endpoint", limits.private_allowed), limits,
      to_form({{"grant_type", "authorization_code"},
               {"code", value(query, "code")},
               {"redirect_uri", back},
               {"code_verifier", text_of(kept, "verifier")}}),
      std::pair{percent_encoded(provider->client_id), percent_encoded(provider->secret)});
  auto tokens = answer.json();
  if (answer.status != 200)
    throw ProviderProblem{"invalid",
                          common::say("the provider gave no token: {} {}", text_of(tokens, "error"),
                                      text_of(tokens, "error_description"))};
  auto claims = claims_of(*provider, site, text_of(tokens, "id_token"), text_of(kept, "nonce"));
  // Many providers give mail and groups only here.
  if (site.metadata.contains("userinfo_endpoint") && !claims.contains("email")) {
    auto url = endpoint(site.metadata, "userinfo_endpoint", limits.private_allowed);
    auto more = http_get(url, limits, text_of(tokens, "access_token")).json();
    if (text_of(more, "sub") == text_of(claims, "sub"))
      for (auto& [name, one] : more.items())
        if (!claims.contains(name)) claims[name] = one;
  }
  return {provider->tenant, user_of(store_, *provider, person_of(claims, *provider)),
          provider->name, text_of(kept, "to")};
}

}  // namespace hub::identity
