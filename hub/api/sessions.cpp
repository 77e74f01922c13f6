// GET, DELETE /api/sessions/, DELETE /api/sessions/{name}/: where one is signed in; administrators
// see and end those of others. GET /api/blocked-addresses/, DELETE …/{address}/.
// GET /api/blocked-users/, DELETE …/{user}/: who was stopped for odd access or odd use.
#include "common/error/error.hpp"
#include "common/log/log.hpp"
#include "hub/api/endpoint.hpp"
#include "hub/api/parameters.hpp"
#include "hub/identity/odd_use.hpp"
#include "hub/store/scopes.hpp"

namespace hub::api {
namespace {

using common::http::Method;
using common::http::Params;
using common::http::Request;
using common::http::Response;
using nlohmann::json;
using store::Transaction;

/// Whose: one's own, or what `user` names, "*" for everybody's.
std::string whose(const Caller& caller, const Request& request) {
  allow_parameters(request, {"user"});
  auto asked = std::string(request.parameter("user").value_or(""));
  if (asked.empty() || asked == caller.actor.user) return caller.actor.user;
  require_administrator(caller);
  return asked == "*" ? "" : asked;
}

json session_json(const identity::SessionInfo& session, const Caller& caller) {
  return {{"name", session.name},
          {"user", session.user},
          {"login", session.user_name},
          {"address", session.address},
          {"device", session.device},
          {"way", session.way},
          {"created_at", common::format_instant(session.created_at)},
          {"seen_at", common::format_instant(session.seen_at)},
          {"expires_at", common::format_instant(session.expires_at)},
          {"current", session.name == caller.session_name()}};
}

Response list(Hub& hub, const Caller& caller, const Request& request, const Params&) {
  auto user = whose(caller, request);
  json items = json::array();
  hub.store.read([&](store::Connection& connection) {
    for (auto& session :
         identity::list_sessions(connection, caller.actor.tenant, user, hub.store.clock().now()))
      items.push_back(session_json(session, caller));
  });
  return common::http::json({{"items", items}});
}

Response end_one(Hub& hub, const Caller& caller, const Request& request, const Params& params) {
  allow_parameters(request, {});
  std::string name(params["name"]);
  auto user = store::is_administrator(caller.actor) ? std::string() : caller.actor.user;
  auto ended = hub.store.write_result(command_of(hub, caller), [&](Transaction& transaction) {
    return identity::end_session(transaction, user, name);
  });
  if (ended == 0) throw common::Error(common::ErrorCode::not_found, "there is no such session");
  hub.sessions.forget();
  return Response(204);
}

/// All but the one that asks.
Response end_all(Hub& hub, const Caller& caller, const Request& request, const Params&) {
  auto user = whose(caller, request);
  if (user.empty()) common::refuse("user", "name one user");
  auto ended = hub.store.write_result(command_of(hub, caller), [&](Transaction& transaction) {
    return identity::end_sessions(transaction, user, caller.session_name());
  });
  hub.sessions.forget();
  return common::http::json({{"ended", ended}});
}

Response blocked(Hub& hub, const Caller& caller, const Request& request, const Params&) {
  require_administrator(caller);
  allow_parameters(request, {});
  json items = json::array();
  hub.store.read([&](store::Connection& connection) {
    for (auto& one : identity::list_blocked(connection, hub.store.clock().now()))
      items.push_back({{"address", one.address},
                       {"since", common::format_instant(one.since)},
                       {"until", common::format_instant(one.until)},
                       {"failures", one.failures},
                       {"logins", one.logins}});
  });
  return common::http::json({{"items", items}});
}

Response release(Hub& hub, const Caller& caller, const Request&, const Params& params) {
  require_administrator(caller);
  std::string address(params["address"]);
  auto released = hub.store.write_result(command_of(hub, caller), [&](Transaction& transaction) {
    return identity::release_address(transaction, address);
  });
  if (!released) throw common::Error(common::ErrorCode::not_found, "this address is not blocked");
  common::log::info("hub/api", "an address was released",
                    {{"address", address}, {"by", caller.actor.user}});
  return Response(204);
}

json blocked_user_json(const identity::BlockedUser& one) {
  json read = json::array();
  for (auto& [type, records] : one.read) read.push_back({{"type", type}, {"records", records}});
  return {{"user", one.user},
          {"login", one.login},
          {"why", one.why},
          {"since", common::format_instant(one.since)},
          {"until", common::format_instant(one.until)},
          {"records", one.records},
          {"read", read},
          {"addresses", one.addresses}};
}

Response blocked_users(Hub& hub, const Caller& caller, const Request& request, const Params&) {
  require_administrator(caller);
  allow_parameters(request, {});
  json items = json::array();
  hub.store.read([&](store::Connection& connection) {
    auto now = hub.store.clock().now();
    for (auto& one : identity::list_blocked_users(connection, caller.actor.tenant, now))
      items.push_back(blocked_user_json(one));
  });
  return common::http::json({{"items", items}});
}

Response admit(Hub& hub, const Caller& caller, const Request& request, const Params& params) {
  require_administrator(caller);
  allow_parameters(request, {});
  std::string user(params["user"]);
  auto admitted = hub.store.write_result(command_of(hub, caller), [&](Transaction& transaction) {
    return identity::admit_user(transaction, user);
  });
  if (!admitted) throw common::Error(common::ErrorCode::not_found, "this user was not stopped");
  common::log::info("hub/api", "a user was admitted", {{"user", user}, {"by", caller.actor.user}});
  return Response(204);
}

}  // namespace

void add_sessions_routes(common::http::Router& router, Hub& hub) {
  add_for_people(router, hub, Method::get, "/api/sessions/", list,
                 {.summary = "Sessions that are open",
                  .query = {{"user", "Of everybody: *. For administrators."}},
                  .reply = R"({"items": [{}]})"});
  add_for_people(router, hub, Method::delete_, "/api/sessions/", end_all,
                 {.summary = "Ends one's other sessions", .reply = R"({"ended": 1})"});
  add_for_people(router, hub, Method::delete_, "/api/sessions/{name}/", end_one,
                 {.summary = "Ends a session"});
  add_for_people(
      router, hub, Method::get, "/api/blocked-addresses/", blocked,
      {.summary = "Addresses that are blocked for guessing", .reply = R"({"items": [{}]})"});
  add_for_people(router, hub, Method::delete_, "/api/blocked-addresses/{address}/", release,
                 {.summary = "Releases a blocked address"});
  add_for_people(router, hub, Method::get, "/api/blocked-users/", blocked_users,
                 {.summary = "Users who were stopped for odd access or odd use",
                  .reply = R"({"items": [{"user": "", "login": "", "why": "odd_use", "since": "",
                               "until": "", "records": 1, "addresses": [""],
                               "read": [{"type": "crm.Contact", "records": 1}]}]})"});
  add_for_people(router, hub, Method::delete_, "/api/blocked-users/{user}/", admit,
                 {.summary = "Lets a user in again who was stopped", .status = 204});
}

}  // namespace hub::api
