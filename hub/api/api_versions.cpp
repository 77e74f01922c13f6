// Versions of the API side by side: what an address names, what is told of one that goes, and who
// still asks for it.
#include "hub/api/api_versions.hpp"

#include <charconv>
#include <ctime>

#include "common/text/json_text.hpp"
#include "hub/api/endpoint.hpp"
#include "hub/api/parameters.hpp"
#include "hub/identity/clients.hpp"

namespace hub::api {
namespace {

using common::Instant;
using common::http::Method;
using common::http::Params;
using common::http::Request;
using common::http::Response;
using nlohmann::ordered_json;

constexpr std::string_view root = "/api/";
constexpr int use_days = 30;
thread_local int asked = 0;

struct Asked {
  explicit Asked(int version) { asked = version; }
  ~Asked() { asked = 0; }
};

/// The version that the path names, and what follows: "accounts/".
struct Named {
  const ApiVersion* version = nullptr;
  std::string_view rest;
};

Named named_in(std::string_view path, const ApiVersions& versions) {
  if (!path.starts_with("/api/v")) return {};
  auto number = path.substr(6, path.find('/', 6) - 6);
  int parsed = 0;
  auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), parsed);
  auto rest = path.substr(6 + number.size());
  if (error != std::errc() || end != number.data() + number.size() || rest.empty()) return {};
  for (auto& version : versions)
    if (version.number == parsed) return {&version, rest.substr(1)};
  return {};
}

/// IMF-fixdate (RFC 9110, section 5.6.7).
std::string http_date(Instant at) {
  auto seconds = static_cast<std::time_t>(common::to_micros(at) / 1'000'000);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[40];
  std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return text;
}

void announce(const ApiVersion& version, const ApiVersions& versions, std::string_view rest,
              Response& response) {
  if (!version.is_announced()) return;
  // A structured date (RFC 9651, section 3.3.7).
  response.headers.set("Deprecation",
                       "@" + std::to_string(common::to_micros(*version.deprecated_at) / 1'000'000));
  if (version.sunset_at) response.headers.set("Sunset", http_date(*version.sunset_at));
  if (!version.documentation.empty()) {
    response.headers.add("Link", "<" + version.documentation + ">; rel=\"deprecation\"");
    if (version.sunset_at)
      response.headers.add("Link", "<" + version.documentation + ">; rel=\"sunset\"");
  }
  response.headers.add("Link", "<" + std::string(root) + "v" +
                                   std::to_string(versions.back().number) + "/" +
                                   std::string(rest) + ">; rel=\"successor-version\"");
}

/// The description of a version that goes.
void mark_deprecated(const ApiVersion& version, Response& response) {
  auto body = common::try_read_ordered_json(response.text());
  if (!body.is_object() || !body.contains("paths")) return;
  auto day = [](Instant at) { return common::format_instant(at).substr(0, 10); };
  auto text = "Version " + std::to_string(version.number) + " is deprecated since " +
              day(*version.deprecated_at) +
              (version.sunset_at ? " and goes on " + day(*version.sunset_at) : "") + ". ";
  auto& info = body["info"];
  info["description"] = text + info.value("description", "");
  info["version"] = std::to_string(version.number);
  for (auto& path : body["paths"])
    for (auto& operation : path)
      if (operation.is_object() && operation.contains("responses")) operation["deprecated"] = true;
  Response marked(200, common::json_text(body), "application/json");
  for (auto name : {"Cache-Control", "Vary"})
    if (auto value = response.headers.find(name)) marked.headers.set(name, *value);
  response = std::move(marked);
}

ordered_json instant_json(const std::optional<Instant>& at) {
  return at ? ordered_json(common::format_instant(*at)) : ordered_json();
}

/// Programs of the company that asked for the version within the month, with how often and when.
ordered_json askers_of(store::Connection& connection, const std::string& tenant, Instant now,
                       int version) {
  struct Program {
    std::string id, name, kind;
  };
  std::vector<Program> programs;
  auto& rows = connection.query(
      "SELECT id, name, kind FROM api_client WHERE tenant = ? AND deleted_at IS NULL AND kind IN "
      "('key', 'oauth') ORDER BY name LIMIT 500",
      {tenant});
  while (rows.step()) programs.push_back({rows.text(0), rows.text(1), rows.text(2)});
  auto found = ordered_json::array();
  for (auto& program : programs) {
    std::int64_t requests = 0;
    Instant last{};
    for (auto& use : identity::list_use(connection, tenant, metered_version(program.id, version),
                                        now, use_days))
      requests += use.requests, last = std::max(last, use.last_at);
    if (requests > 0)
      found.push_back({{"id", program.id},
                       {"name", program.name},
                       {"kind", program.kind},
                       {"requests", requests},
                       {"last_at", common::format_instant(last)}});
  }
  return found;
}

Response list(Hub& hub, const Caller& caller, const Request& request, const ApiVersions& versions) {
  require_administrator(caller);
  allow_parameters(request, {});
  hub.sessions.identity().meter.flush();
  auto items = ordered_json::array();
  hub.store.read([&](store::Connection& connection) {
    for (auto& version : versions)
      items.push_back({{"version", version.number},
                       {"newest", version.number == versions.back().number},
                       {"deprecated_at", instant_json(version.deprecated_at)},
                       {"sunset_at", instant_json(version.sunset_at)},
                       {"documentation", version.documentation},
                       {"clients", askers_of(connection, caller.actor.tenant,
                                             hub.store.clock().now(), version.number)}});
  });
  return common::http::json_text(common::json_text(ordered_json{{"items", items}}), 200);
}

}  // namespace

const ApiVersions& released_versions() {
  // A version whose removal is announced here stays for half a year at least.
  static const ApiVersions versions{{.number = 1, .documentation = "/api/docs"}};
  return versions;
}

int asked_version() {
  return asked;
}

std::string metered_version(const std::string& client, int version) {
  return client + "@v" + std::to_string(version);
}

Response handle_versioned(const common::http::Router& router, const Request& request,
                          const ApiVersions& versions) {
  auto [version, rest] = named_in(request.path, versions);
  if (!version) return validated(request, router.handle(request));
  Asked scope(version->number);
  auto newest = request;
  newest.path = std::string(root) + std::string(rest);
  if (version->before) version->before(newest);
  auto response = router.handle(newest);
  if (version->after) version->after(response);
  if (version->is_announced() && rest == "openapi.json") mark_deprecated(*version, response);
  announce(*version, versions, rest, response);
  return validated(request, std::move(response));
}

Response handle_versioned(const common::http::Router& router, const Request& request) {
  return handle_versioned(router, request, released_versions());
}

void add_api_version_routes(common::http::Router& router, Hub& hub, const ApiVersions& versions) {
  add_for_people(router, hub, Method::get, "/api/api-versions/",
                 [&versions](Hub& h, const Caller& caller, const Request& request, const Params&) {
                   return list(h, caller, request, versions);
                 },
                 {.summary = "Versions of the API, and which programs ask for which",
                  .reply = R"({"items": [{"version": 1, "newest": true, "deprecated_at": null,
                    "sunset_at": null, "documentation": "", "clients": [{"id": "", "name": "",
                    "kind": "key", "requests": 1, "last_at": "2026-11-20T08:00:00Z"}]}]})"});
}

}  // namespace hub::api
