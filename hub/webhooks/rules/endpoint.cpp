#include "common/codec/json.hpp"
#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/expr/expr.hpp"
#include "common/rules/rules.hpp"
#include "common/text/json_text.hpp"
#include "hub/domain/workflow/notify.hpp"
#include "hub/store/changes.hpp"
#include "hub/store/scopes.hpp"
#include "hub/webhooks/pattern.hpp"
#include "hub/webhooks/queue.hpp"
#include "hub/webhooks/target.hpp"
#include "proto/records/admin/webhook_endpoint.pb.h"
#include "proto/wire/actions/hub_admin.pb.h"

namespace hub::webhooks {
namespace {

using common::Error;
using common::ErrorCode;
using common::rules::Change;
using common::rules::Effects;
using common::rules::Records;
using truckroll::admin::WebhookEndpoint;
namespace actions = truckroll::wire::hub_admin;

constexpr std::size_t endpoints_max = 50;

std::vector<Pattern> patterns_of(Records& records, const WebhookEndpoint& endpoint) {
  std::vector<Pattern> patterns;
  for (auto& text : endpoint.events()) patterns.push_back(parse_pattern(text, records.catalogue()));
  return patterns;
}

/// A condition and a choice of fields are of the type that they are for: of one that has none of
/// it, they would tell nothing.
void check_of_type(Records& records, const WebhookEndpoint& endpoint) {
  if (endpoint.condition().empty() && endpoint.fields().empty()) return;
  for (auto& pattern : patterns_of(records, endpoint)) {
    auto type = records.catalogue().find(pattern.type);
    if (!type)
      common::refuse(endpoint.condition().empty() ? "fields" : "condition",
                     "goes with events of single types, crm.Account.changed");
    for (auto& name : endpoint.fields())
      if (!type->find_field(name) && !type->find_custom(name))
        common::refuse("fields", common::say("{} has no field \"{}\"",
                                             common::Sentence::label(type->label), name));
    try {
      common::expr::Expression::parse(endpoint.condition(), *type, records.catalogue());
    } catch (const Error& error) {
      common::refuse("condition", error.reason());
    }
  }
}

/// Whoever decides where it goes is told by it what its owner may read.
void check_owner(Records& records, Change<WebhookEndpoint>& change) {
  auto& endpoint = change.after;
  auto& actor = records.actor();
  if (endpoint.owner().empty()) endpoint.set_owner(actor.user);
  if (actor.system || store::is_administrator(actor) || endpoint.owner() == actor.user) return;
  throw Error(ErrorCode::forbidden, "only the owner himself or an administrator decides this",
              "owner");
}

void go_on(Records& records, Change<WebhookEndpoint>& change) {
  if (change.creates() || !change.enters("active")) return;
  auto& endpoint = change.after;
  if (change.state_before() == "disabled") {
    // Days or months of changes would come at once; what failed is sent again by choice.
    auto& transaction = store::hub_transaction(records);
    auto& tenant = records.actor().tenant;
    store::set_reader_position(transaction.sql(), tenant, reader_of(change.id()),
                               store::last_position(transaction.sql(), tenant));
  }
  endpoint.clear_failures();
  endpoint.clear_failing_since();
  endpoint.clear_last_failure();
  endpoint.clear_disabled_because();
}

void before_save(Records& records, Change<WebhookEndpoint>& change) {
  check_owner(records, change);
  if (change.changed(WebhookEndpoint::kUrlFieldNumber)) parse_target(change.after.url());
  if (change.changed(WebhookEndpoint::kEventsFieldNumber)) patterns_of(records, change.after);
  check_of_type(records, change.after);
  go_on(records, change);
  if (!change.creates()) return;
  auto& sql = store::hub_transaction(records).sql();
  // One that has sent something stays for its deliveries' sake: disabled it counts no more.
  if (static_cast<std::size_t>(
          sql.integer("SELECT count(*) FROM webhook_endpoint WHERE tenant = ? AND deleted_at IS "
                      "NULL AND state <> 'disabled'",
                      {records.actor().tenant})) >= endpoints_max)
    throw Error(ErrorCode::conflict, "there are 50 endpoints; disable one that is not needed");
}

/// A reader that reads no more would keep the log from its retention.
void forget_cursor(Records& records, const std::string& endpoint) {
  store::hub_transaction(records).sql().execute("DELETE FROM reader WHERE tenant = ? AND name = ?",
                                                {records.actor().tenant, reader_of(endpoint)});
}

void after_remove(Records& records, const WebhookEndpoint& endpoint) {
  forget_cursor(records, endpoint.header().id());
}

/// What waited while it was paused is due now; the owner hears when it is disabled.
void after_save(Records& records, Change<WebhookEndpoint>& change) {
  if (change.creates()) return;
  if (change.enters("disabled")) forget_cursor(records, change.id());
  if (change.enters("active") && change.state_before() == "paused")
    ask_again(store::hub_transaction(records), {change.id(), "waiting", {}});
  if (change.enters("disabled") && !change.after.disabled_because().empty())
    domain::workflow::tell_user(
        records, change.after.owner(), truckroll::workflow::Notification::CATEGORY_SYSTEM,
        common::say("Webhook disabled: {}", change.after.url()), change.after.disabled_because(),
        "admin.WebhookEndpoint", change.id(), true);
}

nlohmann::json redeliver_failed(Records& records, WebhookEndpoint& endpoint,
                                const actions::RedeliverFailed& input) {
  if (!input.has_since()) common::refuse("since", "is required");
  if (endpoint.header().state() != "active")
    throw Error(ErrorCode::conflict, "resume the endpoint first");
  Again again{endpoint.header().id(), "dead", common::codec::from_timestamp(input.since())};
  auto& transaction = store::hub_transaction(records);
  auto count = count_again(transaction, again);
  if (count > 0) ask_again(transaction, again);
  return {{"deliveries", count}};
}

nlohmann::json send_test(Records& records, WebhookEndpoint& endpoint, const actions::SendTest&) {
  if (endpoint.header().state() != "active")
    throw Error(ErrorCode::conflict, "resume the endpoint first");
  auto id = records.new_id(records.catalogue().of<WebhookDelivery>());
  nlohmann::json body{{"type", "webhook.test"},
                      {"timestamp", common::format_instant(records.now())},
                      {"data", {{"endpoint", endpoint.header().id()}}}};
  queue_message(store::hub_transaction(records), {endpoint.header().id(), "webhook.test", "", "",
                                                  "test " + id, common::json_text(body)});
  return {{"deliveries", 1}};
}

const Effects<WebhookEndpoint> registered =
    Effects<WebhookEndpoint>()
        .before_save(before_save)
        .after_save(after_save)
        .after_remove(after_remove)
        .action<actions::RedeliverFailed>("redeliver-failed", redeliver_failed)
        .action<actions::SendTest>("send-test", send_test);

}  // namespace
}  // namespace hub::webhooks
