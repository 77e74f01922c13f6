#include "hub/webhooks/queue.hpp"

#include <nlohmann/json.hpp>

#include "common/codec/json.hpp"
#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/text/json_text.hpp"

namespace hub::webhooks {
namespace {

using common::Error;
using common::ErrorCode;
using store::Transaction;

bool has_body(Transaction& transaction, const std::string& delivery) {
  return transaction.sql().integer(
             "SELECT count(*) FROM webhook_message WHERE tenant = ? AND delivery = ?",
             {transaction.actor().tenant, delivery}) > 0;
}

std::string key_of(const WebhookDelivery& delivery) {
  return delivery.header().id() + "|" + std::to_string(delivery.round());
}

void ask_for_job(Transaction& transaction, const WebhookDelivery& delivery) {
  auto& id = delivery.header().id();
  nlohmann::json ticket{{"delivery", id}, {"round", delivery.round()}};
  transaction.enqueue(job_kind, key_of(delivery), common::json_text(ticket), transaction.now());
}

/// What its job does now, or next: a second one would send it twice.
bool is_on_its_way(Transaction& transaction, const WebhookDelivery& delivery) {
  return transaction.sql().integer(
             "SELECT count(*) FROM job WHERE tenant = ? AND kind = ? AND key = ? AND (state = "
             "'running' OR (state = 'waiting' AND run_at <= ?))",
             {transaction.actor().tenant, std::string(job_kind), key_of(delivery),
              common::to_micros(transaction.now())}) > 0;
}

constexpr std::int64_t again_at_once = 200;
constexpr const char* of_again =
    " FROM webhook_delivery WHERE tenant = ? AND endpoint = ? AND state = ? AND created_at >= ? "
    "AND deleted_at IS NULL";

/// Some of them after that id; where the page ended, empty at the end.
std::string send_page(Transaction& transaction, const Again& again, const std::string& after) {
  std::vector<std::string> ids;
  auto& rows = transaction.sql().query(
      std::string("SELECT id") + of_again + " AND id > ? ORDER BY id LIMIT ?",
      {transaction.actor().tenant, again.endpoint, again.state, common::to_micros(again.since),
       after, again_at_once});
  while (rows.step()) ids.push_back(rows.text(0));
  for (auto& id : ids) {
    auto delivery = transaction.load<WebhookDelivery>(id);
    if (has_body(transaction, id) && !is_on_its_way(transaction, delivery))
      queue_again(transaction, delivery);
  }
  return static_cast<std::int64_t>(ids.size()) < again_at_once ? std::string() : ids.back();
}

bool is_active(Transaction& transaction, const std::string& endpoint) {
  return transaction.sql().integer(
             "SELECT count(*) FROM webhook_endpoint WHERE tenant = ? AND id = ? AND state = "
             "'active' AND deleted_at IS NULL",
             {transaction.actor().tenant, endpoint}) > 0;
}

}  // namespace

std::int64_t count_again(Transaction& transaction, const Again& again) {
  return transaction.sql().integer(
      std::string("SELECT count(*)") + of_again,
      {transaction.actor().tenant, again.endpoint, again.state, common::to_micros(again.since)});
}

void ask_again(Transaction& transaction, const Again& again) {
  nlohmann::json payload{{"endpoint", again.endpoint},
                         {"state", again.state},
                         {"since", common::to_micros(again.since)}};
  auto key = again.endpoint + "|" + again.state + "|" + common::make_id(transaction.now());
  transaction.enqueue(again_kind, key, common::json_text(payload), transaction.now());
}

work::Outcome send_again(store::Store& store, const work::Job& job,
                         const std::function<void(Transaction&)>& renew) {
  auto body = common::codec::parse_json(job.payload);
  Again again{body.at("endpoint").get<std::string>(), body.at("state").get<std::string>(),
              common::from_micros(body.at("since").get<std::int64_t>())};
  std::string reached;
  do {
    auto after = reached;
    store.write(store.system_command(job.tenant, "job " + job.kind), [&](Transaction& transaction) {
      if (renew) renew(transaction);
      reached = is_active(transaction, again.endpoint) ? send_page(transaction, again, after)
                                                       : std::string();
    });
  } while (!reached.empty());
  return work::Outcome::done();
}

std::string queue_message(Transaction& transaction, const Message& message) {
  WebhookDelivery delivery;
  delivery.set_endpoint(message.endpoint);
  delivery.set_event(message.event);
  if (!message.record.empty()) {
    delivery.set_record_type(message.record_type);
    delivery.set_record_id(message.record);
  }
  delivery.set_occurrence(message.occurrence);
  delivery.set_round(1);
  delivery.set_attempts(0);
  *delivery.mutable_next_at() = common::codec::to_timestamp(transaction.now());
  transaction.save_as_system(delivery);
  transaction.sql().execute(
      "INSERT INTO webhook_message (tenant, delivery, body, at) VALUES (?, ?, ?, ?)",
      {transaction.actor().tenant, delivery.header().id(), message.body,
       common::to_micros(transaction.now())});
  ask_for_job(transaction, delivery);
  return delivery.header().id();
}

void queue_again(Transaction& transaction, WebhookDelivery& delivery) {
  if (!has_body(transaction, delivery.header().id()))
    throw Error(ErrorCode::conflict, "what was sent is not kept any more");
  if (delivery.header().state() != "waiting") {
    transaction.move_as_system(delivery, "redeliver");
    delivery.set_attempts(0);
  }
  delivery.set_round(delivery.round() + 1);
  *delivery.mutable_next_at() = common::codec::to_timestamp(transaction.now());
  transaction.save_as_system(delivery);
  ask_for_job(transaction, delivery);
}

Ticket ticket_of(const std::string& payload) {
  auto body = common::codec::parse_json(payload);
  return {body.at("delivery").get<std::string>(), body.at("round").get<int>()};
}

std::string reader_of(const std::string& endpoint) {
  return "webhook:" + endpoint;
}

}  // namespace hub::webhooks
