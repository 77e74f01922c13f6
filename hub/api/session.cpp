// POST, GET, DELETE /api/session/; POST /api/session/password
#include "common/error/error.hpp"
#include "common/http/problem.hpp"
#include "common/rules/company.hpp"
#include "hub/api/api.hpp"
#include "hub/api/sign_in_guard.hpp"
#include "hub/records/read_log.hpp"
#include "hub/store/changes.hpp"

namespace hub::api {
namespace {

using common::http::Method;
using common::http::Request;
using common::http::Response;
using nlohmann::json;

json session_body(Hub& hub, const Caller& caller) {
  json body{
      {"csrf", caller.csrf},
      {"roles", std::vector<std::string>(caller.actor.roles.begin(), caller.actor.roles.end())},
      {"technician", caller.actor.technician.empty() ? json() : json(caller.actor.technician)}};
  hub.store.read([&](store::Connection& connection) {
    auto& row =
        connection.query("SELECT login, language, zone FROM \"user\" WHERE tenant = ? AND id = ?",
                         {caller.actor.tenant, caller.actor.user});
    while (row.step())
      body["user"] = {{"id", caller.actor.user},
                      {"name", caller.actor.name},
                      {"login", row.text(0)},
                      {"language", row.text(1)},
                      {"zone", row.text(2)}};
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

Response sign_in(Hub& hub, const Request& request) {
  auto input = request.json();
  for (auto field : {"login", "password"})
    if (!input.is_object() || !input.contains(field) || !input[field].is_string())
      common::refuse(field, "expected text");
  auto signed_in = hub.sessions.sign_in(input["login"], input["password"], request.peer);
  auto response = common::http::json(session_body(hub, signed_in.caller));
  common::http::CookieOptions cookie;
  cookie.same_site = "Strict";
  cookie.secure = request.tls;
  cookie.max_age_s = 12 * 3600;
  common::http::set_cookie(response, session_cookie, signed_in.token, cookie);
  return response;
}

/// 429 with the seconds to wait (RFC 6585, section 4).
Response refuse_for_now(const Throttled& error) {
  auto response = common::http::problem(429, "too_many_attempts", error.text());
  response.headers.set("Retry-After", std::to_string(error.wait.count()));
  return response;
}

Response change_password(Hub& hub, const Caller& caller, const Request& request,
                         const common::http::Params&) {
  auto input = request.json();
  for (auto field : {"current", "new"})
    if (!input.is_object() || !input.contains(field) || !input[field].is_string())
      common::refuse(field, "expected text");
  try {
    hub.sessions.change_password(caller, input["current"], input["new"]);
  } catch (const Throttled& error) {
    return refuse_for_now(error);
  }
  return Response(204);
}

Response sign_out(Hub& hub, const Caller& caller, const Request& request,
                  const common::http::Params&) {
  hub.sessions.sign_out(caller);
  Response response(204);
  common::http::CookieOptions cookie;
  cookie.same_site = "Strict";
  cookie.secure = request.tls;
  cookie.max_age_s = 0;
  common::http::set_cookie(response, session_cookie, "", cookie);
  return response;
}

constexpr const char* session_example =
    R"({"csrf": "", "roles": ["dispatcher"], "technician": null, "position": 1,
        "user": {"id": "", "name": "", "login": "", "language": "en", "zone": ""},
        "tenant": {"id": "", "name": "", "currency": "CHF"}})";

}  // namespace

void add(common::http::Router& router, Hub& hub, Method method, std::string_view pattern,
         Endpoint endpoint, common::http::Description description) {
  router.add(method, pattern,
             [&hub, endpoint = std::move(endpoint)](const Request& request,
                                                    const common::http::Params& params) {
               auto caller = hub.sessions.caller_of(request);
               caller.actor.cause = "request " +
                                    std::string(common::http::method_name(request.method)) + " " +
                                    request.path;
               return endpoint(hub, caller, request, params);
             },
             std::move(description));
}

store::Command command_of(const Hub& hub, const Caller& caller) {
  auto command = hub.store.command(caller.actor);
  command.session = caller.session_name();
  return command;
}

void note_read(Hub& hub, const Caller& caller, const store::RecordType& type,
               const store::Message& record) {
  if (hub.reads.is_protected(caller, type))
    hub.reads.note(caller, type.name, {common::schema::header(record).id()});
}

void note_shown(Hub& hub, const Caller& caller, std::string_view type,
                const std::vector<std::string>& records) {
  if (hub.reads.is_protected(caller, caller.schema->catalogue.type(type)))
    hub.reads.note(caller, type, records);
}

void add_session_routes(common::http::Router& router, Hub& hub) {
  router.add(Method::post, "/api/session/",
             [&hub](const Request& request, const common::http::Params&) {
               try {
                 return sign_in(hub, request);
               } catch (const Throttled& error) {
                 return refuse_for_now(error);
               }
             },
             {.summary = "Signs in",
              .body = R"({"login": "", "password": ""})",
              .reply = session_example,
              .open = true});
  add(router, hub, Method::get, "/api/session/",
      [](Hub& h, const Caller& caller, const Request&, const common::http::Params&) {
        return common::http::json(session_body(h, caller));
      },
      {.summary = "Who is signed in", .reply = session_example});
  add(router, hub, Method::delete_, "/api/session/", sign_out, {.summary = "Signs out"});
  add(router, hub, Method::post, "/api/session/password", change_password,
      {.summary = "Changes one's own password", .body = R"({"current": "", "new": ""})"});
}

}  // namespace hub::api
