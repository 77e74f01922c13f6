// The crew's phones: pairing at the van's own screen, and the door that they come through.
#include <algorithm>

#include "common/error/error.hpp"
#include "common/http/problem.hpp"
#include "edge/api/gate.hpp"
#include "edge/api/impl/routes.hpp"
#include "edge/day/impl/input.hpp"

namespace edge::api {

namespace http = common::http;
using common::Error;
using common::ErrorCode;
using http::Method;
using http::Params;
using http::Request;
using http::Response;
using nlohmann::json;

namespace {

/// The prefix has browsers take it from this server alone, over TLS (RFC 6265bis, section 4.1.3).
constexpr std::string_view phone_cookie = "__Host-truckroll_phone";
constexpr std::int64_t kept_for_s = 400 * 24 * 3600;
constexpr std::size_t stranger_bytes_max = 4 << 10;

common::Sentence pins_missing() {
  return "the office must set PINs first: a phone is opened by its user's PIN alone";
}

bool is_phone_host(const Parts& parts, const Request& request) {
  auto host = request.headers.find("Host").value_or("");
  if (auto colon = host.rfind(':'); colon != std::string_view::npos && !host.ends_with(']'))
    host = host.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  auto hosts = parts.phone_access().hosts;
  return std::any_of(hosts.begin(), hosts.end(),
                     [&](auto& one) { return http::equal_ignoring_case(one, host); });
}

Visitor visitor_of_phone(const Parts& parts, const Request& request) {
  auto phone = phone_of(parts, request);
  return {phone ? phone->id : "unknown", session_of(request)};
}

Response pair(const Parts& parts, const Request& request) {
  require_own_page(request);
  auto input = input_of(request);
  day::only_fields(input, {"code", "name"});
  if (!parts.sign_on.has_pins()) throw Error(ErrorCode::conflict, pins_missing());
  auto paired =
      parts.phones->pair(day::required_text(input, "code"), day::required_text(input, "name"));
  auto response = http::json({{"paired", true}}, 201);
  keep_on_phone(response, paired.secret);
  return response;
}

/// The app, which asks for the code, and nothing of the van.
Response answer_stranger(const Parts& parts, const http::Router& router, const Request& request) {
  auto& path = request.path;
  if (path == "/api/pair" && request.method == Method::post) return pair(parts, request);
  bool is_app = !path.starts_with("/api/") && !path.starts_with("/map/") &&
                !path.starts_with("/tiles/") &&
                (request.method == Method::get || request.method == Method::head);
  return is_app ? router.handle(request) : stop_unpaired(parts);
}

json list_phones(const Parts& parts) {
  auto access = parts.phone_access();
  json phones = json::array();
  for (auto& one : parts.phones->list())
    phones.push_back({{"id", one.id},
                      {"name", one.name},
                      {"paired_at", common::format_instant(one.paired_at)},
                      {"seen_at", common::format_instant(one.seen_at)}});
  return {{"url", access.url},
          {"help_url", access.help_url},
          {"fingerprint", access.fingerprint},
          {"pins_missing", !parts.sign_on.has_pins()},
          {"phones", std::move(phones)}};
}

Response make_code(const Parts& parts, const Request& request) {
  require_own_page(request);
  day::only_fields(input_of(request), {});
  if (!parts.sign_on.has_pins()) throw Error(ErrorCode::conflict, pins_missing());
  auto url = parts.phone_access().url;
  if (url.empty())
    throw Error(ErrorCode::unavailable,
                "the van's Wi-Fi is not there yet; look at it and try again");
  auto made = parts.phones->make_code();
  // Behind the "#" it reaches no server's log.
  return http::json({{"code", made.code.substr(0, 4) + "-" + made.code.substr(4)},
                     {"until", common::format_instant(made.until)},
                     {"link", url + "/pair#code=" + made.code}},
                    201);
}

}  // namespace

std::string phone_secret_of(const Request& request) {
  return std::string(request.cookie(phone_cookie).value_or(""));
}

std::optional<Phone> phone_of(const Parts& parts, const Request& request) {
  return parts.phones->find(phone_secret_of(request));
}

void keep_on_phone(Response& response, const std::string& secret) {
  http::CookieOptions options;
  options.max_age_s = kept_for_s;
  options.same_site = "Strict";
  http::set_cookie(response, phone_cookie, secret, options);
}

Response stop_unpaired(const Parts& parts) {
  if (!parts.sign_on.has_pins()) return http::problem(401, "pins_missing", pins_missing());
  return http::problem(401, "unpaired", common::say("this phone is not paired with the van"));
}

void add_phone_routes(http::Router& router, const Parts& parts) {
  router.add(Method::get, "/api/phones",
             [&parts](const Request&, const Params&) { return http::json(list_phones(parts)); });
  router.add(Method::post, "/api/phones/code",
             [&parts](const Request& request, const Params&) { return make_code(parts, request); });
  router.add(Method::delete_, "/api/phones/{id}",
             [&parts](const Request& request, const Params& params) {
               require_own_page(request);
               std::string id(params["id"]);
               parts.phones->remove(id);
               parts.sessions.close_phone(id);
               return http::json(list_phones(parts));
             });
}

http::Router make_phone_router(const Parts& parts) {
  http::Router router;
  add_shared_routes(router, parts,
                    [&parts](const Request& request) { return visitor_of_phone(parts, request); });
  finish_router(router, parts);
  return router;
}

Response answer_phone_request(const Parts& parts, const http::Router& router,
                              const Request& request) {
  if (!is_phone_host(parts, request))
    return http::problem(403, "forbidden", common::say("this van is not called so"));
  return answer_problems([&] {
    auto phone = phone_of(parts, request);
    if (!phone) return answer_stranger(parts, router, request);
    parts.phones->note_seen(phone->id);
    Visitor visitor{phone->id, session_of(request)};
    if (auto stopped = stop_at_gate(parts, visitor, request)) return std::move(*stopped);
    day::Acting acting(acting_for(parts, visitor));
    return router.handle(request);
  });
}

http::ServerOptions phone_server_options(const Parts& parts, Live& live) {
  auto options = setup_server_options(0);
  // A look at the head alone: whether the cookie is right is asked later.
  options.body_bytes_max_of = [most = options.body_bytes_max](const Request& request) {
    return phone_secret_of(request).empty() ? stranger_bytes_max : most;
  };
  options.connections_max = 32;
  options.on_upgrade = [&parts, &live](const Request& request) -> http::Upgrade {
    if (!is_phone_host(parts, request))
      throw Error(ErrorCode::forbidden, "this van is not called so");
    require_own_page(request);
    if (!phone_of(parts, request)) return stop_unpaired(parts);
    return live.upgrade(request, visitor_of_phone(parts, request));
  };
  return options;
}

}  // namespace edge::api
