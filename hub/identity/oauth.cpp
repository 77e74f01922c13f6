#include "hub/identity/oauth.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/text/json_text.hpp"
#include "common/text/text.hpp"
#include "hub/identity/urls.hpp"
#include "hub/store/actors.hpp"
#include "hub/store/scopes.hpp"

namespace hub::identity {
namespace {

using store::Connection;
using store::Transaction;

constexpr auto code_valid_for = std::chrono::seconds(60);
constexpr auto access_valid_for = std::chrono::hours(1);
constexpr auto refresh_valid_for = std::chrono::days(30);  // each use begins them anew
constexpr std::size_t verifier_min = 43, verifier_max = 128, state_max = 2000;
constexpr const char* by_itself_mark = "client";  // in a token's data: no user stands behind it

std::string value(const Form& form, const std::string& name) {
  auto found = form.find(name);
  return found == form.end() ? std::string() : found->second;
}

bool is_unreserved(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
  });
}

/// RFC 7636, section 4.6.
bool proves(const std::string& verifier, const std::string& challenge) {
  return verifier.size() >= verifier_min && verifier.size() <= verifier_max &&
         is_unreserved(verifier) &&
         common::equal_secret(to_base64url(common::sha256(verifier)), challenge);
}

std::string back_to(const std::string& redirect, const std::string& state,
                    const std::string& issuer,
                    const std::vector<std::pair<std::string, std::string>>& answer) {
  auto parameters = answer;
  if (!state.empty()) parameters.emplace_back("state", state);
  parameters.emplace_back("iss", issuer);  // RFC 9207: no mix-up with another server
  return with_query(redirect, parameters);
}

/// What is wrong with a request whose client is known; nothing.
std::optional<OAuthError> trouble_of(const Form& query, const ApiClient& client) {
  if (value(query, "response_type") != "code")
    return OAuthError{"unsupported_response_type", "expected response_type=code"};
  if (value(query, "code_challenge_method") != "S256" ||
      value(query, "code_challenge").size() != 43)
    return OAuthError{"invalid_request", "PKCE is required, with code_challenge_method=S256"};
  if (value(query, "state").size() > state_max)
    return OAuthError{"invalid_request", "state is too long"};
  if (client.kind() != ApiClient::KIND_OAUTH)
    return OAuthError{"unauthorized_client", "this client has a key and asks nobody"};
  return std::nullopt;
}

/// Of what was asked for, or all that the client may have. Throws OAuthError.
std::vector<std::string> scopes_for(const std::string& asked,
                                    const std::vector<std::string>& granted,
                                    const store::Catalogue& catalogue) {
  if (asked.empty()) return granted;
  std::vector<std::string> scopes;
  try {
    scopes = store::parse_scopes(asked, catalogue);
  } catch (const common::Error& error) {
    throw OAuthError{"invalid_scope", error.text()};
  }
  for (auto& scope : scopes)
    if (!store::covers(granted, scope, catalogue))
      throw OAuthError{"invalid_scope", "this client may not have the scope " + scope};
  return scopes;
}

std::vector<std::string> scopes_of(const ApiClient& client) {
  return {client.scopes().begin(), client.scopes().end()};
}

[[noreturn]] void deny_grant(const std::string& text, bool ends_tokens = false) {
  throw OAuthError{"invalid_grant", text, 400, ends_tokens};
}

}  // namespace

Consent OAuth::parse(const Form& query, const std::string& tenant, const std::string& issuer) {
  auto key = parse_client_id(value(query, "client_id"));
  std::optional<ApiClient> client;
  if (key && key->tenant == tenant)
    client = store_.read_result(
        [&](Connection& connection) { return tokens_.find_client(connection, tenant, key->id); });
  if (!client) common::refuse("client_id", "there is no such application");
  Consent consent{*key,
                  client->name(),
                  value(query, "redirect_uri"),
                  value(query, "state"),
                  value(query, "code_challenge"),
                  {},
                  {}};
  auto& known = client->redirects();
  if (std::find(known.begin(), known.end(), consent.redirect) == known.end())
    common::refuse("redirect_uri", "this is not an address that the application has registered");
  auto trouble = trouble_of(query, *client);
  try {
    consent.scopes = scopes_for(value(query, "scope"), scopes_of(*client), store_.catalogue());
  } catch (const OAuthError& error) {
    if (!trouble) trouble = error;
  }
  if (trouble)
    consent.refused = back_to(consent.redirect, consent.state, issuer,
                              {{"error", trouble->code}, {"error_description", trouble->text}});
  return consent;
}

std::string OAuth::decide(const Consent& consent, const store::Command& command, bool allowed,
                          const std::string& issuer) {
  if (!consent.refused.empty()) return consent.refused;
  if (!allowed)
    return back_to(consent.redirect, consent.state, issuer, {{"error", "access_denied"}});
  std::string code;
  store_.write(command, [&](Transaction& transaction) {
    nlohmann::json bound{{"redirect", consent.redirect}, {"challenge", consent.challenge}};
    code =
        Tokens::make(transaction, {consent.key.tenant, "code", consent.key.id, command.actor.user,
                                   consent.scopes, common::make_id(transaction.now()),
                                   common::json_text(bound), transaction.now() + code_valid_for});
  });
  return back_to(consent.redirect, consent.state, issuer, {{"code", code}});
}

OAuth::Known OAuth::authenticate(const Form& form,
                                 const std::optional<std::pair<std::string, std::string>>& basic) {
  auto id = basic ? basic->first : value(form, "client_id");
  auto secret = basic ? basic->second : value(form, "client_secret");
  OAuthError unknown{"invalid_client", "the client or its secret is wrong", 401};
  if (basic && form.count("client_secret"))
    throw OAuthError{"invalid_request", "the client proves itself in one way, not in two"};
  auto key = parse_client_id(id);
  if (!key) throw unknown;
  auto client = store_.read_result([&](Connection& connection) {
    return tokens_.find_client(connection, key->tenant, key->id);
  });
  if (!client || client->kind() != ApiClient::KIND_OAUTH) throw unknown;
  bool proven = client->public_()
                    ? secret.empty()
                    : !client->secret_hash().empty() &&
                          common::equal_secret(common::sha256_hex(secret), client->secret_hash());
  if (!proven) throw unknown;
  return {*key, std::move(*client)};
}

TokenReply OAuth::token(const Form& form,
                        const std::optional<std::pair<std::string, std::string>>& basic,
                        const std::string& address) {
  auto client = authenticate(form, basic);
  std::vector<std::string> networks(client.record.addresses().begin(),
                                    client.record.addresses().end());
  if (!is_of(address, networks))
    throw OAuthError{"invalid_client", "this client may not call from " + address, 401};
  auto type = value(form, "grant_type");
  if (type == "authorization_code") return by_code(client, form);
  if (type == "refresh_token") return by_refresh(client, form);
  if (type == "client_credentials") return by_itself(client, form);
  throw OAuthError{"unsupported_grant_type",
                   "expected authorization_code, refresh_token or client_credentials"};
}

/// Tokens outlive neither their user nor his right to sign in.
void OAuth::require_user(Connection& connection, const Tokens::Entry& entry) {
  try {
    store::load_actor(connection, store_.tables(), entry.tenant, entry.user, store_.clock().now());
  } catch (const common::Error& error) {
    if (error.code() != common::ErrorCode::unauthenticated) throw;
    deny_grant("its user may not sign in any more");
  }
}

TokenReply OAuth::issue(Transaction& transaction, const Tokens::Entry& grant, bool refreshes) {
  TokenReply reply{{}, {}, grant.scopes, access_valid_for};
  auto entry = grant;
  entry.kind = "access";
  entry.expires_at = transaction.now() + access_valid_for;
  reply.access = Tokens::make(transaction, entry);
  if (!refreshes) return reply;
  entry.kind = "refresh";
  entry.expires_at = transaction.now() + refresh_valid_for;
  reply.refresh = Tokens::make(transaction, entry);
  return reply;
}

TokenReply OAuth::by_code(const Known& client, const Form& form) {
  auto code = value(form, "code");
  TokenReply reply;
  // A refusal is an answer here and not an exception: what it ends must stay ended.
  std::string refused;
  bool ends_tokens = false;
  store_.write(store_.system_command(client.key.tenant, "oauth"), [&](Transaction& transaction) {
    refused.clear();
    ends_tokens = false;
    auto entry = Tokens::find(transaction.sql(), code);
    if (!entry || entry->kind != "code" || entry->tenant != client.key.tenant ||
        entry->client != client.key.id) {
      refused = "this code is unknown";
      return;
    }
    auto bound = common::read_json(entry->data);
    if (entry->used) {  // somebody has it who should not
      Tokens::end_family(transaction, entry->family);
      ends_tokens = true;
      refused = "this code was used before; all that came of it has ended";
    } else if (entry->ended || *entry->expires_at <= transaction.now()) {
      refused = "this code has expired";
    } else if (bound.value("redirect", "") != value(form, "redirect_uri")) {
      refused = "redirect_uri is not the one that the code was asked with";
    } else if (!proves(value(form, "code_verifier"), bound.value("challenge", ""))) {
      refused = "code_verifier does not match";
    } else {
      Tokens::use(transaction, code);
      require_user(transaction.sql(), *entry);
      entry->data.clear();
      reply = issue(transaction, *entry, true);
    }
  });
  if (!refused.empty()) deny_grant(refused, ends_tokens);
  return reply;
}

TokenReply OAuth::by_refresh(const Known& client, const Form& form) {
  auto token = value(form, "refresh_token");
  TokenReply reply;
  std::string refused;
  bool ends_tokens = false;
  store_.write(store_.system_command(client.key.tenant, "oauth"), [&](Transaction& transaction) {
    refused.clear();
    ends_tokens = false;
    auto entry = Tokens::find(transaction.sql(), token);
    if (!entry || entry->kind != "refresh" || entry->tenant != client.key.tenant ||
        entry->client != client.key.id || entry->ended || *entry->expires_at <= transaction.now()) {
      refused = "this token is unknown, has expired or was taken back";
    } else if (entry->used) {  // RFC 9700, section 4.14.2: it was stolen, or its copy was
      Tokens::end_family(transaction, entry->family);
      ends_tokens = true;
      refused = "this token was used before; all that came of it has ended";
    } else {
      require_user(transaction.sql(), *entry);
      entry->scopes = scopes_for(value(form, "scope"), entry->scopes, store_.catalogue());
      Tokens::use(transaction, token);
      reply = issue(transaction, *entry, true);
    }
  });
  if (!refused.empty()) deny_grant(refused, ends_tokens);
  return reply;
}

TokenReply OAuth::by_itself(const Known& client, const Form& form) {
  if (client.record.public_() || client.record.role().empty())
    throw OAuthError{"unauthorized_client",
                     "this client has no role of its own; it acts for users only"};
  Tokens::Entry grant;
  grant.tenant = client.key.tenant;
  grant.client = client.key.id;
  grant.user = client.record.owner();
  grant.scopes = scopes_for(value(form, "scope"), scopes_of(client.record), store_.catalogue());
  grant.data = by_itself_mark;
  TokenReply reply;
  store_.write(store_.system_command(client.key.tenant, "oauth"), [&](Transaction& transaction) {
    require_user(transaction.sql(), grant);
    grant.family = common::make_id(transaction.now());
    reply = issue(transaction, grant, false);
  });
  return reply;
}

void OAuth::revoke(const Form& form,
                   const std::optional<std::pair<std::string, std::string>>& basic) {
  auto client = authenticate(form, basic);
  store_.write(store_.system_command(client.key.tenant, "oauth"), [&](Transaction& transaction) {
    auto entry = Tokens::find(transaction.sql(), value(form, "token"));
    if (!entry || entry->client != client.key.id || entry->tenant != client.key.tenant) return;
    if (entry->kind == "refresh") Tokens::end_family(transaction, entry->family);
    if (entry->kind == "access") Tokens::end(transaction, value(form, "token"));
  });
}

std::vector<ConnectedApp> OAuth::connected(Connection& connection, const std::string& tenant,
                                           const std::string& user) {
  std::vector<ConnectedApp> found;
  auto& rows = connection.query(
      "SELECT t.client, c.name, t.scopes, t.created_at FROM access_token t JOIN api_client c ON "
      "c.tenant = t.tenant AND c.id = t.client WHERE t.tenant = ? AND t.user_id = ? AND t.kind = "
      "'refresh' AND t.used_at IS NULL AND t.ended_at IS NULL AND t.expires_at > ? AND c.state = "
      "'active' ORDER BY c.name, t.created_at DESC",
      {tenant, user, common::to_micros(store_.clock().now())});
  while (rows.step()) {
    if (!found.empty() && found.back().client == rows.text(0)) continue;
    found.push_back({rows.text(0), rows.text(1), common::text::split(rows.text(2), ' '),
                     common::from_micros(rows.integer(3))});
  }
  return found;
}

}  // namespace hub::identity
