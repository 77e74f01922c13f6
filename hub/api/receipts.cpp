// GET /api/receipts/: plans that the technicians' vans have not confirmed yet.
#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/text/json_text.hpp"
#include "hub/api/parameters.hpp"
#include "hub/api/related.hpp"

namespace hub::api {
namespace {

using common::http::Params;
using common::http::Request;
using common::http::Response;
using nlohmann::json;
using store::Connection;

constexpr auto still_of_use = std::chrono::hours(24);  // after the end of the visit

json instant(const store::Statement& row, std::size_t index) {
  return row.is_null(index) ? json()
                            : json(common::format_instant(common::from_micros(row.integer(index))));
}

std::string name_of(const std::string& text) {
  auto name = common::try_read_json(text);
  return name.is_object() ? name.value("given", "") + " " + name.value("family", "") : "";
}

json missing(Connection& connection, const std::string& tenant, common::Instant now) {
  json items = json::array();
  auto& rows = connection.query(
      "SELECT e.id, e.state, e.start, e.\"end\", e.changed_at, e.work_order, w.number, w.summary, "
      "t.id, t.name, s.online, s.last_contact_at FROM scheduled_event e "
      "JOIN scheduled_event_assignments a ON a.tenant = e.tenant AND a.record = e.id "
      "LEFT JOIN work_order w ON w.tenant = e.tenant AND w.id = e.work_order "
      "LEFT JOIN technician t ON t.tenant = e.tenant AND t.id = a.technician "
      "LEFT JOIN device d ON d.tenant = e.tenant AND d.vehicle = t.vehicle AND d.deleted_at IS "
      "NULL AND d.state IN ('active', 'silent') "
      "LEFT JOIN device_session s ON s.tenant = e.tenant AND s.device = d.id "
      "WHERE e.tenant = ? AND e.deleted_at IS NULL AND e.\"end\" > ? AND a.sent_at IS NOT NULL AND "
      "a.received_at IS NULL AND e.state IN ('sent', 'accepted', 'cancelled') "
      "ORDER BY e.start, e.id, a.position LIMIT 200",
      {tenant, common::to_micros(now - still_of_use)});
  while (rows.step())
    items.push_back({{"visit", rows.text(0)},
                     {"state", rows.text(1)},
                     {"start", instant(rows, 2)},
                     {"end", instant(rows, 3)},
                     {"planned_at", instant(rows, 4)},
                     {"work_order", rows.text(5)},
                     {"number", rows.text(6)},
                     {"summary", rows.text(7)},
                     {"technician", rows.text(8)},
                     {"technician_name", name_of(rows.text(9))},
                     {"online", rows.integer(10) != 0},
                     {"last_contact_at", instant(rows, 11)}});
  return items;
}

Response receipts(Hub& hub, const Caller& caller, const Request& request, const Params&) {
  allow_parameters(request, {});
  auto& type = caller.schema->catalogue.type("field.ScheduledEvent");
  if (caller.schema->access.reach(caller.actor, type, store::options::READ).kind !=
      store::Reach::Kind::all)
    throw common::Error(common::ErrorCode::forbidden, "receipts are for dispatchers");
  json items;
  hub.store.read([&](Connection& connection) {
    items = missing(connection, caller.actor.tenant, hub.store.clock().now());
  });
  std::vector<std::string> technicians;
  for (auto& item : items) technicians.push_back(item["technician"]);
  note_shown(hub, caller, "people.Technician", technicians);
  return common::http::json({{"items", std::move(items)}});
}

}  // namespace

void add_receipt_routes(common::http::Router& router, Hub& hub) {
  add(router, hub, common::http::Method::get, "/api/receipts/", receipts,
      {.summary = "Visits that their technicians have not received yet",
       .reply = R"({"items": [{"visit": "", "state": "sent", "work_order": "", "number": "",
                    "summary": "", "technician": "", "technician_name": "", "online": true}]})"});
}

}  // namespace hub::api
