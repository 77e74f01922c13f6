#include "proto/records/billing/payment.pb.h"

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/rules/billing/documents.hpp"
#include "common/rules/rules.hpp"

namespace common::rules::billing {
namespace {

using truckroll::billing::Payment;
using truckroll::wire::billing::Collect;

nlohmann::json collect(Records& records, Payment& made, const Collect& input) {
  if (input.amount().minor() <= 0) refuse("amount", "expected more than nothing");
  Payment payment;
  payment.set_direction(Payment::DIRECTION_IN);
  payment.set_account(input.account());
  payment.set_method(input.method());
  *payment.mutable_amount() = input.amount();
  if (input.has_work_order()) payment.set_work_order(input.work_order());
  if (input.has_invoice()) payment.set_invoice(input.invoice());
  if (input.has_reference()) payment.set_reference(input.reference());
  payment.set_taken_by(require_technician(records));
  *payment.mutable_received_at() = codec::to_timestamp(records.now());
  records.save(payment);
  payment = records.load<Payment>(payment.header().id());
  records.move(payment, "receive");
  records.save_as_system(payment);
  made = payment;
  return {};
}

const Rules<Payment> rules = Rules<Payment>().collection_action<Collect>("collect", collect);

}  // namespace
}  // namespace common::rules::billing
