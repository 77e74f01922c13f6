// POST, GET, DELETE /api/session/; POST /api/session/second-step/, …/second-step/enrol/,
// …/password
#include "common/error/error.hpp"
#include "common/rules/company.hpp"
#include "hub/api/api.hpp"
#include "hub/api/api_versions.hpp"
#include "hub/api/endpoint.hpp"
#include "hub/api/input.hpp"
#include "hub/store/changes.hpp"

namespace hub::api {
namespace {

using common::http::Method;
using common::http::Request;
using common::http::Response;
using nlohmann::json;

// The hub ends a session when its company says so; the cookie only has to last as long.
constexpr std::int64_t cookie_age_s = 30 * 24 * 3600;

/// Without what he counts as beside his roles.
std::vector<std::string> role_keys(const Caller& caller) {
  std::vector<std::string> keys;
  for (auto& role : caller.actor.roles)
    if (role.find(':') == std::string::npos) keys.push_back(role);
  return keys;
}

json session_body(Hub& hub, const Caller& caller) {
  json body{
      {"csrf", caller.csrf},
      {"roles", role_keys(caller)},
      {"technician", caller.actor.technician.empty() ? json() : json(caller.actor.technician)}};
  hub.store.read([&](store::Connection& connection) {
    auto& row = connection.query(
        "SELECT login, language, zone, currency FROM \"user\" WHERE tenant = ? AND id = ?",
        {caller.actor.tenant, caller.actor.user});
    while (row.step())
      body["user"] = {{"id", caller.actor.user}, {"name", caller.actor.name},
                      {"login", row.text(0)},    {"language", row.text(1)},
                      {"zone", row.text(2)},     {"currency", row.text(3)}};
    auto& tables =
        caller.schema->tables.of(caller.schema->catalogue.of<truckroll::admin::Tenant>());
    truckroll::admin::Tenant company;
    if (auto found = tables.find(connection, caller.actor.tenant, caller.actor.tenant))
      company.CopyFrom(*found);
    body["position"] = store::last_position(connection, caller.actor.tenant);
    body["tenant"] = {{"id", caller.actor.tenant},
                      {"name", company.name()},
                      {"currency", common::rules::company_default(company, "company.currency")}};
  });
  return body;
}

Response signed_in(Hub& hub, const Request& request, const Sessions::SignedIn& who) {
  auto body = session_body(hub, who.caller);
  if (!who.recovery_codes.empty()) body["recovery_codes"] = who.recovery_codes;
  auto response = common::http::json(body);
  set_session_cookie(response, request, who.token);
  return response;
}

/// With a second factor the answer is a challenge, and no session yet.
Response sign_in(Hub& hub, const Request& request) {
  auto input = request.json();
  auto login = text_of(input, "login"), password = text_of(input, "password");
  auto answer = hub.sessions.sign_in(login, password, peer_of(request));
  if (auto who = std::get_if<Sessions::SignedIn>(&answer)) return signed_in(hub, request, *who);
  auto& challenge = std::get<Sessions::Challenge>(answer);
  return common::http::json(
      {{"second_step", challenge.enrols ? "enrol" : "code"}, {"challenge", challenge.token}});
}

Response second_step(Hub& hub, const Request& request) {
  auto input = request.json();
  auto challenge = text_of(input, "challenge"), code = text_of(input, "code");
  auto enrolment = optional_text_of(input, "enrolment");
  return signed_in(hub, request,
                   hub.sessions.second_step(challenge, code, enrolment, peer_of(request)));
}

Response enrol(Hub& hub, const Request& request) {
  return common::http::json(
      enrolment_json(hub.sessions.enrol(text_of(request.json(), "challenge"))));
}

Response change_password(Hub& hub, const Caller& caller, const Request& request,
                         const common::http::Params&) {
  auto input = request.json();
  auto current = text_of(input, "current"), next = text_of(input, "new");
  hub.sessions.change_password(caller, current, next);
  return Response(204);
}

Response sign_out(Hub& hub, const Caller& caller, const Request& request,
                  const common::http::Params&) {
  hub.sessions.sign_out(caller);
  Response response(204);
  set_session_cookie(response, request, "");
  return response;
}

constexpr const char* session_example =
    R"({"csrf": "", "roles": ["dispatcher"], "technician": null, "position": 1,
        "user": {"id": "", "name": "", "login": "", "language": "en", "zone": "",
                 "currency": ""},
        "tenant": {"id": "", "name": "", "currency": "CHF"}})";

}  // namespace

Peer peer_of(const Request& request) {
  return {request.peer, std::string(request.headers.find("User-Agent").value_or(""))};
}

void set_session_cookie(Response& response, const Request& request, const std::string& token) {
  common::http::CookieOptions cookie;
  cookie.same_site = "Strict";
  cookie.secure = request.tls;
  cookie.max_age_s = token.empty() ? 0 : cookie_age_s;
  common::http::set_cookie(response, session_cookie, token, cookie);
}

json enrolment_json(const identity::Factors::Enrolment& enrolment) {
  return {{"enrolment", enrolment.challenge}, {"secret", enrolment.secret}, {"uri", enrolment.uri}};
}

void add_session_routes(common::http::Router& router, Hub& hub) {
  add_open(router, hub, Method::post, "/api/session/", sign_in,
           {.summary = "Signs in",
            .body = R"({"login": "", "password": ""})",
            .reply = session_example});
  add_open(router, hub, Method::post, "/api/session/second-step/", second_step,
           {.summary = "The second step of a sign-in",
            .body = R"({"challenge": "", "code": ""})",
            .reply = session_example});
  add_open(router, hub, Method::post, "/api/session/second-step/enrol/", enrol,
           {.summary = "Begins a second factor that one must have to sign in",
            .body = R"({"challenge": ""})",
            .reply = R"({"enrolment": "", "secret": "", "uri": ""})"});
  add_for_people(router, hub, Method::get, "/api/session/",
                 [](Hub& h, const Caller& caller, const Request&, const common::http::Params&) {
                   return common::http::json(session_body(h, caller));
                 },
                 {.summary = "Who is signed in", .reply = session_example});
  add_for_people(router, hub, Method::delete_, "/api/session/", sign_out, {.summary = "Signs out"});
  add_for_people(
      router, hub, Method::post, "/api/session/password", change_password,
      {.summary = "Changes one's own password", .body = R"({"current": "", "new": ""})"});
  add_forgotten_routes(router, hub);
  add_second_factor_routes(router, hub);
  add_sessions_routes(router, hub);
  add_api_key_routes(router, hub);
  add_telemetry_feed_routes(router, hub);
  add_vehicle_track_routes(router, hub);
  add_oauth_routes(router, hub);
  add_provider_routes(router, hub);
  add_api_version_routes(router, hub);
}

}  // namespace hub::api
