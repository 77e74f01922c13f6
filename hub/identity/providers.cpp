#include "hub/identity/providers.hpp"

#include <nlohmann/json.hpp>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/log/log.hpp"
#include "common/text/json_text.hpp"
#include "common/text/text.hpp"
#include "hub/domain/admin/company/company.hpp"
#include "hub/identity/http.hpp"
#include "hub/identity/place.hpp"
#include "proto/records/admin/connection.pb.h"
#include "proto/records/admin/role.pb.h"
#include "proto/records/admin/role_assignment.pb.h"
#include "proto/records/admin/secret.pb.h"
#include "proto/records/admin/user.pb.h"

namespace hub::identity {
namespace {

using common::say;
using common::Sentence;

using nlohmann::json;
using store::Transaction;
using truckroll::admin::Role;
using truckroll::admin::RoleAssignment;
using truckroll::admin::User;
using Record = truckroll::admin::Connection;

constexpr std::size_t offered_max = 50;

std::string text_of(const json& config, const char* name, const char* fallback = "") {
  return config.contains(name) && config[name].is_string() ? config[name].get<std::string>()
                                                           : fallback;
}

template <class T>
std::optional<T> find(store::Store& store, store::Connection& sql, const std::string& tenant,
                      const std::string& id) {
  auto found = store.tables().of(store.catalogue().of<T>()).find(sql, tenant, id);
  if (!found) return std::nullopt;
  return std::move(static_cast<T&>(*found));
}

Provider provider_of(const std::string& tenant, const Record& record) {
  auto config = common::try_read_json(record.config());
  if (!config.is_object()) config = json::object();
  Provider provider;
  provider.tenant = tenant;
  provider.connection = record.header().id();
  provider.name = record.name();
  provider.address = record.address();
  provider.ldap = text_of(config, "protocol") == "ldap";
  if (provider.ldap) provider.address = text_of(config, "url");  // an address field is for https
  provider.client_id = text_of(config, provider.ldap ? "bind_dn" : "client_id");
  provider.provisions = config.value("provision", json(false)) == true;
  provider.role_claim = text_of(config, "role_claim", provider.ldap ? "memberOf" : "groups");
  provider.default_role = text_of(config, "default_role");
  provider.base_dn = text_of(config, "base_dn");
  provider.user_filter = text_of(config, "user_filter", "(mail={login})");
  provider.starttls = config.value("starttls", json(false)) == true;
  if (config.contains("domains") && config["domains"].is_array())
    for (auto& domain : config["domains"])
      if (domain.is_string())
        provider.domains.insert(common::text::to_lower(domain.get<std::string>()));
  for (auto& line : record.mapping()) provider.roles[line.theirs()] = line.ours();
  return provider;
}

std::optional<Provider> load(store::Store& store, const Identity& identity, store::Connection& sql,
                             const std::string& tenant, const std::string& id,
                             bool any_state = false) {
  auto record = find<Record>(store, sql, tenant, id);
  if (!record || record->kind() != Record::KIND_IDENTITY ||
      (!any_state && record->header().state() != "on"))
    return std::nullopt;
  auto provider = provider_of(tenant, *record);
  provider.private_allowed = provider_places().private_allowed;
  provider.ca_file = provider_places().ca_file;
  if (auto secret = find<truckroll::admin::Secret>(store, sql, tenant, record->secret());
      secret && secret->header().state() == "active")
    provider.secret = identity.open_secret(tenant, secret->value());
  return provider;
}

bool is_allowed(const Provider& provider, const std::string& mail) {
  auto at = mail.rfind('@');
  return at != mail.npos &&
         (provider.domains.empty() || provider.domains.count(mail.substr(at + 1)) > 0);
}

using Keys = std::vector<std::pair<std::string, std::string>>;

/// Tenant and connection of what is on and has the domain somewhere in its config; empty: of all.
Keys keys_of_domain(store::Connection& connection, const std::string& domain) {
  std::string pattern = "%";
  for (char c : domain) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  Keys keys;
  auto& rows = connection.query(
      "SELECT tenant, id FROM \"connection\" WHERE kind = 'identity' AND state = 'on' AND "
      "deleted_at IS NULL AND lower(config) LIKE ? ESCAPE '\\' ORDER BY name",
      {pattern + "%"});
  while (rows.step()) keys.emplace_back(rows.text(0), rows.text(1));
  return keys;
}

std::vector<Provider> directories_of(store::Store& store, const Identity& identity,
                                     store::Connection& connection, const std::string& domain) {
  std::vector<Provider> found;
  for (auto& [tenant, id] : keys_of_domain(connection, domain))
    if (auto provider = load(store, identity, connection, tenant, id);
        provider && provider->ldap && provider->domains.count(domain) > 0)
      found.push_back(std::move(*provider));
  return found;
}

std::string linked_user(Transaction& transaction, const Provider& provider, const Person& person) {
  auto found = transaction.sql().scalar(
      "SELECT i.record FROM user_identities i JOIN \"user\" u ON u.tenant = i.tenant AND u.id = "
      "i.record WHERE i.tenant = ? AND i.connection = ? AND i.subject = ? AND u.deleted_at IS NULL",
      {provider.tenant, provider.connection, person.subject});
  return found ? std::get<std::string>(*found) : std::string();
}

void link(Transaction& transaction, User& user, const Provider& provider, const Person& person) {
  auto& identity = *user.add_identities();
  identity.set_line("i" + std::to_string(user.identities_size()));
  identity.set_connection(provider.connection);
  identity.set_subject(person.subject);
  transaction.name_action("link-identity");
  transaction.save_as_system(user);
}

/// Whoever has an account of that name at the provider is taken for the user, since the provider
/// says that the address is his; but only once.
std::string user_by_mail(Transaction& transaction, const Provider& provider, const Person& person) {
  auto found = transaction.sql().scalar(
      "SELECT id FROM \"user\" WHERE tenant = ? AND login__key = ? AND deleted_at IS NULL",
      {provider.tenant, common::text::fold(person.mail)});
  if (!found) return {};
  auto user = transaction.load<User>(std::get<std::string>(*found));
  for (auto& known : user.identities())
    if (known.connection() == provider.connection)
      throw ProviderProblem{"not_allowed", "the login belongs to another account there"};
  link(transaction, user, provider, person);
  return user.header().id();
}

std::set<std::string> mapped_roles(const Provider& provider, const Person& person) {
  std::set<std::string> roles;
  for (auto& group : person.groups)
    if (auto found = provider.roles.find(group); found != provider.roles.end())
      roles.insert(found->second);
  return roles;
}

std::string provision(Transaction& transaction, const Provider& provider, const Person& person) {
  auto roles = mapped_roles(provider, person);
  auto role = roles.empty() ? provider.default_role : *roles.begin();
  if (!provider.provisions || role.empty())
    throw ProviderProblem{"unknown_user", say("nobody here has the address {}", person.mail)};
  auto id = domain::make_user(transaction, person.mail, person.given,
                              person.family.empty() ? person.mail : person.family, "", role);
  auto user = transaction.load<User>(id);
  link(transaction, user, provider, person);
  return id;
}

void sync_role(Transaction& transaction, const std::string& user, const std::string& key,
               bool wanted) {
  auto role = transaction.find_where<Role>("key", key);
  if (!role) return;
  bool has = false;
  for (auto& held : transaction.where<RoleAssignment>("role", role->header().id())) {
    auto& state = held.header().state();
    if (held.user() != user || (state != "active" && state != "reviewed")) continue;
    has = true;
    if (wanted || key == "admin") continue;
    transaction.move_as_system(held, "revoke");
    transaction.save_as_system(held);
  }
  if (!wanted || has) return;
  RoleAssignment made;
  made.set_user(user);
  made.set_role(role->header().id());
  transaction.move_as_system(made, "approve");
  transaction.save_as_system(made);
}

}  // namespace

std::vector<Provider> list_providers(store::Store& store, const Identity& identity,
                                     store::Connection& connection) {
  std::vector<Provider> found;
  for (auto& [tenant, id] : keys_of_domain(connection, ""))
    if (auto provider = load(store, identity, connection, tenant, id);
        provider && !provider->ldap) {
      found.push_back(std::move(*provider));
      if (found.size() == offered_max) break;
    }
  return found;
}

std::vector<Provider> directories_for(store::Store& store, const Identity& identity,
                                      store::Connection& connection, const std::string& login) {
  auto at = login.rfind('@');
  if (at == login.npos) return {};
  auto found =
      directories_of(store, identity, connection, common::text::fold(login.substr(at + 1)));
  for (auto& provider : found)
    if (provider.tenant != found.front().tenant) {
      common::log::warning("hub/identity",
                           "two companies' directories claim one domain; none is "
                           "asked",
                           {{"domain", login.substr(at + 1)}});
      return {};
    }
  return found;
}

Sentence trouble_of_domains(store::Store& store, const Identity& identity,
                            const Provider& provider) {
  if (!provider.ldap) return {};
  if (provider.domains.empty())
    return "\"domains\" is missing: passwords are shown only to the directory of their domain";
  return store.read_result([&](store::Connection& connection) -> Sentence {
    for (auto& domain : provider.domains)
      for (auto& other : directories_of(store, identity, connection, domain))
        if (other.tenant != provider.tenant)
          return say("\"{}\" is the domain of another company's directory", domain);
    return {};
  });
}

std::optional<Provider> find_provider(store::Store& store, const Identity& identity,
                                      const std::string& tenant, const std::string& connection,
                                      bool any_state) {
  return store.read_result([&](store::Connection& sql) {
    return load(store, identity, sql, tenant, connection, any_state);
  });
}

void note_check(Transaction& transaction, const std::string& connection,
                const std::string& trouble) {
  auto record = transaction.load<Record>(connection);
  if (record.header().state() != "testing") transaction.move_as_system(record, "test");
  transaction.move_as_system(record, trouble.empty() ? "pass" : "refuse");
  if (trouble.empty())
    record.clear_last_failure();
  else
    record.set_last_failure(trouble.substr(0, 2000));
  transaction.name_action("check");
  transaction.save_as_system(record);
}

std::string user_of(store::Store& store, const Provider& provider, const Person& person) {
  std::string id;
  store.write(store.system_command(provider.tenant, "sign-in"), [&](Transaction& transaction) {
    id = linked_user(transaction, provider, person);
    if (id.empty() && !is_allowed(provider, person.mail))
      throw ProviderProblem{"not_allowed", say("the address {} may not sign in", person.mail)};
    if (id.empty()) id = user_by_mail(transaction, provider, person);
    if (id.empty()) id = provision(transaction, provider, person);
    if (transaction.load<User>(id).header().state() != "active")
      throw ProviderProblem{"not_allowed", "the user is not active"};
    auto wanted = mapped_roles(provider, person);
    std::set<std::string> managed;
    for (auto& [theirs, ours] : provider.roles) managed.insert(ours);
    for (auto& role : managed) sync_role(transaction, id, role, wanted.count(role) > 0);
  });
  return id;
}

}  // namespace hub::identity
