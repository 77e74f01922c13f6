#include "till.hpp"

#include "proto/records/billing/billing_profile.pb.h"
#include "proto/records/billing/line_item.pb.h"
#include "proto/records/billing/settlement.pb.h"
#include "proto/records/ledger/exchange_rate.pb.h"
#include "proto/records/ledger/ledger_account.pb.h"
#include "proto/records/ledger/legal_entity.pb.h"
#include "proto/wire/actions/hub_billing.pb.h"

using namespace truckroll;
using billing::Invoice;
using billing::Payment;
using billing::Settlement;
using common::codec::money;

std::string Till::bill(std::int64_t gross, const std::string& currency) {
  Invoice invoice;
  invoice.set_account(company.account);
  invoice.set_legal_entity(company.entity);
  invoice.set_currency(currency);
  invoice.set_prices_include_tax(true);
  auto id = company.save(invoice);
  billing::LineItem line;
  line.set_invoice(id);
  line.set_kind(billing::LineItem::KIND_LABOUR);
  line.set_product(company.labour);
  *line.mutable_unit_price() = money(gross, currency);
  company.save(line);
  company.act(company.bookkeeper, "billing.Invoice", id, "post");
  return id;
}

std::string Till::pay(std::int64_t minor, const std::string& currency, Payment::Method method,
                      Payment::Direction direction) {
  Payment payment;
  payment.set_account(company.account);
  payment.set_direction(direction);
  payment.set_method(method);
  *payment.mutable_amount() = money(minor, currency);
  auto id = company.save(payment);
  company.act(company.bookkeeper, "billing.Payment", id, "receive");
  return id;
}

Payment Till::draft(std::int64_t minor, const std::string& currency, Payment::Method method) {
  Payment payment;
  payment.set_account(company.account);
  payment.set_method(method);
  *payment.mutable_amount() = money(minor, currency);
  return payment;
}

Payment Till::receive(const Payment& payment) {
  auto id = company.save(payment);
  company.act(company.bookkeeper, "billing.Payment", id, "receive");
  return company.load<Payment>(id);
}

void Till::settle(const std::string& payment, const std::vector<std::string>& invoices) {
  wire::hub_billing::Settle input;
  for (auto& id : invoices) input.add_invoices(id);
  company.act(company.bookkeeper, "billing.Payment", payment, "settle", &input);
}

std::string Till::credit(const std::string& invoice) {
  wire::hub_billing::Credit input;
  input.set_reason("Mistake");
  return company.act(company.bookkeeper, "billing.Invoice", invoice, "credit", &input)
      .answer["credit"];
}

std::string Till::invoice(const std::string& id) {
  auto found = company.load<Invoice>(id);
  return found.header().state() + " " + common::codec::format_scaled(found.open().minor(), 2, true);
}

std::string Till::left(const std::string& payment) {
  return common::codec::format_scaled(company.load<Payment>(payment).unsettled().minor(), 2, true);
}

std::string Till::balance_of(const std::string& code) {
  auto balance = company.trial_balance();
  for (auto& row : balance["rows"])
    if (row["code"] == code) return row["balance"];
  return "0.00";
}

std::string Till::settle_refused(const std::string& payment, const std::string& invoice,
                                 std::int64_t minor) {
  Settlement settlement;
  settlement.set_from_payment(payment);
  settlement.set_to_invoice(invoice);
  *settlement.mutable_amount() = money(minor, "CHF");
  return Company::refusal([&] { company.save(settlement); });
}

void set_rate(Company& company, std::int64_t millionths) {
  ledger::ExchangeRate rate;
  rate.set_from("EUR");
  rate.set_to("CHF");
  *rate.mutable_at() = common::codec::to_timestamp(company.clock.now());
  rate.mutable_rate()->set_millionths(millionths);
  company.save(rate);
}

std::string add_entity(Company& company) {
  using ledger::LedgerAccount;
  ledger::LegalEntity firm;
  firm.set_name("Rheintal Kälte AG");
  firm.set_country("LI");
  auto id = company.save(firm);
  for (auto [code, use] : {std::pair{"1000", LedgerAccount::USE_CASH},
                           {"1020", LedgerAccount::USE_BANK},
                           {"1100", LedgerAccount::USE_RECEIVABLE}}) {
    LedgerAccount account;
    account.set_legal_entity(id);
    account.set_code(code);
    account.set_name(code);
    account.set_class_(LedgerAccount::CLASS_ASSET);
    account.set_use(use);
    company.write([&](auto& t) {
      t.save(account);
      t.move(account, "activate");
      t.save(account);
    });
  }
  return id;
}

void add_profile(Company& company, const std::string& entity) {
  billing::BillingProfile profile;
  profile.set_account(company.account);
  profile.set_legal_entity(entity);
  company.save(profile);
}
