#pragma once
#include <functional>
#include <string>

#include "hub/store/transaction.hpp"
#include "hub/work/jobs.hpp"
#include "proto/records/admin/webhook_delivery.pb.h"

namespace hub::webhooks {

using truckroll::admin::WebhookDelivery;

inline constexpr const char* job_kind = "webhook";

struct Message {
  std::string endpoint, event, record_type, record;
  std::string occurrence;  ///< of an endpoint each is told once
  std::string body;
};
/// Keeps the message and asks for the job that sends it; its id.
std::string queue_message(store::Transaction& transaction, const Message& message);

/// Sends what is waiting, delivered or dead once more, from its first attempt on, with the same id
/// and body. Throws conflict when the body is not kept any more.
void queue_again(store::Transaction& transaction, WebhookDelivery& delivery);

/// Deliveries of an endpoint that are to be sent once more: a job's work, some hundred in a
/// transaction, since there may be any number of them.
inline constexpr const char* again_kind = "webhook_again";
struct Again {
  std::string endpoint, state;  ///< "waiting", "dead"
  common::Instant since{};      ///< made then or later
};
std::int64_t count_again(store::Transaction& transaction, const Again& again);
void ask_again(store::Transaction& transaction, const Again& again);
/// The job's. What is not kept any more is left out; of an endpoint that is not active, all.
/// `renew` runs in each transaction.
work::Outcome send_again(store::Store& store, const work::Job& job,
                         const std::function<void(store::Transaction&)>& renew = {});

/// What the job carries.
struct Ticket {
  std::string delivery;
  int round = 1;
};
Ticket ticket_of(const std::string& payload);

/// The name of the endpoint's cursor in the change log.
std::string reader_of(const std::string& endpoint);

}  // namespace hub::webhooks
