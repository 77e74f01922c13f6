// /api/telemetry-feeds/…: outsiders who follow the vans' telemetry at the broker, by
// administrators. Who they are and what they see is an admin.ApiClient; the broker asks nobody, it
// reads the list that the hub writes for it (hub/gateway/feed_readers).
#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "hub/api/endpoint.hpp"
#include "hub/api/input.hpp"
#include "hub/api/parameters.hpp"
#include "hub/identity/clients.hpp"
#include "proto/records/fleet/vehicle.pb.h"

namespace hub::api {
namespace {

using common::Error;
using common::ErrorCode;
using common::http::Method;
using common::http::Params;
using common::http::Request;
using common::http::Response;
using identity::ApiClient;
using nlohmann::json;
using store::Transaction;

/// Each may have an edge node of his own, which the hub keeps a connection for.
constexpr int readers_max = 50;

bool switch_of(const json& input, const char* name) {
  auto found = input.find(name);
  if (found == input.end() || found->is_null()) return false;
  if (!found->is_boolean()) common::refuse(name, "expected true or false");
  return found->get<bool>();
}

identity::NewClient reader_of(const Hub& hub, const Caller& caller, const json& input) {
  identity::NewClient reader;
  reader.kind = ApiClient::KIND_BROKER_READER;
  reader.name = text_of(input, "name");
  reader.owner = caller.actor.user;
  if (input.contains("vehicles")) reader.vehicles = texts_of(input, "vehicles");
  reader.positions = switch_of(input, "positions");
  reader.may_rebirth = switch_of(input, "may_rebirth");
  if (auto until = optional_text_of(input, "until"); !until.empty()) {
    reader.until = common::parse_instant(until);
    if (*reader.until <= hub.store.clock().now()) common::refuse("until", "lies in the past");
  }
  return reader;
}

json reader_json(const std::string& tenant, const ApiClient& reader) {
  return {
      {"id", reader.header().id()},
      {"name", reader.name()},
      {"user", reader.prefix()},
      {"state", reader.header().state()},
      {"topics", "spBv1.0/" + tenant + "/#"},
      {"vehicles", std::vector<std::string>(reader.vehicles().begin(), reader.vehicles().end())},
      {"positions", reader.positions()},
      {"may_rebirth", reader.may_rebirth()},
      {"until", reader.has_until()
                    ? json(common::format_instant(common::codec::from_timestamp(reader.until())))
                    : json()}};
}

Response list(Hub& hub, const Caller& caller, const Request& request, const Params&) {
  allow_parameters(request, {});
  require_administrator(caller);
  auto& tenant = caller.actor.tenant;
  auto& table = hub.store.tables().of(hub.store.catalogue().of<ApiClient>());
  json items = json::array();
  hub.store.read([&](store::Connection& connection) {
    std::vector<std::string> ids;
    auto& rows = connection.query(
        "SELECT id FROM api_client WHERE tenant = ? AND deleted_at IS NULL AND kind = "
        "'broker_reader' ORDER BY state, name LIMIT 500",
        {tenant});
    while (rows.step()) ids.push_back(rows.text(0));
    for (auto& id : ids)
      if (auto found = table.find(connection, tenant, id))
        items.push_back(reader_json(tenant, static_cast<const ApiClient&>(*found)));
  });
  return common::http::json({{"items", items}});
}

void require_room(Transaction& transaction, const std::string& tenant) {
  if (transaction.sql().integer(
          "SELECT count(*) FROM api_client WHERE tenant = ? AND kind = 'broker_reader' AND state = "
          "'active' AND deleted_at IS NULL",
          {tenant}) >= readers_max)
    throw Error(
        ErrorCode::conflict,
        common::say("there are {} readers; revoke one that is not needed any more", readers_max));
}

void check_vehicles(Transaction& transaction, const std::vector<std::string>& vehicles) {
  for (auto& vehicle : vehicles)
    if (!transaction.find<truckroll::fleet::Vehicle>(vehicle))
      common::refuse("vehicles", common::say("there is no van \"{}\"", vehicle));
}

Response make(Hub& hub, const Caller& caller, const Request& request, const Params&) {
  require_administrator(caller);
  auto wanted = reader_of(hub, caller, request.json());
  auto& tenant = caller.actor.tenant;
  identity::MadeClient made;
  hub.store.write(command_of(hub, caller), [&](Transaction& transaction) {
    require_room(transaction, tenant);
    check_vehicles(transaction, wanted.vehicles);
    made = identity::make_client(transaction, wanted);
  });
  return common::http::json({{"id", made.id},
                             {"user", made.user},
                             {"password", made.secret},
                             {"topics", "spBv1.0/" + tenant + "/#"}},
                            201);
}

ApiClient load_reader(Transaction& transaction, const std::string& id) {
  auto reader = transaction.find<ApiClient>(id);
  if (!reader || reader->kind() != ApiClient::KIND_BROKER_READER)
    throw Error(ErrorCode::not_found, "there is no such reader");
  return *reader;
}

Response revoke(Hub& hub, const Caller& caller, const Request&, const Params& params) {
  require_administrator(caller);
  std::string id(params["id"]);
  hub.store.write(command_of(hub, caller), [&](Transaction& transaction) {
    auto reader = load_reader(transaction, id);
    transaction.move_as_system(reader, "revoke");
    transaction.name_action("revoke");
    transaction.save_as_system(reader);
  });
  return Response(204);
}

Response renew(Hub& hub, const Caller& caller, const Request&, const Params& params) {
  require_administrator(caller);
  std::string id(params["id"]), user;
  auto password = hub.store.write_result(command_of(hub, caller), [&](Transaction& transaction) {
    user = load_reader(transaction, id).prefix();
    return identity::renew_secret(transaction, id);
  });
  return common::http::json({{"user", user}, {"password", password}});
}

}  // namespace

void add_telemetry_feed_routes(common::http::Router& router, Hub& hub) {
  add_for_people(
      router, hub, Method::get, "/api/telemetry-feeds/", list,
      {.summary = "Outsiders who follow the vans' telemetry", .reply = R"({"items": [{}]})"});
  add_for_people(router, hub, Method::post, "/api/telemetry-feeds/", make,
                 {.summary = "Makes a reader of the telemetry; its password is shown this once",
                  .body = R"({"name": "", "vehicles": [""], "positions": true, "may_rebirth": false,
                   "until": ""})",
                  .reply = R"({"id": "", "user": "", "password": "", "topics": ""})",
                  .status = 201});
  add_for_people(router, hub, Method::post, "/api/telemetry-feeds/{id}/revoke/", revoke,
                 {.summary = "Revokes a reader of the telemetry"});
  add_for_people(
      router, hub, Method::post, "/api/telemetry-feeds/{id}/password/", renew,
      {.summary = "Makes a reader's new password", .reply = R"({"user": "", "password": ""})"});
}

}  // namespace hub::api
