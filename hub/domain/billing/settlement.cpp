#include "hub/domain/billing/settlement.hpp"

#include <algorithm>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/rules/rules.hpp"
#include "hub/domain/billing/exchange.hpp"
#include "hub/domain/ledger/posting_rules.hpp"
#include "hub/domain/words/words.hpp"
#include "hub/domain/workflow/notify.hpp"
#include "proto/records/billing/invoice.pb.h"
#include "proto/records/ledger/journal_entry.pb.h"
#include "proto/records/ledger/legal_entity.pb.h"

namespace hub::domain::billing {
namespace {

using common::Error;
using common::ErrorCode;
using common::refuse;
using common::say;
using common::rules::Change;
using common::rules::Records;
using truckroll::billing::Invoice;
using truckroll::billing::Payment;
using truckroll::billing::Settlement;

constexpr std::int64_t one = 1'000'000;

bool is_credit(const Invoice& invoice) {
  return invoice.kind() == Invoice::KIND_CREDIT;
}

std::int64_t rate_of(const Invoice& invoice) {
  return invoice.has_rate() ? invoice.rate().millionths() : one;
}

std::int64_t rate_of(const Payment& payment) {
  return payment.has_rate() ? payment.rate().millionths() : one;
}

/// The side that pays: a payment or a credit.
struct Source {
  std::optional<Payment> payment;
  std::optional<Invoice> credit;
  std::string name() const { return payment ? payment->number() : credit->number(); }
  std::string account() const { return payment ? payment->account() : credit->account(); }
  std::string currency() const {
    return payment ? payment->amount().currency() : credit->currency();
  }
  std::int64_t total() const {
    return payment ? payment->amount().minor() : credit->total().minor();
  }
  std::int64_t open() const {
    return payment ? payment->unsettled().minor() : credit->open().minor();
  }
  std::int64_t rate() const { return payment ? rate_of(*payment) : rate_of(*credit); }
  bool usable() const {
    auto& state = payment ? payment->header().state() : credit->header().state();
    if (!payment) return state == "posted";
    return payment->has_unsettled() && (state == "received" || state == "cleared");
  }
  /// Money paid out and credits stand on the other side of receivables than invoices.
  bool pays_credits() const { return payment && payment->direction() == Payment::DIRECTION_OUT; }
};

/// Payments of before they named their entity have that of their entry; empty when neither is
/// known.
std::string entity_of(Records& records, const Payment& payment) {
  if (payment.has_legal_entity()) return payment.legal_entity();
  auto entry = records.find<truckroll::ledger::JournalEntry>(payment.entry());
  return entry ? entry->legal_entity() : std::string();
}

Source source_of(Records& records, const Settlement& settlement) {
  if (settlement.has_from_payment())
    return {records.load<Payment>(settlement.from_payment()), std::nullopt};
  if (settlement.has_from_invoice())
    return {std::nullopt, records.load<Invoice>(settlement.from_invoice())};
  refuse("from_payment", "name the payment or the credit that pays");
}

std::string amount_text(std::int64_t minor, const std::string& currency) {
  return common::codec::format_scaled(minor, common::codec::currency_places(currency), true) + " " +
         currency;
}

void copy_reversed(Records& records, Settlement& settlement) {
  auto original = records.load<Settlement>(settlement.reverses());
  if (original.has_reverses()) refuse("reverses", "is a reversal itself");
  if (original.has_from_payment()) settlement.set_from_payment(original.from_payment());
  if (original.has_from_invoice()) settlement.set_from_invoice(original.from_invoice());
  settlement.set_to_invoice(original.to_invoice());
  *settlement.mutable_amount() =
      common::codec::money(-original.amount().minor(), original.amount().currency());
}

/// Two that may meet: of one customer and currency, on opposite sides.
void check_pair(const Source& source, const Invoice& invoice) {
  if (source.credit && !is_credit(*source.credit))
    refuse("from_invoice", say("{} is no credit", source.name()));
  if (source.account() != invoice.account())
    refuse("to_invoice", say("{} is another customer's", invoice.number()));
  if (source.currency() != invoice.currency())
    refuse("to_invoice", say("{} is in {}, {} in {}", invoice.number(), invoice.currency(),
                             source.name(), source.currency()));
  if (source.pays_credits() != is_credit(invoice))
    refuse("to_invoice", source.pays_credits() ? say("money paid out settles credits")
                                               : say("{} is a credit", invoice.number()));
}

/// Money of one entity never pays what is owed to another: both ledgers would be wrong.
void check_entity(Records& records, const Source& source, const Invoice& invoice) {
  auto entity =
      source.payment ? entity_of(records, *source.payment) : source.credit->legal_entity();
  if (entity != invoice.legal_entity())
    refuse("to_invoice",
           say("{} is of another legal entity than {}", invoice.number(), source.name()));
}

void check_amount(const Settlement& settlement, const Source& source, const Invoice& invoice) {
  auto& amount = settlement.amount();
  if (amount.currency() != invoice.currency())
    refuse("amount", say("is in {}, the invoice in {}", amount.currency(), invoice.currency()));
  if (amount.minor() <= 0) refuse("amount", "is above zero");
  if (!source.usable())
    throw Error(ErrorCode::conflict, say("{} pays nothing in this state", source.name()),
                "from_payment");
  auto& state = invoice.header().state();
  if (state != "posted" && state != "part_paid")
    throw Error(ErrorCode::conflict,
                say("the invoice {} is \"{}\"", invoice.number(), state_label(state)),
                "to_invoice");
  if (amount.minor() > source.open())
    throw Error(
        ErrorCode::conflict,
        say("only {} is left of {}", amount_text(source.open(), source.currency()), source.name()),
        "amount");
  if (amount.minor() > invoice.open().minor())
    throw Error(ErrorCode::conflict,
                say("only {} is open of {}",
                    amount_text(invoice.open().minor(), invoice.currency()), invoice.number()),
                "amount");
}

void check_reversal(const Source& source, const Invoice& invoice) {
  if (invoice.header().state() == "void" || invoice.header().state() == "written_off")
    throw Error(
        ErrorCode::conflict,
        say("the invoice {} is \"{}\"", invoice.number(), state_label(invoice.header().state())),
        "reverses");
  if (source.credit && source.credit->credits() == invoice.header().id())
    throw Error(ErrorCode::conflict, "a credit stands against the invoice that it corrects",
                "reverses");
}

void check(Records& records, Change<Settlement>& change) {
  auto& settlement = change.after;
  if (settlement.has_reverses()) copy_reversed(records, settlement);
  auto source = source_of(records, settlement);
  if (!settlement.has_to_invoice()) refuse("to_invoice", "name the invoice that is paid");
  auto invoice = records.load<Invoice>(settlement.to_invoice());
  check_pair(source, invoice);
  if (settlement.has_reverses()) {
    check_reversal(source, invoice);
  } else {
    check_amount(settlement, source, invoice);
    check_entity(records, source, invoice);
  }
  if (!settlement.has_at())
    *settlement.mutable_at() = common::codec::to_timestamp(hub_now(records));
  auto entity = records.load<truckroll::ledger::LegalEntity>(invoice.legal_entity());
  auto minor = settlement.amount().minor();
  auto settled = invoice.total().minor() - invoice.open().minor();
  auto used = source.total() - source.open();
  auto difference = step_value(used, used + minor, source.rate()) -
                    step_value(settled, settled + minor, rate_of(invoice));
  if (is_credit(invoice)) difference = -difference;
  if (difference != 0)
    *settlement.mutable_exchange_difference() =
        common::codec::money(difference, entity.base_currency());
}

void lower(Records& records, Source& source, std::int64_t minor) {
  if (source.payment) {
    auto& payment = *source.payment;
    *payment.mutable_unsettled() =
        common::codec::money(payment.unsettled().minor() - minor, payment.amount().currency());
    return records.save_as_system(payment);
  }
  auto& credit = *source.credit;
  credit.mutable_open()->set_minor(credit.open().minor() - minor);
  records.save_as_system(credit);
}

/// What the invoice's own credits have settled of it.
std::int64_t credited_of(Records& records, const Invoice& invoice) {
  std::int64_t minor = 0;
  for (auto& settlement : records.where<Settlement>("to_invoice", invoice.header().id()))
    if (auto credit = records.find<Invoice>(settlement.from_invoice());
        credit && credit->credits() == invoice.header().id())
      minor += settlement.amount().minor();
  return minor;
}

std::string state_of(Records& records, const Invoice& invoice) {
  auto open = invoice.open().minor(), total = invoice.total().minor();
  auto credited = credited_of(records, invoice);
  if (open == 0) return credited == total ? "void" : "paid";
  return open < total - credited ? "part_paid" : "posted";
}

/// The moves that lead there, one after the other.
void move_to(Records& records, Invoice& invoice, const std::string& state) {
  for (int steps = 0; invoice.header().state() != state && steps < 2; ++steps) {
    auto& from = invoice.header().state();
    if (state == "void")
      records.move_as_system(invoice, "void");
    else if (state == "paid")
      records.move_as_system(invoice, "pay");
    else if (from == "posted")
      records.move_as_system(invoice, "pay-in-part");
    else
      records.move_as_system(invoice, from == "paid" ? "unpay-in-part" : "unpay");
  }
}

void book_difference(Records& records, const Settlement& settlement, const Invoice& invoice) {
  auto entity = records.load<truckroll::ledger::LegalEntity>(invoice.legal_entity());
  ledger::Event event;
  event.name = "billing.Settlement settle";
  event.record = &settlement;
  event.account = invoice.account();
  event.amounts["difference"] = {{settlement.exchange_difference().minor(), "", ""}};
  auto& posting = event.posting;
  posting.legal_entity = invoice.legal_entity();
  posting.currency = entity.base_currency();
  posting.day = local_day(common::codec::from_timestamp(settlement.at()),
                          zone_of(records, posting.legal_entity));
  posting.text =
      workflow::said_to_company(records, say("Exchange difference: {}", invoice.number()));
  posting.source_type = "billing.Settlement";
  posting.source_id = settlement.header().id();
  posting.source_event = "settled";
  ledger::book(records, event);
}

/// An invoice that is open again owes nothing as far as its own credits have something left: they
/// stand against it before anybody else's invoice.
void net_with_credits(Records& records, const std::string& id) {
  if (id.empty()) return;
  for (auto& credit : records.where<Invoice>("credits", id)) {
    auto invoice = records.load<Invoice>(id);
    auto minor = std::min(credit.open().minor(), invoice.open().minor());
    bool open = invoice.header().state() == "posted" || invoice.header().state() == "part_paid";
    if (minor <= 0 || !open || !is_credit(credit) || credit.header().state() != "posted") continue;
    Settlement settlement;
    settlement.set_from_invoice(credit.header().id());
    settlement.set_to_invoice(id);
    *settlement.mutable_amount() = common::codec::money(minor, credit.currency());
    settlement.set_origin(Settlement::ORIGIN_RULE);
    records.save(settlement);
  }
}

void apply(Records& records, Change<Settlement>& change) {
  if (!change.creates()) return;
  auto& settlement = change.after;
  auto source = source_of(records, settlement);
  lower(records, source, settlement.amount().minor());
  auto invoice = records.load<Invoice>(settlement.to_invoice());
  invoice.mutable_open()->set_minor(invoice.open().minor() - settlement.amount().minor());
  if (!is_credit(invoice)) move_to(records, invoice, state_of(records, invoice));
  records.save_as_system(invoice);
  if (settlement.has_exchange_difference()) book_difference(records, settlement, invoice);
  if (!settlement.has_reverses()) return;
  net_with_credits(records, is_credit(invoice) ? invoice.credits() : settlement.to_invoice());
  if (source.credit) net_with_credits(records, source.credit->credits());
}

std::string reverse(Records& records, const std::string& id) {
  Settlement reversal;
  reversal.set_reverses(id);
  reversal.set_origin(Settlement::ORIGIN_HAND);
  *reversal.mutable_at() = common::codec::to_timestamp(hub_now(records));
  auto original = records.load<Settlement>(id);
  *reversal.mutable_amount() =
      common::codec::money(-original.amount().minor(), original.amount().currency());
  records.save(reversal);
  return reversal.header().id();
}

nlohmann::json reverse_by_hand(Records& records, Settlement& settlement) {
  return {{"settlement", reverse(records, settlement.header().id())}};
}

std::vector<Invoice> open_invoices(Records& records, const Payment& payment) {
  std::vector<Invoice> found;
  bool out = payment.direction() == Payment::DIRECTION_OUT;
  auto entity = entity_of(records, payment);
  for (auto& invoice : records.where<Invoice>("account", payment.account()))
    if (invoice.open().minor() > 0 && is_credit(invoice) == out &&
        invoice.legal_entity() == entity && invoice.currency() == payment.amount().currency() &&
        (invoice.header().state() == "posted" || invoice.header().state() == "part_paid"))
      found.push_back(invoice);
  std::sort(found.begin(), found.end(), [](auto& a, auto& b) {
    return std::make_pair(a.due().days(), a.number()) < std::make_pair(b.due().days(), b.number());
  });
  return found;
}

const common::rules::Effects<Settlement> effects =
    common::rules::Effects<Settlement>().before_save(check).after_save(apply).action(
        "reverse", reverse_by_hand);

}  // namespace

void reverse_settlements(Records& records, const std::string& payment) {
  auto all = records.where<Settlement>("from_payment", payment);
  for (auto& settlement : all) {
    bool taken_back =
        settlement.has_reverses() || std::any_of(all.begin(), all.end(), [&](auto& other) {
          return other.reverses() == settlement.header().id();
        });
    if (!taken_back) reverse(records, settlement.header().id());
  }
}

int settle(Records& records, const Payment& payment, const std::vector<std::string>& invoices) {
  std::vector<Invoice> wanted;
  for (auto& id : invoices) wanted.push_back(records.load<Invoice>(id));
  if (invoices.empty()) wanted = open_invoices(records, payment);
  auto left = payment.unsettled().minor();
  int paid = 0;
  for (auto& invoice : wanted) {
    auto minor = std::min(left, invoice.open().minor());
    if (minor == 0) continue;
    Settlement settlement;
    settlement.set_from_payment(payment.header().id());
    settlement.set_to_invoice(invoice.header().id());
    *settlement.mutable_amount() = common::codec::money(minor, invoice.currency());
    *settlement.mutable_at() = common::codec::to_timestamp(hub_now(records));
    settlement.set_origin(invoices.empty() ? Settlement::ORIGIN_MATCH : Settlement::ORIGIN_HAND);
    records.save(settlement);
    left -= minor;
    ++paid;
  }
  return paid;
}

void settle_taken(Records& records, const std::string& id) {
  auto pay = [&](const Payment& payment) {
    auto& state = payment.header().state();
    bool usable = payment.unsettled().minor() > 0 && (state == "received" || state == "cleared");
    if (usable) settle(records, payment, {id});
  };
  for (auto& payment : records.where<Payment>("invoice", id)) pay(payment);
  auto invoice = records.load<Invoice>(id);
  if (invoice.work_order().empty() || is_credit(invoice)) return;
  // Taken for the job before it was billed.
  for (auto& payment : records.where<Payment>("work_order", invoice.work_order())) {
    bool is_deposit = payment.invoice().empty() && payment.account() == invoice.account() &&
                      payment.amount().currency() == invoice.currency();
    if (is_deposit && records.load<Invoice>(id).open().minor() > 0) pay(payment);
  }
}

}  // namespace hub::domain::billing
