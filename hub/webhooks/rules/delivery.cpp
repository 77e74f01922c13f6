#include "common/error/error.hpp"
#include "common/rules/rules.hpp"
#include "hub/webhooks/queue.hpp"
#include "proto/records/admin/webhook_endpoint.pb.h"

namespace hub::webhooks {
namespace {

using common::rules::Effects;
using common::rules::Records;

constexpr auto delivered_kept = std::chrono::hours(30 * 24),
               dead_kept = std::chrono::hours(90 * 24);

void redeliver(Records& records, WebhookDelivery& delivery) {
  auto endpoint = records.load<truckroll::admin::WebhookEndpoint>(delivery.endpoint());
  if (endpoint.header().state() != "active")
    throw common::Error(common::ErrorCode::conflict, "resume the endpoint first");
  queue_again(store::hub_transaction(records), delivery);
}

/// A day's deliveries go with all that was sent; the log of changes goes on telling of them.
void purge(Records& records) {
  auto& transaction = store::hub_transaction(records);
  auto& tenant = records.actor().tenant;
  auto forget = [&](const std::string& condition, std::chrono::hours kept) {
    auto before = common::to_micros(records.now() - kept);
    auto chosen = " IN (SELECT id FROM webhook_delivery WHERE tenant = ? AND state = '" +
                  condition + "' AND created_at < ?)";
    for (std::string table : {"webhook_message WHERE tenant = ? AND delivery",
                              "webhook_delivery_tries WHERE tenant = ? AND record",
                              "webhook_delivery WHERE tenant = ? AND id"})
      transaction.sql().execute("DELETE FROM " + table + chosen, {tenant, tenant, before});
  };
  forget("delivered", delivered_kept);
  forget("dead", dead_kept);
}

const Effects<WebhookDelivery> registered =
    Effects<WebhookDelivery>().action("redeliver", redeliver).daily("purge-webhooks", purge);

}  // namespace
}  // namespace hub::webhooks
