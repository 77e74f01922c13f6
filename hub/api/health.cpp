// GET /api/health and /metrics (Prometheus text format 0.0.4); both tell nothing about the
// company's data.
#include "common/error/error.hpp"
#include "hub/api/api.hpp"

namespace hub::api {
namespace {

using common::http::Params;
using common::http::Request;
using common::http::Response;
using nlohmann::json;

Response health(Hub& hub) {
  json checks = json::object();
  bool well = true;
  try {
    hub.store.read([](store::Connection& connection) { connection.integer("SELECT 1"); });
    checks["store"] = "ok";
  } catch (const common::Error&) {
    checks["store"] = "failed";
    well = false;
  }
  for (auto& [name, check] : hub.health_checks) {
    auto trouble = check();
    checks[name] = trouble.empty() ? "ok" : trouble;
    well = well && trouble.empty();
  }
  return common::http::json({{"status", well ? "ok" : "failed"}, {"checks", std::move(checks)}},
                            well ? 200 : 503);
}

Response metrics(Hub& hub) {
  std::string out;
  auto gauge = [&](const std::string& name, const std::string& help, std::int64_t value) {
    out += "# HELP truckroll_" + name + " " + help + "\n# TYPE truckroll_" + name +
           " gauge\ntruckroll_" + name + " " + std::to_string(value) + "\n";
  };
  hub.store.read([&](store::Connection& connection) {
    gauge("jobs_waiting", "Jobs that wait for their turn.",
          connection.integer("SELECT count(*) FROM job WHERE state = 'waiting'"));
    gauge("jobs_failed", "Jobs that failed for good.",
          connection.integer("SELECT count(*) FROM job WHERE state = 'failed'"));
    gauge("changes", "Positions in the change logs of all tenants.",
          connection.integer("SELECT COALESCE(SUM(position), 0) FROM chain_head"));
    gauge("sessions", "Sessions that are open.",
          connection.integer("SELECT count(*) FROM session"));
    gauge("devices_online", "Vans that are connected.",
          connection.integer("SELECT count(*) FROM device_session WHERE online = 1"));
    gauge("operations_refused", "Operations of vans that were refused.",
          connection.integer("SELECT count(*) FROM device_operation WHERE state = 'rejected'"));
  });
  for (auto& [name, value] : hub.gauges) gauge(name, "See the module's README.", value());
  if (hub.more_metrics) out += hub.more_metrics();
  return Response(200, std::move(out), "text/plain; version=0.0.4; charset=utf-8");
}

}  // namespace

void add_health_routes(common::http::Router& router, Hub& hub) {
  router.add(common::http::Method::get, "/api/health",
             [&hub](const Request&, const Params&) { return health(hub); });
  router.add(common::http::Method::get, "/metrics",
             [&hub](const Request&, const Params&) { return metrics(hub); });
}

}  // namespace hub::api
