// /api/api-keys/…: keys of the API, one's own and, for administrators, everybody's; POST
// /api/oauth/clients/, …/{id}/secret/: outside applications, by administrators.
#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "hub/api/endpoint.hpp"
#include "hub/api/input.hpp"
#include "hub/api/parameters.hpp"
#include "hub/identity/clients.hpp"
#include "hub/identity/urls.hpp"
#include "hub/store/scopes.hpp"

namespace hub::api {
namespace {

using common::Error;
using common::ErrorCode;
using common::http::Method;
using common::http::Params;
using common::http::Request;
using common::http::Response;
using identity::ApiClient;
using nlohmann::json;
using store::Transaction;

constexpr int use_days = 30, most_of_a_user = 20;
constexpr std::int32_t user_rate_max = 600;

std::vector<std::string> scopes_of(const Caller& caller, const json& input) {
  std::string joined;
  for (auto& scope : texts_of(input, "scopes")) joined += scope + " ";
  try {
    auto scopes = store::parse_scopes(joined, caller.schema->catalogue);
    if (scopes.empty()) common::refuse("scopes", "name at least one");
    return scopes;
  } catch (const Error& error) {
    throw Error(ErrorCode::bad_input, error.sentence(),
                std::vector<common::Violation>{{"scopes", error.violations().at(0).text}});
  }
}

identity::NewClient client_of(const Hub& hub, const Caller& caller, const json& input) {
  identity::NewClient client;
  client.name = text_of(input, "name");
  client.owner = caller.actor.user;
  client.scopes = scopes_of(caller, input);
  if (auto until = optional_text_of(input, "until"); !until.empty()) {
    client.until = common::parse_instant(until);
    if (*client.until <= hub.store.clock().now()) common::refuse("until", "lies in the past");
  }
  if (!input.contains("rate_limit") || input["rate_limit"].is_null()) return client;
  bool admin = store::is_administrator(caller.actor);
  if (!input["rate_limit"].is_number_integer() || input["rate_limit"] < 1 ||
      input["rate_limit"] > (admin ? 100000 : user_rate_max))
    common::refuse("rate_limit",
                   common::say("expected a number from 1 to {}", admin ? 100000 : user_rate_max));
  client.requests_per_minute = input["rate_limit"].get<std::int32_t>();
  return client;
}

json use_json(const identity::Use& use) {
  return {{"day", use.day},       {"requests", use.requests},
          {"errors", use.errors}, {"refused", use.refused},
          {"bytes", use.bytes},   {"last_at", common::format_instant(use.last_at)}};
}

json client_json(Hub& hub, store::Connection& connection, const std::string& tenant,
                 const ApiClient& client) {
  json body{
      {"id", client.header().id()},
      {"name", client.name()},
      {"kind", client.kind() == ApiClient::KIND_OAUTH ? "oauth" : "key"},
      {"prefix", client.prefix()},
      {"owner", client.owner()},
      {"state", client.header().state()},
      {"scopes", std::vector<std::string>(client.scopes().begin(), client.scopes().end())},
      {"rate_limit", client.rate_limit()},
      {"until", client.has_until()
                    ? json(common::format_instant(common::codec::from_timestamp(client.until())))
                    : json()},
      {"use", json::array()}};
  if (client.kind() == ApiClient::KIND_OAUTH) {
    body["client_id"] = identity::client_id_of(tenant, client.header().id());
    body["redirects"] =
        std::vector<std::string>(client.redirects().begin(), client.redirects().end());
    body["public"] = client.public_();
  }
  auto login = connection.scalar("SELECT login FROM \"user\" WHERE tenant = ? AND id = ?",
                                 {tenant, client.owner()});
  body["owner_login"] = login ? json(std::get<std::string>(*login)) : json();
  for (auto& use : identity::list_use(connection, tenant, client.header().id(),
                                      hub.store.clock().now(), use_days))
    body["use"].push_back(use_json(use));
  return body;
}

/// Ids; of one owner, or of all when that is empty.
std::vector<std::string> find_clients(store::Connection& connection, const std::string& tenant,
                                      const std::string& owner) {
  store::Values values{tenant};
  if (!owner.empty()) values.emplace_back(owner);
  std::vector<std::string> ids;
  auto& rows = connection.query(
      "SELECT id FROM api_client WHERE tenant = ? AND deleted_at IS NULL AND kind IN ('key', "
      "'oauth')" +
          std::string(owner.empty() ? "" : " AND kind = 'key' AND owner = ?") +
          " ORDER BY state, name LIMIT 500",
      values);
  while (rows.step()) ids.push_back(rows.text(0));
  return ids;
}

Response list(Hub& hub, const Caller& caller, const Request& request, const Params&) {
  allow_parameters(request, {"owner"});
  bool all = request.parameter("owner").value_or("") == "*";
  if (all) require_administrator(caller);
  auto& tenant = caller.actor.tenant;
  auto& table = hub.store.tables().of(hub.store.catalogue().of<ApiClient>());
  json items = json::array();
  hub.store.read([&](store::Connection& connection) {
    for (auto& id : find_clients(connection, tenant, all ? "" : caller.actor.user))
      if (auto found = table.find(connection, tenant, id))
        items.push_back(
            client_json(hub, connection, tenant, static_cast<const ApiClient&>(*found)));
  });
  return common::http::json({{"items", items}});
}

void require_room(Transaction& transaction, const Caller& caller) {
  if (transaction.sql().integer(
          "SELECT count(*) FROM api_client WHERE tenant = ? AND owner = ? AND kind = 'key' AND "
          "state = 'active' AND deleted_at IS NULL",
          {caller.actor.tenant, caller.actor.user}) >= most_of_a_user)
    throw Error(
        ErrorCode::conflict,
        common::say("you have {} keys; revoke one that is not needed any more", most_of_a_user));
}

Response make_key(Hub& hub, const Caller& caller, const Request& request, const Params&) {
  auto client = client_of(hub, caller, request.json());
  identity::MadeClient made;
  hub.store.write(command_of(hub, caller), [&](Transaction& transaction) {
    require_room(transaction, caller);
    made = identity::make_client(transaction, client);
  });
  return common::http::json({{"id", made.id}, {"key", made.secret}}, 201);
}

Response revoke(Hub& hub, const Caller& caller, const Request&, const Params& params) {
  std::string id(params["id"]);
  hub.store.write(command_of(hub, caller), [&](Transaction& transaction) {
    auto client = transaction.find<ApiClient>(id);
    bool own =
        client && client->owner() == caller.actor.user && client->kind() == ApiClient::KIND_KEY;
    if (!client || !(own || store::is_administrator(caller.actor)))
      throw Error(ErrorCode::not_found, "there is no such key");
    transaction.move_as_system(*client, "revoke");
    transaction.name_action("revoke");
    transaction.save_as_system(*client);
  });
  hub.sessions.forget();
  return Response(204);
}

Response make_app(Hub& hub, const Caller& caller, const Request& request, const Params&) {
  require_administrator(caller);
  auto input = request.json();
  auto client = client_of(hub, caller, input);
  client.kind = ApiClient::KIND_OAUTH;
  client.redirects = texts_of(input, "redirects");
  client.is_public = input.value("public", json(false)) == true;
  client.role = optional_text_of(input, "role");
  for (auto& redirect : client.redirects)
    if (!identity::is_redirect(redirect))
      common::refuse("redirects",
                     common::say("\"{}\": expected https://…, http:// on this computer, or a "
                                 "scheme of its own such as com.example.app:/…",
                                 redirect));
  if (client.redirects.empty() && client.role.empty())
    common::refuse("redirects", "name one, or the role that the application has by itself");
  identity::MadeClient made;
  hub.store.write(command_of(hub, caller), [&](Transaction& transaction) {
    made = identity::make_client(transaction, client);
  });
  return common::http::json({{"id", made.id},
                             {"client_id", identity::client_id_of(caller.actor.tenant, made.id)},
                             {"client_secret", made.secret.empty() ? json() : json(made.secret)}},
                            201);
}

Response renew(Hub& hub, const Caller& caller, const Request&, const Params& params) {
  require_administrator(caller);
  std::string id(params["id"]);
  auto secret = hub.store.write_result(command_of(hub, caller), [&](Transaction& transaction) {
    return identity::renew_secret(transaction, id);
  });
  return common::http::json({{"client_secret", secret}});
}

}  // namespace

void add_api_key_routes(common::http::Router& router, Hub& hub) {
  add_for_people(router, hub, Method::get, "/api/api-keys/", list,
                 {.summary = "API keys with their use per day",
                  .query = {{"owner", "Of everybody: *. For administrators."}},
                  .reply = R"({"items": [{}]})"});
  add_for_people(router, hub, Method::post, "/api/api-keys/", make_key,
                 {.summary = "Makes an API key, shown this once",
                  .body = R"({"name": "", "scopes": ["read"]})",
                  .reply = R"({"id": "", "key": ""})",
                  .status = 201});
  add_for_people(router, hub, Method::post, "/api/api-keys/{id}/revoke/", revoke,
                 {.summary = "Revokes an API key"});
  add_for_people(
      router, hub, Method::post, "/api/oauth/clients/", make_app,
      {.summary = "Registers an application for OAuth",
       .body = R"({"name": "", "redirects": ["https://example.com/back"], "scopes": ["read"],
                   "public": false, "role": ""})",
       .reply = R"({"id": "", "client_id": "", "client_secret": ""})",
       .status = 201});
  add_for_people(
      router, hub, Method::post, "/api/oauth/clients/{id}/secret/", renew,
      {.summary = "Makes an application's new secret", .reply = R"({"client_secret": ""})"});
}

}  // namespace hub::api
