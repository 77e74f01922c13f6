#include "hub/domain/billing/invoice_posting.hpp"

#include <map>
#include <nlohmann/json.hpp>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "hub/domain/billing/job_billing.hpp"
#include "hub/domain/billing/pricing.hpp"
#include "hub/domain/ledger/posting.hpp"
#include "hub/domain/words/words.hpp"
#include "proto/records/billing/number_series.pb.h"
#include "proto/records/billing/settlement.pb.h"
#include "proto/records/crm/account.pb.h"
#include "proto/records/ledger/exchange_rate.pb.h"
#include "proto/records/ledger/legal_entity.pb.h"

namespace hub::domain::billing {
namespace {

using common::Error;
using common::ErrorCode;
using ledger::LedgerAccount;
using truckroll::crm::Account;
using truckroll::ledger::LegalEntity;

constexpr std::int64_t one = 1'000'000;

std::string missing_account(const char* what, const char* use) {
  return std::string("there is no active ledger account for ") + what +
         "; set one up under Ledger accounts with use " + use;
}

/// Of the product, else the first active one of class revenue.
std::string revenue_account(Records& records, const Invoice& invoice, const LineItem& line) {
  if (auto product = records.find<Product>(line.product()))
    if (auto own = records.find<LedgerAccount>(product->revenue());
        own && own->legal_entity() == invoice.legal_entity() && own->header().state() == "active")
      return own->header().id();
  auto found = ledger::find_account(records, invoice.legal_entity(), LedgerAccount::CLASS_REVENUE,
                                    LedgerAccount::USE_GENERAL);
  return found ? found->header().id() : std::string();
}

std::string tax_account(Records& records, const Invoice& invoice, const std::string& code_id) {
  if (auto code = records.find<TaxCode>(code_id))
    if (auto own = records.find<LedgerAccount>(code->ledger_account());
        own && own->header().state() == "active")
      return own->header().id();
  auto found = ledger::find_account(records, invoice.legal_entity(), LedgerAccount::USE_TAX);
  return found ? found->header().id() : std::string();
}

/// So many of the entity's currency for one of the invoice's, in millionths; nothing when no rate
/// is known.
std::optional<std::int64_t> rate_of(Records& records, const Invoice& invoice,
                                    const LegalEntity& entity) {
  if (invoice.currency() == entity.base_currency()) return one;
  if (invoice.has_rate()) return invoice.rate().millionths();
  std::optional<truckroll::ledger::ExchangeRate> latest;
  for (auto& rate : records.where<truckroll::ledger::ExchangeRate>("from", invoice.currency()))
    if (rate.to() == entity.base_currency() &&
        common::codec::from_timestamp(rate.at()) <= hub_now(records) &&
        (!latest ||
         common::codec::from_timestamp(rate.at()) > common::codec::from_timestamp(latest->at())))
      latest = rate;
  if (!latest) return std::nullopt;
  return latest->rate().millionths();
}

std::string account_problem(Records& records, const Invoice& invoice,
                            const std::vector<LineItem>& lines, std::int64_t cost_minor) {
  auto& entity = invoice.legal_entity();
  if (!ledger::find_account(records, entity, LedgerAccount::USE_RECEIVABLE))
    return missing_account("receivables", "receivable");
  for (auto& line : lines)
    if (line.kind() != LineItem::KIND_TEXT && revenue_account(records, invoice, line).empty())
      return "there is no active ledger account of class revenue; set one up under Ledger accounts";
  for (auto& tax : invoice.taxes())
    if (tax.amount().minor() != 0 && tax_account(records, invoice, tax.tax_code()).empty())
      return missing_account("taxes", "tax");
  if (cost_minor == 0) return {};
  if (!ledger::find_account(records, entity, LedgerAccount::USE_STOCK))
    return missing_account("stock", "stock");
  if (!ledger::find_account(records, entity, LedgerAccount::CLASS_EXPENSE,
                            LedgerAccount::USE_GENERAL))
    return "there is no active ledger account of class expense for the cost of goods; set one up "
           "under Ledger accounts";
  return {};
}

/// The invoice's entry: receivable against revenue and taxes. A credit's stands the other way
/// round.
ledger::Posting make_posting(Records& records, const Invoice& invoice,
                             const std::vector<LineItem>& lines, const std::string& currency,
                             std::int64_t rate) {
  auto job = job_of_invoice(records, invoice.header().id());
  auto job_id = job ? job->header().id() : std::string();
  bool credit = invoice.kind() == Invoice::KIND_CREDIT;
  auto convert = [&](std::int64_t minor) { return common::codec::multiply_money(minor, rate); };
  ledger::Posting posting;
  auto add = [&](const std::string& account, std::int64_t debit, std::int64_t credit_minor,
                 const std::string& tax_code) {
    ledger::Side side{account, debit, credit_minor, invoice.account(), job_id, tax_code, ""};
    if (credit) std::swap(side.debit, side.credit);
    posting.sides.push_back(side);
  };
  auto receivable = convert(invoice.total().minor());
  add(ledger::find_account(records, invoice.legal_entity(), LedgerAccount::USE_RECEIVABLE)
          ->header()
          .id(),
      receivable, 0, "");
  std::map<std::string, std::int64_t> revenue;
  for (auto& line : lines)
    if (!line.optional() && line.kind() != LineItem::KIND_TEXT)
      revenue[revenue_account(records, invoice, line)] += line.net().minor();
  auto rest = receivable;
  for (auto& tax : invoice.taxes()) {
    auto amount = convert(tax.amount().minor());
    rest -= amount;
    if (amount != 0) add(tax_account(records, invoice, tax.tax_code()), 0, amount, tax.tax_code());
  }
  // Cents that rounding by document moves stay with the last account, so that the sides are equal.
  for (auto& [account, net] : revenue) {
    bool last = account == revenue.rbegin()->first;
    auto amount = last ? rest : convert(net);
    rest -= amount;
    if (amount != 0) add(account, 0, amount, "");
  }
  posting.legal_entity = invoice.legal_entity();
  posting.currency = currency;
  posting.day = invoice.date().days();
  posting.text =
      (credit ? "Credit " : "Invoice ") + invoice.number() + ", " + invoice.bill_to_name();
  posting.source_type = "billing.Invoice";
  posting.source_id = invoice.header().id();
  posting.source_event = "posted";
  return posting;
}

/// The credited invoice owes less; one that is credited in full is void.
void settle_credit(Records& records, Invoice& credit) {
  auto original = records.load<Invoice>(credit.credits());
  auto amount = credit.total();
  original.mutable_credited()->set_minor(original.credited().minor() + amount.minor());
  original.mutable_credited()->set_currency(original.currency());
  original.mutable_open()->set_minor(original.open().minor() - amount.minor());
  if (original.credited().minor() == original.total().minor() &&
      original.header().state() == "posted")
    records.move_as_system(original, "void");
  records.save_as_system(original);
  truckroll::billing::Settlement settlement;
  settlement.set_from_invoice(credit.header().id());
  settlement.set_to_invoice(original.header().id());
  *settlement.mutable_amount() = amount;
  *settlement.mutable_at() = common::codec::to_timestamp(hub_now(records));
  settlement.set_origin(truckroll::billing::Settlement::ORIGIN_RULE);
  records.save(settlement);
  credit.mutable_open()->set_minor(0);
}

std::string credit_problem(Records& records, const Invoice& credit) {
  if (credit.kind() != Invoice::KIND_CREDIT) return {};
  auto original = records.find<Invoice>(credit.credits());
  if (!original) return "a credit names the invoice that it corrects";
  if (original->header().state() != "posted" && original->header().state() != "part_paid")
    return "the invoice " + original->number() + " is " + original->header().state() +
           " and cannot be credited";
  if (credit.total().minor() > original->open().minor())
    return "a credit is not higher than what is open of the invoice";
  return {};
}

std::string address_use(const truckroll::Address& address) {
  return address.line1() + address.city();
}

}  // namespace

void copy_customer(Records& records, Invoice& invoice) {
  auto account = records.find<Account>(invoice.account());
  if (!account) return;
  if (!invoice.has_bill_to_name())
    invoice.set_bill_to_name(account->legal_name().empty() ? account->name()
                                                           : account->legal_name());
  if (!invoice.has_bill_to()) {
    const truckroll::Address* found = nullptr;
    for (auto& line : account->addresses())
      if (!found || line.use() == Account::ADDRESS_USE_BILLING) found = &line.address();
    if (found && !address_use(*found).empty()) *invoice.mutable_bill_to() = *found;
  }
  auto terms = terms_of(records, invoice.account(), invoice.legal_entity(), "");
  if (!invoice.has_terms_days()) invoice.set_terms_days(terms.days);
  if (!invoice.has_discount() && terms.discount_days > 0) {
    invoice.mutable_discount()->set_millionths(terms.discount_millionths);
    invoice.set_discount_days(terms.discount_days);
  }
}

std::string posting_problem(Records& records, const Invoice& invoice,
                            const std::vector<LineItem>& lines, std::int64_t cost_minor) {
  auto entity = records.find<LegalEntity>(invoice.legal_entity());
  if (!entity) return "the invoice names no legal entity";
  if (lines.empty()) return "the invoice has no lines";
  for (auto series : {"invoice", "journal_entry"})
    if (!records.find_where<truckroll::billing::NumberSeries>("use", series))
      return std::string("there is no number series for ") + series +
             "; add one under Number series";
  if (!rate_of(records, invoice, *entity))
    return "there is no exchange rate from " + invoice.currency() + " to " +
           entity->base_currency();
  if (common::codec::currency_places(invoice.currency()) !=
      common::codec::currency_places(entity->base_currency()))
    return "invoices in " + invoice.currency() + " cannot be booked in " + entity->base_currency();
  for (auto& line : lines)
    if (line.has_unit_price() && line.unit_price().currency() != invoice.currency())
      return "a line is priced in " + line.unit_price().currency() + " on an invoice in " +
             invoice.currency();
  auto problem = account_problem(records, invoice, lines, cost_minor);
  if (problem.empty()) problem = credit_problem(records, invoice);
  if (problem.empty())
    problem = ledger::period_problem(records, invoice.legal_entity(), invoice.date().days());
  return problem;
}

void post_invoice(Records& records, Invoice& invoice) {
  copy_customer(records, invoice);
  auto job = job_of_invoice(records, invoice.header().id());
  auto zone = job ? terms_of_job(records, *job).zone : std::string();
  if (!invoice.has_date()) invoice.mutable_date()->set_days(local_day(hub_now(records), zone));
  if (!invoice.has_due())
    invoice.mutable_due()->set_days(invoice.date().days() + invoice.terms_days());
  auto lines = lines_of(records, invoice);
  auto state = invoice.header().state();
  invoice.mutable_header()->set_state("draft");  // its amounts are still open
  set_totals(records, invoice, lines);
  invoice.mutable_header()->set_state(state);
  auto cost = job && invoice.kind() == Invoice::KIND_INVOICE ? goods_cost(records, *job) : 0;
  auto problem = posting_problem(records, invoice, lines, cost);
  if (!problem.empty()) throw Error(ErrorCode::conflict, problem);
  auto entity = records.load<LegalEntity>(invoice.legal_entity());
  auto rate = *rate_of(records, invoice, entity);
  if (rate != one) invoice.mutable_rate()->set_millionths(rate);
  invoice.set_number(records.take_number("invoice", invoice));
  if (invoice.total().minor() != 0)
    invoice.set_entry(
        ledger::post(records, make_posting(records, invoice, lines, entity.base_currency(), rate)));
  if (invoice.kind() == Invoice::KIND_CREDIT) settle_credit(records, invoice);
  records.save_as_system(invoice);
  if (job && cost != 0)
    post_goods_cost(records, *job, invoice.legal_entity(), entity.base_currency(),
                    invoice.date().days());
  if (auto billing_case = records.find_where<WorkOrderInvoice>("invoice", invoice.header().id());
      billing_case && billing_case->header().state() == "released") {
    records.move_as_system(*billing_case, "bill");
    records.save_as_system(*billing_case);
  }
  records.enqueue("invoice_pdf", invoice.header().id(),
                  nlohmann::json{{"invoice", invoice.header().id()}}.dump(), hub_now(records));
}

}  // namespace hub::domain::billing
