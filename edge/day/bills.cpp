#include <algorithm>

#include "common/codec/values.hpp"
#include "common/rules/billing/documents.hpp"
#include "edge/day/impl/sales_values.hpp"
#include "edge/day/sales.hpp"
#include "proto/records/billing/invoice.pb.h"
#include "proto/records/billing/payment.pb.h"
#include "proto/records/sales/quote.pb.h"

namespace edge::day {
namespace {

using common::Sentence;
using truckroll::billing::Invoice;
using truckroll::billing::Payment;
namespace billing = common::rules::billing;

bool counts(const Payment& payment) {
  auto& state = payment.header().state();
  return state == "received" || state == "cleared";
}

json payment_json(const Screen& screen, const Payment& payment) {
  return {{"id", payment.header().id()},
          {"number", payment.number()},
          {"method", choice(Payment::Method_descriptor(), payment.method())},
          {"amount", money_json(payment.amount())},
          {"received_at", instant_or_null(payment.has_received_at(), payment.received_at())},
          {"reference", text_or_null(payment.reference())},
          {"state", payment.header().state()},
          {"state_label", state_text(screen, payment)},
          {"waiting",
           screen.is_waiting(screen.records.catalogue().of(payment), payment.header().id())}};
}

json invoice_json(const Screen& screen, const Invoice& invoice) {
  json lines = json::array();
  for (auto& line : lines_of(screen.records, "invoice", invoice.header().id()))
    lines.push_back(line_json(screen.records, line, invoice.date().days()));
  json made{
      {"id", invoice.header().id()},
      {"number", invoice.number()},
      {"state", invoice.header().state()},
      {"state_label", state_text(screen, invoice)},
      {"date", common::codec::format_date(invoice.date().days())},
      {"due", invoice.has_due() ? json(common::codec::format_date(invoice.due().days())) : json()},
      {"bill_to_name", invoice.bill_to_name()},
      {"lines", lines},
      {"taxes", taxes_json(screen.records, invoice.taxes())},
      {"waiting",
       screen.is_waiting(screen.records.catalogue().of(invoice), invoice.header().id())}};
  add_totals(made, invoice);
  return made;
}

std::vector<Payment> payments_of(const Screen& screen, const std::string& job) {
  return screen.records.where<Payment>("work_order", job);
}

/// With what was taken for the job before it was billed.
std::int64_t paid_of(const std::vector<Payment>& payments, const Invoice& invoice) {
  std::int64_t paid = 0;
  for (auto& payment : payments) {
    bool is_for_it = payment.invoice().empty() || payment.invoice() == invoice.header().id();
    if (counts(payment) && is_for_it && payment.amount().currency() == invoice.currency())
      paid += payment.amount().minor();
  }
  return paid;
}

/// As far as this van knows: the hub's word, or less where money was taken that it has not heard
/// of.
std::int64_t open_minor(const Invoice& invoice, const std::vector<Payment>& payments) {
  auto left = invoice.total().minor() - paid_of(payments, invoice);
  return std::max<std::int64_t>(std::min(invoice.open().minor(), left), 0);
}

json open_of(const Invoice& invoice, const std::vector<Payment>& payments) {
  return money_json(open_minor(invoice, payments), invoice.currency());
}

Sentence why_not(const Work& work, const std::optional<Invoice>& invoice, const Priced& priced) {
  auto& state = work.job.header().state();
  if (invoice) return common::say("the job was billed with {}", invoice->number());
  if (state == "done" || state == "closed") return "the job is finished; the office bills it";
  if (state == "cancelled") return "the office has called the job off";
  return priced.problem;
}

}  // namespace

json make_bill(const Screen& screen, const std::string& visit) {
  auto work = load_work(screen.records, visit);
  auto& job = work.visit.work_order();
  auto invoice = billing::invoice_of_job(screen.records, job);
  auto payments = payments_of(screen, job);
  auto priced = price_job(screen, visit);
  auto why = why_not(work, invoice, priced);
  json bill{{"preview", invoice ? json() : priced_json(screen, priced)},
            {"invoice", invoice ? invoice_json(screen, *invoice) : json()},
            {"payments", json::array()},
            {"open", invoice ? open_of(*invoice, payments) : json()},
            {"can_issue", why.empty()},
            {"why", why.empty() ? json() : json(why.said())}};
  for (auto& payment : payments) bill["payments"].push_back(payment_json(screen, payment));
  return bill;
}

std::optional<truckroll::Money> open_on_bill(const Screen& screen, const std::string& work_order) {
  auto invoice = billing::invoice_of_job(screen.records, work_order);
  if (!invoice) return std::nullopt;
  return common::codec::money(open_minor(*invoice, payments_of(screen, work_order)),
                              invoice->currency());
}

json bill_section(const Screen& screen, const std::string& visit) {
  auto work = load_work(screen.records, visit);
  auto& work_order = work.visit.work_order();
  auto invoice = billing::invoice_of_job(screen.records, work_order);
  auto payments = payments_of(screen, work_order);
  std::int64_t paid = 0;
  std::string currency;
  for (auto& payment : payments)
    if (counts(payment)) {
      paid += payment.amount().minor();
      currency = payment.amount().currency();
    }
  return {
      {"invoice", invoice ? json(invoice->number()) : json()},
      {"open", invoice ? open_of(*invoice, payments) : json()},
      {"can_issue", why_not(work, invoice, price_job(screen, visit)).empty()},
      {"paid", currency.empty() ? json() : money_json(paid, currency)},
      {"quotes", screen.records.where<truckroll::sales::Quote>("work_order", work_order).size()}};
}

}  // namespace edge::day
