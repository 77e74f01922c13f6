#include "edge/api/gate.hpp"

#include "common/http/problem.hpp"
#include "edge/api/impl/routes.hpp"

namespace edge::api {

namespace http = common::http;
using http::Method;
using http::Request;
using http::Response;

namespace {

bool is_for_everybody(const Request& request) {
  auto& path = request.path;
  if (!path.starts_with("/api/")) return true;  // the app itself, and the map's pictures
  if (path == "/api/status" || path == "/api/crew") return true;
  return path.starts_with("/api/crew/") && path.ends_with("/sign-on");
}

}  // namespace

std::string_view name_of(Gate gate) {
  static constexpr std::string_view names[] = {"open", "locked", "sign_on"};
  return names[static_cast<std::size_t>(gate)];
}

std::string session_of(const Request& request) {
  return std::string(request.cookie(session_cookie).value_or(""));
}

Gate gate_for(const Parts& parts, const std::string& session) {
  auto crew = parts.van.crew();
  if (crew.waits_for_sign_on) return Gate::sign_on;
  if (!crew.asks_pin) return Gate::open;
  bool is_open = parts.sessions.is_open(session, crew.actor.technician, crew.lock_after);
  return is_open ? Gate::open : Gate::locked;
}

std::optional<Response> stop_at_gate(const Parts& parts, const Request& request) {
  if (is_for_everybody(request)) return std::nullopt;
  auto session = session_of(request);
  switch (gate_for(parts, session)) {
    case Gate::locked:
      return http::problem(401, "locked", common::say("the screen is locked; enter your PIN"));
    case Gate::sign_on:
      return http::problem(401, "sign_on",
                           common::say("nobody is signed on to this van; sign on first"));
    case Gate::open:
      break;
  }
  // Reading is no touch: a page reads by itself.
  if (request.method != Method::get && request.method != Method::head)
    parts.sessions.touch(session);
  return std::nullopt;
}

}  // namespace edge::api
