// POST /api/webhook-endpoints/{id}/secret/: a new secret, shown this once; GET
// /api/webhook-deliveries/{id}/body/: what was sent. All else of webhooks are records and actions.
#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/http/problem.hpp"
#include "hub/api/endpoint.hpp"
#include "hub/webhooks/signature.hpp"
#include "proto/records/admin/webhook_delivery.pb.h"
#include "proto/records/admin/webhook_endpoint.pb.h"

namespace hub::api {
namespace {

using common::Error;
using common::ErrorCode;
using common::http::Method;
using common::http::Params;
using common::http::Request;
using common::http::Response;
using nlohmann::json;
using store::Transaction;
using truckroll::admin::WebhookDelivery;
using truckroll::admin::WebhookEndpoint;

constexpr int overlap_hours_max = 7 * 24;

/// How long the secret so far signs too.
std::chrono::hours overlap_of(const Request& request) {
  auto input = request.body.empty() ? json::object() : request.json();
  if (!input.is_object()) common::refuse("overlap_hours", "expected an object with this member");
  auto hours = input.value("overlap_hours", json(24));
  if (!hours.is_number_integer() || hours < 0 || hours > overlap_hours_max)
    common::refuse("overlap_hours", "expected a number from 0 to 168");
  return std::chrono::hours(hours.get<int>());
}

Response make_secret(Hub& hub, const Caller& caller, const Request& request, const Params& params) {
  auto overlap = overlap_of(request);
  auto& type = caller.schema->catalogue.of<WebhookEndpoint>();
  records::RecordService::require_may(caller, type, store::options::CHANGE);
  std::string id(params["id"]);
  auto secret = webhooks::make_secret();
  auto sealed = caller.seal(secret);
  hub.store.write(command_of(hub, caller), [&](Transaction& transaction) {
    auto found = hub.records.load(transaction.sql(), caller, type, id);
    auto& endpoint = static_cast<WebhookEndpoint&>(*found);
    if (!endpoint.signing_secret().empty()) {
      endpoint.set_previous_secret(endpoint.signing_secret());
      *endpoint.mutable_previous_until() = common::codec::to_timestamp(transaction.now() + overlap);
    }
    endpoint.set_signing_secret(sealed);
    *endpoint.mutable_secret_made_at() = common::codec::to_timestamp(transaction.now());
    transaction.name_action("new-secret");
    transaction.save(endpoint);
  });
  return common::http::json({{"secret", secret}});
}

Response show_body(Hub& hub, const Caller& caller, const Request&, const Params& params) {
  std::string body, id(params["id"]);
  hub.store.read([&](store::Connection& connection) {
    auto& type = caller.schema->catalogue.of<WebhookDelivery>();
    hub.records.load(connection, caller, type, id);
    auto kept =
        connection.scalar("SELECT body FROM webhook_message WHERE tenant = ? AND delivery = ?",
                          {caller.actor.tenant, id});
    if (!kept) throw Error(ErrorCode::not_found, "what was sent is not kept any more");
    body = std::get<std::string>(*kept);
  });
  return common::http::json_text(std::move(body));
}

}  // namespace

void add_webhook_routes(common::http::Router& router, Hub& hub) {
  add(router, hub, Method::post, "/api/webhook-endpoints/{id}/secret/", make_secret,
      {.summary = "Makes the endpoint's secret, shown this once; the one before signs beside it",
       .body = R"({"overlap_hours": 24})",
       .reply = R"({"secret": "whsec_"})"});
  add(router, hub, Method::get, "/api/webhook-deliveries/{id}/body/", show_body,
      {.summary = "What a delivery sends",
       .reply = R"({"type": "crm.Account.changed", "timestamp": "2026-11-20T08:00:00Z",
                    "data": {}})"});
}

}  // namespace hub::api
