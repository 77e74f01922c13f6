#include "common/error/error.hpp"
#include "common/text/json_text.hpp"
#include "edge/api/impl/routes.hpp"
#include "edge/day/impl/sections.hpp"

namespace edge::api {

namespace http = common::http;
using common::Error;
using common::ErrorCode;
using http::Method;
using http::Params;
using http::Request;
using http::Response;
using nlohmann::json;

Response book(const std::function<Response()>& run) {
  try {
    return run();
  } catch (const Error& error) {
    bool asks = error.code() == ErrorCode::conflict && !error.violations().empty() &&
                error.violations()[0].field == "reason";
    if (!asks) throw;
    auto problem = http::problem(error);
    auto body = common::read_json(problem.text());
    body["needs_reason"] = true;
    problem.body = common::json_text(body);
    return problem;
  }
}

namespace {

json part_json(const Parts& parts, const std::string& move) {
  return parts.van.see(
      [&](const day::Screen& screen) { return day::used_part_json(screen.records, move); });
}

Response use_part(const Parts& parts, const Request& request, const Params& params) {
  auto move = parts.presses.once(press_of(request), [&] {
    return parts.commands.use_part(std::string(params["id"]), input_of(request));
  });
  return http::json(part_json(parts, move), 201);
}

Response move_stock(const Parts& parts, const Request& request, bool receives) {
  auto move = parts.presses.once(press_of(request), [&] {
    auto input = input_of(request);
    return receives ? parts.commands.receive(input) : parts.commands.hand_over(input);
  });
  return http::json(part_json(parts, move), 201);
}

}  // namespace

void add_stock_routes(http::Router& router, const Parts& parts) {
  router.add(Method::get, "/api/stock", [&parts](const Request&, const Params&) {
    return http::json(
        parts.van.see([](const day::Screen& screen) { return day::make_stock(screen); }));
  });
  router.add(Method::post, "/api/visits/{id}/parts",
             [&parts](const Request& request, const Params& params) {
               require_own_page(request);
               return book([&] { return use_part(parts, request, params); });
             });
  router.add(Method::delete_, "/api/visits/{id}/parts/{move}",
             [&parts](const Request& request, const Params& params) {
               require_own_page(request);
               parts.presses.once(press_of(request), [&] {
                 parts.commands.return_part(std::string(params["id"]), std::string(params["move"]));
                 return std::string();
               });
               return Response(204);
             });
  for (bool receives : {true, false})
    router.add(Method::post, receives ? "/api/stock/receive" : "/api/stock/hand-over",
               [&parts, receives](const Request& request, const Params&) {
                 require_own_page(request);
                 return book([&] { return move_stock(parts, request, receives); });
               });
}

}  // namespace edge::api
