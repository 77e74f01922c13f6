// GET /api/health, /api/ready and /metrics (Prometheus text format 0.0.4); they tell nothing about
// the company's data. Anybody learns whether the hub is well; what is wrong, an administrator.
#include "hub/api/health.hpp"

#include <algorithm>

#include "common/error/error.hpp"
#include "common/log/log.hpp"
#include "hub/api/api.hpp"
#include "hub/store/scopes.hpp"

namespace hub::api {
namespace {

using common::http::Params;
using common::http::Request;
using common::http::Response;
using nlohmann::json;

constexpr auto look_every = std::chrono::seconds(10);
constexpr auto look_age_max = std::chrono::seconds(60);

bool is_admin(Hub& hub, const Request& request) {
  try {
    return store::is_administrator(hub.sessions.caller_of(request).actor);
  } catch (const common::Error&) {
    return false;  // no session, or a store that cannot say: the answer is then anybody's
  }
}

Response health(Hub& hub, const Request& request) {
  auto report = hub.health ? hub.health->report() : Health::Report{};
  json body{{"status", wellness_name(report.status)}};
  if (is_admin(hub, request)) {
    body["checks"] = json::array();
    for (auto& check : report.checks)
      body["checks"].push_back({{"name", check.name},
                                {"status", wellness_name(check.finding.status)},
                                {"since", common::format_instant(check.since)},
                                {"text", check.finding.text}});
  }
  return common::http::json(body, report.status == Wellness::failed ? 503 : 200);
}

/// For a balancer: whether requests should come here. A hub that is degraded works; one that cannot
/// store, or has not looked yet, does not.
Response ready(Hub& hub) {
  auto report = hub.health ? hub.health->report() : Health::Report{};
  bool is_ready = !hub.health || !report.checks.empty();
  for (auto& check : report.checks)
    if ((check.name == "store" || check.name == "checks") &&
        check.finding.status == Wellness::failed)
      is_ready = false;
  return common::http::json({{"ready", is_ready}}, is_ready ? 200 : 503);
}

/// One sample for each check: 0 ok, 1 degraded, 2 failed.
void add_health_metrics(const Health& health, std::string& out) {
  out +=
      "# HELP truckroll_health How well each part is: 0 ok, 1 degraded, 2 failed.\n"
      "# TYPE truckroll_health gauge\n";
  for (auto& check : health.report().checks)
    out += "truckroll_health{check=\"" + check.name + "\"} " +
           std::to_string(static_cast<int>(check.finding.status)) + "\n";
}

using Gauge = std::function<void(const std::string& name, const std::string& help, std::int64_t)>;

void add_store_metrics(Hub& hub, const Gauge& gauge) {
  hub.store.read([&](store::Connection& connection) {
    gauge("jobs_waiting", "Jobs that wait for their turn.",
          connection.integer("SELECT count(*) FROM job WHERE state = 'waiting'"));
    gauge("jobs_failed", "Jobs that failed for good.",
          connection.integer("SELECT count(*) FROM job WHERE state = 'failed'"));
    gauge("changes", "Positions in the change logs of all tenants.",
          connection.integer("SELECT COALESCE(SUM(position), 0) FROM chain_head"));
    gauge("sessions", "Sessions that are open.",
          connection.integer("SELECT count(*) FROM session WHERE expires_at > ?",
                             {common::to_micros(hub.store.clock().now())}));
    gauge("devices_online", "Vans that are connected.",
          connection.integer("SELECT count(*) FROM device_session WHERE online = 1"));
    gauge("operations_refused", "Operations of vans that were refused.",
          connection.integer("SELECT count(*) FROM device_operation WHERE state = 'rejected'"));
  });
}

Response metrics(Hub& hub) {
  std::string out;
  auto gauge = [&](const std::string& name, const std::string& help, std::int64_t value) {
    out += "# HELP truckroll_" + name + " " + help + "\n# TYPE truckroll_" + name +
           " gauge\ntruckroll_" + name + " " + std::to_string(value) + "\n";
  };
  if (hub.health) add_health_metrics(*hub.health, out);
  // Without the store the other figures are worth most; truckroll_health tells of it.
  auto if_it_can = [](const std::function<void()>& add) {
    try {
      add();
    } catch (const common::Error& error) {
      common::log::warning("hub/api", "some figures are missing", {{"error", error.what()}});
    }
  };
  if_it_can([&] { add_store_metrics(hub, gauge); });
  for (auto& [name, value] : hub.gauges)
    if_it_can(
        [&, &known = name, &read = value] { gauge(known, "See the module's README.", read()); });
  if (hub.more_metrics) out += hub.more_metrics();
  return Response(200, std::move(out), "text/plain; version=0.0.4; charset=utf-8");
}

common::log::Level level_of(Wellness wellness) {
  using common::log::Level;
  return wellness == Wellness::ok         ? Level::info
         : wellness == Wellness::degraded ? Level::warning
                                          : Level::critical;
}

}  // namespace

std::string_view wellness_name(Wellness wellness) {
  switch (wellness) {
    case Wellness::ok:
      return "ok";
    case Wellness::degraded:
      return "degraded";
    case Wellness::failed:
      break;
  }
  return "failed";
}

void Health::add(std::string name, Check check) {
  checks_.push_back(std::move(check));
  entries_.push_back({std::move(name), {}, clock_.now()});
}

void Health::look() {
  for (std::size_t i = 0; i < checks_.size(); ++i) {
    Finding finding;
    try {
      finding = checks_[i]();
    } catch (const std::exception& error) {
      finding = {Wellness::failed, error.what()};
    }
    note(i, std::move(finding));
  }
  {
    std::lock_guard lock(mutex_);
    looked_ = clock_.monotonic();
  }
  if (tell_) tell_(report());
}

void Health::note(std::size_t at, Finding finding) {
  std::lock_guard lock(mutex_);
  auto& entry = entries_[at];
  if (entry.finding.status != finding.status) {
    entry.since = clock_.now();
    common::log::write(level_of(finding.status), "hub/health", "the health of a part has changed",
                       {{"check", entry.name},
                        {"status", std::string(wellness_name(finding.status))},
                        {"reason", finding.text}});
  }
  entry.finding = std::move(finding);
}

void Health::start() {
  look();
  thread_ = std::thread([this] {
    std::unique_lock lock(mutex_);
    while (!stopped_.wait_for(lock, look_every, [&] { return stopping_; })) {
      lock.unlock();
      look();
      lock.lock();
    }
  });
}

void Health::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stopped_.notify_all();
  if (thread_.joinable()) thread_.join();
}

Health::Report Health::report() const {
  std::lock_guard lock(mutex_);
  Report report{Wellness::ok, entries_};
  if (!checks_.empty() && clock_.monotonic() - looked_ > look_age_max)
    report.checks.push_back(
        {"checks",
         {Wellness::failed, "a check hangs; look at the disk and the database, then restart"},
         clock_.now()});
  for (auto& check : report.checks) report.status = std::max(report.status, check.finding.status);
  return report;
}

void add_health_routes(common::http::Router& router, Hub& hub) {
  router.add(common::http::Method::get, "/api/health",
             [&hub](const Request& request, const Params&) { return health(hub, request); },
             {.summary = "How well the hub is", .reply = R"({"status": "ok"})", .open = true});
  router.add(common::http::Method::get, "/api/ready",
             [&hub](const Request&, const Params&) { return ready(hub); },
             {.summary = "Whether requests should come here, for balancers",
              .reply = R"({"ready": true})",
              .open = true});
  router.add(common::http::Method::get, "/metrics",
             [&hub](const Request&, const Params&) { return metrics(hub); });
}

}  // namespace hub::api
