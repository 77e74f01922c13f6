// /api/session/factors/…: one's own second factor; POST /api/users/{id}/reset-second-factor/: that
// of somebody who lost his, by an administrator.
#include "common/error/error.hpp"
#include "hub/api/endpoint.hpp"
#include "hub/api/input.hpp"

namespace hub::api {
namespace {

using common::http::Method;
using common::http::Params;
using common::http::Request;
using common::http::Response;
using nlohmann::json;

identity::Factors& factors_of(Hub& hub) {
  return hub.sessions.identity().factors;
}

Response show(Hub& hub, const Caller& caller, const Request&, const Params&) {
  auto& actor = caller.actor;
  json body;
  hub.store.read([&](store::Connection& connection) {
    auto state = factors_of(hub).state(connection, actor.tenant, actor.user);
    auto policy = identity::load_policy(connection, actor.tenant);
    body = {{"app", state.app},
            {"recovery_codes", state.recovery_codes},
            {"required", policy.requires_factor(actor.roles)}};
  });
  return common::http::json(body);
}

/// With the password: a page left open must not give another the account.
Response begin(Hub& hub, const Caller& caller, const Request& request, const Params&) {
  hub.sessions.require_password(caller, text_of(request.json(), "password"), "password");
  return common::http::json(
      enrolment_json(factors_of(hub).begin(caller.actor.tenant, caller.actor.user)));
}

Response confirm(Hub& hub, const Caller& caller, const Request& request, const Params&) {
  auto input = request.json();
  auto enrolment = text_of(input, "enrolment"), code = text_of(input, "code");
  auto codes = factors_of(hub).confirm(caller.actor.tenant, caller.actor.user, enrolment, code);
  return common::http::json({{"recovery_codes", codes}});
}

Response renew(Hub& hub, const Caller& caller, const Request& request, const Params&) {
  hub.sessions.require_password(caller, text_of(request.json(), "password"), "password");
  auto codes = factors_of(hub).renew_recovery_codes(caller.actor.tenant, caller.actor.user);
  return common::http::json({{"recovery_codes", codes}});
}

Response take_away(Hub& hub, const Caller& caller, const Request& request, const Params&) {
  hub.sessions.require_password(caller, text_of(request.json(), "password"), "password");
  bool required = hub.store.read_result([&](store::Connection& connection) {
    return identity::load_policy(connection, caller.actor.tenant)
        .requires_factor(caller.actor.roles);
  });
  if (required)
    throw common::Error(common::ErrorCode::forbidden,
                        "your role needs a second factor; set up another app instead");
  factors_of(hub).remove(command_of(hub, caller), caller.actor.user, "remove-second-factor");
  return Response(204);
}

Response reset(Hub& hub, const Caller& caller, const Request&, const Params& params) {
  require_administrator(caller);
  factors_of(hub).remove(command_of(hub, caller), std::string(params["id"]), "reset-second-factor");
  return Response(204);
}

}  // namespace

void add_second_factor_routes(common::http::Router& router, Hub& hub) {
  add_for_people(router, hub, Method::get, "/api/session/factors/", show,
                 {.summary = "One's second factors",
                  .reply = R"({"app": true, "recovery_codes": 1, "required": true})"});
  add_for_people(router, hub, Method::post, "/api/session/factors/", begin,
                 {.summary = "Begins a second factor",
                  .body = R"({"password": ""})",
                  .reply = R"({"enrolment": "", "secret": "", "uri": ""})"});
  add_for_people(router, hub, Method::post, "/api/session/factors/confirm/", confirm,
                 {.summary = "Confirms a second factor by a code",
                  .body = R"({"enrolment": "", "code": ""})",
                  .reply = R"({"recovery_codes": [""]})"});
  add_for_people(router, hub, Method::post, "/api/session/factors/recovery-codes/", renew,
                 {.summary = "Makes new recovery codes",
                  .body = R"({"password": ""})",
                  .reply = R"({"recovery_codes": [""]})"});
  add_for_people(router, hub, Method::post, "/api/session/factors/remove/", take_away,
                 {.summary = "Takes one's second factor away", .body = R"({"password": ""})"});
  add_for_people(router, hub, Method::post, "/api/users/{id}/reset-second-factor/", reset,
                 {.summary = "Takes another user's second factor away"});
}

}  // namespace hub::api
