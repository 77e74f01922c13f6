#include "common/codec/media_type.hpp"
#include "common/error/error.hpp"
#include "common/http/target.hpp"
#include "edge/api/impl/routes.hpp"
#include "edge/day/impl/input.hpp"
#include "proto/records/content/attachment.pb.h"
#include "proto/records/field/scheduled_event.pb.h"

namespace edge::api {

namespace http = common::http;
using http::Method;
using http::Params;
using http::Request;
using http::Response;
using nlohmann::json;

json load_card(const Parts& parts, const std::string& visit) {
  return parts.van.see([&](const day::Screen& screen) {
    return day::make_card(screen, screen.records.load<truckroll::field::ScheduledEvent>(visit));
  });
}

namespace {

std::string id_in(const Params& params, std::string_view name = "id") {
  return std::string(params[name]);
}

Response show_today(const Parts& parts) {
  return http::json(
      parts.van.see([](const day::Screen& screen) { return day::make_today(screen); }));
}

Response show_visit(const Parts& parts, const Params& params) {
  auto detail = parts.van.see(
      [&](const day::Screen& screen) { return day::make_detail(screen, id_in(params)); });
  for (auto& paper : detail["papers"]) add_pages(parts, paper);
  mark_files(parts, detail);
  return http::json(detail);
}

Response move_visit(const Parts& parts, const Request& request, const Params& params) {
  auto id = id_in(params);
  parts.presses.once(press_of(request), [&] {
    parts.commands.move_visit(id, id_in(params, "action"), input_of(request));
    return id;
  });
  return http::json(load_card(parts, id));
}

Response add_note(const Parts& parts, const Request& request, const Params& params) {
  auto id = parts.presses.once(
      press_of(request), [&] { return parts.commands.add_note(id_in(params), input_of(request)); });
  return http::json({{"id", id}}, 201);
}

/// Headers carry plain letters only, so the note comes with percent signs.
std::string note_of(const Request& request) {
  auto header = request.headers.find("X-Note");
  if (!header) return {};
  auto note = http::percent_decode(*header, false);
  if (!note) common::refuse("X-Note", "expected text with percent signs, in UTF-8");
  return *note;
}

Response add_photo(const Parts& parts, const Request& request, const Params& params) {
  auto id = parts.presses.once(press_of(request), [&] {
    return parts.commands.add_photo(id_in(params), request.body, note_of(request)).id;
  });
  auto sha256 = parts.van.see([&](const day::Screen& screen) {
    auto file = screen.records.load<truckroll::content::Attachment>(id);
    return file.versions_size() > 0 ? file.versions(0).blob() : std::string();
  });
  return http::json(json{{"id", id}, {"sha256", sha256}}, 201);
}

Response answer(const Parts& parts, const Request& request, const Params& params) {
  parts.presses.repeatable(press_of(request), [&] {
    parts.commands.answer(id_in(params), id_in(params, "list"), input_of(request));
    return std::string();
  });
  return http::json({{"stored", true}});
}

Response start_time(const Parts& parts, const Request& request, const Params& params) {
  auto id = parts.presses.once(press_of(request), [&] {
    return parts.commands.start_time(id_in(params), input_of(request));
  });
  return http::json({{"id", id}});
}

Response stop_time(const Parts& parts, const Request& request, const Params& params) {
  parts.presses.once(press_of(request), [&] {
    day::only_fields(input_of(request), {});
    parts.commands.stop_time(id_in(params));
    return std::string();
  });
  return http::json({{"stored", true}});
}

/// What is named by its content never changes. A type that a browser would run is not passed on.
Response show_blob(const Parts& parts, const Params& params) {
  auto sha256 = id_in(params, "sha256");
  bool is_hash = sha256.size() == 64 && sha256.find_first_not_of("0123456789abcdef") == sha256.npos;
  if (!is_hash) throw common::Error(common::ErrorCode::not_found, "there is no such file");
  auto bytes = parts.van.store().load_blob(sha256);
  auto type = common::codec::media_type(bytes);
  Response response(200, std::move(bytes), type);
  response.headers.set("Cache-Control", "private, max-age=31536000, immutable");
  return response;
}

}  // namespace

void add_visit_routes(http::Router& router, const Parts& parts) {
  router.add(Method::get, "/api/today",
             [&parts](const Request&, const Params&) { return show_today(parts); });
  router.add(Method::get, "/api/visits/{id}",
             [&parts](const Request&, const Params& params) { return show_visit(parts, params); });
  router.add(Method::get, "/api/blobs/{sha256}",
             [&parts](const Request&, const Params& params) { return show_blob(parts, params); });
  auto post = [&](const char* pattern, auto run) {
    router.add(Method::post, pattern, [&parts, run](const Request& request, const Params& params) {
      require_own_page(request);
      return run(parts, request, params);
    });
  };
  post("/api/visits/{id}/{action}", move_visit);
  post("/api/visits/{id}/notes", add_note);
  post("/api/visits/{id}/photos", add_photo);
  post("/api/visits/{id}/checklists/{list}/answers", answer);
  post("/api/visits/{id}/time/start", start_time);
  post("/api/visits/{id}/time/stop", stop_time);
}

}  // namespace edge::api
