// GET /api/conflicts/: what vans and office disagree about, with both versions and what they
// started from. It is decided by POST /api/sync-conflicts/{id}/decide/.
//   state (open, settled, decided), kind, device, page_token
#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/sync/wire.hpp"
#include "common/text/json_text.hpp"
#include "hub/api/parameters.hpp"
#include "hub/api/related.hpp"
#include "proto/records/billing/work_order_invoice.pb.h"
#include "proto/records/field/scheduled_event.pb.h"
#include "proto/records/field/work_order.pb.h"
#include "proto/records/fleet/sync_conflict.pb.h"

namespace hub::api {
namespace {

using common::http::Params;
using common::http::Request;
using common::http::Response;
using nlohmann::json;
using store::Connection;
using truckroll::fleet::SyncConflict;

constexpr std::size_t page_size = 25;

struct Query {
  std::string states, kind, device, before;
};

Query query_of(const Request& request) {
  allow_parameters(request, {"state", "kind", "device", "page_token"});
  auto state = text_in(request, "state");
  Query query;
  if (state.empty() || state == "open")
    query.states = "'open', 'reopened'";
  else if (state == "settled")
    query.states = "'settled_by_rule'";
  else if (state == "decided")
    query.states = "'decided', 'applied'";
  else
    common::refuse("state", "expected open, settled or decided");
  query.kind = text_in(request, "kind");
  if (!query.kind.empty() &&
      !common::schema::find_choice(SyncConflict::Kind_descriptor(), query.kind))
    common::refuse("kind", "expected field, status, stock, serial, transfer, rejected or overlap");
  query.device = text_in(request, "device");
  if (!query.device.empty() && !common::is_id(query.device))
    common::refuse("device", "expected the id of a device");
  query.before = text_in(request, "page_token");
  if (!query.before.empty() && !common::is_id(query.before))
    common::refuse("page_token", "expected the next_page_token of an earlier reply");
  return query;
}

std::string choice_text(const google::protobuf::EnumDescriptor* type, int value) {
  auto found = value == 0 ? nullptr : type->FindValueByNumber(value);
  return found ? common::schema::choice_name(found) : std::string();
}

json instant(bool has, const google::protobuf::Timestamp& at) {
  return has ? json(common::format_instant(common::codec::from_timestamp(at))) : json();
}

/// Texts are kept in English or the company's language; one of the product's own sentences is said
/// in the reader's.
std::string said(const std::string& text) {
  return common::Sentence::label(text).said();
}

/// One page, written for one reader: what he may not read of a record is not shown.
class Page {
 public:
  Page(Hub& hub, const Caller& caller, Connection& connection)
      : caller_(caller), connection_(connection), related_(hub, caller, connection) {}

  json item(const SyncConflict& conflict) {
    auto& header = conflict.header();
    auto operation = find_operation(conflict);
    json body{{"id", header.id()},
              {"version", header.version()},
              {"state", header.state()},
              {"kind", choice_text(SyncConflict::Kind_descriptor(), conflict.kind())},
              {"device", conflict.device()},
              {"noted_at", instant(header.has_created_at(), header.created_at())},
              {"at", operation ? instant(operation->has_at(), operation->at()) : json()},
              {"technician", operation ? operation->technician() : std::string()},
              {"did", operation ? operation->text() : std::string()},
              {"field", conflict.field()},
              {"by_rule", said(conflict.by_rule())},
              {"choice", choice_text(SyncConflict::Choice_descriptor(), conflict.choice())},
              {"chosen", common::try_read_json(conflict.chosen())},
              {"billed", choice_text(SyncConflict::Billing_descriptor(), conflict.billing())},
              {"remark", conflict.remark()},
              {"decided_by", conflict.decided_by()},
              {"decided_at", instant(conflict.has_decided_at(), conflict.decided_at())}};
    if (body["chosen"].is_discarded()) body["chosen"] = nullptr;
    related_.titles().add("fleet.Device", conflict.device());
    related_.titles().add("admin.User", conflict.decided_by());
    if (operation) related_.titles().add("people.Technician", operation->technician());
    add_about(conflict, body);
    return body;
  }
  json titles() { return common::read_json(related_.titles().json()); }

 private:
  std::optional<common::sync::wire::Operation> find_operation(const SyncConflict& conflict) {
    if (conflict.sequence() <= 0) return std::nullopt;
    std::optional<common::sync::wire::Operation> operation;
    auto& rows = connection_.query(
        "SELECT bytes FROM device_operation WHERE tenant = ? AND device = ? AND epoch = ? AND "
        "sequence = ?",
        {caller_.actor.tenant, conflict.device(), std::int64_t{conflict.epoch()},
         conflict.sequence()});
    while (rows.step()) {
      operation.emplace();
      if (!operation->ParseFromString(rows.text(0))) operation.reset();
    }
    return operation;
  }

  void add_about(const SyncConflict& conflict, json& body) {
    auto& about = conflict.about();
    auto type = caller_.schema->catalogue.find(about.type());
    auto record = type ? related_.find(about.type().c_str(), about.id()) : nullptr;
    body["about"] = {{"type", about.type()}, {"id", about.id()}};
    body["withheld"] = !record;
    body["reason"] = "";
    for (auto name : {"base", "mine", "theirs", "now", "billing"}) body[name] = nullptr;
    if (!record) return;
    related_.titles().add(about.type(), about.id());
    if (conflict.kind() == SyncConflict::KIND_FIELD)
      add_values(conflict, *type, *record, body);
    else
      add_reason(conflict, body);
    add_billing(conflict, *record, body);
  }

  void add_values(const SyncConflict& conflict, const store::RecordType& type,
                  const store::Message& record, json& body) {
    auto field = type.find_field(conflict.field());
    if (!field) field = type.find_custom(conflict.field());
    body["withheld"] = !field || !caller_.schema->access.may_see_field(caller_.actor, type, *field);
    if (body["withheld"] == true) return;
    auto value = [](const std::string& text) {
      auto read = common::try_read_json(text);
      return read.is_discarded() ? json() : read;
    };
    body["base"] = value(conflict.base());
    body["mine"] = value(conflict.mine());
    body["theirs"] = value(conflict.theirs());
    auto now = common::read_json(related_.json(&record));
    if (now.contains(conflict.field())) body["now"] = now[conflict.field()];
  }

  /// Of a flag the text; of what was not applied the hub's reason, and what was to be done.
  void add_reason(const SyncConflict& conflict, json& body) {
    auto told = common::try_read_json(conflict.theirs());
    if (!told.is_object()) {
      body["reason"] = said(conflict.theirs());
      return;
    }
    auto reason = common::try_read_json(conflict.mine());
    if (reason.is_string()) body["reason"] = said(reason.get<std::string>());
    if (body["did"] == "") body["did"] = told.value("text", std::string());
  }

  /// The bill that waits for somebody's decision, of the job that it is about.
  void add_billing(const SyncConflict& conflict, const store::Message& record, json& body) {
    using truckroll::field::ScheduledEvent;
    using truckroll::field::WorkOrder;
    std::string job_id;
    if (conflict.about().type() == "field.WorkOrder") job_id = conflict.about().id();
    if (conflict.about().type() == "field.ScheduledEvent")
      job_id = static_cast<const ScheduledEvent&>(record).work_order();
    if (job_id.empty()) return;
    auto job = related_.find("field.WorkOrder", job_id);
    if (!job) return;
    related_.titles().add("field.WorkOrder", job_id);
    json billing{{"work_order", job_id},
                 {"work_order_state", common::schema::header(*job).state()},
                 {"state", ""}};
    auto& rows = connection_.query(
        "SELECT state FROM work_order_invoice WHERE tenant = ? AND work_order = ? AND deleted_at "
        "IS NULL",
        {caller_.actor.tenant, job_id});
    while (rows.step()) billing["state"] = rows.text(0);
    auto state = billing["state"].get<std::string>();
    billing["undecided"] = state.empty() || state == "waiting" || state == "held";
    body["billing"] = std::move(billing);
  }

  const Caller& caller_;
  Connection& connection_;
  Related related_;
};

Response list(Hub& hub, const Caller& caller, const Request& request, const Params&) {
  auto query = query_of(request);
  auto& type = caller.schema->catalogue.type("fleet.SyncConflict");
  if (caller.schema->access.reach(caller.actor, type, store::options::READ).kind !=
      store::Reach::Kind::all)
    throw common::Error(common::ErrorCode::forbidden, "conflicts are shown to the office");
  json items = json::array(), counts = json::object(), titles;
  std::string next;
  hub.store.read([&](Connection& connection) {
    std::string condition = "state IN (" + query.states + ")";
    store::Values values{caller.actor.tenant};
    auto add = [&](const char* part, const std::string& value) {
      if (value.empty()) return;
      condition += part;
      values.push_back(value);
    };
    add(" AND kind = ?", query.kind);
    add(" AND device = ?", query.device);
    add(" AND id < ?", query.before);
    Page page(hub, caller, connection);
    Related related(hub, caller, connection);
    auto found = related.where(
        "fleet.SyncConflict",
        "id IN (SELECT id FROM sync_conflict WHERE tenant = ? AND deleted_at IS NULL "
        "AND " +
            condition + " ORDER BY id DESC LIMIT " + std::to_string(page_size + 1) + ")",
        values, "id DESC");
    if (found.size() > page_size) {
      found.resize(page_size);
      next = common::schema::header(*found.back()).id();
    }
    for (auto& one : found) items.push_back(page.item(static_cast<const SyncConflict&>(*one)));
    titles = page.titles();
    for (auto state : {"open", "settled", "decided"}) counts[state] = 0;
    auto& rows = connection.query(
        "SELECT CASE WHEN state IN ('open', 'reopened') THEN 'open' WHEN state = 'settled_by_rule' "
        "THEN 'settled' ELSE 'decided' END AS part, count(*) FROM sync_conflict WHERE tenant = ? "
        "AND deleted_at IS NULL GROUP BY 1",
        {caller.actor.tenant});
    while (rows.step()) counts[rows.text(0)] = rows.integer(1);
  });
  return common::http::json({{"items", std::move(items)},
                             {"next_page_token", next},
                             {"counts", std::move(counts)},
                             {"titles", std::move(titles)}});
}

}  // namespace

void add_conflict_routes(common::http::Router& router, Hub& hub) {
  add(router, hub, common::http::Method::get, "/api/conflicts/", list,
      {.summary = "What vans and office disagree about, the newest first, with both versions",
       .query = {{"state", "open (also without), settled (by a rule) or decided."},
                 {"kind", "field, status, stock, serial, transfer, rejected or overlap."},
                 {"device", "Of this van's computer alone."},
                 {"page_token", "next_page_token of the page before."}},
       .reply =
           R"({"items": [{"id": "", "version": 1, "state": "open", "kind": "field", "device": "",
                    "noted_at": "2026-11-20T08:00:00Z", "at": "2026-11-20T08:00:00Z",
                    "technician": "", "did": "", "field": "", "by_rule": "", "choice": "",
                    "chosen": null, "billed": "", "remark": "", "decided_by": "",
                    "decided_at": "2026-11-20T08:00:00Z", "about": {"type": "", "id": ""},
                    "withheld": false, "reason": "", "base": null, "mine": null, "theirs": null,
                    "now": null, "billing": {"work_order": "", "work_order_state": "done",
                    "state": "held", "undecided": true}}], "next_page_token": "",
                    "counts": {"open": 1, "settled": 0, "decided": 0}, "titles": {}})"});
}

}  // namespace hub::api
