// GET /api/vans/: how the vans are, a page of them; GET /api/devices/{id}/health/: one of them,
// with what of its work was refused.
//   search, trouble (any, or a kind), sort, page_token, page_size
#include <algorithm>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/sync/wire.hpp"
#include "common/text/json_text.hpp"
#include "hub/api/parameters.hpp"
#include "hub/api/related.hpp"
#include "hub/domain/workflow/fleet_health.hpp"

namespace hub::api {
namespace {

using common::http::Params;
using common::http::Request;
using common::http::Response;
using nlohmann::json;
using store::Connection;
namespace workflow = domain::workflow;
using workflow::VanHealth;

constexpr std::int64_t page_max = 1000, page_default = 1000, vans_max = 1'000'000;
constexpr std::size_t search_max = 100;

json instant(const std::optional<common::Instant>& at) {
  return at ? json(common::format_instant(*at)) : json();
}

json number(const std::optional<std::int64_t>& value) {
  return value ? json(*value) : json();
}

json said_json(const VanHealth::Said& said) {
  return {{"at", instant(said.at)},
          {"drift_ms", said.drift_ms},
          {"acked", said.acked},
          {"waiting", said.waiting},
          {"waiting_bytes", said.waiting_bytes},
          {"waiting_since", instant(said.waiting_since)},
          {"money_waiting", said.money_waiting},
          {"money_since", instant(said.money_since)},
          {"blobs_waiting", said.blobs_waiting},
          {"blob_bytes", said.blob_bytes},
          {"refused", said.refused},
          {"disk_percent", number(said.disk_percent)},
          {"disk_used", number(said.disk_used)},
          {"disk_free", number(said.disk_free)},
          {"sync_error", said.sync_error},
          {"sync_error_at", instant(said.sync_error_at)},
          {"device_error", said.device_error},
          {"device_error_at", instant(said.device_error_at)}};
}

/// Troubles come in their order, the heaviest first.
json van_json(const VanHealth& van) {
  json troubles = json::array();
  for (auto& kind : workflow::fleet_troubles())
    if (van.troubles.count(kind)) troubles.push_back(kind);
  json position;
  if (van.position)
    position = {{"at", instant(van.position->at)},
                {"latitude", van.position->latitude},
                {"longitude", van.position->longitude}};
  return {{"id", van.device},
          {"serial", van.serial},
          {"vehicle", van.vehicle},
          {"vehicle_name", van.vehicle_name},
          {"technician", van.technician},
          {"technician_name", van.technician_name},
          {"state", van.state},
          {"online", van.online},
          {"last_contact_at", instant(van.last_contact_at)},
          {"last_applied", van.applied},
          {"epoch", van.epoch},
          {"firmware", van.firmware},
          {"certificate_to", instant(van.certificate_to)},
          {"conflicts", van.open_conflicts},
          {"refused", van.open_refused},
          {"troubles", std::move(troubles)},
          {"alarms", van.alarms},
          {"health", van.said ? said_json(*van.said) : json()},
          {"position", std::move(position)}};
}

json limits_json(const workflow::FleetLimits& limits) {
  return {{"silent_minutes", limits.silent.count()}, {"unsent_minutes", limits.unsent.count()},
          {"money_minutes", limits.money.count()},   {"drift_seconds", limits.drift.count()},
          {"disk_percent", limits.disk_percent},     {"certificate_days", limits.certificate_days}};
}

/// They show where everybody is: only for those who may read of all vans.
void require_office(const Caller& caller) {
  auto& type = caller.schema->catalogue.type("fleet.Device");
  if (caller.schema->access.reach(caller.actor, type, store::options::READ).kind !=
      store::Reach::Kind::all)
    throw common::Error(common::ErrorCode::forbidden, "the vans are shown to the office");
}

void note_seen(Hub& hub, const Caller& caller, const std::vector<VanHealth>& vans) {
  std::vector<std::string> technicians, vehicles;
  for (auto& van : vans) {
    if (!van.technician.empty()) technicians.push_back(van.technician);
    if (van.position) vehicles.push_back(van.vehicle);
  }
  note_shown(hub, caller, "people.Technician", technicians);
  note_shown(hub, caller, "fleet.PositionReport", vehicles);
}

workflow::FleetQuery query_of(const Request& request) {
  allow_parameters(request, {"search", "trouble", "sort", "page_token", "page_size"});
  workflow::FleetQuery query;
  query.search = text_in(request, "search");
  if (query.search.size() > search_max) common::refuse("search", "is too long");
  query.trouble = text_in(request, "trouble");
  auto& kinds = workflow::fleet_troubles();
  if (!query.trouble.empty() && query.trouble != "any" &&
      std::find(kinds.begin(), kinds.end(), query.trouble) == kinds.end())
    common::refuse("trouble",
                   "expected any, hole, cloned, money, silent, unsent, refused, disk, "
                   "certificate, drift, conflicts or error");
  query.sort = text_in(request, "sort");
  static const std::set<std::string> sorts{"",       "trouble", "name", "contact",
                                           "unsent", "drift",   "disk", "certificate"};
  if (!sorts.count(query.sort))
    common::refuse("sort", "expected trouble, name, contact, unsent, drift, disk or certificate");
  query.skip = static_cast<std::size_t>(number_in(request, "page_token", 0, 0, vans_max));
  query.count =
      static_cast<std::size_t>(number_in(request, "page_size", page_default, 1, page_max));
  return query;
}

Response vans(Hub& hub, const Caller& caller, const Request& request, const Params&) {
  auto query = query_of(request);
  require_office(caller);
  auto now = hub.store.clock().now();
  auto& tenant = caller.actor.tenant;
  json items = json::array(), troubles = json::object(), body;
  hub.store.read([&](Connection& connection) {
    auto limits = workflow::read_fleet_limits(connection, tenant);
    auto counts = workflow::count_fleet(connection, tenant, limits, now, query);
    auto& kinds = workflow::fleet_troubles();
    for (std::size_t i = 0; i < kinds.size(); ++i) troubles[kinds[i]] = counts.of.at(i);
    auto asked = query;
    ++asked.count;
    auto found = workflow::list_fleet(connection, tenant, limits, now, asked);
    std::string next;
    if (found.size() > query.count) {
      found.resize(query.count);
      next = std::to_string(query.skip + query.count);
    }
    for (auto& van : found) items.push_back(van_json(van));
    note_seen(hub, caller, found);
    body = {{"items", std::move(items)},       {"next_page_token", next},
            {"total", counts.total},           {"online", counts.online},
            {"in_trouble", counts.in_trouble}, {"troubles", std::move(troubles)},
            {"limits", limits_json(limits)}};
  });
  return common::http::json(body);
}

/// What the hub refused or put before a person lately, in the words of who did it.
json refused_json(Connection& connection, const std::string& tenant, const std::string& device) {
  json list = json::array();
  auto& rows = connection.query(
      "SELECT at, state, reason, bytes FROM device_operation WHERE tenant = ? AND device = ? AND "
      "state IN ('rejected', 'conflict') ORDER BY epoch DESC, sequence DESC LIMIT 20",
      {tenant, device});
  while (rows.step()) {
    common::sync::wire::Operation operation;
    (void)operation.ParseFromString(rows.text(3));
    list.push_back({{"at", instant(common::from_micros(rows.integer(0)))},
                    {"state", rows.text(1)},
                    {"reason", rows.text(2)},
                    {"text", operation.text()}});
  }
  return list;
}

Response health(Hub& hub, const Caller& caller, const Request& request, const Params& params) {
  allow_parameters(request, {});
  require_office(caller);
  auto& tenant = caller.actor.tenant;
  workflow::FleetQuery query;
  query.device = std::string(params["id"]);
  json body;
  hub.store.read([&](Connection& connection) {
    auto limits = workflow::read_fleet_limits(connection, tenant);
    auto found = workflow::list_fleet(connection, tenant, limits, hub.store.clock().now(), query);
    if (found.empty()) throw common::Error(common::ErrorCode::not_found, "there is no such device");
    body = van_json(found.front());
    body["limits"] = limits_json(limits);
    body["operations"] = refused_json(connection, tenant, query.device);
    note_seen(hub, caller, found);
  });
  return common::http::json(body);
}

/// A van that never came, or tells nothing of itself, has null there.
json van_reply() {
  json at = {{"or_null", "2026-11-20T08:00:00Z"}}, count = {{"or_null", 1}};
  return {{"id", ""},
          {"serial", ""},
          {"vehicle", ""},
          {"vehicle_name", ""},
          {"technician", ""},
          {"technician_name", ""},
          {"state", "active"},
          {"online", true},
          {"last_contact_at", at},
          {"last_applied", 1},
          {"epoch", 1},
          {"firmware", ""},
          {"certificate_to", at},
          {"conflicts", 0},
          {"refused", 0},
          {"troubles", {"money"}},
          {"alarms", {{"hole", ""}, {"cloned", ""}}},
          {"health",
           {{"or_null",
             {{"at", at},
              {"drift_ms", 0},
              {"acked", 1},
              {"waiting", 0},
              {"waiting_bytes", 0},
              {"waiting_since", at},
              {"money_waiting", 0},
              {"money_since", at},
              {"blobs_waiting", 0},
              {"blob_bytes", 0},
              {"refused", 0},
              {"disk_percent", count},
              {"disk_used", count},
              {"disk_free", count},
              {"sync_error", ""},
              {"sync_error_at", at},
              {"device_error", ""},
              {"device_error_at", at}}}}},
          {"position", {{"or_null", {{"at", at}, {"latitude", 47.1}, {"longitude", 9.5}}}}},
          {"limits",
           {{"silent_minutes", 4320},
            {"unsent_minutes", 240},
            {"money_minutes", 60},
            {"drift_seconds", 300},
            {"disk_percent", 90},
            {"certificate_days", 14}}}};
}

}  // namespace

void add_fleet_routes(common::http::Router& router, Hub& hub) {
  json list = {{"items", json::array()}, {"next_page_token", ""},     {"total", 1}, {"online", 1},
               {"in_trouble", 1},        {"troubles", json::object()}};
  json one = van_reply(), item = one;
  item.erase("limits");
  list["items"].push_back(std::move(item));
  list["limits"] = one["limits"];
  one["operations"] = json::array(
      {{{"at", "2026-11-20T08:00:00Z"}, {"state", "rejected"}, {"reason", ""}, {"text", ""}}});
  add(router, hub, common::http::Method::get, "/api/vans/", vans,
      {.summary = "How the vans are, and where: a page of them, what is in trouble first",
       .query = {{"search", "Within serial number, plate, van and technician."},
                 {"trouble",
                  "Those with this trouble alone: any, hole, cloned, money, silent, unsent, "
                  "refused, disk, certificate, drift, conflicts or error."},
                 {"sort",
                  "trouble (also without), name, contact, unsent, drift, disk or "
                  "certificate."},
                 {"page_token", "next_page_token of the page before."},
                 {"page_size", "1 to 1000."}},
       .reply = common::json_text(list)});
  add(router, hub, common::http::Method::get, "/api/devices/{id}/health/", health,
      {.summary = "How one van's computer is, and what of its work was refused",
       .reply = common::json_text(one)});
}

}  // namespace hub::api
