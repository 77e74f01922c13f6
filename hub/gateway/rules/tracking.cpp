// What an employee said to tracking stands on the technicians that he is: vans hold no employees
// and no consents.
#include "common/rules/rules.hpp"
#include "hub/gateway/following.hpp"
#include "hub/store/transaction.hpp"
#include "proto/records/crm/consent.pb.h"
#include "proto/records/people/technician.pb.h"

namespace hub::gateway {
namespace {

using common::rules::Change;
using common::rules::Records;
using truckroll::crm::Consent;
using truckroll::people::Technician;

void derive(Records& records, Technician& technician) {
  auto& transaction = store::hub_transaction(records);
  auto said = tracking_consent(transaction.tables(), transaction.sql(), records.actor().tenant,
                               technician.employee());
  if (said)
    technician.set_tracking_consent(*said);
  else
    technician.clear_tracking_consent();
}

void derive_on_save(Records& records, Change<Technician>& change) {
  derive(records, change.after);
}

void tell_technicians(Records& records, Change<Consent>& change) {
  auto& consent = change.after;
  if (consent.purpose() != Consent::PURPOSE_TRACKING || consent.employee().empty()) return;
  for (auto& technician : records.where<Technician>("employee", consent.employee()))
    records.save_as_system(technician);
}

/// What was written by another way than these rules: a database of before them, an erasure.
void derive_nightly(Records& records) {
  auto& rows = store::hub_transaction(records).sql().query(
      "SELECT id FROM technician WHERE tenant = ? AND deleted_at IS NULL AND (tracking_consent IS "
      "NOT NULL OR employee IN (SELECT employee FROM consent WHERE tenant = ? AND purpose = "
      "'tracking' AND employee IS NOT NULL))",
      {records.actor().tenant, records.actor().tenant});
  std::vector<std::string> ids;
  while (rows.step()) ids.push_back(rows.text(0));
  for (auto& id : ids) {
    auto technician = records.load<Technician>(id);
    records.save_as_system(technician);
  }
}

const common::rules::Effects<Technician> technician_rules =
    common::rules::Effects<Technician>()
        .before_save(derive_on_save)
        .daily("tracking_consent", derive_nightly);
const common::rules::Effects<Consent> consent_rules =
    common::rules::Effects<Consent>().after_save(tell_technicians);

}  // namespace
}  // namespace hub::gateway
