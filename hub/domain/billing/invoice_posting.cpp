#include "hub/domain/billing/invoice_posting.hpp"

#include <map>
#include <nlohmann/json.hpp>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/rules/billing/documents.hpp"
#include "common/text/json_text.hpp"
#include "hub/domain/billing/exchange.hpp"
#include "hub/domain/billing/job_billing.hpp"
#include "hub/domain/billing/pricing.hpp"
#include "hub/domain/billing/settlement.hpp"
#include "hub/domain/ledger/posting_rules.hpp"
#include "hub/domain/words/words.hpp"
#include "hub/domain/workflow/notify.hpp"
#include "hub/store/transaction.hpp"
#include "proto/records/billing/number_series.pb.h"
#include "proto/records/billing/settlement.pb.h"
#include "proto/records/crm/account.pb.h"
#include "proto/records/crm/site.pb.h"
#include "proto/records/ledger/legal_entity.pb.h"

namespace hub::domain::billing {
namespace {

using common::Error;
using common::ErrorCode;
using common::say;
using common::Sentence;
using truckroll::crm::Account;
using truckroll::ledger::LegalEntity;

constexpr std::int64_t one = 1'000'000;

std::optional<std::int64_t> rate_of(Records& records, const Invoice& invoice,
                                    const LegalEntity& entity) {
  if (invoice.has_rate() && invoice.currency() != entity.base_currency())
    return invoice.rate().millionths();
  return rate_between(records, invoice.currency(), entity.base_currency(), hub_now(records));
}

/// What the ledger hears of the invoice, in the entity's currency: receivable, revenue by the
/// product's account, taxes by code. A credit's amounts are negative.
ledger::Event posting_event(Records& records, const Invoice& invoice,
                            const std::vector<LineItem>& lines, const std::string& currency,
                            std::int64_t rate) {
  auto job = job_of_invoice(records, invoice.header().id());
  bool credit = invoice.kind() == Invoice::KIND_CREDIT;
  auto convert = [&](std::int64_t minor) {
    return common::codec::multiply_money(credit ? -minor : minor, rate);
  };
  ledger::Event event;
  event.name = "billing.Invoice post";
  event.record = &invoice;
  event.account = invoice.account();
  if (job) event.work_order = job->header().id();
  auto total = convert(invoice.total().minor()), rest = total;
  event.amounts["total"] = {{total, "", ""}};
  for (auto& tax : invoice.taxes()) {
    auto code = records.find<TaxCode>(tax.tax_code());
    auto amount = convert(tax.amount().minor());
    rest -= amount;
    event.amounts["tax"].push_back({amount, code ? code->ledger_account() : "", tax.tax_code()});
  }
  std::map<std::string, std::int64_t> revenue;  // by the product's account
  for (auto& line : lines)
    if (!line.optional() && line.kind() != LineItem::KIND_TEXT) {
      auto product = records.find<Product>(line.product());
      revenue[product ? product->revenue() : std::string()] += line.net().minor();
    }
  // Cents that rounding by document moves stay with the last account, so that the sides are equal.
  for (auto& [account, net] : revenue) {
    bool last = account == revenue.rbegin()->first;
    auto amount = last ? rest : convert(net);
    rest -= amount;
    event.amounts["net"].push_back({amount, account, ""});
  }
  auto& posting = event.posting;
  posting.legal_entity = invoice.legal_entity();
  posting.currency = currency;
  posting.day = invoice.date().days();
  auto& name = invoice.bill_to_name();
  posting.text =
      workflow::said_to_company(records, credit ? say("Credit {}, {}", invoice.number(), name)
                                                : say("Invoice {}, {}", invoice.number(), name));
  posting.source_type = "billing.Invoice";
  posting.source_id = invoice.header().id();
  posting.source_event = "posted";
  return event;
}

/// The credited invoice owes less; what was paid of it already stays open on the credit.
void settle_credit(Records& records, Invoice& credit) {
  auto original = records.load<Invoice>(credit.credits());
  original.mutable_credited()->set_minor(original.credited().minor() + credit.total().minor());
  original.mutable_credited()->set_currency(original.currency());
  records.save_as_system(original);
  auto minor = std::min(credit.total().minor(), original.open().minor());
  if (minor == 0) return;
  truckroll::billing::Settlement settlement;
  settlement.set_from_invoice(credit.header().id());
  settlement.set_to_invoice(original.header().id());
  *settlement.mutable_amount() = common::codec::money(minor, credit.currency());
  settlement.set_origin(truckroll::billing::Settlement::ORIGIN_RULE);
  records.save(settlement);
}

Sentence credit_problem(Records& records, const Invoice& credit) {
  if (credit.kind() != Invoice::KIND_CREDIT) return {};
  auto original = records.find<Invoice>(credit.credits());
  if (!original) return "a credit names the invoice that it corrects";
  auto& state = original->header().state();
  if (state != "posted" && state != "part_paid" && state != "paid")
    return say("the invoice {} is \"{}\" and cannot be credited", original->number(),
               state_label(state));
  if (credit.total().minor() > original->total().minor() - original->credited().minor())
    return "a credit is not higher than the invoice less what was credited before";
  return {};
}

}  // namespace

void copy_customer(Records& records, Invoice& invoice) {
  common::rules::billing::copy_customer(
      records, invoice, terms_of(records, invoice.account(), invoice.legal_entity(), ""));
}

Sentence posting_problem(Records& records, const Invoice& invoice,
                         const std::vector<LineItem>& lines, const WorkOrder* goods_of) {
  auto entity = records.find<LegalEntity>(invoice.legal_entity());
  if (!entity) return "the invoice names no legal entity";
  if (lines.empty()) return "the invoice has no lines";
  if (std::none_of(lines.begin(), lines.end(), [](auto& line) { return line.has_unit_price(); }))
    return "no line of the invoice has a price; a line of no charge is priced 0";
  for (std::string series : {"invoice", "journal_entry"})
    if (!records.find_where<truckroll::billing::NumberSeries>("use", series))
      return say("there is no number series for {}; add one under Number series", series);
  if (!rate_of(records, invoice, *entity))
    return say("there is no exchange rate from {} to {}", invoice.currency(),
               entity->base_currency());
  if (common::codec::currency_places(invoice.currency()) !=
      common::codec::currency_places(entity->base_currency()))
    return say("invoices in {} cannot be booked in {}", invoice.currency(),
               entity->base_currency());
  if (invoice.kind() != Invoice::KIND_CREDIT && invoice.total().minor() < 0)
    return "the invoice comes to less than nothing; what is given back is a credit of the invoice "
           "that billed it";
  if (invoice.has_due() && invoice.due().days() < invoice.date().days())
    return "the invoice would be due before its own date";
  for (auto& line : lines)
    if (line.has_unit_price() && line.kind() != LineItem::KIND_TEXT && line.tax_code().empty())
      return say("no tax code applies to \"{}\"; name one on the line", line.text());
  for (auto& line : lines)
    if (line.has_unit_price() && line.unit_price().currency() != invoice.currency())
      return say("a line is priced in {} on an invoice in {}", line.unit_price().currency(),
                 invoice.currency());
  auto problem = ledger::booking_problem(
      records, posting_event(records, invoice, lines, entity->base_currency(),
                             *rate_of(records, invoice, *entity)));
  if (problem.empty() && goods_of)
    problem = ledger::booking_problem(
        records, goods_event(records, *goods_of, *entity, invoice.date().days()));
  if (problem.empty()) problem = credit_problem(records, invoice);
  if (problem.empty())
    problem = ledger::period_problem(records, invoice.legal_entity(), invoice.date().days());
  return problem;
}

void post_invoice(Records& records, Invoice& invoice) {
  copy_customer(records, invoice);
  auto job = job_of_invoice(records, invoice.header().id());
  auto zone = job ? terms_of_job(records, *job).zone : zone_of(records, invoice.legal_entity());
  if (!invoice.has_date()) invoice.mutable_date()->set_days(local_day(hub_now(records), zone));
  if (!invoice.has_due())
    invoice.mutable_due()->set_days(invoice.date().days() + invoice.terms_days());
  auto lines = lines_of(records, invoice);
  if (!invoice.has_issued_by()) {  // else they are those that the customer was given
    auto state = invoice.header().state();
    invoice.mutable_header()->set_state("draft");  // its amounts are still open
    set_totals(records, invoice, lines);
    invoice.mutable_header()->set_state(state);
  }
  bool with_goods = job && invoice.kind() == Invoice::KIND_INVOICE;
  auto problem = posting_problem(records, invoice, lines, with_goods ? &*job : nullptr);
  if (!problem.empty()) throw Error(ErrorCode::conflict, problem);
  auto entity = records.load<LegalEntity>(invoice.legal_entity());
  auto rate = *rate_of(records, invoice, entity);
  if (rate != one) invoice.mutable_rate()->set_millionths(rate);
  auto site = records.find<truckroll::crm::Site>(job ? job->site() : std::string());
  if (invoice.number().empty())
    invoice.set_number(store::hub_transaction(records).take_number(
        "invoice", invoice, site ? site->branch() : std::string()));
  auto entry =
      ledger::book(records, posting_event(records, invoice, lines, entity.base_currency(), rate));
  if (!entry.empty()) invoice.set_entry(entry);
  records.save_as_system(invoice);
  if (invoice.kind() == Invoice::KIND_CREDIT) settle_credit(records, invoice);
  if (invoice.kind() != Invoice::KIND_CREDIT && invoice.total().minor() == 0) {
    records.move_as_system(invoice, "pay");  // nobody owes anything
    records.save_as_system(invoice);
  }
  if (with_goods) book_goods(records, *job, entity, invoice.date().days());
  if (auto billing_case = records.find_where<WorkOrderInvoice>("invoice", invoice.header().id());
      billing_case && billing_case->header().state() == "released") {
    records.move_as_system(*billing_case, "bill");
    records.save_as_system(*billing_case);
  }
  settle_taken(records, invoice.header().id());
  records.enqueue("invoice_pdf", invoice.header().id(),
                  common::json_text(nlohmann::json{{"invoice", invoice.header().id()}}),
                  hub_now(records));
}

}  // namespace hub::domain::billing
