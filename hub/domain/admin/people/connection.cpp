// A connection of kind identity says who may come in and in which role: no matter for everybody,
// and what was checked once is not another address later.
#include "common/error/error.hpp"
#include "common/rules/rules.hpp"
#include "hub/store/scopes.hpp"
#include "proto/records/admin/connection.pb.h"

namespace hub::domain::admin {
namespace {

using common::rules::Change;
using common::rules::Records;
using truckroll::admin::Connection;

void require_administrator(Records& records, Change<Connection>& change) {
  auto& actor = records.actor();
  if (change.after.kind() != Connection::KIND_IDENTITY || actor.system) return;
  if (store::is_administrator(actor)) return;
  throw common::Error(common::ErrorCode::forbidden,
                      "only an administrator decides who may sign in by another's word", "kind");
}

/// The hub checks what is there now before anybody signs in by it again.
void switch_off_what_changed(Records& records, Change<Connection>& change) {
  auto& connection = change.after;
  if (connection.kind() != Connection::KIND_IDENTITY || change.creates()) return;
  if (change.state_before() == "off" || connection.header().state() == "off") return;
  if (change.changed(Connection::kAddressFieldNumber) ||
      change.changed(Connection::kConfigFieldNumber) ||
      change.changed(Connection::kMappingFieldNumber) ||
      change.changed(Connection::kSecretFieldNumber))
    records.move_as_system(connection, "switch-off");
}

const common::rules::Rules<Connection> registered = common::rules::Rules<Connection>()
                                                        .before_save(require_administrator)
                                                        .before_save(switch_off_what_changed);

}  // namespace
}  // namespace hub::domain::admin
