#include <random>

#include "common/codec/values.hpp"
#include "company.hpp"
#include "hub/domain/billing/exchange.hpp"
#include "hub/store/access.hpp"
#include "proto/records/admin/branch.pb.h"
#include "proto/records/billing/billing_profile.pb.h"
#include "proto/records/billing/line_item.pb.h"
#include "proto/records/billing/payment.pb.h"
#include "proto/records/billing/settlement.pb.h"
#include "proto/records/crm/account.pb.h"
#include "proto/records/fleet/sync_conflict.pb.h"
#include "proto/records/ledger/exchange_rate.pb.h"
#include "proto/records/ledger/fiscal_period.pb.h"
#include "proto/records/ledger/journal_entry.pb.h"
#include "proto/records/ledger/ledger_account.pb.h"
#include "proto/records/ledger/legal_entity.pb.h"
#include "proto/records/ledger/posting_rule.pb.h"
#include "proto/records/workflow/notification.pb.h"
#include "proto/wire/actions/hub_billing.pb.h"
#include "proto/wire/actions/hub_ledger.pb.h"
#include "tests/support/postgres_server.hpp"

#include <CppUTest/TestHarness.h>

using namespace truckroll;
using billing::Invoice;
using billing::Payment;
using billing::Settlement;
using common::codec::money;

namespace {

/// Bills and money of one customer.
struct Till {
  explicit Till(Company& c) : company(c) {}

  std::string bill(std::int64_t gross, const std::string& currency = "CHF") {
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
  std::string pay(std::int64_t minor, const std::string& currency = "CHF",
                  Payment::Method method = Payment::METHOD_WIRE,
                  Payment::Direction direction = Payment::DIRECTION_IN) {
    Payment payment;
    payment.set_account(company.account);
    payment.set_direction(direction);
    payment.set_method(method);
    *payment.mutable_amount() = money(minor, currency);
    auto id = company.save(payment);
    company.act(company.bookkeeper, "billing.Payment", id, "receive");
    return id;
  }
  /// Not received yet.
  Payment draft(std::int64_t minor, const std::string& currency = "CHF",
                Payment::Method method = Payment::METHOD_WIRE) {
    Payment payment;
    payment.set_account(company.account);
    payment.set_method(method);
    *payment.mutable_amount() = money(minor, currency);
    return payment;
  }
  Payment receive(const Payment& payment) {
    auto id = company.save(payment);
    company.act(company.bookkeeper, "billing.Payment", id, "receive");
    return company.load<Payment>(id);
  }
  void settle(const std::string& payment, const std::vector<std::string>& invoices = {}) {
    wire::hub_billing::Settle input;
    for (auto& id : invoices) input.add_invoices(id);
    company.act(company.bookkeeper, "billing.Payment", payment, "settle", &input);
  }
  std::string credit(const std::string& invoice) {
    wire::hub_billing::Credit input;
    input.set_reason("Mistake");
    return company.act(company.bookkeeper, "billing.Invoice", invoice, "credit", &input)
        .answer["credit"];
  }
  /// "posted 100.00": state and what is open.
  std::string invoice(const std::string& id) {
    auto found = company.load<Invoice>(id);
    return found.header().state() + " " +
           common::codec::format_scaled(found.open().minor(), 2, true);
  }
  std::string left(const std::string& payment) {
    return common::codec::format_scaled(company.load<Payment>(payment).unsettled().minor(), 2,
                                        true);
  }
  std::string balance_of(const std::string& code) {
    auto balance = company.trial_balance();
    for (auto& row : balance["rows"])
      if (row["code"] == code) return row["balance"];
    return "0.00";
  }
  std::string settle_refused(const std::string& payment, const std::string& invoice,
                             std::int64_t minor) {
    Settlement settlement;
    settlement.set_from_payment(payment);
    settlement.set_to_invoice(invoice);
    *settlement.mutable_amount() = money(minor, "CHF");
    return Company::refusal([&] { company.save(settlement); });
  }
  Company& company;
};

}  // namespace

TEST_GROUP(Payments) {
  Company company;
  Till money_of{company};
};

// features: BILL-07
TEST(Payments, invoice_payment_and_credit_post_by_themselves) {
  auto invoice = money_of.bill(10810);
  STRCMP_EQUAL("108.10", money_of.balance_of("1100").c_str());
  auto payment = money_of.pay(10810);
  STRCMP_EQUAL("0.00", money_of.balance_of("1100").c_str());
  STRCMP_EQUAL("108.10", money_of.balance_of("1020").c_str());
  auto cash = money_of.pay(5000, "CHF", Payment::METHOD_CASH);
  STRCMP_EQUAL("50.00", money_of.balance_of("1000").c_str());
  auto other = money_of.bill(20000);
  money_of.credit(other);

  for (auto& id : {payment, cash}) {
    auto entry = company.load<ledger::JournalEntry>(company.load<Payment>(id).entry());
    STRCMP_EQUAL("posted", entry.header().state().c_str());
    STRCMP_EQUAL("billing.Payment", entry.source_type().c_str());
    CHECK(entry.has_posting_rule());
  }
  CHECK(company.load<Invoice>(invoice).has_entry());
  STRCMP_EQUAL("void 0.00", money_of.invoice(other).c_str());
  STRCMP_EQUAL("-50.00", money_of.balance_of("1100").c_str());  // the cash is still to be settled
  STRCMP_EQUAL("0.00", company.trial_balance()["difference"].get<std::string>().c_str());
}

TEST(Payments, pay_in_part_in_full_and_the_oldest_first) {
  auto first = money_of.bill(10000), second = money_of.bill(5000);
  auto payment = money_of.pay(12000);

  money_of.settle(payment);

  STRCMP_EQUAL("paid 0.00", money_of.invoice(first).c_str());
  STRCMP_EQUAL("part_paid 30.00", money_of.invoice(second).c_str());
  STRCMP_EQUAL("0.00", money_of.left(payment).c_str());
  STRCMP_EQUAL("30.00", money_of.balance_of("1100").c_str());
}

TEST(Payments, what_is_paid_too_much_stays_the_customers) {
  auto invoice = money_of.bill(10000);
  auto payment = money_of.pay(12000);
  money_of.settle(payment, {invoice});
  STRCMP_EQUAL("20.00", money_of.left(payment).c_str());
  auto later = money_of.bill(5000);
  money_of.settle(payment);

  STRCMP_EQUAL("0.00", money_of.left(payment).c_str());
  STRCMP_EQUAL("part_paid 30.00", money_of.invoice(later).c_str());
}

TEST(Payments, a_payment_that_went_back_opens_what_it_paid) {
  auto invoice = money_of.bill(10000);
  auto payment = money_of.pay(10000);
  money_of.settle(payment);
  STRCMP_EQUAL("paid 0.00", money_of.invoice(invoice).c_str());

  company.act(company.bookkeeper, "billing.Payment", payment, "bounce");

  STRCMP_EQUAL("posted 100.00", money_of.invoice(invoice).c_str());
  STRCMP_EQUAL("0.00", money_of.left(payment).c_str());
  STRCMP_EQUAL("0.00", money_of.balance_of("1020").c_str());
  STRCMP_EQUAL("100.00", money_of.balance_of("1100").c_str());
  STRCMP_EQUAL("reversed",
               company.load<ledger::JournalEntry>(company.load<Payment>(payment).entry())
                   .header()
                   .state()
                   .c_str());
}

TEST(Payments, a_credit_of_a_paid_invoice_is_money_the_customer_has) {
  auto invoice = money_of.bill(10000);
  money_of.settle(money_of.pay(10000));
  auto credit = money_of.credit(invoice);
  STRCMP_EQUAL("paid 0.00", money_of.invoice(invoice).c_str());
  STRCMP_EQUAL("posted 100.00", money_of.invoice(credit).c_str());
  STRCMP_EQUAL("-100.00", money_of.balance_of("1100").c_str());
  auto next = money_of.bill(4000);
  Settlement settlement;
  settlement.set_from_invoice(credit);
  settlement.set_to_invoice(next);
  *settlement.mutable_amount() = money(4000, "CHF");
  company.save(settlement);
  auto back = money_of.pay(6000, "CHF", Payment::METHOD_WIRE, Payment::DIRECTION_OUT);
  money_of.settle(back);

  STRCMP_EQUAL("paid 0.00", money_of.invoice(next).c_str());
  STRCMP_EQUAL("posted 0.00", money_of.invoice(credit).c_str());
  STRCMP_EQUAL("0.00", money_of.balance_of("1100").c_str());
  STRCMP_EQUAL("40.00", money_of.balance_of("1020").c_str());
}

TEST(Payments, never_more_than_there_is) {
  auto invoice = money_of.bill(10000), foreign = money_of.bill(5000);
  auto payment = money_of.pay(8000);

  STRCMP_CONTAINS("only 80.00 CHF is left of payment-1",
                  money_of.settle_refused(payment, invoice, 8001).c_str());
  auto big = money_of.pay(20000);
  STRCMP_CONTAINS("only 100.00 CHF is open of",
                  money_of.settle_refused(big, invoice, 10001).c_str());
  STRCMP_EQUAL("is above zero", money_of.settle_refused(big, invoice, 0).c_str());
  crm::Account other;
  other.set_name("Somebody else");
  auto other_id = company.save(other);
  Payment theirs;
  theirs.set_account(other_id);
  theirs.set_method(Payment::METHOD_WIRE);
  *theirs.mutable_amount() = money(5000, "CHF");
  auto id = company.save(theirs);
  STRCMP_CONTAINS("pays nothing in this state", Company::refusal([&] {
                                                  auto draft = company.save([&] {
                                                    auto copy = theirs;
                                                    copy.set_account(company.account);
                                                    return copy;
                                                  }());
                                                  Settlement settlement;
                                                  settlement.set_from_payment(draft);
                                                  settlement.set_to_invoice(foreign);
                                                  *settlement.mutable_amount() = money(100, "CHF");
                                                  company.save(settlement);
                                                }).c_str());
  company.act(company.bookkeeper, "billing.Payment", id, "receive");
  STRCMP_CONTAINS("another customer's", money_of.settle_refused(id, foreign, 100).c_str());
  STRCMP_EQUAL("posted 100.00", money_of.invoice(invoice).c_str());
}

TEST(Payments, what_was_received_is_never_changed) {
  auto payment = money_of.pay(8000);
  auto text = Company::refusal([&] {
    company.write([&](auto& t) {
      auto found = t.template load<Payment>(payment);
      *found.mutable_amount() = money(9000, "CHF");
      t.save_as_system(found);
    });
  });
  STRCMP_CONTAINS("never changed", text.c_str());
}

TEST(Payments, nobody_voids_an_invoice_by_hand_and_a_write_off_is_booked) {
  auto invoice = money_of.bill(10000);
  STRCMP_CONTAINS("credit the invoice instead", Company::refusal([&] {
                                                  company.act(company.bookkeeper, "billing.Invoice",
                                                              invoice, "void");
                                                }).c_str());
  company.act(company.bookkeeper, "billing.Invoice", invoice, "write-off");

  STRCMP_EQUAL("written_off 0.00", money_of.invoice(invoice).c_str());
  STRCMP_EQUAL("0.00", money_of.balance_of("1100").c_str());
  STRCMP_EQUAL("100.00", money_of.balance_of("3805").c_str());
}

namespace {

void set_rate(Company& company, std::int64_t millionths) {
  ledger::ExchangeRate rate;
  rate.set_from("EUR");
  rate.set_to("CHF");
  *rate.mutable_at() = common::codec::to_timestamp(company.clock.now());
  rate.mutable_rate()->set_millionths(millionths);
  company.save(rate);
}

/// A second legal entity of the company, with the accounts that payments need.
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

}  // namespace

TEST(Payments, of_one_legal_entity_never_pays_the_invoices_of_another) {
  auto invoice = money_of.bill(10000);
  auto other = add_entity(company);
  auto theirs = money_of.draft(10000);
  theirs.set_legal_entity(other);
  auto payment = money_of.receive(theirs);

  STRCMP_EQUAL(other.c_str(),
               company.load<ledger::JournalEntry>(payment.entry()).legal_entity().c_str());
  auto id = payment.header().id();
  STRCMP_CONTAINS("of another legal entity", money_of.settle_refused(id, invoice, 100).c_str());
  STRCMP_CONTAINS("no open invoice", Company::refusal([&] { money_of.settle(id); }).c_str());
  STRCMP_CONTAINS("of another legal entity",
                  Company::refusal([&] { money_of.settle(id, {invoice}); }).c_str());
  auto ours = money_of.draft(10000);
  ours.set_legal_entity(company.entity);
  money_of.settle(money_of.receive(ours).header().id());
  STRCMP_EQUAL("paid 0.00", money_of.invoice(invoice).c_str());
  STRCMP_EQUAL("100.00", money_of.left(id).c_str());
}

TEST(Payments, the_entity_is_the_only_one_or_that_of_the_customers_only_profile) {
  STRCMP_EQUAL(company.entity.c_str(),
               money_of.receive(money_of.draft(1000)).legal_entity().c_str());
  auto other = add_entity(company);
  auto unknown = [&] { return Company::refusal([&] { money_of.receive(money_of.draft(1000)); }); };
  STRCMP_CONTAINS("not known which legal entity takes the money", unknown().c_str());
  add_profile(company, other);
  STRCMP_EQUAL(other.c_str(), money_of.receive(money_of.draft(1000)).legal_entity().c_str());
  add_profile(company, company.entity);  // billed by both
  STRCMP_CONTAINS("not known which legal entity takes the money", unknown().c_str());
}

TEST(Payments, the_entity_is_changed_while_it_is_a_draft_only) {
  auto other = add_entity(company);
  auto draft = money_of.draft(1000);
  draft.set_legal_entity(company.entity);
  auto id = company.save(draft);
  auto change_to = [&](const std::string& entity) {
    company.store->write(company.store->command(company.bookkeeper),
                         [&](hub::store::Transaction& t) {
                           auto payment = t.load<Payment>(id);
                           payment.set_legal_entity(entity);
                           t.save(payment);
                         });
  };
  change_to(other);
  company.act(company.bookkeeper, "billing.Payment", id, "receive");

  STRCMP_CONTAINS("can no longer be changed",
                  Company::refusal([&] { change_to(company.entity); }).c_str());
  STRCMP_EQUAL(other.c_str(), company.load<Payment>(id).legal_entity().c_str());
}

TEST(Payments, in_the_books_own_currency_have_no_rate) {
  auto draft = money_of.draft(10000);
  draft.mutable_rate()->set_millionths(500'000);
  auto payment = money_of.receive(draft);

  CHECK_FALSE(payment.has_rate());
  STRCMP_EQUAL("100.00", money_of.balance_of("1020").c_str());
}

/// As it was before payments named their entity: their entry does.
TEST(Payments, a_payment_without_entity_has_that_of_its_entry) {
  auto invoice = money_of.bill(10000);
  auto payment = money_of.pay(4000);
  company.write([&](auto& t) {
    t.sql().execute("UPDATE payment SET legal_entity = NULL WHERE tenant = ? AND id = ?",
                    {company.tenant, payment});
  });
  add_entity(company);

  money_of.settle(payment);

  STRCMP_EQUAL("part_paid 60.00", money_of.invoice(invoice).c_str());
}

/// A yen has no hundredths: rates between minor units would be wrong by that much.
TEST(Payments, in_a_currency_of_other_minor_digits_are_refused_as_invoices_are) {
  auto draft = money_of.draft(10000, "JPY");
  draft.mutable_rate()->set_millionths(5'700);

  STRCMP_EQUAL("payments in JPY cannot be booked in CHF",
               Company::refusal([&] { money_of.receive(draft); }).c_str());
  LONGS_EQUAL(0, company.count("journal_entry"));
}

/// At half past midnight in Vaduz it is still yesterday in Greenwich.
TEST(Payments, are_booked_on_the_day_that_it_is_where_the_books_are_kept) {
  auto day_of = [&](const ledger::JournalEntry& entry) {
    return common::codec::format_date(entry.date().days());
  };
  auto entry_of = [&](const std::string& source) {
    return company.where<ledger::JournalEntry>("source_id", source).back();
  };
  set_rate(company, 930'000);
  auto invoice = money_of.bill(10000, "EUR"), bad = money_of.bill(2000);
  company.clock.set_wall(common::parse_instant("2026-11-30T23:30:00Z"));
  set_rate(company, 950'000);
  auto payment = money_of.pay(10000, "EUR");
  money_of.settle(payment);
  company.act(company.bookkeeper, "billing.Invoice", bad, "write-off");
  auto difference = company.where<Settlement>("from_payment", payment).front().header().id();

  STRCMP_EQUAL("2026-12-01", day_of(entry_of(payment)).c_str());
  STRCMP_EQUAL("2026-12-01", day_of(entry_of(difference)).c_str());
  STRCMP_EQUAL("written_off", entry_of(bad).source_event().c_str());
  STRCMP_EQUAL("2026-12-01", day_of(entry_of(bad)).c_str());
  auto late = money_of.bill(3000);
  STRCMP_EQUAL("2026-12-01", day_of(entry_of(late)).c_str());  // without a job
  auto reversed_on = [&](const std::string& entry) {
    return day_of(company.where<ledger::JournalEntry>("reverses", entry).front());
  };
  company.clock.set_wall(common::parse_instant("2026-12-01T23:30:00Z"));
  company.act(company.bookkeeper, "billing.Payment", payment, "bounce");
  STRCMP_EQUAL("2026-12-02", reversed_on(company.load<Payment>(payment).entry()).c_str());
  wire::hub_ledger::Reverse input;
  input.set_reason("Mistake");
  auto by_hand = entry_of(bad).header().id();
  company.act(company.bookkeeper, "ledger.JournalEntry", by_hand, "reverse", &input);
  STRCMP_EQUAL("2026-12-02", reversed_on(by_hand).c_str());
}

TEST(Payments, the_day_is_that_of_the_entitys_own_branch) {
  auto other = add_entity(company);
  admin::Branch far;
  far.set_name("Auckland");
  far.set_legal_entity(other);
  far.set_zone("Pacific/Auckland");
  company.save(far);
  auto received_on = [&](const std::string& entity) {
    auto draft = money_of.draft(1000);
    draft.set_legal_entity(entity);
    auto entry = company.load<ledger::JournalEntry>(money_of.receive(draft).entry());
    return common::codec::format_date(entry.date().days());
  };
  company.clock.set_wall(common::parse_instant("2026-11-20T12:00:00Z"));

  STRCMP_EQUAL("2026-11-20", received_on(company.entity).c_str());
  STRCMP_EQUAL("2026-11-21", received_on(other).c_str());
}

/// The API and the vans ask this before every action.
TEST(Payments, technicians_take_money_and_bookkeepers_say_what_it_pays) {
  hub::store::Access access(company.catalogue);
  auto& type = company.catalogue.of<Payment>();
  auto may = [&](const hub::store::Actor& who, const char* action) {
    return access.may_act(who, type, action);
  };
  for (auto action : {"request", "receive"}) {
    CHECK_TEXT(may(company.mara_actor, action), action);
    CHECK_TEXT(may(company.bookkeeper, action), action);
  }
  for (auto action : {"settle", "post", "clear", "refund", "charge-back", "bounce"}) {
    CHECK_FALSE_TEXT(may(company.mara_actor, action), action);
    CHECK_FALSE_TEXT(may(company.dispatcher, action), action);
    CHECK_TEXT(may(company.bookkeeper, action), action);
  }
  for (auto other : {&company.mara_actor, &company.dispatcher})
    CHECK_FALSE(access.may_act(*other, company.catalogue.of<Settlement>(), "reverse"));
}

TEST(Payments, a_technician_receives_only_what_he_took_himself) {
  hub::store::Access access(company.catalogue);
  auto reach = access.act_reach(company.mara_actor, company.catalogue.of<Payment>(), "receive");
  CHECK(reach.kind == hub::store::Reach::Kind::some);
  auto today = hub::store::context_of(company.mara_actor, 0);
  auto payment = money_of.draft(1000);
  payment.set_taken_by(company.mara);
  CHECK(reach.condition->evaluate(payment, today) == true);
  payment.set_taken_by(company.nils);
  CHECK(reach.condition->evaluate(payment, today) == false);
}

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
    CHECK((found.open().minor() == 0) ==
          (found.header().state() == "paid" || found.header().state() == "void"));
  }
  STRCMP_EQUAL("0.00", company.trial_balance()["difference"].get<std::string>().c_str());
  CHECK(company.count("settlement") > 5);
  return differences;
}

}  // namespace

TEST(Payments, the_ledger_holds_what_the_documents_say_after_any_sequence) {
  int differences = 0;
  for (unsigned seed : {1u, 2u, 3u}) differences += play_random({}, seed, 80);
  CHECK(differences > 3);
}

TEST(Payments, the_same_on_postgresql) {
  support::PostgresServer server;
  play_random(server.make_database(), 4, 50);
}
