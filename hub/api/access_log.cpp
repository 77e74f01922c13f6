// GET /api/access-log/: who read records with protected data, newest first; for administrators.
//   user, type, record, from, to (instants), page_token
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/text/json_text.hpp"
#include "hub/api/api.hpp"
#include "hub/api/parameters.hpp"
#include "hub/records/read_log.hpp"
#include "hub/store/scopes.hpp"

namespace hub::api {
namespace {

using common::http::Params;
using common::http::Request;
using common::http::Response;
using nlohmann::json;

constexpr std::int64_t page_size = 100;

struct Condition {
  std::string sql;
  store::Values values;
  void add(const std::string& more, store::Value value) {
    sql += " AND " + more;
    values.push_back(std::move(value));
  }
};

std::int64_t micros_of(const std::string& name, std::string_view text) {
  try {
    return common::to_micros(common::parse_instant(text));
  } catch (const common::Error& error) {
    common::refuse(name, error.reason());
  }
}

Condition condition_of(const Caller& caller, const Request& request) {
  Condition condition{"tenant = ?", {caller.actor.tenant}};
  auto given = [&](const char* name) { return text_in(request, name); };
  if (auto user = given("user"); !user.empty()) condition.add("actor = ?", user);
  if (auto type = given("type"); !type.empty()) condition.add("type = ?", type);
  if (auto record = given("record"); !record.empty()) {
    // Ids and hashes hold no character that LIKE or JSON would read otherwise.
    if (record.find_first_not_of("0123456789abcdef-") != std::string::npos)
      common::refuse("record", "expected an id");
    condition.add("records LIKE ?", "%\"" + record + "\"%");
  }
  if (auto from = given("from"); !from.empty()) condition.add("at >= ?", micros_of("from", from));
  if (auto to = given("to"); !to.empty()) condition.add("at < ?", micros_of("to", to));
  condition.add("seq < ?", before_in(request));
  return condition;
}

Response list(Hub& hub, const Caller& caller, const Request& request, const Params&) {
  if (!store::is_administrator(caller.actor))
    throw common::Error(common::ErrorCode::forbidden, "only administrators see who read what");
  allow_parameters(request, {"user", "type", "record", "from", "to", "page_token"});
  auto condition = condition_of(caller, request);
  hub.reads.flush();
  json items = json::array();
  std::string next;
  hub.store.read([&](store::Connection& connection) {
    condition.values.emplace_back(page_size + 1);
    auto& rows = connection.query(
        "SELECT seq, at, actor, actor_name, address, session, cause, type, records FROM read_log "
        "WHERE " +
            condition.sql + " ORDER BY seq DESC LIMIT ?",
        condition.values);
    while (rows.step()) {
      if (items.size() == page_size) {
        next = std::to_string(items.back()["seq"].get<std::int64_t>());
        continue;
      }
      items.push_back({{"seq", rows.integer(0)},
                       {"at", common::format_instant(common::from_micros(rows.integer(1)))},
                       {"by", rows.text(2)},
                       {"by_name", rows.text(3)},
                       {"address", rows.text(4)},
                       {"session", rows.text(5)},
                       {"cause", rows.text(6)},
                       {"type", rows.text(7)},
                       {"records", common::read_json(rows.text(8))}});
    }
  });
  return common::http::json({{"items", std::move(items)}, {"next_page_token", next}});
}

}  // namespace

void add_access_log_routes(common::http::Router& router, Hub& hub) {
  add(router, hub, common::http::Method::get, "/api/access-log/", list,
      {.summary = "Who has read which protected records",
       .query = {{"user", "Who has read."},
                 {"type", "Such as crm.Account."},
                 {"record", "Its id."},
                 {"from", "A moment."},
                 {"to", "A moment."},
                 {"page_token", "next_page_token of the page before."}},
       .reply = R"({"items": [{"seq": 1, "at": "2026-11-20T08:00:00Z", "by": "", "by_name": "",
                    "address": "", "session": "", "cause": "", "type": "crm.Account",
                    "records": [""]}], "next_page_token": ""})"});
}

}  // namespace hub::api
