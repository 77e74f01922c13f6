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

Response start(const Parts& parts, const Request& request, const Params& params) {
  auto id = parts.presses.once(press_of(request), [&] {
    return parts.commands.start_safety(std::string(params["id"]), input_of(request));
  });
  return http::json({{"id", id}}, 201);
}

Response extend(const Parts& parts, const Request& request, const Params& params) {
  parts.presses.once(press_of(request), [&] {
    parts.commands.extend_safety(std::string(params["id"]), input_of(request));
    return std::string();
  });
  return http::json({{"stored", true}});
}

Response end(const Parts& parts, const Request& request, const Params& params) {
  parts.presses.once(press_of(request), [&] {
    day::only_fields(input_of(request), {});
    parts.commands.end_safety(std::string(params["id"]));
    return std::string();
  });
  return http::json({{"stored", true}});
}

}  // namespace

void add_safety_routes(http::Router& router, const Parts& parts) {
  auto post = [&](const char* pattern, auto run) {
    router.add(Method::post, pattern, [&parts, run](const Request& request, const Params& params) {
      require_own_page(request);
      return run(parts, request, params);
    });
  };
  post("/api/visits/{id}/safety/start", start);
  post("/api/safety/{id}/extend", extend);
  post("/api/safety/{id}/end", end);
}

}  // namespace edge::api
