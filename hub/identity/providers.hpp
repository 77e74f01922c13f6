#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "hub/identity/identity.hpp"

/// Companies' other ways in: connections of kind identity that are switched on.
namespace hub::identity {

/// A connection as its `config` has it. The mapping gives roles: ours is a role's key, theirs the
/// value of the claim or the group.
struct Provider {
  std::string tenant, connection, name;
  bool ldap = false;      ///< "protocol": "oidc" or "ldap"
  std::string address;    ///< the issuer; LDAP: "url", ldap://host or ldaps://host
  std::string client_id;  ///< "client_id"; LDAP: "bind_dn"
  std::string secret;     ///< opened
  /// "domains": of mail addresses; empty: all, and of a directory nobody's.
  std::set<std::string> domains;
  bool provisions = false;   ///< "provision": unknown people get a user
  std::string role_claim;    ///< "role_claim": "groups"; LDAP: an attribute, "memberOf"
  std::string default_role;  ///< "default_role" of new users
  std::map<std::string, std::string> roles;  ///< theirs → ours
  std::string base_dn, user_filter;          ///< LDAP: "(mail={login})", "(uid={name})"
  bool starttls = false;
  bool private_allowed = false;  ///< by the hub's settings, never by the company's
  std::string ca_file;           ///< of the hub's settings, too
};

/// Those of OpenID Connect that the sign-in page offers: the first fifty.
std::vector<Provider> list_providers(store::Store& store, const Identity& identity,
                                     store::Connection& connection);
/// The directories that may be shown a password for that login: those that are on and have its
/// domain, all of one company. Where two companies claim the domain, none.
std::vector<Provider> directories_for(store::Store& store, const Identity& identity,
                                      store::Connection& connection, const std::string& login);
/// Why a directory may not be switched on: it has no domains, or another company has one of them;
/// nothing.
common::Sentence trouble_of_domains(store::Store& store, const Identity& identity,
                                    const Provider& provider);
/// `any_state`: also one that is not switched on.
std::optional<Provider> find_provider(store::Store& store, const Identity& identity,
                                      const std::string& tenant, const std::string& connection,
                                      bool any_state = false);
/// What a check of the connection found: on from now on, or off with the reason.
void note_check(store::Transaction& transaction, const std::string& connection,
                const std::string& trouble);

/// Whom a provider vouches for.
struct Person {
  std::string subject;  ///< never changes there
  std::string mail;     ///< in lower case; empty unless the provider says that it is his
  std::string given, family;
  std::set<std::string> groups;
};

/// The user of that subject; else, linked now, the one whose login is the mail address; else, where
/// the provider provisions, a new one. His roles follow the mapping, but nobody loses the role
/// admin by it. Throws ProviderProblem{unknown_user, not_allowed}.
std::string user_of(store::Store& store, const Provider& provider, const Person& person);

}  // namespace hub::identity
