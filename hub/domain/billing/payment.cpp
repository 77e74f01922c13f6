#include "proto/records/billing/payment.pb.h"

#include <set>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/rules/billing/documents.hpp"
#include "common/rules/rules.hpp"
#include "hub/domain/billing/exchange.hpp"
#include "hub/domain/billing/pricing.hpp"
#include "hub/domain/billing/settlement.hpp"
#include "hub/domain/ledger/posting_rules.hpp"
#include "hub/domain/words/words.hpp"
#include "hub/domain/workflow/notify.hpp"
#include "proto/records/billing/billing_profile.pb.h"
#include "proto/records/billing/invoice.pb.h"
#include "proto/records/crm/account.pb.h"
#include "proto/records/fleet/sync_conflict.pb.h"
#include "proto/records/ledger/legal_entity.pb.h"
#include "proto/wire/actions/hub_billing.pb.h"

namespace hub::domain::billing {
namespace {

using common::Error;
using common::ErrorCode;
using common::refuse;
using common::say;
using common::Sentence;
using common::rules::Change;
using truckroll::billing::BillingProfile;
using truckroll::billing::Invoice;
using truckroll::billing::Payment;
using truckroll::fleet::SyncConflict;
using truckroll::ledger::LegalEntity;
using truckroll::workflow::Notification;

constexpr std::int64_t one = 1'000'000;

bool counts(const std::string& state) {
  return state == "received" || state == "cleared";
}

void check_input(const Payment& payment) {
  if (payment.has_amount() && payment.amount().minor() <= 0) refuse("amount", "is above zero");
  if (!payment.has_account() && !payment.has_supplier() && !payment.has_employee())
    refuse("account", "name who paid or is paid");
}

/// Whose money it is: as the payment says, else the only entity, else the only one that bills the
/// customer.
LegalEntity entity_of(Records& records, const Payment& payment) {
  auto id = payment.legal_entity();
  if (id.empty()) id = terms_of(records, payment.account(), "", "").legal_entity;
  if (id.empty()) {
    std::set<std::string> billing;
    for (auto& profile : records.where<BillingProfile>("account", payment.account()))
      billing.insert(profile.legal_entity());
    if (billing.size() == 1) id = *billing.begin();
  }
  auto entity = records.find<LegalEntity>(id);
  if (!entity)
    throw Error(ErrorCode::conflict,
                "it is not known which legal entity takes the money; name it in the payment or in "
                "the customer's billing profile",
                "legal_entity");
  return *entity;
}

ledger::Event event_of(Records& records, const Payment& payment, const LegalEntity& entity) {
  auto rate = payment.has_rate() ? payment.rate().millionths() : one;
  auto minor = common::codec::multiply_money(payment.amount().minor(), rate);
  bool out = payment.direction() == Payment::DIRECTION_OUT;
  auto customer = records.find<truckroll::crm::Account>(payment.account());
  ledger::Event event;
  event.name = "billing.Payment receive";
  event.record = &payment;
  event.account = payment.account();
  event.amounts["amount"] = {{out ? -minor : minor, "", ""}};
  auto& posting = event.posting;
  posting.legal_entity = entity.header().id();
  posting.currency = entity.base_currency();
  posting.day = local_day(common::codec::from_timestamp(payment.received_at()),
                          zone_of(records, posting.legal_entity));
  auto text = out ? say("Paid out {}", payment.number()) : say("Payment {}", payment.number());
  posting.text =
      workflow::said_to_company(records, customer ? say("{}, {}", text, customer->name()) : text);
  posting.source_type = "billing.Payment";
  posting.source_id = payment.header().id();
  posting.source_event = "received";
  return event;
}

/// Names entity and rate in the payment, and what the ledger hears of it. Reads only; throws
/// conflict naming what is missing.
ledger::Event prepare(Records& records, Payment& payment, std::optional<std::int32_t> day) {
  auto entity = entity_of(records, payment);
  payment.set_legal_entity(entity.header().id());
  auto& currency = payment.amount().currency();
  if (common::codec::currency_places(currency) !=
      common::codec::currency_places(entity.base_currency()))
    throw Error(ErrorCode::conflict,
                say("payments in {} cannot be booked in {}", currency, entity.base_currency()),
                "amount");
  if (currency == entity.base_currency()) payment.clear_rate();
  if (!payment.has_rate() && currency != entity.base_currency()) {
    auto at = common::codec::from_timestamp(payment.received_at());
    auto rate = rate_between(records, currency, entity.base_currency(), at);
    if (!rate)
      throw Error(ErrorCode::conflict,
                  say("there is no exchange rate from {} to {}", currency, entity.base_currency()),
                  "rate");
    payment.mutable_rate()->set_millionths(*rate);
  }
  auto event = event_of(records, payment, entity);
  if (day) event.posting.day = *day;
  auto problem = ledger::booking_problem(records, event);
  if (!problem.empty()) throw Error(ErrorCode::conflict, problem);
  return event;
}

/// It is in the ledger, and all of it is still to be settled.
void book(Records& records, Payment& payment, const ledger::Event& event) {
  auto entry = ledger::book(records, event);
  if (!entry.empty()) payment.set_entry(entry);
  *payment.mutable_unsettled() = payment.amount();
}

/// What pays nothing because the ledger does not know of it yet.
bool is_held(const Payment& payment) {
  return counts(payment.header().state()) && !payment.has_unsettled();
}

Sentence held_flag(const Sentence& problem) {
  return say("not posted: {}", problem);
}

/// In English, as before companies had their language here, or in that of the company.
bool is_held_flag(Records& records, const std::string& text) {
  auto begins = held_flag({});
  return text.starts_with(begins.english()) ||
         text.starts_with(workflow::said_to_company(records, begins));
}

/// The money was taken, whatever the office has not set up: the bookkeepers post it later.
void hold(Records& records, const Payment& payment, const Sentence& problem) {
  records.flag(payment, "status", workflow::said_to_company(records, held_flag(problem)));
  workflow::tell_role(records, "bookkeeper", Notification::CATEGORY_PAYMENT,
                      say("Not posted: {}", payment.number()), problem, "billing.Payment",
                      payment.header().id(), true);
}

/// What was flagged when it was held is no longer so.
void settle_flags(Records& records, const Payment& payment) {
  for (auto& conflict : records.where<SyncConflict>("about", payment.header().id())) {
    if (conflict.header().state() != "open" || !is_held_flag(records, conflict.theirs())) continue;
    conflict.set_by_rule(workflow::said_to_company(records, say("posted by the bookkeeper")));
    records.move_as_system(conflict, "settle");
    records.save_as_system(conflict);
  }
}

/// Money is here (or gone). Of what a technician did nothing is refused for want of a rule, an
/// account or a period.
void receive(Records& records, Payment& payment) {
  if (!payment.has_received_at())
    *payment.mutable_received_at() = common::codec::to_timestamp(records.now());
  std::optional<ledger::Event> event;
  try {
    event = prepare(records, payment, std::nullopt);
  } catch (const Error& error) {
    if (!records.fact() || error.code() != ErrorCode::conflict) throw;
    return hold(records, payment, error.sentence());  // nothing has been written
  }
  book(records, payment, *event);
}

nlohmann::json post_held(Records& records, Payment& payment,
                         const truckroll::wire::hub_billing::PostPayment& input) {
  if (!counts(payment.header().state()))
    throw Error(ErrorCode::conflict, "only money that was received is posted", "state");
  if (!is_held(payment))
    throw Error(ErrorCode::conflict, say("{} is posted already", payment.number()), "entry");
  if (input.has_legal_entity()) payment.set_legal_entity(input.legal_entity());
  std::optional<std::int32_t> day;
  if (input.has_date()) day = input.date().days();
  book(records, payment, prepare(records, payment, day));
  records.save_as_system(payment);
  settle_flags(records, payment);
  return {{"entry", payment.entry()}};
}

/// The money went back: what it paid is open again, and its entry is mirrored.
void take_back(Records& records, const Payment& payment) {
  reverse_settlements(records, payment.header().id());
  auto now = records.load<Payment>(payment.header().id());
  if (auto entry = records.find<ledger::JournalEntry>(now.entry()))
    ledger::reverse_entry(records, now.entry(), payment.number() + " " + now.header().state(),
                          local_day(hub_now(records), zone_of(records, entry->legal_entity())));
  if (!now.has_unsettled()) return;
  now.mutable_unsettled()->set_minor(0);
  records.save_as_system(now);
}

/// What was received stands; what became of it does not. Posting what was held adds how.
void require_untouched(const Payment& before, const Payment& after) {
  std::set<int> free = {Payment::kHeaderFieldNumber, Payment::kUnsettledFieldNumber};
  if (is_held(before))
    free.insert(
        {Payment::kEntryFieldNumber, Payment::kRateFieldNumber, Payment::kLegalEntityFieldNumber});
  auto descriptor = Payment::descriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    auto number = descriptor->field(i)->number();
    if (free.count(number) == 0 && common::rules::field_differs(&before, after, number))
      throw Error(ErrorCode::conflict,
                  "a payment received is never changed; refund it and enter it anew");
  }
}

void check(Records& records, Change<Payment>& change) {
  auto& payment = change.after;
  if (change.creates() && !records.actor().technician.empty())
    payment.set_taken_by(records.actor().technician);
  if (counts(change.state_before())) return require_untouched(*change.before, payment);
  check_input(payment);
  if (change.enters("received")) receive(records, payment);
}

/// What it was taken for is paid with it first.
void pay_named(Records& records, const Payment& payment) {
  auto invoice = records.find<Invoice>(payment.invoice());
  // Of a van that does not know yet that the job was billed.
  if (!invoice && !payment.work_order().empty())
    invoice = common::rules::billing::invoice_of_job(records, payment.work_order());
  if (!invoice || is_held(payment)) return;
  auto& state = invoice->header().state();
  if (state == "posted" || state == "part_paid") settle_taken(records, invoice->header().id());
}

void spread(Records& records, Change<Payment>& change) {
  if (counts(change.state_before()) && !counts(change.state())) take_back(records, change.after);
  bool booked = change.changed(Payment::kUnsettledFieldNumber) &&
                (!change.before || !change.before->has_unsettled());
  if (booked && counts(change.state())) pay_named(records, change.after);
}

nlohmann::json settle_payment(Records& records, Payment& payment,
                              const truckroll::wire::hub_billing::Settle& input) {
  if (!counts(payment.header().state()))
    throw Error(ErrorCode::conflict, "only money that was received pays invoices", "state");
  if (is_held(payment))
    throw Error(ErrorCode::conflict, say("{} is not posted yet; post it first", payment.number()),
                "entry");
  if (payment.unsettled().minor() == 0)
    throw Error(ErrorCode::conflict, say("nothing is left of {}", payment.number()), "unsettled");
  auto paid = settle(records, payment, {input.invoices().begin(), input.invoices().end()});
  if (paid == 0)
    throw Error(ErrorCode::conflict,
                say("the customer has no open invoice in {}", payment.amount().currency()));
  return {{"invoices", paid}};
}

const common::rules::Effects<Payment> effects =
    common::rules::Effects<Payment>()
        .before_save(check)
        .after_save(spread)
        .action<truckroll::wire::hub_billing::Settle>("settle", settle_payment)
        .action<truckroll::wire::hub_billing::PostPayment>("post", post_held);

}  // namespace
}  // namespace hub::domain::billing
