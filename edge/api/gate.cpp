#include "edge/api/gate.hpp"

#include <algorithm>

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

/// A phone has a person of its own, who has signed on to this van, and always asks for his PIN.
Gate gate_of_phone(const Parts& parts, const Visitor& visitor) {
  if (!parts.phones || !parts.phones->is_paired(visitor.phone)) return Gate::unpaired;
  auto technician = parts.sessions.find_technician(visitor);
  if (!technician) return Gate::sign_on;
  day::Acting at_the_screen({});
  auto crew = parts.van.crew();
  bool is_here = std::any_of(crew.members.begin(), crew.members.end(),
                             [&](auto& one) { return one.technician == *technician; });
  if (!is_here) return Gate::sign_on;
  return parts.sessions.is_open(visitor, *technician, crew.lock_after) ? Gate::open : Gate::locked;
}

}  // namespace

std::string_view name_of(Gate gate) {
  static constexpr std::string_view names[] = {"open", "locked", "sign_on", "unpaired"};
  return names[static_cast<std::size_t>(gate)];
}

std::string session_of(const Request& request) {
  return std::string(request.cookie(session_cookie).value_or(""));
}

Gate gate_for(const Parts& parts, const Visitor& visitor) {
  if (!visitor.phone.empty()) return gate_of_phone(parts, visitor);
  auto crew = parts.van.crew();
  if (crew.waits_for_sign_on) return Gate::sign_on;
  if (!crew.asks_pin) return Gate::open;
  bool is_open = parts.sessions.is_open(visitor, crew.actor.technician, crew.lock_after);
  return is_open ? Gate::open : Gate::locked;
}

std::string acting_for(const Parts& parts, const Visitor& visitor) {
  if (visitor.phone.empty() || gate_for(parts, visitor) != Gate::open) return {};
  return parts.sessions.find_technician(visitor).value_or("");
}

std::optional<Response> stop_at_gate(const Parts& parts, const Visitor& visitor,
                                     const Request& request) {
  if (is_for_everybody(request)) return std::nullopt;
  switch (gate_for(parts, visitor)) {
    case Gate::locked:
      return http::problem(401, "locked", common::say("the screen is locked; enter your PIN"));
    case Gate::sign_on:
      return http::problem(401, "sign_on",
                           common::say("nobody is signed on to this van; sign on first"));
    case Gate::unpaired:
      return stop_unpaired(parts);
    case Gate::open:
      break;
  }
  // Reading is no touch: a page reads by itself.
  if (request.method != Method::get && request.method != Method::head)
    parts.sessions.touch(visitor.session);
  return std::nullopt;
}

}  // namespace edge::api
