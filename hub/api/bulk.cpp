// POST /api/<path>/bulk/: many records of one type in one request, each with a result of its own.
//   {"action": "create" | "change" | "delete" | "restore" | an action of the type's records,
//    "items": [{"id": …, "version": …, fields of the record, or the action's input}, …]}
// One commit for all: what an item refuses leaves nothing of this item and hinders no other.
#include "common/error/error.hpp"
#include "common/text/json_text.hpp"
#include "hub/api/api.hpp"
#include "hub/api/once.hpp"

namespace hub::api {
namespace {

using common::Error;
using common::ErrorCode;
using common::codec::Json;
using common::http::Request;
using common::http::Response;
using records::RecordService;
using store::Connection;
using store::RecordType;
using store::Transaction;
namespace options = common::schema::options;

// The writer belongs to everybody: so many records take it some 100 ms.
constexpr std::size_t items_max = 200;

/// One of the request's items, looked at as far as it can be before the writer is asked.
struct Item {
  std::string id;
  std::optional<std::int64_t> version;
  std::optional<records::Input> input;           // create, change
  std::unique_ptr<store::Message> action_input;  // of another action
  std::optional<Error> refusal;
};

struct Bulk {
  const RecordType* type;
  std::string action;
  std::vector<Item> items;
};

std::string text_member(const Json& object, const char* name) {
  auto found = object.find(name);
  if (found == object.end()) return {};
  if (!found->is_string()) common::refuse(name, "expected text");
  return found->get<std::string>();
}

/// Takes id and version out of the item; what is left is for the record or the action.
void take_head(Json& given, Item& item) {
  item.id = text_member(given, "id");
  given.erase("id");
  auto version = given.find("version");
  if (version == given.end()) return;
  if (!version->is_number_integer()) common::refuse("version", "expected a whole number");
  item.version = version->get<std::int64_t>();
  given.erase("version");
}

void read_item(Hub& hub, const Caller& caller, const Bulk& bulk, Json given, Item& item) {
  if (!given.is_object()) throw Error(ErrorCode::bad_input, "expected an object");
  bool creates = bulk.action == "create";
  if (!creates) {
    take_head(given, item);
    if (item.id.empty()) common::refuse("id", "name the record");
  }
  if (bulk.action == "change" && !item.version)
    common::refuse("version", "send the version that you have read");
  if (creates || bulk.action == "change")
    item.input = RecordService::check_input(caller, *bulk.type, std::move(given), creates);
  else if (bulk.action != "delete" && bulk.action != "restore")
    item.action_input =
        RecordService::action_input(hub.store.book(), *bulk.type, bulk.action, &given);
}

void require_right(Hub& hub, const Caller& caller, const Bulk& bulk) {
  if (bulk.action == "create")
    return RecordService::require_may(caller, *bulk.type, options::CREATE);
  if (bulk.action == "change")
    return RecordService::require_may(caller, *bulk.type, options::CHANGE);
  if (bulk.action == "delete" || bulk.action == "restore")
    return RecordService::require_may(caller, *bulk.type, options::DELETE);
  RecordService::require_action(caller, hub.store.book(), *bulk.type, bulk.action, false);
}

Bulk read_bulk(Hub& hub, const Caller& caller, const RecordType& type, const Request& request) {
  auto body = common::codec::parse_json(request.body);
  if (!body.is_object()) throw Error(ErrorCode::bad_input, "expected an object");
  for (auto& [name, value] : body.items())
    if (name != "action" && name != "items") common::refuse(name, "there is no such field");
  Bulk bulk{&type, text_member(body, "action"), {}};
  if (bulk.action.empty())
    common::refuse("action", "expected create, change, delete, restore or an action");
  auto& items = body["items"];
  if (!items.is_array() || items.empty()) common::refuse("items", "expected a list of items");
  if (items.size() > items_max)
    throw Error(ErrorCode::too_large, common::say("at most {} items in one request", items_max),
                "items");
  require_right(hub, caller, bulk);
  bulk.items.resize(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    try {
      read_item(hub, caller, bulk, items[i], bulk.items[i]);
    } catch (const Error& error) {
      bulk.items[i].refusal = error;
    }
  }
  return bulk;
}

/// The id of the record that the item made or changed.
std::string run_item(Hub& hub, const Caller& caller, const Bulk& bulk, const Item& item,
                     Transaction& transaction) {
  auto& records = hub.records;
  if (bulk.action == "create") return records.create(transaction, caller, *item.input);
  if (bulk.action == "change")
    records.change(transaction, caller, *item.input, item.id, item.version);
  else if (bulk.action == "delete")
    records.remove(transaction, caller, *bulk.type, item.id, item.version);
  else if (bulk.action == "restore")
    records.restore(transaction, caller, *bulk.type, item.id);
  else
    records.act(transaction, caller, *bulk.type, item.id, bulk.action, item.action_input.get());
  return item.id;
}

struct Result {
  std::string id;
  std::optional<Error> refusal;
};

Json refusal_json(const Error& error) {
  auto problem = common::http::problem(error);
  auto body = common::read_json(problem.text());
  // A stale version is told as such, like the 412 of a single change.
  bool stale = !error.violations().empty() && error.violations()[0].field == "If-Match";
  if (stale) {
    body["status"] = 412;
    body["detail"] = common::say("has been changed by somebody else").said();
  }
  return body;
}

Json result_json(Connection& connection, const Caller& caller, const Bulk& bulk,
                 const Result& result) {
  if (result.refusal) return refusal_json(*result.refusal);
  Json json{{"status", bulk.action == "create" ? 201 : 200}, {"id", result.id}};
  if (bulk.action == "delete") return json;
  auto version = connection.scalar(
      "SELECT version FROM " + store::sql_name(bulk.type->table) + " WHERE tenant = ? AND id = ?",
      {caller.actor.tenant, result.id});
  if (version) json["version"] = std::get<std::int64_t>(*version);
  return json;
}

Response answer(Connection& connection, const Caller& caller, const Bulk& bulk,
                const std::vector<Result>& results) {
  Json items = Json::array();
  std::size_t refused = 0;
  for (auto& result : results) {
    refused += result.refusal.has_value();
    items.push_back(result_json(connection, caller, bulk, result));
  }
  return common::http::json(
      {{"results", std::move(items)}, {"done", results.size() - refused}, {"refused", refused}});
}

Response bulk(Hub& hub, const Caller& caller, const Request& request,
              const common::http::Params& params) {
  auto& type = RecordService::type_at(caller, params["path"]);
  auto bulk = read_bulk(hub, caller, type, request);
  std::vector<Result> results;
  auto write = [&](Transaction& transaction) {
    results.assign(bulk.items.size(), {});
    for (std::size_t i = 0; i < bulk.items.size(); ++i) {
      auto& item = bulk.items[i];
      results[i].id = item.id;
      results[i].refusal = item.refusal;
      if (item.refusal) continue;
      results[i].refusal = transaction.attempt(
          [&] { results[i].id = run_item(hub, caller, bulk, item, transaction); });
    }
  };
  auto response = write_once(hub, caller, request, write, [&](Connection& connection) {
    return answer(connection, caller, bulk, results);
  });
  if (records::changes_rights(type.name)) hub.sessions.forget();
  return response;
}

}  // namespace

void add_bulk_routes(common::http::Router& router, Hub& hub) {
  common::http::Description described{
      "Up to " + std::to_string(items_max) +
      " in one request, each with a result of its own: create, change, delete, restore or an "
      "action; an item holds id and version and, beside them, the fields to set or what the action "
      "takes"};
  described.body = R"({"action": "change", "items": [{"id": "0193…", "version": 3}]})";
  described.reply = R"({"results": [{"status": 200, "id": "0193…", "version": 4}],
                        "done": 1, "refused": 0})";
  described.where = {"write"};
  add(router, hub, common::http::Method::post, "/api/{path}/bulk/", bulk, described);
}

}  // namespace hub::api
