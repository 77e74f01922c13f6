// GET /api/<path>/summary/: counts and sums of any record type, by groups.
#include "hub/api/summary.hpp"

#include <algorithm>
#include <charconv>

#include "common/error/error.hpp"
#include "common/text/text.hpp"
#include "hub/api/parameters.hpp"
#include "hub/records/summary.hpp"

namespace hub::api {
namespace {

using common::http::Params;
using common::http::Request;
using common::http::Response;
using records::RecordService;

std::string text_of(const Request& request, std::string_view name) {
  return std::string(request.parameter(name).value_or(""));
}

/// "state, due:month", each once.
std::vector<std::string> names_of(const Request& request, std::string_view parameter) {
  std::vector<std::string> names;
  for (auto& part : common::text::split(text_of(request, parameter), ',')) {
    auto name = std::string(common::text::trim(part));
    if (name.empty()) continue;
    if (std::find(names.begin(), names.end(), name) != names.end())
      common::refuse(std::string(parameter), common::say("\"{}\" stands there twice", name));
    names.push_back(std::move(name));
  }
  return names;
}

std::size_t limit_of(const Request& request) {
  auto text = text_of(request, "limit");
  if (text.empty()) return 200;
  std::size_t limit = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
  if (error != std::errc() || end != text.data() + text.size())
    common::refuse("limit", "expected a number");
  return limit;
}

Response summarize(Hub& hub, const Caller& caller, const Request& request, const Params& params) {
  allow_parameters(request, {"group", "sum", "filter", "search", "limit"});
  auto& type = RecordService::type_at(caller, params["path"]);
  store::SummaryQuery query;
  query.rows.type = &type;
  query.rows.filter = text_of(request, "filter");
  query.rows.search = text_of(request, "search");
  query.group = names_of(request, "group");
  query.sum = names_of(request, "sum");
  query.groups_max = limit_of(request);
  std::string body;
  hub.store.read([&](store::Connection& connection) {
    body = records::summary_json(hub.records, connection, caller, std::move(query));
  });
  return common::http::json_text(std::move(body));
}

}  // namespace

void add_summary_routes(common::http::Router& router, Hub& hub) {
  add(router, hub, common::http::Method::get, "/api/{path}/summary/", summarize);
}

}  // namespace hub::api
