// Reports for auditors:
//   GET /api/audit/rights/    each user: roles, last sign-in, and by type what he may and when he
//   last did it GET /api/audit/controls/  controls of frameworks, with the entries that prove them
//   in a time
#include "common/error/error.hpp"
#include "hub/api/oversight.hpp"
#include "hub/api/parameters.hpp"
#include "hub/audit/controls.hpp"
#include "hub/store/actors.hpp"
#include "proto/records/admin/compliance_control.pb.h"

namespace hub::api {
namespace {

using common::http::Method;
using common::http::Params;
using common::http::Request;
using common::http::Response;
using nlohmann::json;
namespace options = common::schema::options;

constexpr std::int64_t users_at_once = 20;
constexpr auto looked_back = std::chrono::hours(24 * 365);

struct Use {
  std::int64_t changed = 0, read = 0;  // micros, 0: never
};

/// Last changes and reads by type within a year.
std::map<std::string, Use> uses_of(store::Connection& connection, const std::string& tenant,
                                   const std::string& user, std::int64_t since) {
  std::map<std::string, Use> uses;
  auto& changes = connection.query(
      "SELECT type, max(at) FROM change WHERE tenant = ? AND actor = ? AND at >= ? GROUP BY type",
      {tenant, user, since});
  while (changes.step()) uses[changes.text(0)].changed = changes.integer(1);
  auto& reads = connection.query(
      "SELECT type, max(at) FROM read_log WHERE tenant = ? AND actor = ? AND at >= ? GROUP BY type",
      {tenant, user, since});
  while (reads.step()) uses[reads.text(0)].read = reads.integer(1);
  return uses;
}

json moment(std::int64_t micros) {
  return micros == 0 ? json("") : json(common::format_instant(common::from_micros(micros)));
}

json rights_of(const Caller& caller, const Actor& actor, const std::map<std::string, Use>& uses) {
  constexpr std::pair<options::May, const char*> all[] = {{options::READ, "read"},
                                                          {options::CREATE, "create"},
                                                          {options::CHANGE, "change"},
                                                          {options::DELETE, "delete"},
                                                          {options::ACT, "act"}};
  json items = json::array();
  for (auto& type : caller.schema->catalogue.types()) {
    json may = json::array();
    for (auto& [right, name] : all)
      if (caller.schema->access.may(actor, *type, right)) may.push_back(name);
    auto use = uses.find(type->name);
    if (may.empty() && use == uses.end()) continue;
    auto found = use == uses.end() ? Use{} : use->second;
    items.push_back({{"type", type->name},
                     {"label", type->plural},
                     {"may", may},
                     {"last_changed", moment(found.changed)},
                     {"last_read", moment(found.read)}});
  }
  return items;
}

Response rights(Hub& hub, const Caller& caller, const Request& request, const Params&) {
  require_auditor(caller);
  allow_parameters(request, {"user", "page_token"});
  auto user = std::string(request.parameter("user").value_or(""));
  auto after = std::string(request.parameter("page_token").value_or(""));
  auto now = hub.store.clock().now();
  auto& tenant = caller.actor.tenant;
  json items = json::array();
  std::string next;
  hub.store.read([&](store::Connection& connection) {
    struct User {
      std::string id, login, state;
    };
    std::vector<User> users;
    auto& rows = connection.query(
        "SELECT id, login, state FROM \"user\" WHERE tenant = ? AND deleted_at IS NULL AND id > ? "
        "AND (? = '' OR id = ?) ORDER BY id LIMIT ?",
        {tenant, after, user, user, users_at_once + 1});
    while (rows.step()) users.push_back({rows.text(0), rows.text(1), rows.text(2)});
    if (users.size() > static_cast<std::size_t>(users_at_once)) {
      users.pop_back();
      next = users.back().id;
    }
    for (auto& one : users) {
      Actor actor;
      if (one.state == "active")
        actor = store::load_actor(connection, caller.schema->tables, tenant, one.id, now);
      auto uses = uses_of(connection, tenant, one.id, common::to_micros(now - looked_back));
      auto signed_in = connection.integer(
          "SELECT coalesce(max(at), 0) FROM sign_in_log WHERE tenant = ? AND user_id = ? AND "
          "action = 'signed_in'",
          {tenant, one.id});
      items.push_back({{"user", one.id},
                       {"login", one.login},
                       {"state", one.state},
                       {"roles", actor.roles},
                       {"last_sign_in", moment(signed_in)},
                       {"rights", rights_of(caller, actor, uses)}});
    }
  });
  return common::http::json({{"items", std::move(items)}, {"next_page_token", next}});
}

/// The company's own record of a control, when there is one.
std::string state_of(store::Connection& connection, const std::string& tenant,
                     const audit::Control& control) {
  auto found = connection.scalar(
      "SELECT state FROM compliance_control WHERE tenant = ? AND framework = ? AND \"key\" = ? AND "
      "deleted_at IS NULL",
      {tenant, std::string(control.framework), std::string(control.key)});
  return found && std::holds_alternative<std::string>(*found) ? std::get<std::string>(*found) : "";
}

Response controls(Hub& hub, const Caller& caller, const Request& request, const Params&) {
  require_auditor(caller);
  allow_parameters(request, {"from", "to"});
  json times = json::object();
  for (auto name : {"from", "to"})
    if (auto value = request.parameter(name); value && !value->empty())
      times[name] = std::string(*value);
  auto asked = audit::filter_from(times);
  hub.reads.flush();
  json items = json::array();
  hub.store.read([&](store::Connection& connection) {
    constexpr std::size_t counted_to = 1000;
    for (auto& control : audit::controls()) {
      auto filter = asked;
      filter.log = control.log;
      filter.types = control.types;
      filter.actions = control.actions;
      auto found =
          audit::find_entries(connection, caller.actor.tenant, filter, INT64_MAX, counted_to);
      items.push_back({{"framework", control.framework},
                       {"control", control.key},
                       {"text", control.text.said()},
                       {"log", audit::log_name(control.log)},
                       {"entries", found.size()},
                       {"entries_are_exact", found.size() < counted_to},
                       {"last_at", found.empty() ? "" : common::format_instant(found[0].at)},
                       {"state", state_of(connection, caller.actor.tenant, control)}});
    }
  });
  return common::http::json({{"items", std::move(items)}});
}

}  // namespace

void add_audit_report_routes(common::http::Router& router, Hub& hub) {
  add(router, hub, Method::get, "/api/audit/rights/", rights,
      {.summary = "Who may what, and when it was last used",
       .query = {{"user", "Only this one."}, {"page_token", "Of the page before."}},
       .reply = R"({"items": [{"user": "", "login": "", "state": "active", "roles": ["admin"],
                    "last_sign_in": "", "rights": [{"type": "crm.Account", "label": "Accounts",
                    "may": ["read"], "last_changed": "", "last_read": ""}]}],
                    "next_page_token": ""})"});
  add(router, hub, Method::get, "/api/audit/controls/", controls,
      {.summary = "Controls of frameworks, with the entries that prove them",
       .query = {{"from", "A moment."}, {"to", "A moment."}},
       .reply = R"({"items": [{"framework": "SOC 2", "control": "CC6.1", "text": "",
                    "log": "changes", "entries": 1, "entries_are_exact": true, "last_at": "",
                    "state": ""}]})"});
}

}  // namespace hub::api
