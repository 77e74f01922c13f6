// GET /api/dispatch/?day=2026-11-20: the day board.

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/text/json_text.hpp"
#include "common/zone/zone.hpp"
#include "hub/api/parameters.hpp"
#include "hub/api/related.hpp"
#include "hub/domain/field/recurrence.hpp"

namespace hub::api {
namespace {

using common::Instant;
using common::http::Params;
using common::http::Request;
using common::http::Response;
using nlohmann::json;
using store::Connection;
using store::Statement;

struct Day {
  std::string zone, name;
  Instant from, to;
};

/// The branch's day: where it begins and ends depends on the zone's clock.
Day day_of(Connection& connection, const std::string& tenant, const Request& request, Instant now) {
  Day day;
  auto zone = connection.scalar(
      "SELECT zone FROM branch WHERE tenant = ? AND deleted_at IS NULL ORDER BY id LIMIT 1",
      {tenant});
  day.zone = zone ? std::get<std::string>(*zone) : "UTC";
  allow_parameters(request, {"day"});
  auto text = request.parameter("day");
  std::int32_t days = common::zone::local_day(now, day.zone);
  if (text && !text->empty()) {
    try {
      days = common::codec::parse_date(*text);
    } catch (const common::Error& error) {
      common::refuse("day", error.reason());
    }
  }
  day.name = common::codec::format_date(days);
  auto midnight = std::chrono::minutes(0);
  day.from = common::zone::local_instant(days, midnight, day.zone);
  day.to = common::zone::local_instant(days + 1, midnight, day.zone);
  return day;
}

json instant(const Statement& row, std::size_t index) {
  return row.is_null(index) ? json()
                            : json(common::format_instant(common::from_micros(row.integer(index))));
}

json span(common::Instant from, common::Instant to) {
  return {{"from", common::format_instant(from)}, {"to", common::format_instant(to)}};
}

/// When the technician can be planned on the day: shifts, and the day's occurrences of patterns.
/// Somebody without either can be planned at any time, as the booking itself sees it.
json availability(Connection& connection, const std::string& tenant, const std::string& technician,
                  const Day& day) {
  json spans = json::array();
  bool any = false;
  auto& rows = connection.query(
      "SELECT \"from\", \"to\", recurrence, zone FROM technician_availability WHERE tenant = ? AND "
      "technician = ? AND deleted_at IS NULL AND kind IN ('pattern', 'shift', 'standby') AND "
      "\"from\" < ?",
      {tenant, technician, common::to_micros(day.to)});
  while (rows.step()) {
    any = true;
    domain::field::Interval first{common::from_micros(rows.integer(0)),
                                  rows.is_null(1) ? day.to : common::from_micros(rows.integer(1))};
    auto rule = common::try_read_json(rows.text(2));
    auto recurrence = rule.is_object()
                          ? domain::field::Recurrence::parse(rule.value("rule", std::string()))
                          : std::nullopt;
    if (!recurrence) {
      if (first.to > day.from) spans.push_back(span(first.from, first.to));
      continue;
    }
    for (auto& one : recurrence->occurrences(first, rows.text(3), {day.from, day.to}))
      spans.push_back(span(one.from, one.to));
  }
  if (!any) spans.push_back(span(day.from, day.to));
  return spans;
}

json device_of(Connection& connection, const std::string& tenant, const std::string& vehicle) {
  auto& rows = connection.query(
      "SELECT d.id, d.state, s.online, s.last_contact_at FROM device d LEFT JOIN device_session s "
      "ON s.tenant = d.tenant AND s.device = d.id "
      "WHERE d.tenant = ? AND d.vehicle = ? AND d.deleted_at IS NULL AND d.state IN ('active', "
      "'silent') ORDER BY d.id LIMIT 1",
      {tenant, vehicle});
  json device;
  while (rows.step())
    device = {{"id", rows.text(0)},
              {"state", rows.text(1)},
              {"online", rows.integer(2) != 0},
              {"last_contact_at", instant(rows, 3)}};
  return device;
}

json position_of(Connection& connection, const std::string& tenant, const std::string& vehicle) {
  auto& rows = connection.query(
      "SELECT \"at\", position__latitude, position__longitude FROM position_report WHERE tenant = "
      "? AND vehicle = ? ORDER BY \"at\" DESC LIMIT 1",
      {tenant, vehicle});
  json position;
  while (rows.step())
    position = {{"at", instant(rows, 0)},
                {"latitude", static_cast<double>(rows.integer(1)) / 1e7},
                {"longitude", static_cast<double>(rows.integer(2)) / 1e7}};
  return position;
}

json technicians(Hub& hub, const Caller& caller, Connection& connection, Related& related,
                 const Day& day) {
  json list = json::array();
  auto& tenant = caller.actor.tenant;
  for (auto& record : related.where("people.Technician", "state = 'active'", {}, "id")) {
    auto& type = caller.schema->catalogue.of(*record);
    auto body = common::read_json(record_json(hub, caller, connection, type, *record, false));
    auto vehicle = body.value("vehicle", std::string());
    list.push_back(
        {{"id", body["id"]},
         {"name", related.titles().title_of(type, *record)},
         {"color", body.value("color", "#2563EB")},
         {"vehicle", vehicle},
         {"available", availability(connection, tenant, body["id"], day)},
         {"device", vehicle.empty() ? json() : device_of(connection, tenant, vehicle)},
         {"position", vehicle.empty() ? json() : position_of(connection, tenant, vehicle)}});
  }
  return list;
}

constexpr const char* job_columns =
    "w.id, w.number, w.summary, a.name, s.name, s.address, w.priority, w.state, w.job_type, "
    "j.duration_minutes, j.name, a.id, s.id ";
constexpr const char* job_joins =
    "LEFT JOIN account a ON a.tenant = w.tenant AND a.id = w.account LEFT JOIN site s ON s.tenant "
    "= w.tenant AND s.id = w.site "
    "LEFT JOIN job_type j ON j.tenant = w.tenant AND j.id = w.job_type ";

/// Whose names and places the board shows.
struct Shown {
  std::vector<std::string> accounts, sites;
  void add(const Statement& row, std::size_t at) {
    if (!row.is_null(at)) accounts.push_back(row.text(at));
    if (!row.is_null(at + 1)) sites.push_back(row.text(at + 1));
  }
};

json job_json(const Statement& row, std::size_t at, Shown& shown) {
  shown.add(row, at + 11);
  auto address = common::try_read_json(row.text(at + 5));
  return {{"work_order", row.text(at)},
          {"number", row.text(at + 1)},
          {"summary", row.text(at + 2)},
          {"account_name", row.text(at + 3)},
          {"site_name", row.text(at + 4)},
          {"city", address.is_object() ? address.value("city", "") : ""},
          {"priority", row.text(at + 6)},
          {"work_order_state", row.text(at + 7)},
          {"job_type", row.text(at + 8)},
          {"job_type_name", row.text(at + 10)},
          {"duration_minutes", row.is_null(at + 9) ? 60 : row.integer(at + 9)}};
}

json visits(Connection& connection, const std::string& tenant, const Day& day, Shown& shown) {
  std::map<std::string, json> found;
  std::vector<std::string> order;
  auto& rows = connection.query(
      std::string("SELECT e.id, e.version, e.state, e.start, e.\"end\", e.eta, e.pinned, "
                  "e.window_from, e.window_to, ") +
          job_columns +
          "FROM scheduled_event e LEFT JOIN work_order w ON w.tenant = e.tenant AND w.id = "
          "e.work_order " +
          job_joins +
          "WHERE e.tenant = ? AND e.deleted_at IS NULL AND e.state NOT IN ('cancelled', 'expired') "
          "AND e.start < ? AND e.\"end\" > ? ORDER BY e.start, e.id",
      {tenant, common::to_micros(day.to), common::to_micros(day.from)});
  while (rows.step()) {
    auto visit = job_json(rows, 9, shown);
    visit.update({{"id", rows.text(0)},
                  {"version", rows.integer(1)},
                  {"state", rows.text(2)},
                  {"start", instant(rows, 3)},
                  {"end", instant(rows, 4)},
                  {"eta", instant(rows, 5)},
                  {"pinned", rows.integer(6) != 0},
                  {"window_from", instant(rows, 7)},
                  {"window_to", instant(rows, 8)},
                  {"technicians", json::array()},
                  {"sent", false},
                  {"received", false}});
    order.push_back(rows.text(0));
    found[rows.text(0)] = std::move(visit);
  }
  json list = json::array();
  for (auto& id : order) {
    auto& visit = found[id];
    bool all_received = true, any = false;
    auto& crew = connection.query(
        "SELECT technician, sent_at, received_at FROM scheduled_event_assignments WHERE tenant = ? "
        "AND record = ? ORDER BY position",
        {tenant, id});
    while (crew.step()) {
      visit["technicians"].push_back(crew.text(0));
      any = true;
      if (!crew.is_null(1)) visit["sent"] = true;
      all_received = all_received && !crew.is_null(2);
    }
    visit["received"] = any && all_received;
    list.push_back(std::move(visit));
  }
  return list;
}

/// The most urgent ones; a board that lists more plans nothing.
json unplanned(Connection& connection, const std::string& tenant, Shown& shown) {
  json list = json::array();
  auto& rows =
      connection.query(std::string("SELECT ") + job_columns + "FROM work_order w " + job_joins +
                           "WHERE w.tenant = ? AND w.deleted_at IS NULL AND w.state IN ('draft', "
                           "'ready') ORDER BY CASE w.priority WHEN 'urgent' THEN 0 "
                           "WHEN 'high' THEN 1 WHEN 'normal' THEN 2 ELSE 3 END, w.id LIMIT 200",
                       {tenant});
  while (rows.step()) {
    auto job = job_json(rows, 0, shown);
    job["id"] = job["work_order"];
    job["state"] = job["work_order_state"];
    list.push_back(std::move(job));
  }
  return list;
}

std::int64_t unplanned_total(Connection& connection, const std::string& tenant) {
  return std::get<std::int64_t>(
      *connection.scalar("SELECT COUNT(*) FROM work_order WHERE tenant = ? AND deleted_at IS NULL "
                         "AND state IN ('draft', 'ready')",
                         {tenant}));
}

Response board(Hub& hub, const Caller& caller, const Request& request, const Params&) {
  auto& type = caller.schema->catalogue.type("field.ScheduledEvent");
  // The board shows everybody's visits: only for those who may read all of them.
  if (caller.schema->access.reach(caller.actor, type, store::options::READ).kind !=
      store::Reach::Kind::all)
    throw common::Error(common::ErrorCode::forbidden, "the dispatch board is for dispatchers");
  json body;
  hub.store.read([&](Connection& connection) {
    Related related(hub, caller, connection);
    Shown shown;
    auto day = day_of(connection, caller.actor.tenant, request, hub.store.clock().now());
    body = {{"day", day.name},
            {"zone", day.zone},
            {"from", common::format_instant(day.from)},
            {"to", common::format_instant(day.to)},
            {"technicians", technicians(hub, caller, connection, related, day)},
            {"visits", visits(connection, caller.actor.tenant, day, shown)},
            {"unplanned", unplanned(connection, caller.actor.tenant, shown)},
            {"unplanned_total", unplanned_total(connection, caller.actor.tenant)}};
    note_shown(hub, caller, "crm.Account", shown.accounts);
    note_shown(hub, caller, "crm.Site", shown.sites);
    std::vector<std::string> vehicles;
    for (auto& technician : body["technicians"])
      if (technician["position"].is_object()) vehicles.push_back(technician["vehicle"]);
    note_shown(hub, caller, "fleet.PositionReport", vehicles);
  });
  return common::http::json(body);
}

}  // namespace

void add_dispatch_routes(common::http::Router& router, Hub& hub) {
  add(router, hub, common::http::Method::get, "/api/dispatch/", board,
      {.summary = "A day's visits and technicians, and what is not planned yet",
       .query = {{"day", "In the company's zone; today without."}},
       .reply = R"({"day": "2026-11-20", "zone": "Europe/Vaduz", "from": "2026-11-19T23:00:00Z",
                    "to": "2026-11-20T23:00:00Z", "technicians": [{"id": "", "name": ""}],
                    "visits": [{"id": "", "state": "sent"}], "unplanned": [{"id": ""}],
                    "unplanned_total": 1})"});
}

}  // namespace hub::api
