// GET /api/work-orders/{id}/overview/: everything about one job in one reply.
// GET /api/accounts/{id}/timeline/: what happened with a customer.
#include <algorithm>

#include "common/codec/json.hpp"
#include "common/error/error.hpp"
#include "common/text/json_text.hpp"
#include "hub/api/parameters.hpp"
#include "hub/api/related.hpp"
#include "hub/api/track.hpp"
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

/// One reply, member by member. What the caller's role does not show is left out: an empty list
/// would say that there is nothing.
class JobPage {
 public:
  JobPage(Hub& hub, const Caller& caller, Connection& connection, const std::string& id)
      : hub_(hub),
        caller_(caller),
        connection_(connection),
        related_(hub, caller, connection),
        id_(id) {}

  std::string write() {
    auto found = related_.find("field.WorkOrder", id_);
    if (!found) throw Error(ErrorCode::not_found, "there is no such work order");
    auto& order = static_cast<const WorkOrder&>(*found);
    member("work_order", related_.json(found.get()));
    add_customer(order);
    add_work();
    add_papers();
    add_money();
    add_track();
    add_messages();
    member("titles", related_.titles().json());
    return out_ + "}";
  }

 private:
  void member(const char* name, const std::string& value) {
    out_ += std::string(out_.empty() ? "{\"" : ",\"") + name + "\":" + value;
  }
  std::string one(const char* type, const std::string& of) {
    auto record = related_.find(type, of);
    return related_.json(record.get());
  }
  void of_job(const char* name, const char* type, const char* column, const char* order) {
    if (related_.may_read(type))
      member(name, related_.json(related_.where(type, std::string(column) + " = ?", {id_}, order)));
  }

  void add_customer(const WorkOrder& order) {
    member("account", one("crm.Account", order.account()));
    member("contact", one("crm.Contact", order.contact()));
    member("site", one("crm.Site", order.site()));
    if (!related_.may_read("field.Equipment")) return;
    std::string equipment = "[";
    for (auto& item : order.equipment())
      if (auto text = one("field.Equipment", item); text != "null")
        equipment += (equipment.size() > 1 ? "," : "") + text;
    member("equipment", equipment + "]");
  }

  void add_work() {
    of_job("visits", "field.ScheduledEvent", "\"work_order\"", "\"start\"");
    of_job("events", "field.JobEvent", "\"work_order\"", "\"at\", \"id\"");
    of_job("requirements", "people.WorkOrderCertificationRequirement", "\"work_order\"", "\"id\"");
    of_job("reservations", "stock.StockReservation", "\"work_order\"", "\"id\"");
    of_job("moves", "stock.StockMove", "\"work_order\"", "\"at\", \"id\"");
    of_job("checklists", "field.Checklist", "\"about\"", "\"id\"");
    of_job("time_entries", "projects.TimeEntry", "\"work_order\"", "\"start\"");
    of_job("conflicts", "fleet.SyncConflict", "\"about\"", "\"id\"");
  }

  void add_papers() {
    if (related_.may_read("content.PaperworkDocument"))
      member("documents", documents_json(related_, connection_, tenant_, id_));
    of_job("attachments", "content.Attachment", "\"about\"", "\"id\"");
    of_job("notes", "crm.Note", "\"about\"", "\"id\"");
  }

  void add_money() {
    of_job("lines", "billing.LineItem", "\"work_order\"", "\"position\", \"id\"");
    of_job("billing", "billing.WorkOrderInvoice", "\"work_order\"", "\"id\"");
    if (!related_.may_read("billing.Invoice")) return;
    std::string billed =
        "(SELECT invoice FROM work_order_invoice WHERE tenant = ? AND work_order = ?)";
    member("invoices", related_.json(related_.where("billing.Invoice",
                                                    "id IN " + billed + " OR credits IN " + billed,
                                                    {tenant_, id_, tenant_, id_})));
  }

  void add_track() {
    if (!related_.may_read("fleet.PositionReport")) return;
    auto track = track_json(connection_, tenant_, id_);
    // A track is read as that of its job.
    if (track != "[]") note_shown(hub_, caller_, "fleet.PositionReport", {id_});
    member("track", track);
  }

  /// Messages name the job, one of its visits or events, its invoice or its survey. Where the role
  /// shows some of them only, the reply says that there are others.
  void add_messages() {
    if (!related_.may_read("workflow.NotificationLog")) return;
    std::string of_the_job = "WHERE tenant = ? AND work_order = ?)";
    auto messages =
        related_.where("workflow.NotificationLog",
                       "about = ? OR about IN (SELECT id FROM scheduled_event " + of_the_job +
                           " OR about IN (SELECT id FROM job_event " + of_the_job +
                           " OR about IN (SELECT invoice FROM work_order_invoice " + of_the_job,
                       {id_, tenant_, id_, tenant_, id_, tenant_, id_}, "created_at, id");
    if (related_.withheld() > 0) member("messages_withheld", "true");
    member("messages", related_.json(messages));
  }

  Hub& hub_;
  const Caller& caller_;
  Connection& connection_;
  Related related_;
  const std::string& id_;
  const std::string& tenant_ = caller_.actor.tenant;
  std::string out_;
};

Response overview(Hub& hub, const Caller& caller, const Request& request, const Params& params) {
  allow_parameters(request, {});
  auto id = std::string(params["id"]);
  std::string out;
  hub.store.read(
      [&](Connection& connection) { out = JobPage(hub, caller, connection, id).write(); });
  return common::http::json_text(std::move(out));
}

// ---- timeline

/// What happened with a customer, of several types, the latest first.
class AccountTimeline {
 public:
  AccountTimeline(Hub& hub, const Caller& caller, Connection& connection, const std::string& id)
      : hub_(hub),
        caller_(caller),
        connection_(connection),
        related_(hub, caller, connection),
        titles_(hub.reads, caller, connection),
        id_(id) {}

  std::string write() {
    if (!related_.find("crm.Account", id_))
      throw Error(ErrorCode::not_found, "there is no such account");
    gather();
    std::stable_sort(entries_.begin(), entries_.end(),
                     [](auto& a, auto& b) { return a.at > b.at; });
    std::string out = "{\"items\":[";
    for (std::size_t i = 0; i < entries_.size() && i < entries_max; ++i)
      out += (i ? "," : "") + entries_[i].json;
    return out + "]}";
  }

 private:
  static constexpr std::size_t entries_max = 500;
  struct Entry {
    std::string at, json;
  };

  void gather() {
    auto& tenant = caller_.actor.tenant;
    std::string of_jobs = "IN (SELECT id FROM work_order WHERE tenant = ? AND account = ?)";
    append("field.WorkOrder", "created_at", "account = ?", {id_});
    append("field.JobEvent", "at", "work_order " + of_jobs, {tenant, id_});
    append("billing.Invoice", "created_at", "account = ?", {id_});
    append("crm.Interaction", "start", "account = ?", {id_});
    append("crm.Note", "created_at", "about = ? OR about " + of_jobs, {id_, tenant, id_});
    append("content.PaperworkDocument", "created_at", "about = ? OR about " + of_jobs,
           {id_, tenant, id_});
    append("workflow.NotificationLog", "created_at",
           "about = ? OR about " + of_jobs +
               " OR about IN (SELECT id FROM scheduled_event WHERE tenant = ? AND work_order " +
               of_jobs + ") OR about IN (SELECT id FROM invoice WHERE tenant = ? AND account = ?)",
           {id_, tenant, id_, tenant, tenant, id_, tenant, id_});
    append("marketing.FormResponse", "created_at", "about " + of_jobs, {tenant, id_});
  }

  void append(const char* type_name, const char* at_column, const std::string& condition,
              const store::Values& values) {
    auto& type = caller_.schema->catalogue.type(type_name);
    for (auto& record :
         related_.where(type_name, condition, values, std::string(at_column) + " DESC"))
      entries_.push_back(entry(type, *record, at_column));
  }

  Entry entry(const store::RecordType& type, const store::Message& record, const char* at_column) {
    auto body = common::read_json(record_json(hub_, caller_, connection_, type, record, false));
    nlohmann::json entry{{"at", body.value(at_column, body.value("created_at", ""))},
                         {"type", type.name},
                         {"kind", type.label},
                         {"path", type.path},
                         {"id", body["id"]},
                         {"state", body.value("state", "")},
                         {"title", titles_.title_of(type, record)}};
    for (auto name : {"text", "resolution", "subject", "outcome", "comment", "kind"})
      if (body.contains(name) && body[name].is_string()) {
        entry["text"] = body[name];
        break;
      }
    return {entry["at"], common::json_text(entry)};
  }

  Hub& hub_;
  const Caller& caller_;
  Connection& connection_;
  Related related_;
  Titles titles_;
  const std::string& id_;
  std::vector<Entry> entries_;
};

Response timeline(Hub& hub, const Caller& caller, const Request& request, const Params& params) {
  allow_parameters(request, {});
  auto id = std::string(params["id"]);
  std::string out;
  hub.store.read(
      [&](Connection& connection) { out = AccountTimeline(hub, caller, connection, id).write(); });
  return common::http::json_text(std::move(out));
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
  add(router, hub, Method::get, "/api/work-orders/{id}/overview/", overview,
      {.summary = "All that belongs to a work order, for one page",
       .reply = R"({"work_order": {}})"});
  add(router, hub, Method::get, "/api/accounts/{id}/timeline/", timeline,
      {.summary = "What happened with an account, the latest first",
       .reply = R"({"items": [{"at": "", "type": "crm.Note", "kind": "", "path": "notes",
                    "id": "", "state": "", "title": ""}]})"});
  add(router, hub, Method::post, "/api/paperwork-documents/{id}/verify/", verify,
      {.summary = "Whether a signed paper is unchanged", .reply = R"({"integrity": ""})"});
}

}  // namespace hub::api
