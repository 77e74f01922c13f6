#include "proto/records/field/field_day.pb.h"

#include "common/rules/field/day.hpp"
#include "common/rules/rules.hpp"
#include "hub/store/transaction.hpp"

namespace hub::domain::field {
namespace {

using common::rules::Change;
using common::rules::Records;
using truckroll::field::FieldDay;

/// As the van said last; one that says nothing has nothing.
int money_in_van(Records& records, const FieldDay& day) {
  auto& transaction = store::hub_transaction(records);
  return static_cast<int>(transaction.sql().integer(
      "SELECT coalesce(sum(h.money_waiting), 0) FROM device_health h JOIN device d ON d.tenant = "
      "h.tenant AND d.id = h.device WHERE h.tenant = ? AND d.deleted_at IS NULL AND (d.id = ? OR "
      "d.vehicle = ?)",
      {records.actor().tenant, day.device(), day.vehicle()}));
}

/// At the desk nobody sees the van's screen: the office is held to the same as the technician.
void require_seen_at_desk(Records& records, Change<FieldDay>& change) {
  auto& actor = records.actor();
  if (!change.enters("closed") || !actor.device.empty() || actor.system) return;
  auto& day = change.after;
  auto money = money_in_van(records, day);
  if (money <= day.unsent_money()) return;
  truckroll::wire::field::CloseDay seen;
  seen.set_unsent_money(money);
  seen.set_reason(day.unsent_reason());
  common::rules::field::require_seen(seen);
  day.set_unsent_money(money);
}

const common::rules::Effects<FieldDay> effects =
    common::rules::Effects<FieldDay>().before_save(require_seen_at_desk);

}  // namespace
}  // namespace hub::domain::field
