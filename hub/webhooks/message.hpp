#pragma once
#include <optional>
#include <string>

#include "hub/records/service.hpp"
#include "hub/webhooks/queue.hpp"
#include "proto/records/admin/webhook_endpoint.pb.h"

namespace hub::webhooks {

using truckroll::admin::WebhookEndpoint;

/// What the endpoint is told of a change: the message, or nothing where it does not listen to it,
/// its condition does not hold, or its owner may not see that the change was.
///
/// The body is JSON: {"type": "crm.Account.changed", "timestamp": …, "data": {position,
/// record_type, path, id, version, action, changed, record}}. `record` is the record as the API
/// shows it to the owner now, without what it may not be told; null when it is deleted. `changed`
/// names what differs, as far as the owner may read it.
std::optional<Message> message_of(const records::RecordService& service,
                                  store::Connection& connection, const records::Caller& owner,
                                  const WebhookEndpoint& endpoint, const store::ChangeRow& change);

}  // namespace hub::webhooks
