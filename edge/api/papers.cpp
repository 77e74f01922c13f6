#include <charconv>

#include "common/error/error.hpp"
#include "common/log/log.hpp"
#include "edge/api/impl/routes.hpp"
#include "edge/day/impl/input.hpp"
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

/// A paper whose file is not held here shows no pages rather than keeping the whole visit away.
void add_pages(const Parts& parts, json& paper) {
  auto blob = paper["blob"].get<std::string>();
  paper.erase("blob");
  paper["pages"] = 0;
  if (blob.empty()) return;
  try {
    paper["pages"] =
        parts.papers.page_count(blob, [&] { return parts.van.store().load_blob(blob); });
  } catch (const Error& error) {
    common::log::warning("edge/api", "a paper's pages cannot be counted",
                         {{"error", error.what()}});
  }
}

json load_paper(const Parts& parts, const std::string& paper) {
  auto made = parts.van.see([&](const day::Screen& screen) {
    return day::paper_json(screen.records,
                           screen.records.load<truckroll::content::PaperworkDocument>(paper));
  });
  add_pages(parts, made);
  return made;
}

int number_in(std::string_view text, const char* field) {
  int value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    common::refuse(field, "expected a whole number");
  return value;
}

namespace {

constexpr int dpi_default = 110, dpi_min = 36, dpi_max = 300;

Response make_paper(const Parts& parts, const Request& request, const Params& params) {
  auto id = parts.presses.once(press_of(request), [&] {
    return parts.commands.make_paper(std::string(params["id"]), input_of(request));
  });
  return http::json(load_paper(parts, id), 201);
}

Response refill(const Parts& parts, const Request& request, const Params& params) {
  std::string id(params["paper"]);
  parts.presses.once(press_of(request), [&] {
    day::only_fields(input_of(request), {});
    parts.commands.refill_paper(id);
    return id;
  });
  return http::json(load_paper(parts, id));
}

Response sign(const Parts& parts, const Request& request, const Params& params) {
  std::string id(params["paper"]);
  parts.presses.once(press_of(request), [&] {
    parts.commands.sign_paper(id, input_of(request));
    return id;
  });
  return http::json(load_paper(parts, id));
}

Response show_page(const Parts& parts, const Request& request, const Params& params) {
  auto name = params["page"];
  if (name.ends_with(".png")) name.remove_suffix(4);
  auto page = number_in(name, "page");
  auto dpi = dpi_default;
  if (auto wanted = request.parameter("dpi"); wanted && !wanted->empty())
    dpi = number_in(*wanted, "dpi");
  if (dpi < dpi_min || dpi > dpi_max)
    common::refuse("dpi", common::say("expected {} to {}", dpi_min, dpi_max));
  auto blob = parts.van.see([&](const day::Screen& screen) {
    return screen.records.load<truckroll::content::PaperworkDocument>(params["paper"]).pdf_blob();
  });
  if (blob.empty()) throw Error(ErrorCode::not_found, "the paper has not been filled yet");
  auto png = parts.papers.page_png(
      blob, [&] { return parts.van.store().load_blob(blob); }, page, dpi);
  auto etag =
      "\"" + blob.substr(0, 32) + "-" + std::to_string(page) + "-" + std::to_string(dpi) + "\"";
  return http::send_bytes(request, png, "image/png", etag);
}

}  // namespace

void add_paper_routes(http::Router& router, const Parts& parts) {
  auto post = [&](const char* pattern, auto run) {
    router.add(Method::post, pattern, [&parts, run](const Request& request, const Params& params) {
      require_own_page(request);
      return run(parts, request, params);
    });
  };
  post("/api/visits/{id}/papers", make_paper);
  post("/api/papers/{paper}/sign", sign);
  post("/api/papers/{paper}/refill", refill);
  router.add(Method::get, "/api/papers/{paper}/pages/{page}",
             [&parts](const Request& request, const Params& params) {
               return show_page(parts, request, params);
             });
  router.add(Method::get, "/api/papers/{paper}", [&parts](const Request&, const Params& params) {
    return http::json(load_paper(parts, std::string(params["paper"])));
  });
}

}  // namespace edge::api
