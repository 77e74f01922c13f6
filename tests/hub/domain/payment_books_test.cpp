#include <random>

#include "hub/domain/billing/exchange.hpp"
#include "proto/records/billing/settlement.pb.h"
#include "tests/support/postgres_server.hpp"
#include "till.hpp"

#include <CppUTest/TestHarness.h>

using namespace truckroll;
using billing::Invoice;
using billing::Payment;
using billing::Settlement;
using common::codec::money;

namespace {

/// What the receivable account must hold, in the entity's currency, from the documents alone.
std::int64_t receivable_of(Company& company) {
  std::int64_t sum = 0;
  auto value = [](std::int64_t total, std::int64_t open, std::int64_t rate) {
    return hub::domain::billing::step_value(total - open, total, rate == 0 ? 1'000'000 : rate);
  };
  for (auto& invoice : company.where<Invoice>("account", company.account)) {
    if (invoice.header().state() == "draft") continue;
    auto open = value(invoice.total().minor(), invoice.open().minor(), invoice.rate().millionths());
    sum += invoice.kind() == Invoice::KIND_CREDIT ? -open : open;
  }
  for (auto& payment : company.where<Payment>("account", company.account)) {
    auto left =
        value(payment.amount().minor(), payment.unsettled().minor(), payment.rate().millionths());
    sum += payment.direction() == Payment::DIRECTION_OUT ? left : -left;
  }
  return sum;
}

/// Any mixture of bills, money, credits, reversals and write-offs in two currencies: the ledger
/// holds exactly what the documents say. How many settlements made an exchange difference.
int play_random(const std::string& url, unsigned seed, int steps) {
  Company company(url);
  Till money_of(company);
  std::mt19937 random(seed);
  auto number = [&](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random);
  };
  auto any = [&](const std::vector<std::string>& ids) {
    return ids.empty() ? std::string()
                       : ids[static_cast<std::size_t>(number(0, static_cast<int>(ids.size()) - 1))];
  };
  std::vector<std::string> invoices, payments;
  set_rate(company, 931'237);
  for (int i = 0; i < steps; ++i) {
    company.clock.advance(std::chrono::minutes(1));
    auto currency = number(0, 1) ? "CHF" : "EUR";
    auto payment = any(payments), invoice = any(invoices);
    Company::refusal([&] {
      switch (number(0, 11)) {
        case 0:
        case 1:
          return invoices.push_back(money_of.bill(number(1, 90000), currency));
        case 2:
        case 3:
          return payments.push_back(money_of.pay(number(1, 60000), currency));
        case 4:
        case 10:
        case 11:
          return money_of.settle(payment);
        case 5: {
          Settlement part;
          part.set_from_payment(payment);
          part.set_to_invoice(invoice);
          *part.mutable_amount() = money(number(1, 20000), currency);
          company.save(part);
          return;
        }
        case 6: {
          auto made = company.where<Settlement>("from_payment", payment);
          if (!made.empty())
            company.act(company.bookkeeper, "billing.Settlement", made.front().header().id(),
                        "reverse");
          return;
        }
        case 7:
          company.act(company.bookkeeper, "billing.Payment", payment,
                      number(0, 1) ? "refund" : "bounce");
          return;
        case 8:
          money_of.credit(invoice);
          return;
        default:
          return set_rate(company, number(900'000, 990'000));
      }
    });
    STRCMP_EQUAL(common::codec::format_scaled(receivable_of(company), 2, true).c_str(),
                 money_of.balance_of("1100").c_str());
  }
  int differences = 0;  // rates that moved between bill and money
  for (auto& id : invoices) {
    auto found = company.load<Invoice>(id);
    std::int64_t settled = 0;
    for (auto& settlement : company.where<Settlement>("to_invoice", id)) {
      settled += settlement.amount().minor();
      differences += settlement.has_exchange_difference();
    }
    LONGS_EQUAL(found.total().minor() - found.open().minor(), settled);
    CHECK(found.open().minor() >= 0);
    for (auto& credit : company.where<Invoice>("credits", id))
      CHECK(found.open().minor() == 0 || credit.open().minor() == 0);
    CHECK((found.open().minor() == 0) ==
          (found.header().state() == "paid" || found.header().state() == "void"));
  }
  STRCMP_EQUAL("0.00", company.trial_balance()["difference"].get<std::string>().c_str());
  CHECK(company.count("settlement") > 5);
  return differences;
}

}  // namespace

TEST_GROUP(PaymentBooks){};

TEST(PaymentBooks, the_ledger_holds_what_the_documents_say_after_any_sequence) {
  int differences = 0;
  for (unsigned seed : {1u, 2u, 3u}) differences += play_random({}, seed, 80);
  CHECK(differences > 3);
}

TEST(PaymentBooks, the_same_on_postgresql) {
  support::PostgresServer server;
  play_random(server.make_database(), 4, 50);
}
