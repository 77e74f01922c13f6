#include "hub/webhooks/queue.hpp"

#include <nlohmann/json.hpp>

#include "common/codec/json.hpp"
#include "common/codec/values.hpp"
#include "common/error/error.hpp"

namespace hub::webhooks {
namespace {

using common::Error;
using common::ErrorCode;
using store::Transaction;

void ask_for_job(Transaction& transaction, const WebhookDelivery& delivery) {
  auto& id = delivery.header().id();
  nlohmann::json ticket{{"delivery", id}, {"round", delivery.round()}};
  transaction.enqueue(job_kind, id + "|" + std::to_string(delivery.round()), ticket.dump(),
                      transaction.now());
}

}  // namespace

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
  if (transaction.sql().integer(
          "SELECT count(*) FROM webhook_message WHERE tenant = ? AND delivery = ?",
          {transaction.actor().tenant, delivery.header().id()}) == 0)
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
