// POST /api/session/forgot/, …/reset/, …/reset/check/: a new password by a mailed link.
#include "common/error/error.hpp"
#include "hub/api/endpoint.hpp"
#include "hub/api/input.hpp"
#include "hub/identity/reset.hpp"

namespace hub::api {
namespace {

using common::http::Request;
using common::http::Response;

constexpr std::int64_t asked_per_minute = 6;
constexpr std::size_t login_bytes_max = 254;

/// The same answer in the same time, whether there is such a login or not.
Response forgot(Hub& hub, const Request& request) {
  auto login = text_of(request.json(), "login");
  if (login.empty() || login.size() > login_bytes_max) common::refuse("login", "expected a login");
  auto verdict = hub.sessions.identity().limits.take("forgot|" + request.peer, asked_per_minute);
  if (!verdict.passes) throw Throttled(verdict.wait);
  identity::ask_for_reset(hub.store, login, request.peer);
  return Response(204);
}

/// Before anybody thinks up a password for nothing.
Response check(Hub& hub, const Request& request) {
  auto token = text_of(request.json(), "token");
  bool holds = hub.store.read_result([&](store::Connection& connection) {
    return identity::find_reset(connection, token, hub.store.clock().now()).has_value();
  });
  return common::http::json({{"holds", holds}});
}

Response reset(Hub& hub, const Request& request) {
  auto input = request.json();
  auto token = text_of(input, "token"), password = text_of(input, "password");
  auto found = hub.store.read_result([&](store::Connection& connection) {
    return identity::find_reset(connection, token, hub.store.clock().now());
  });
  if (!found)
    throw common::Error(common::ErrorCode::forbidden,
                        "this link has been used or has expired; ask for another");
  check_password_strength(password, "password");
  identity::use_reset(hub.store, token, hash_password(password), request.peer);
  hub.sessions.forget();
  return common::http::json({{"login", found->login}});
}

}  // namespace

void add_forgotten_routes(common::http::Router& router, Hub& hub) {
  using common::http::Method;
  add_open(router, hub, Method::post, "/api/session/forgot/", forgot,
           {.summary = "Mails a link for a new password, if there is such a login",
            .body = R"({"login": ""})"});
  add_open(router, hub, Method::post, "/api/session/reset/", reset,
           {.summary = "Sets a new password by the mailed link",
            .body = R"({"token": "", "password": ""})",
            .reply = R"({"login": ""})"});
  add_open(router, hub, Method::post, "/api/session/reset/check/", check,
           {.summary = "Whether a mailed link still holds",
            .body = R"({"token": ""})",
            .reply = R"({"holds": true})"});
}

}  // namespace hub::api
