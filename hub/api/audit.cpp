// The logs for auditors (administrators, and who has a role "auditor"):
//   GET  /api/activity-logs/   the change log alone, under the model's name
//   GET  /api/audit/           entries of one log by filters, newest first
//   POST /api/audit/exports/   {log, …filters, format} or {framework, control, from, to, format}: a
//   job; then
//                              GET /api/exports/{id}/ and …/file
//   GET  /api/audit/chain/     until where the chain was verified; POST …/verify/ asks for it anew
// Live: WebSocket /api/live?audit=true.
#include "common/error/error.hpp"
#include "common/text/json_text.hpp"
#include "hub/api/history.hpp"
#include "hub/api/oversight.hpp"
#include "hub/api/parameters.hpp"
#include "hub/audit/controls.hpp"
#include "hub/audit/export.hpp"
#include "hub/store/changes.hpp"
#include "hub/store/scopes.hpp"

namespace hub::api {
namespace {

using common::http::Method;
using common::http::Params;
using common::http::Request;
using common::http::Response;
using nlohmann::json;

constexpr std::size_t page_size = 100;
const std::initializer_list<std::string_view> parameters{"log",    "user",  "type",      "record",
                                                         "action", "field", "address",   "session",
                                                         "from",   "to",    "page_token"};

audit::Filter filter_of(const Request& request) {
  json text = json::object();
  for (auto name : parameters)
    if (auto value = request.parameter(name); value && !value->empty() && name != "page_token")
      text[std::string(name)] = std::string(*value);
  return audit::filter_from(text);
}

/// Before and after of what the caller may see.
json values_of(const Caller& caller, const audit::Entry& entry) {
  json shown = json::object();
  auto type = caller.schema->catalogue.find(entry.type);
  auto values = audit::visible_values(caller, entry);
  for (auto& [name, value] : values.items()) {
    auto field = type ? store::find_logged_field(*type, name) : nullptr;
    if (value.is_array() && value.size() == 3)
      shown[field ? field->name : name] = {{"before", value[1]}, {"after", value[2]}};
  }
  return shown;
}

json names_of(const audit::Entry& entry) {
  json names = json::array();
  auto commitments = common::try_read_json(entry.commitments);
  if (commitments.is_object())
    for (auto& [name, hash] : commitments.items()) names.push_back(name);
  return names;
}

json entry_json(const Caller& caller, const audit::Entry& entry) {
  json one{{"seq", entry.seq},         {"at", common::format_instant(entry.at)},
           {"by", entry.by},           {"by_name", entry.by_name},
           {"device", entry.device},   {"address", entry.address},
           {"session", entry.session}, {"cause", entry.cause},
           {"type", entry.type},       {"record", entry.record},
           {"action", entry.action},   {"position", entry.position},
           {"version", entry.version}, {"hash", entry.hash}};
  if (!entry.records.empty()) one["records"] = entry.records;
  if (entry.position == 0) return one;
  one["fields"] = values_of(caller, entry);
  one["changed"] = names_of(entry);
  return one;
}

Response reply_with(Hub& hub, const Caller& caller, const Request& request,
                    const audit::Filter& filter) {
  auto before = before_in(request);
  if (filter.log == audit::Log::reads) hub.reads.flush();
  auto entries = hub.store.read_result([&](store::Connection& connection) {
    return audit::find_entries(connection, caller.actor.tenant, filter, before, page_size + 1);
  });
  json items = json::array();
  std::string next;
  if (entries.size() > page_size) {
    entries.pop_back();
    next = std::to_string(entries.back().seq);
  }
  for (auto& entry : entries) {
    items.push_back(entry_json(caller, entry));
    if (filter.log == audit::Log::changes) note_shown(hub, caller, entry.type, {entry.record});
  }
  return common::http::json({{"items", std::move(items)}, {"next_page_token", next}});
}

Response list(Hub& hub, const Caller& caller, const Request& request, const Params&) {
  require_auditor(caller);
  allow_parameters(request, parameters);
  return reply_with(hub, caller, request, filter_of(request));
}

/// The log of what people and programs did, under the name that the model has for it.
Response activity(Hub& hub, const Caller& caller, const Request& request, const Params&) {
  require_auditor(caller);
  allow_parameters(request, {"user", "type", "record", "action", "field", "address", "session",
                             "from", "to", "page_token"});
  return reply_with(hub, caller, request, filter_of(request));
}

audit::Filter filter_of(json body) {
  if (!body.contains("control")) return audit::filter_from(body);
  for (auto name : {"framework", "control"})
    if (!body[name].is_string()) common::refuse(name, "expected text");
  auto& control = audit::control(body["framework"], body["control"]);
  body.erase("framework");
  body.erase("control");
  auto filter = audit::filter_from(body);
  filter.log = control.log;
  filter.types = control.types;
  filter.actions = control.actions;
  return filter;
}

Response ask(Hub& hub, const Caller& caller, const Request& request, const Params&) {
  require_auditor(caller);
  auto body = request.json();
  if (!body.is_object()) throw common::Error(common::ErrorCode::bad_input, "expected an object");
  std::string format = "jsonl";
  if (auto found = body.find("format"); found != body.end()) {
    if (!found->is_string()) common::refuse("format", "expected one of: csv, jsonl");
    format = found->get<std::string>();
    body.erase(found);
  }
  auto filter = filter_of(body);
  hub.reads.flush();
  auto id = hub.store.write_result(command_of(hub, caller), [&](store::Transaction& transaction) {
    return audit::ask_for_file(transaction, filter, format);
  });
  return common::http::json({{"id", id}, {"state", "waiting"}}, 202);
}

Response chain(Hub& hub, const Caller& caller, const Request&, const Params&) {
  require_auditor(caller);
  json body;
  hub.store.read([&](store::Connection& connection) {
    auto& tenant = caller.actor.tenant;
    body = {{"entries", store::last_position(connection, tenant)},
            {"verified_to", 0},
            {"broken_at", 0},
            {"verified_at", nullptr},
            {"begins_after", 0}};
    if (auto found = store::find_verified(connection, tenant)) {
      body["verified_to"] = found->position;
      body["broken_at"] = found->broken_at;
      body["verified_at"] = common::format_instant(found->at);
    }
    if (auto anchor = store::find_anchor(connection, tenant))
      body["begins_after"] = anchor->position;
  });
  return common::http::json(body);
}

Response verify(Hub& hub, const Caller& caller, const Request&, const Params&) {
  require_auditor(caller);
  hub.store.write(command_of(hub, caller), [&](store::Transaction& transaction) {
    auto minute = common::format_instant(transaction.now()).substr(0, 16);
    transaction.enqueue("verify_log", minute, "", transaction.now());
  });
  return common::http::json({{"state", "waiting"}}, 202);
}

}  // namespace

void require_auditor(const Caller& caller) {
  if (!audit::is_auditor(caller.actor))
    throw common::Error(common::ErrorCode::forbidden, "only administrators and auditors see this");
}

std::string audit_event(const Caller& caller, const store::ChangeRow& change) {
  return common::json_text(
      json{{"type", "audit"}, {"entry", entry_json(caller, audit::entry_of(change))}});
}

void add_audit_routes(common::http::Router& router, Hub& hub) {
  constexpr const char* entry =
      R"({"items": [{"seq": 1, "at": "2026-11-20T08:00:00Z", "by": "", "by_name": "",
          "device": "", "address": "", "session": "", "cause": "", "type": "crm.Account",
          "record": "", "action": "change", "position": 1, "version": 1, "hash": ""}],
          "next_page_token": ""})";
  using Query = std::vector<common::http::Description::Parameter>;
  const Query asked{{"user", "Who did it."},
                    {"type", "Such as crm.Account."},
                    {"record", "Its id."},
                    {"action", "Such as create, delete, finish, signed_in, refused."},
                    {"field", "A field that was changed."},
                    {"address", "Of the network."},
                    {"session", "Its name."},
                    {"from", "A moment."},
                    {"to", "A moment."},
                    {"page_token", "next_page_token of the page before."}};
  Query of_a_log{{"log", "changes (default), reads or sign-ins."}};
  of_a_log.insert(of_a_log.end(), asked.begin(), asked.end());
  add(router, hub, Method::get, "/api/audit/", list,
      {.summary = "Entries of a log: what was changed, read, signed in",
       .query = std::move(of_a_log),
       .reply = entry});
  add(router, hub, Method::get, "/api/activity-logs/", activity,
      {.summary = "Who did what to which record, from where, with values before and after",
       .query = asked,
       .reply = entry});
  add(router, hub, Method::post, "/api/audit/exports/", ask,
      {.summary = "Asks for entries as a file; it is fetched as an export",
       .body = R"({"log": "changes", "type": "crm.Account", "format": "jsonl"})",
       .reply = R"({"id": "", "state": "waiting"})",
       .status = 202});
  add(router, hub, Method::get, "/api/audit/chain/", chain,
      {.summary = "Until where the chain of the change log was verified",
       .reply = R"({"entries": 1, "verified_to": 1, "broken_at": 0, "begins_after": 0})"});
  add(router, hub, Method::post, "/api/audit/chain/verify/", verify,
      {.summary = "Asks for the chain to be verified",
       .reply = R"({"state": "waiting"})",
       .status = 202});
}

}  // namespace hub::api
