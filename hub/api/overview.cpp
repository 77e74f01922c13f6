// GET /api/work-orders/{id}/overview/: everything about one job in one reply.  GET
// /api/accounts/{id}/timeline/
#include <algorithm>
#include <map>

#include "common/codec/json.hpp"
#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "hub/api/related.hpp"
#include "pdf/integrity.hpp"
#include "proto/records/content/paperwork_document.pb.h"
#include "proto/records/field/work_order.pb.h"

namespace hub::api {
namespace {

using common::Error;
using common::ErrorCode;
using common::http::Params;
using common::http::Request;
using common::http::Response;
using store::Connection;
using truckroll::content::PaperworkDocument;
using truckroll::field::WorkOrder;

/// "unsigned", "missing" (the bytes have not arrived), "unchanged" or "altered" against the
/// recorded hash.
std::string integrity_of(Connection& connection, const std::string& tenant,
                         const PaperworkDocument& document) {
  if (document.header().state() != "signed" && document.header().state() != "issued")
    return "unsigned";
  auto blob = store::load_blob(connection, tenant, document.pdf_blob());
  if (!blob) return "missing";
  return pdf::verify(blob->bytes, document.pdf_hash()) == pdf::Integrity::unchanged ? "unchanged"
                                                                                    : "altered";
}

std::string documents_json(Related& related, Connection& connection, const std::string& tenant,
                           const std::string& id) {
  std::string out = "[";
  for (auto& record : related.where("content.PaperworkDocument", "\"about\" = ?", {id})) {
    auto& document = static_cast<const PaperworkDocument&>(*record);
    auto text = related.json(record.get());
    text.pop_back();
    text += ",\"signatures\":" +
            related.json(related.where("content.DigitalSignature", "\"document\" = ?",
                                       {document.header().id()}, "\"at\""));
    text += ",\"integrity\":\"" + integrity_of(connection, tenant, document) + "\"}";
    out += (out.size() > 1 ? "," : "") + text;
  }
  return out + "]";
}

/// The track driven: [longitude, latitude, time] of the van's reports on the way to the job, and of
/// all while it was under way or on site.
std::string track_json(Related& related, Connection& connection, const std::string& tenant,
                       const std::string& id) {
  if (!related.may_read("fleet.PositionReport")) return "[]";
  std::map<std::int64_t, std::string> points;
  auto collect = [&](store::Statement& rows) {
    while (rows.step())
      points.emplace(rows.integer(2),
                     "[" + common::codec::format_scaled(rows.integer(0), 7) + "," +
                         common::codec::format_scaled(rows.integer(1), 7) + ",\"" +
                         common::format_instant(common::from_micros(rows.integer(2))) + "\"]");
  };
  // What the van drove for this job by its own word, whatever its clock said beside the receiver's.
  collect(
      connection.query("SELECT position__longitude, position__latitude, \"at\" FROM "
                       "position_report WHERE tenant = ? "
                       "AND work_order = ? ORDER BY \"at\" LIMIT 5000",
                       {tenant, id}));
  auto& spans = connection.query(
      "SELECT MIN(e.at), MAX(e.at), v.id FROM job_event e JOIN technician t ON t.tenant = e.tenant "
      "AND t.id = e.technician "
      "JOIN vehicle v ON v.tenant = t.tenant AND v.id = t.vehicle WHERE e.tenant = ? AND "
      "e.work_order = ? "
      "AND e.kind IN ('on_my_way', 'turned_back', 'arrived', 'done', 'part_done', 'left') GROUP BY "
      "v.id",
      {tenant, id});
  struct Span {
    std::int64_t from, to;
    std::string vehicle;
  };
  std::vector<Span> found;
  while (spans.step()) found.push_back({spans.integer(0), spans.integer(1), spans.text(2)});
  for (auto& span : found)
    collect(connection.query(
        "SELECT position__longitude, position__latitude, \"at\" FROM position_report WHERE tenant "
        "= ? AND vehicle = ? "
        "AND \"at\" BETWEEN ? AND ? ORDER BY \"at\" LIMIT 5000",
        {tenant, span.vehicle, span.from, span.to}));
  std::string out = "[";
  for (auto& [at, point] : points) out += (out.size() > 1 ? "," : "") + point;
  return out + "]";
}

Response overview(Hub& hub, const Caller& caller, const Request&, const Params& params) {
  auto id = std::string(params["id"]);
  std::string out;
  hub.store.read([&](Connection& connection) {
    auto& tenant = caller.actor.tenant;
    Related related(hub, caller, connection);
    auto found = related.find("field.WorkOrder", id);
    if (!found) throw Error(ErrorCode::not_found, "there is no such work order");
    auto& order = static_cast<const WorkOrder&>(*found);
    auto member = [&](const char* name, const std::string& value) {
      out += std::string(out.empty() ? "{\"" : ",\"") + name + "\":" + value;
    };
    auto one = [&](const char* type, const std::string& of) {
      auto record = related.find(type, of);
      return related.json(record.get());
    };
    auto of_job = [&](const char* type, const char* column, const std::string& by) {
      return related.json(related.where(type, std::string(column) + " = ?", {id}, by));
    };
    member("work_order", related.json(found.get()));
    member("account", one("crm.Account", order.account()));
    member("contact", one("crm.Contact", order.contact()));
    member("site", one("crm.Site", order.site()));
    std::string equipment = "[";
    for (auto& item : order.equipment())
      if (auto text = one("field.Equipment", item); text != "null")
        equipment += (equipment.size() > 1 ? "," : "") + text;
    member("equipment", equipment + "]");
    member("visits", of_job("field.ScheduledEvent", "\"work_order\"", "\"start\""));
    member("events", of_job("field.JobEvent", "\"work_order\"", "\"at\", \"id\""));
    member("lines", of_job("billing.LineItem", "\"work_order\"", "\"position\", \"id\""));
    member("requirements",
           of_job("people.WorkOrderCertificationRequirement", "\"work_order\"", "\"id\""));
    member("reservations", of_job("stock.StockReservation", "\"work_order\"", "\"id\""));
    member("moves", of_job("stock.StockMove", "\"work_order\"", "\"at\", \"id\""));
    member("checklists", of_job("field.Checklist", "\"about\"", "\"id\""));
    member("documents", documents_json(related, connection, tenant, id));
    member("attachments", of_job("content.Attachment", "\"about\"", "\"id\""));
    member("notes", of_job("crm.Note", "\"about\"", "\"id\""));
    member("time_entries", of_job("projects.TimeEntry", "\"work_order\"", "\"start\""));
    member("conflicts", of_job("fleet.SyncConflict", "\"about\"", "\"id\""));
    if (related.may_read("billing.Invoice"))
      member(
          "invoices",
          related.json(related.where(
              "billing.Invoice",
              "id IN (SELECT invoice FROM work_order_invoice WHERE tenant = ? AND work_order = ?)"
              " OR credits IN (SELECT invoice FROM work_order_invoice WHERE tenant = ? AND "
              "work_order = ?)",
              {tenant, id, tenant, id})));
    if (related.may_read("billing.WorkOrderInvoice"))
      member("billing", of_job("billing.WorkOrderInvoice", "\"work_order\"", "\"id\""));
    auto track = track_json(related, connection, tenant, id);
    // A track is read as that of its job.
    if (track != "[]") note_shown(hub, caller, "fleet.PositionReport", {id});
    member("track", track);
    // Messages name the job, one of its visits or events, its invoice or its survey.
    member("messages",
           related.json(related.where("workflow.NotificationLog",
                                      "about = ? OR about IN (SELECT id FROM scheduled_event WHERE "
                                      "tenant = ? AND work_order = ?) OR about IN "
                                      "(SELECT id FROM job_event WHERE tenant = ? AND work_order = "
                                      "?) OR about IN (SELECT invoice FROM "
                                      "work_order_invoice WHERE tenant = ? AND work_order = ?)",
                                      {id, tenant, id, tenant, id, tenant, id}, "created_at, id")));
    member("titles", related.titles().json());
    out += "}";
  });
  return common::http::json_text(std::move(out));
}

// ---- timeline

struct Entry {
  std::string at, json;
};

Response timeline(Hub& hub, const Caller& caller, const Request&, const Params& params) {
  auto id = std::string(params["id"]);
  std::vector<Entry> entries;
  hub.store.read([&](Connection& connection) {
    Related related(hub, caller, connection);
    if (!related.find("crm.Account", id))
      throw Error(ErrorCode::not_found, "there is no such account");
    Titles titles(hub, caller, connection);
    auto append = [&](const char* type_name, const char* at_column, const std::string& condition,
                      const store::Values& values) {
      auto& type = hub.store.catalogue().type(type_name);
      for (auto& record :
           related.where(type_name, condition, values, std::string(at_column) + " DESC")) {
        auto body =
            nlohmann::json::parse(record_json(hub, caller, connection, type, *record, false));
        nlohmann::json entry{{"at", body.value(at_column, body.value("created_at", ""))},
                             {"type", type.name},
                             {"kind", type.label},
                             {"path", type.path},
                             {"id", body["id"]},
                             {"state", body.value("state", "")},
                             {"title", titles.title_of(type, *record)}};
        for (auto name : {"text", "resolution", "subject", "outcome", "comment", "kind"})
          if (body.contains(name) && body[name].is_string()) {
            entry["text"] = body[name];
            break;
          }
        entries.push_back({entry["at"], entry.dump()});
      }
    };
    auto& tenant = caller.actor.tenant;
    std::string of_jobs = "IN (SELECT id FROM work_order WHERE tenant = ? AND account = ?)";
    append("field.WorkOrder", "created_at", "account = ?", {id});
    append("field.JobEvent", "at", "work_order " + of_jobs, {tenant, id});
    append("billing.Invoice", "created_at", "account = ?", {id});
    append("crm.Interaction", "start", "account = ?", {id});
    append("crm.Note", "created_at", "about = ? OR about " + of_jobs, {id, tenant, id});
    append("content.PaperworkDocument", "created_at", "about = ? OR about " + of_jobs,
           {id, tenant, id});
    append("workflow.NotificationLog", "created_at",
           "about = ? OR about " + of_jobs +
               " OR about IN (SELECT id FROM scheduled_event WHERE tenant = ? AND work_order " +
               of_jobs + ") OR about IN (SELECT id FROM invoice WHERE tenant = ? AND account = ?)",
           {id, tenant, id, tenant, tenant, id, tenant, id});
    append("marketing.FormResponse", "created_at", "about " + of_jobs, {tenant, id});
  });
  std::stable_sort(entries.begin(), entries.end(), [](auto& a, auto& b) { return a.at > b.at; });
  std::string out = "{\"items\":[";
  for (std::size_t i = 0; i < entries.size() && i < 500; ++i)
    out += (i ? "," : "") + entries[i].json;
  return common::http::json_text(out + "]}");
}

/// POST /api/paperwork-documents/{id}/verify/
Response verify(Hub& hub, const Caller& caller, const Request&, const Params& params) {
  std::string integrity;
  hub.store.read([&](Connection& connection) {
    Related related(hub, caller, connection);
    auto record = related.find("content.PaperworkDocument", std::string(params["id"]));
    if (!record) throw Error(ErrorCode::not_found, "there is no such document");
    integrity = integrity_of(connection, caller.actor.tenant,
                             static_cast<const PaperworkDocument&>(*record));
  });
  return common::http::json({{"integrity", integrity}});
}

}  // namespace

void add_overview_routes(common::http::Router& router, Hub& hub) {
  using common::http::Method;
  add(router, hub, Method::get, "/api/work-orders/{id}/overview/", overview);
  add(router, hub, Method::get, "/api/accounts/{id}/timeline/", timeline);
  add(router, hub, Method::post, "/api/paperwork-documents/{id}/verify/", verify);
}

}  // namespace hub::api
