#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hub/identity/clients.hpp"

/// The authorisation server for outside applications: OAuth 2.0 (RFC 6749) by authorisation code
/// with PKCE (RFC 7636, S256 only) and client credentials, revocation (RFC 7009), as the security
/// best current practice says (RFC 9700): exact redirects, no implicit grant, no passwords, refresh
/// tokens that are used once.
namespace hub::identity {

using Form = std::map<std::string, std::string>;

/// As RFC 6749, section 5.2, names it. Thrown inside, a reply at the border.
struct OAuthError {
  std::string code, text;
  int status = 400;
  bool ends_tokens = false;  ///< what was given before has ended with it
};

/// A request for somebody's consent that may be shown to him.
struct Consent {
  ClientKey key;
  std::string client_name, redirect, state, challenge;
  std::vector<std::string> scopes;
  /// Where to send him back at once, because the request is wrong though the client is known.
  std::string refused;
};

struct TokenReply {
  std::string access, refresh;
  std::vector<std::string> scopes;
  std::chrono::seconds valid_for{};
};

/// A program that somebody lets act for him.
struct ConnectedApp {
  std::string client, name;
  std::vector<std::string> scopes;
  common::Instant since;
};

class OAuth {
 public:
  OAuth(store::Store& store, Tokens& tokens) : store_(store), tokens_(tokens) {}

  /// Throws bad_input when client or redirect are not as registered: then nobody is redirected.
  Consent parse(const Form& query, const std::string& tenant, const std::string& issuer);
  /// Where to send him: with a code that lasts a minute, or with his refusal.
  std::string decide(const Consent& consent, const store::Command& command, bool allowed,
                     const std::string& issuer);
  /// POST /oauth/token. `basic`: the header's user and password. Throws OAuthError.
  TokenReply token(const Form& form,
                   const std::optional<std::pair<std::string, std::string>>& basic,
                   const std::string& address);
  /// POST /oauth/revoke: unknown tokens are no error. Throws OAuthError for the client.
  void revoke(const Form& form, const std::optional<std::pair<std::string, std::string>>& basic);

  std::vector<ConnectedApp> connected(store::Connection& connection, const std::string& tenant,
                                      const std::string& user);

 private:
  struct Known {
    ClientKey key;
    ApiClient record;
  };
  Known authenticate(const Form& form,
                     const std::optional<std::pair<std::string, std::string>>& basic);
  TokenReply by_code(const Known& client, const Form& form);
  TokenReply by_refresh(const Known& client, const Form& form);
  TokenReply by_itself(const Known& client, const Form& form);
  TokenReply issue(store::Transaction& transaction, const Tokens::Entry& grant, bool refreshes);
  void require_user(store::Connection& connection, const Tokens::Entry& entry);

  store::Store& store_;
  Tokens& tokens_;
};

}  // namespace hub::identity
