#include "common/error/error.hpp"
#include "edge/api/gate.hpp"
#include "edge/api/impl/routes.hpp"
#include "edge/day/impl/input.hpp"

namespace edge::api {

namespace http = common::http;
using http::Method;
using http::Params;
using http::Request;
using http::Response;

namespace {

/// Only who is at the screen: who left it locked is signed off by the office.
void require_active(const Parts& parts, const std::string& technician) {
  if (parts.van.crew().actor.technician != technician)
    throw common::Error(common::ErrorCode::forbidden, "this technician is not at the screen");
}

Response with_session(Response response, const std::string& session) {
  http::CookieOptions options;
  options.secure = false;  // over the loopback, without TLS
  options.same_site = "Strict";
  http::set_cookie(response, session_cookie, session, options);
  return response;
}

/// Not remembered as a press: what is kept of one would let a PIN be guessed, and signing on twice
/// is signing on once.
Response sign_on(const Parts& parts, const Request& request, const std::string& technician) {
  auto input = input_of(request);
  day::only_fields(input, {"pin"});
  parts.sign_on.enter(technician, day::text_in(input, "pin"));
  auto session = parts.sessions.open(technician);
  return with_session(http::json(make_status(parts, session)), session);
}

Response sign_off(const Parts& parts, const Request& request, const std::string& technician) {
  day::only_fields(input_of(request), {});
  require_active(parts, technician);
  parts.sign_on.leave(technician);
  parts.sessions.close_all();
  return http::json(make_status(parts, {}));
}

Response change_pin(const Parts& parts, const Request& request, const std::string& technician) {
  auto input = input_of(request);
  day::only_fields(input, {"old_pin", "pin"});
  require_active(parts, technician);
  parts.sign_on.change_pin(technician, day::text_in(input, "old_pin"),
                           day::required_text(input, "pin"));
  // A first PIN must not lock out who has just set it.
  return with_session(http::json({{"stored", true}}), parts.sessions.open(technician));
}

}  // namespace

void add_crew_routes(http::Router& router, const Parts& parts) {
  router.add(Method::get, "/api/crew", [&parts](const Request&, const Params&) {
    return http::json(parts.sign_on.people());
  });
  auto post = [&](const char* pattern, auto run) {
    router.add(Method::post, pattern, [&parts, run](const Request& request, const Params& params) {
      require_own_page(request);
      return run(parts, request, std::string(params["technician"]));
    });
  };
  post("/api/crew/{technician}/sign-on", sign_on);
  post("/api/crew/{technician}/sign-off", sign_off);
  post("/api/crew/{technician}/pin", change_pin);
  router.add(Method::post, "/api/lock", [&parts](const Request& request, const Params&) {
    require_own_page(request);
    parts.sessions.close(session_of(request));
    return http::json(make_status(parts, {}));
  });
  // The gate has counted it.
  router.add(Method::post, "/api/touch", [](const Request& request, const Params&) {
    require_own_page(request);
    return Response(204);
  });
}

}  // namespace edge::api
