#include "edge/day/own.hpp"
#include "common/http/target.hpp"
#include "edge/api/impl/routes.hpp"

namespace edge::api {

namespace http = common::http;
using http::Method;
using http::Params;
using http::Request;
using http::Response;

namespace {

std::string part(const Params& params, std::string_view name) {
  return std::string(params[name]);
}

nlohmann::json load_own(const Parts& parts, const std::string& type, const std::string& record) {
  return parts.van.see(
      [&](const day::Screen& screen) { return day::make_own_record(screen, type, record); });
}

void add_reading(http::Router& router, const Parts& parts) {
  router.add(Method::get, "/api/own", [&parts](const Request&, const Params&) {
    return http::json(parts.van.see(day::make_own_types));
  });
  router.add(Method::get, "/api/own/{type}",
             [&parts](const Request& request, const Params& params) {
               day::OwnQuery query{std::string(request.parameter("search").value_or("")),
                                   std::string(request.parameter("about").value_or(""))};
               return http::json(parts.van.see([&](const day::Screen& screen) {
                 return day::make_own_list(screen, part(params, "type"), query);
               }));
             });
  router.add(Method::get, "/api/own/{type}/choices/{field}",
             [&parts](const Request& request, const Params& params) {
               auto search = std::string(request.parameter("search").value_or(""));
               return http::json(parts.van.see([&](const day::Screen& screen) {
                 return day::make_own_choices(screen, part(params, "type"), part(params, "field"),
                                              search);
               }));
             });
  router.add(Method::get, "/api/own/{type}/{record}",
             [&parts](const Request&, const Params& params) {
               return http::json(load_own(parts, part(params, "type"), part(params, "record")));
             });
}

}  // namespace

void add_own_routes(http::Router& router, const Parts& parts) {
  add_reading(router, parts);
  router.add(
      Method::post, "/api/own/{type}", [&parts](const Request& request, const Params& params) {
        require_own_page(request);
        auto type = part(params, "type");
        auto made = parts.presses.once(
            press_of(request), [&] { return parts.commands.add_own(type, input_of(request)); });
        return http::json(load_own(parts, type, made), 201);
      });
  router.add(Method::post, "/api/own/{type}/{record}",
             [&parts](const Request& request, const Params& params) {
               require_own_page(request);
               auto type = part(params, "type"), record = part(params, "record");
               parts.presses.once(press_of(request), [&] {
                 parts.commands.change_own(type, record, input_of(request));
                 return record;
               });
               return http::json(load_own(parts, type, record));
             });
  router.add(Method::post, "/api/own/{type}/{record}/{action}",
             [&parts](const Request& request, const Params& params) {
               require_own_page(request);
               auto type = part(params, "type"), record = part(params, "record");
               parts.presses.once(press_of(request), [&] {
                 parts.commands.move_own(type, record, part(params, "action"));
                 return record;
               });
               return http::json(load_own(parts, type, record));
             });
}

}  // namespace edge::api
