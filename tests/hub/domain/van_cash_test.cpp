#include "proto/records/fleet/sync_conflict.pb.h"
#include "proto/records/ledger/fiscal_period.pb.h"
#include "proto/records/ledger/journal_entry.pb.h"
#include "proto/records/ledger/ledger_account.pb.h"
#include "proto/records/ledger/posting_rule.pb.h"
#include "proto/records/workflow/notification.pb.h"
#include "proto/wire/actions/hub_billing.pb.h"
#include "till.hpp"

#include <CppUTest/TestHarness.h>

using namespace truckroll;
using billing::Payment;

namespace {

/// Cash that Mara took in her van, two hours before the hub hears of it.
struct Van {
  explicit Van(Company& c, Till& t) : company(c), money_of(t) {}

  Payment take_cash(std::int64_t minor, const std::string& currency = "CHF") {
    auto payment = money_of.draft(minor, currency, Payment::METHOD_CASH);
    company.store->write(company.store->command(company.mara_actor),
                         [&](hub::store::Transaction& t) { t.save(payment); });
    auto id = payment.header().id();
    auto taken = company.clock.now();
    company.clock.advance(std::chrono::hours(2));
    company.act(company.mara_actor, "billing.Payment", id, "receive", nullptr, true, taken);
    return company.load<Payment>(id);
  }
  std::vector<fleet::SyncConflict> flags(const Payment& payment) {
    return company.where<fleet::SyncConflict>("about", payment.header().id());
  }
  nlohmann::json post(const Payment& payment, const wire::hub_billing::PostPayment& input = {}) {
    return company.act(company.bookkeeper, "billing.Payment", payment.header().id(), "post", &input)
        .answer;
  }
  void retire_cash_rule() {
    for (auto& rule : company.where<ledger::PostingRule>("event", "billing.Payment receive"))
      company.act(company.bookkeeper, "ledger.PostingRule", rule.header().id(), "retire");
  }
  void release_cash_rule() {
    for (auto& rule : company.where<ledger::PostingRule>("event", "billing.Payment receive")) {
      auto draft =
          company.act(company.bookkeeper, "ledger.PostingRule", rule.header().id(), "revise")
              .answer["posting_rule"]
              .get<std::string>();
      company.act(company.bookkeeper, "ledger.PostingRule", draft, "release");
    }
  }
  Company& company;
  Till& money_of;
};

}  // namespace

TEST_GROUP(CashFromVans) {
  Company company;
  Till money_of{company};
  Van van{company, money_of};
};

TEST(CashFromVans, is_booked_on_the_day_it_was_taken) {
  company.clock.set_wall(common::parse_instant("2026-11-20T22:00:00Z"));
  auto payment = van.take_cash(5000);

  STRCMP_EQUAL("received", payment.header().state().c_str());
  LONGS_EQUAL(0, van.flags(payment).size());
  STRCMP_EQUAL("50.00", money_of.balance_of("1000").c_str());
  auto entry = company.load<ledger::JournalEntry>(payment.entry());
  STRCMP_EQUAL("2026-11-20", common::codec::format_date(entry.date().days()).c_str());
}

TEST(CashFromVans, is_kept_and_flagged_without_a_rule_and_posted_later) {
  auto invoice = money_of.bill(5000);
  van.retire_cash_rule();
  auto payment = van.take_cash(5000);
  auto id = payment.header().id();

  STRCMP_EQUAL("received", payment.header().state().c_str());
  CHECK_FALSE(payment.has_entry());
  auto flags = van.flags(payment);
  LONGS_EQUAL(1, flags.size());
  STRCMP_CONTAINS("no posting rule is released for billing.Payment receive",
                  flags.front().theirs().c_str());
  auto told = company.where<workflow::Notification>("user", company.bookkeeper.user);
  CHECK(!told.empty());
  STRCMP_EQUAL("Not posted: payment-1", told.back().title().c_str());
  // What is in no ledger pays nothing yet, and without a rule it cannot be posted either.
  STRCMP_CONTAINS("not posted yet", Company::refusal([&] { money_of.settle(id); }).c_str());
  STRCMP_CONTAINS("pays nothing", money_of.settle_refused(id, invoice, 100).c_str());
  STRCMP_CONTAINS("no posting rule", Company::refusal([&] { van.post(payment); }).c_str());

  van.release_cash_rule();
  van.post(payment);

  CHECK(company.load<Payment>(id).has_entry());
  STRCMP_EQUAL("50.00", money_of.balance_of("1000").c_str());
  STRCMP_EQUAL("settled_by_rule", van.flags(payment).front().header().state().c_str());
  STRCMP_CONTAINS("posted already", Company::refusal([&] { van.post(payment); }).c_str());
  money_of.settle(id);
  STRCMP_EQUAL("paid 0.00", money_of.invoice(invoice).c_str());
  STRCMP_EQUAL("0.00", money_of.balance_of("1100").c_str());
}

TEST(CashFromVans, is_kept_where_account_entity_rate_or_currency_is_missing) {
  auto flag = [&](const Payment& payment) {
    STRCMP_EQUAL("received", payment.header().state().c_str());
    CHECK_FALSE(payment.has_entry());
    auto flags = van.flags(payment);
    return flags.empty() ? std::string() : flags.front().theirs();
  };
  STRCMP_CONTAINS("no exchange rate from EUR to CHF", flag(van.take_cash(5000, "EUR")).c_str());
  STRCMP_CONTAINS("JPY cannot be booked in CHF", flag(van.take_cash(5000, "JPY")).c_str());
  for (auto& account : company.where<ledger::LedgerAccount>("legal_entity", company.entity))
    if (account.use() == ledger::LedgerAccount::USE_CASH)
      company.act(company.bookkeeper, "ledger.LedgerAccount", account.header().id(), "archive");
  STRCMP_CONTAINS("no active ledger account with use = cash", flag(van.take_cash(5000)).c_str());
  auto other = add_entity(company);
  auto unknown = van.take_cash(5000);
  STRCMP_CONTAINS("not known which legal entity", flag(unknown).c_str());

  wire::hub_billing::PostPayment input;
  input.set_legal_entity(other);
  van.post(unknown, input);
  auto posted = company.load<Payment>(unknown.header().id());
  STRCMP_EQUAL(other.c_str(), posted.legal_entity().c_str());
  STRCMP_EQUAL(other.c_str(),
               company.load<ledger::JournalEntry>(posted.entry()).legal_entity().c_str());
}

TEST(CashFromVans, of_a_closed_period_is_posted_into_an_open_one) {
  auto add_period = [&](int number, const char* from, const char* to, bool open) {
    ledger::FiscalPeriod period;
    period.set_legal_entity(company.entity);
    period.set_year(2026);
    period.set_number(number);
    period.mutable_from()->set_days(common::codec::parse_date(from));
    period.mutable_to()->set_days(common::codec::parse_date(to));
    company.write([&](auto& t) {
      t.save(period);
      if (!open) return;
      t.move(period, "open");
      t.save(period);
    });
  };
  add_period(11, "2026-11-01", "2026-11-30", false);
  add_period(12, "2026-12-01", "2026-12-31", true);
  auto payment = van.take_cash(5000);
  STRCMP_EQUAL("received", payment.header().state().c_str());
  STRCMP_CONTAINS("fiscal period 2026/11", van.flags(payment).front().theirs().c_str());
  STRCMP_CONTAINS("fiscal period 2026/11", Company::refusal([&] { van.post(payment); }).c_str());

  wire::hub_billing::PostPayment input;
  input.mutable_date()->set_days(common::codec::parse_date("2026-12-01"));
  auto entry = company.load<ledger::JournalEntry>(van.post(payment, input)["entry"]);
  STRCMP_EQUAL("2026-12-01", common::codec::format_date(entry.date().days()).c_str());
}

TEST(CashFromVans, that_was_never_posted_may_go_back) {
  van.retire_cash_rule();
  auto payment = van.take_cash(5000);
  company.act(company.bookkeeper, "billing.Payment", payment.header().id(), "refund");

  STRCMP_EQUAL("refunded", company.load<Payment>(payment.header().id()).header().state().c_str());
  STRCMP_CONTAINS("only money that was received",
                  Company::refusal([&] { van.post(payment); }).c_str());
  LONGS_EQUAL(0, company.count("journal_entry"));
}

/// At the desk nothing is lost by asking for what is missing.
TEST(CashFromVans, money_entered_in_the_office_is_refused_instead) {
  van.retire_cash_rule();
  STRCMP_CONTAINS("no posting rule is released", Company::refusal([&] {
                                                   money_of.pay(5000, "CHF", Payment::METHOD_CASH);
                                                 }).c_str());
  STRCMP_CONTAINS("posted already",
                  [&] {
                    van.release_cash_rule();
                    auto payment = company.load<Payment>(money_of.pay(5000));
                    return Company::refusal([&] { van.post(payment); });
                  }()
                      .c_str());
}
