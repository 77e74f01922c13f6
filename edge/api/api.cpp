#include "edge/api/api.hpp"

#include "common/error/error.hpp"
#include "common/http/problem.hpp"
#include "common/ids/ids.hpp"
#include "common/rules/field/visit.hpp"
#include "common/text/json_text.hpp"
#include "edge/api/gate.hpp"
#include "edge/api/impl/routes.hpp"
#include "edge/store/room.hpp"

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

constexpr std::size_t body_bytes_max = 13 << 20;  // a photo, with room for its head
constexpr std::size_t input_bytes_max = 2 << 20;

/// Names that lead to this computer; another one is a page elsewhere that had its name point here.
bool is_local_host(const Request& request) {
  auto host = request.headers.find("Host").value_or("");
  if (auto colon = host.rfind(':'); colon != std::string_view::npos && !host.ends_with(']'))
    host = host.substr(0, colon);
  return host == "127.0.0.1" || host == "localhost" || host == "[::1]";
}

common::Sentence not_for_others() {
  return "this address is for the van's own screen";
}

void serve_app(http::Router& router, const std::string& folder) {
  if (!folder.empty())
    router.fallback(http::StaticFiles({.folder = folder, .below = "/", .single_page = true}));
}

}  // namespace

/// A page elsewhere must not press buttons here: it can send to loopback, but not hide its origin.
/// That the host is one of this server's was seen at the door.
void require_own_page(const Request& request) {
  if (!http::same_origin(request)) throw Error(ErrorCode::forbidden, not_for_others());
}

json input_of(const Request& request) {
  if (request.body.size() > input_bytes_max)
    throw Error(ErrorCode::too_large, "the input is too large");
  if (request.body.empty()) return json::object();
  auto input = request.json();
  if (!input.is_object()) common::refuse("", "expected a JSON object");
  return input;
}

Press press_of(const Request& request) {
  Press press{std::string(request.headers.find("Idempotency-Key").value_or("")), {}};
  if (press.key.empty()) return press;
  json parts{http::method_name(request.method), request.path,
             request.headers.find("X-Note").value_or(""), common::sha256_hex(request.body)};
  press.request = common::sha256_hex(common::told_json_text(parts));
  return press;
}

json make_status(const Parts& parts, const Visitor& visitor) {
  auto gate = gate_for(parts, visitor);
  if (gate == Gate::unpaired) return {};
  day::Acting acting(acting_for(parts, visitor));
  auto status = day::make_status(parts.van, parts.journey, parts.link(), parts.version,
                                 gate == Gate::open ? day::Sight::all : day::Sight::locked);
  status["screen"] = name_of(gate);
  status["is_phone"] = !visitor.phone.empty();
  if (visitor.phone.empty()) return status;
  status["asks_pin"] = true;
  // While it is locked nobody acts on it: these would be those of who is at the van's own screen.
  if (gate != Gate::open) status["next_at"] = status["safety"] = nullptr;
  return status;
}

namespace {

/// A proposal is for those who go to that visit.
bool concerns(const Parts& parts, const std::string& technician, const json& message) {
  if (message.value("type", "") != "proposal") return true;
  day::Acting at_the_screen({});
  return parts.van.see([&](const day::Screen& screen) {
    auto visit = screen.records.find<truckroll::field::ScheduledEvent>(message.value("visit", ""));
    return visit && common::rules::field::is_assigned(*visit, technician);
  });
}

bool may_hear(const Parts& parts, const Visitor& visitor, const json& message) {
  if (visitor.phone.empty()) return gate_for(parts, visitor) == Gate::open;
  auto technician = acting_for(parts, visitor);
  return !technician.empty() && concerns(parts, technician, message);
}

Visitor at_the_screen(const Request& request) {
  return {{}, session_of(request)};
}

}  // namespace

Live::Asks live_asks(const Parts& parts) {
  return {[&parts](const Visitor& visitor) { return make_status(parts, visitor); },
          [&parts](const Visitor& visitor, const json& message) {
            return may_hear(parts, visitor, message);
          }};
}

void add_shared_routes(http::Router& router, const Parts& parts, VisitorOf visitor_of) {
  router.add(Method::get, "/api/status",
             [&parts, visitor_of](const Request& request, const Params&) {
               return http::json(make_status(parts, visitor_of(request)));
             });
  router.add(Method::get, "/api/sync", [&parts](const Request&, const Params&) {
    return http::json(day::make_sync(parts.van, parts.link()));
  });
  add_crew_routes(router, parts, visitor_of);
  add_visit_routes(router, parts);
  add_paper_routes(router, parts);
  add_file_routes(router, parts);
  add_stock_routes(router, parts);
  add_safety_routes(router, parts);
  add_own_routes(router, parts);
  add_sales_routes(router, parts);
  add_day_routes(router, parts);
  add_map_routes(router, parts);
  if (parts.transfer) add_transfer_routes(router, *parts.transfer);
}

void finish_router(http::Router& router, const Parts& parts) {
  // Not the page: a program that asked for data would take it for some.
  router.prefix("/api/", [](const Request&) -> Response {
    throw Error(ErrorCode::not_found, "there is nothing at this address");
  });
  serve_app(router, parts.web_folder);
}

http::Router make_router(const Parts& parts) {
  http::Router router;
  add_shared_routes(router, parts, at_the_screen);
  if (parts.enroller) add_enrolment_routes(router, *parts.enroller, [] {});
  if (parts.phones) add_phone_routes(router, parts);
  finish_router(router, parts);
  return router;
}

http::Router make_setup_router(identity::Enroller& enroller, const std::string& web_folder,
                               std::function<void()> enrolled) {
  http::Router router;
  add_enrolment_routes(router, enroller, std::move(enrolled));
  router.prefix("/api/", [](const Request&) -> Response {
    return http::problem(409, "not_enrolled",
                         "this computer has not been let in by the office yet");
  });
  serve_app(router, web_folder);
  return router;
}

Response answer_setup_request(const http::Router& router, const Request& request) {
  if (!is_local_host(request)) return http::problem(403, "forbidden", not_for_others());
  return router.handle(request);
}

Response answer_problems(const std::function<Response()>& run) {
  try {
    return run();
  } catch (const store::NoRoom& error) {
    return http::problem(507, "no_room", error.sentence());
  } catch (const OtherPress& error) {
    auto problem = http::problem(error);
    auto body = common::read_json(problem.text());
    body["status"] = 422;
    problem.status = 422;
    problem.body = common::json_text(body);
    return problem;
  }
}

Response answer_request(const Parts& parts, const http::Router& router, const Request& request) {
  // Reading too: a page whose name was made to point here would see the day.
  if (!is_local_host(request)) return http::problem(403, "forbidden", not_for_others());
  return answer_problems([&] {
    auto stopped = stop_at_gate(parts, at_the_screen(request), request);
    return stopped ? std::move(*stopped) : router.handle(request);
  });
}

http::ServerOptions setup_server_options(std::uint16_t port) {
  http::ServerOptions options;
  options.address = "127.0.0.1";
  options.port = port;
  options.body_bytes_max = body_bytes_max;
  options.connections_max = 64;
  options.drain = std::chrono::seconds(2);
  return options;
}

http::ServerOptions server_options(std::uint16_t port, Live& live) {
  auto options = setup_server_options(port);
  options.on_upgrade = [&live](const Request& request) -> http::Upgrade {
    if (!is_local_host(request)) throw Error(ErrorCode::forbidden, not_for_others());
    require_own_page(request);
    return live.upgrade(request, at_the_screen(request));
  };
  return options;
}

}  // namespace edge::api
