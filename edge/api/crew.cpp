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
using nlohmann::json;

namespace {

/// Only who is at the screen: who left it locked is signed off by the office.
void require_active(const Parts& parts, const std::string& technician) {
  if (parts.van.crew().actor.technician != technician)
    throw common::Error(common::ErrorCode::forbidden, "this technician is not at the screen");
}

Response with_session(Response response, const std::string& session, const Request& request,
                      bool is_phone) {
  http::CookieOptions options;
  options.secure = is_phone;  // over the loopback there is no TLS
  options.same_site = "Strict";
  http::set_cookie(response, session_cookie, session, options);
  if (is_phone) keep_on_phone(response, phone_secret_of(request));
  return response;
}

/// What each endpoint knows of who asks.
struct Asked {
  const Parts& parts;
  const Request& request;
  std::string technician;
  Visitor visitor;
  bool is_phone() const { return !visitor.phone.empty(); }
};

Response open_session(const Asked& asked, json (*answer)(const Parts&, const Visitor&)) {
  auto visitor = asked.visitor;
  visitor.session = asked.parts.sessions.open(asked.technician, visitor.phone);
  return with_session(http::json(answer(asked.parts, visitor)), visitor.session, asked.request,
                      asked.is_phone());
}

/// Not remembered as a press: what is kept of one would let a PIN be guessed, and signing on twice
/// is signing on once.
Response sign_on(const Asked& asked) {
  auto input = input_of(asked.request);
  day::only_fields(input, {"pin"});
  auto pin = day::text_in(input, "pin");
  if (asked.is_phone())
    asked.parts.sign_on.enter_by_phone(asked.technician, pin);
  else {
    // Else a locked screen would be opened by choosing a colleague without a PIN.
    if (gate_for(asked.parts, asked.visitor) != Gate::open)
      asked.parts.sign_on.require_pin(asked.technician);
    asked.parts.sign_on.enter(asked.technician, pin);
  }
  return open_session(asked, make_status);
}

Response sign_off(const Asked& asked) {
  day::only_fields(input_of(asked.request), {});
  require_active(asked.parts, asked.technician);
  asked.parts.sign_on.leave(asked.technician);
  asked.parts.sessions.close_of(asked.technician);
  return http::json(make_status(asked.parts, {asked.visitor.phone, {}}));
}

Response change_pin(const Asked& asked) {
  auto input = input_of(asked.request);
  day::only_fields(input, {"old_pin", "pin"});
  require_active(asked.parts, asked.technician);
  asked.parts.sign_on.change_pin(asked.technician, day::text_in(input, "old_pin"),
                                 day::required_text(input, "pin"));
  // A first PIN must not lock out who has just set it.
  return open_session(asked, [](const Parts&, const Visitor&) { return json{{"stored", true}}; });
}

/// A phone asks everybody for his PIN, and has a person of its own.
json people_for(const Parts& parts, const Visitor& visitor) {
  auto list = parts.sign_on.people();
  if (!visitor.phone.empty())
    for (auto& one : list["people"]) one["asks_pin"] = one["has_pin"];
  return list;
}

}  // namespace

void add_crew_routes(http::Router& router, const Parts& parts, VisitorOf visitor_of) {
  router.add(Method::get, "/api/crew", [&parts, visitor_of](const Request& request, const Params&) {
    return http::json(people_for(parts, visitor_of(request)));
  });
  auto post = [&](const char* pattern, Response (*run)(const Asked&)) {
    router.add(
        Method::post, pattern,
        [&parts, run, visitor_of](const Request& request, const Params& params) {
          require_own_page(request);
          return run({parts, request, std::string(params["technician"]), visitor_of(request)});
        });
  };
  post("/api/crew/{technician}/sign-on", sign_on);
  post("/api/crew/{technician}/sign-off", sign_off);
  post("/api/crew/{technician}/pin", change_pin);
  router.add(Method::post, "/api/lock",
             [&parts, visitor_of](const Request& request, const Params&) {
               require_own_page(request);
               auto visitor = visitor_of(request);
               parts.sessions.close(visitor.session);
               return http::json(make_status(parts, {visitor.phone, {}}));
             });
  // The gate has counted it.
  router.add(Method::post, "/api/touch", [](const Request& request, const Params&) {
    require_own_page(request);
    return Response(204);
  });
}

}  // namespace edge::api
