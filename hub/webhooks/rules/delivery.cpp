#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/rules/rules.hpp"
#include "hub/webhooks/queue.hpp"
#include "proto/records/admin/webhook_endpoint.pb.h"

namespace hub::webhooks {
namespace {

using common::rules::Effects;
using common::rules::Records;
using store::Transaction;

constexpr auto delivered_kept = std::chrono::hours(30 * 24),
               dead_kept = std::chrono::hours(90 * 24);
constexpr std::int64_t forgotten_at_once = 500;
constexpr const char* purge_name = "purge-webhooks";

void redeliver(Records& records, WebhookDelivery& delivery) {
  auto endpoint = records.load<truckroll::admin::WebhookEndpoint>(delivery.endpoint());
  if (endpoint.header().state() != "active")
    throw common::Error(common::ErrorCode::conflict, "resume the endpoint first");
  queue_again(store::hub_transaction(records), delivery);
}

/// Past RecordTable, which deletes no row: the counts hear of each.
void forget(Transaction& transaction, const std::string& id) {
  auto& sql = transaction.sql();
  auto& tenant = transaction.actor().tenant;
  auto& table = transaction.tables().of(transaction.catalogue().of<WebhookDelivery>());
  auto record = table.find(sql, tenant, id, true);
  if (!record) return;
  WebhookDelivery gone;
  gone.CopyFrom(*record);
  *gone.mutable_header()->mutable_deleted_at() = common::codec::to_timestamp(transaction.now());
  table.cube().note(sql, record.get(), gone);
  for (std::string from : {"webhook_message WHERE tenant = ? AND delivery = ?",
                           "webhook_delivery_tries WHERE tenant = ? AND record = ?",
                           "webhook_delivery WHERE tenant = ? AND id = ?"})
    sql.execute("DELETE FROM " + from, {tenant, id});
}

/// At most so many of that state, which are older than that; how many.
std::int64_t forget_some(Transaction& transaction, const std::string& state,
                         std::chrono::hours kept, std::int64_t limit) {
  std::vector<std::string> ids;
  auto& rows = transaction.sql().query(
      "SELECT id FROM webhook_delivery WHERE tenant = ? AND state = ? AND created_at < ? "
      "ORDER BY id LIMIT ?",
      {transaction.actor().tenant, state, common::to_micros(transaction.now() - kept), limit});
  while (rows.step()) ids.push_back(rows.text(0));
  for (auto& id : ids) forget(transaction, id);
  return static_cast<std::int64_t>(ids.size());
}

/// A day's deliveries go with all that was sent; the log of changes goes on telling of them. What
/// is too much for one transaction is the next job's.
void purge(Records& records) {
  auto& transaction = store::hub_transaction(records);
  auto gone = forget_some(transaction, "delivered", delivered_kept, forgotten_at_once);
  gone += forget_some(transaction, "dead", dead_kept, forgotten_at_once - gone);
  if (gone < forgotten_at_once) return;
  transaction.enqueue("daily", std::string(purge_name) + "|" + common::make_id(transaction.now()),
                      "", transaction.now());
}

const Effects<WebhookDelivery> registered =
    Effects<WebhookDelivery>().action("redeliver", redeliver).daily(purge_name, purge);

}  // namespace
}  // namespace hub::webhooks
