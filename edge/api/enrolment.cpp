#include "edge/api/impl/routes.hpp"

namespace edge::api {

namespace http = common::http;
using http::Method;
using http::Params;
using http::Request;
using identity::Enroller;
using nlohmann::json;

namespace {

std::string_view name_of(Enroller::State state) {
  switch (state) {
    case Enroller::State::none:
      return "none";
    case Enroller::State::holds:
      return "holds";
    case Enroller::State::ends_soon:
      return "ends_soon";
    case Enroller::State::ended:
      return "ended";
  }
  return "none";
}

json status_json(const Enroller& enroller) {
  auto status = enroller.status();
  json reply{{"state", name_of(status.state)}, {"hub", status.hub}};
  if (status.state == Enroller::State::none) return reply;
  reply["device"] = status.device;
  reply["until"] = common::format_instant(status.until);
  if (!status.trouble.empty()) reply["trouble"] = status.trouble.said();
  return reply;
}

std::string text_in(const json& input, const char* name) {
  auto found = input.find(name);
  if (found == input.end()) return {};
  if (!found->is_string()) common::refuse(name, "expected text");
  return found->get<std::string>();
}

}  // namespace

void add_enrolment_routes(http::Router& router, Enroller& enroller,
                          std::function<void()> enrolled) {
  router.add(Method::get, "/api/enrolment", [&enroller](const Request&, const Params&) {
    return http::json(status_json(enroller));
  });
  router.add(Method::post, "/api/enrolment",
             [&enroller, enrolled](const Request& request, const Params&) {
               require_own_page(request);
               auto input = input_of(request);
               enroller.enrol(text_in(input, "hub"), text_in(input, "code"));
               enrolled();
               return http::json(status_json(enroller));
             });
}

}  // namespace edge::api
