#include "edge/api/impl/routes.hpp"
#include "edge/day/day_end.hpp"

namespace edge::api {

namespace http = common::http;
using http::Method;
using http::Params;
using http::Request;

void add_day_routes(http::Router& router, const Parts& parts) {
  router.add(Method::get, "/api/day", [&parts](const Request&, const Params&) {
    return http::json(day::make_day(parts.van));
  });
  router.add(Method::post, "/api/day/close", [&parts](const Request& request, const Params&) {
    require_own_page(request);
    parts.presses.once(press_of(request), [&] {
      day::close_day(parts.van, input_of(request));
      return std::string();
    });
    return http::json(day::make_day(parts.van));
  });
  router.add(Method::post, "/api/day/reopen", [&parts](const Request& request, const Params&) {
    require_own_page(request);
    parts.presses.once(press_of(request), [&] {
      day::reopen_day(parts.van);
      return std::string();
    });
    return http::json(day::make_day(parts.van));
  });
}

}  // namespace edge::api
