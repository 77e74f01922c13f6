// GET /api/<path>/{id}/merge/?losers=<ids>: what a merge would move.
// POST /api/<path>/{id}/merge/ {"losers": [ids], "fields": {name: id | "all"}, "versions": {}}
// POST /api/<path>/{id}/unmerge/: takes the newest one back.
// GET /api/<path>/{id}/merges/: what has become part of this record; GET /api/merges/{id}/: one.
#include "common/error/error.hpp"
#include "common/text/json_text.hpp"
#include "common/text/text.hpp"
#include "hub/api/api.hpp"
#include "hub/api/once.hpp"
#include "hub/quality/duplicates.hpp"
#include "hub/quality/merge.hpp"

namespace hub::api {
namespace {

using common::codec::Json;
using common::http::Method;
using common::http::Params;
using common::http::Request;
using common::http::Response;
using records::RecordService;
using store::Connection;
using store::RecordType;
using store::Transaction;
namespace options = common::schema::options;

const RecordType& matched_type(const Caller& caller, const Params& params) {
  auto& type = RecordService::type_at(caller, params["path"]);
  quality::require_matched(type);
  return type;
}

Json moving_json(const Caller& caller, const std::vector<quality::Moving>& list) {
  Json all = Json::array();
  std::int64_t moves = 0, stays = 0;
  for (auto& one : list) {
    if (caller.schema->access.may(caller.actor, *one.type, options::READ)) {
      all.push_back({{"type", one.type->name}, {"moves", one.moves}, {"stays", one.stays}});
      continue;
    }
    moves += one.moves;
    stays += one.stays;
  }
  if (moves + stays > 0) all.push_back({{"type", "other"}, {"moves", moves}, {"stays", stays}});
  return all;
}

Response preview(Hub& hub, const Caller& caller, const Request& request, const Params& params) {
  auto& type = matched_type(caller, params);
  RecordService::require_may(caller, type, options::CHANGE);
  std::vector<std::string> losers;
  for (auto& id : common::text::split(request.parameter("losers").value_or(""), ','))
    if (!id.empty()) losers.push_back(id);
  if (losers.empty() || losers.size() > 20) common::refuse("losers", "name 1 to 20 records");
  Json body;
  hub.store.read([&](Connection& connection) {
    auto ids = losers;
    ids.insert(ids.begin(), std::string(params["id"]));
    for (auto& id : ids) {
      auto record = hub.records.load(connection, caller, type, id);
      body["records"].push_back(
          common::read_json(record_json(hub, caller, connection, type, *record)));
    }
    body["references"] =
        moving_json(caller, quality::count_references(connection, caller, type, losers));
  });
  return common::http::json(body);
}

/// What was done, or how far it is: a large one goes on as a job.
Response report(Connection& connection, const Caller& caller, const std::string& id) {
  auto body = quality::merge_report(connection, caller, id);
  return common::http::json(body, body["state"] == "running" ? 202 : 200);
}

Response merge(Hub& hub, const Caller& caller, const Request& request, const Params& params) {
  auto& known = RecordService::type_at(caller, params["path"]);
  // A ticket is merged by an action of its own.
  if (!quality::is_matched(known)) return run_action(hub, caller, request, params, "merge");
  auto& type = matched_type(caller, params);
  RecordService::require_may(caller, type, options::CHANGE);
  RecordService::require_may(caller, type, options::DELETE);
  auto input =
      quality::read_merge(std::string(params["id"]), common::codec::parse_json(request.body));
  std::string id;
  auto write = [&](Transaction& transaction) {
    id = quality::merge(transaction, caller, type, input);
  };
  return write_once(hub, caller, request, write,
                    [&](Connection& connection) { return report(connection, caller, id); });
}

Response unmerge(Hub& hub, const Caller& caller, const Request& request, const Params& params) {
  auto& type = matched_type(caller, params);
  RecordService::require_may(caller, type, options::CHANGE);
  RecordService::require_may(caller, type, options::DELETE);
  std::string kept(params["id"]), id;
  auto write = [&](Transaction& transaction) {
    id = quality::unmerge(transaction, caller, type, kept);
  };
  return write_once(hub, caller, request, write,
                    [&](Connection& connection) { return report(connection, caller, id); });
}

Response merges(Hub& hub, const Caller& caller, const Request&, const Params& params) {
  auto& type = matched_type(caller, params);
  RecordService::require_may(caller, type, options::READ);
  Json body{{"items", Json::array()}};
  hub.store.read([&](Connection& connection) {
    std::string kept(params["id"]);
    hub.records.load(connection, caller, type, kept);
    for (auto& id : quality::merges_into(connection, caller.actor.tenant, kept))
      body["items"].push_back(quality::merge_report(connection, caller, id));
  });
  return common::http::json(body);
}

Response one(Hub& hub, const Caller& caller, const Request&, const Params& params) {
  Json body;
  hub.store.read([&](Connection& connection) {
    body = quality::merge_report(connection, caller, std::string(params["id"]));
    // Who may not read the record is not told what has become part of it.
    hub.records.load(connection, caller,
                     caller.schema->catalogue.type(body["of_type"].get<std::string>()),
                     body["kept"].get<std::string>());
  });
  return common::http::json(body);
}

}  // namespace

void add_merge_routes(common::http::Router& router, Hub& hub) {
  common::http::Description described{"How far a merge is, and what it did"};
  described.reply =
      R"({"merge": "0193…", "state": "merged", "of_type": "crm.Account", "kept": "0193…",
          "merged": ["0193…"], "total": 12, "done": 12, "failure": "",
          "moved": [{"type": "field.WorkOrder", "count": 12}],
          "stays": [{"type": "billing.Invoice", "count": 3}],
          "left": [{"type": "crm.Note", "record": "0193…", "place": "about", "reason": "…"}]})";
  add(router, hub, Method::get, "/api/merges/{id}/", one, described);
  described.where = {"change", "delete", "matched"};
  described.may_go_on = true;
  described.summary = "Takes the newest merge back";
  add(router, hub, Method::post, "/api/{path}/{id}/unmerge/", unmerge, described);
  described.summary = "Makes others part of this record";
  described.body = R"({"losers": ["0193…"], "fields": {"name": "0193…", "roles": "all"},
                         "versions": {"0193…": 3}})";
  add(router, hub, Method::post, "/api/{path}/{id}/merge/", merge, described);
  common::http::Description previewed{"What a merge would move"};
  previewed.where = {"change", "matched"};
  previewed.query = {{"losers", "ids of 1 to 20 others, with commas between", true}};
  previewed.reply = R"({"records": [{"id": "0193…"}],
                        "references": [{"type": "field.WorkOrder", "moves": 12, "stays": 0}]})";
  add(router, hub, Method::get, "/api/{path}/{id}/merge/", preview, previewed);
  common::http::Description merged{"What has become part of this record"};
  merged.where = {"read", "matched"};
  merged.reply = R"({"items": [{"merge": "0193…", "state": "merged"}]})";
  add(router, hub, Method::get, "/api/{path}/{id}/merges/", merges, merged);
}

}  // namespace hub::api
