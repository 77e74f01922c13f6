#include "hub/store/access.hpp"
#include "proto/records/admin/branch.pb.h"
#include "proto/records/billing/settlement.pb.h"
#include "proto/records/crm/account.pb.h"
#include "proto/records/ledger/journal_entry.pb.h"
#include "proto/wire/actions/hub_ledger.pb.h"
#include "till.hpp"

#include <CppUTest/TestHarness.h>

using namespace truckroll;
using billing::Invoice;
using billing::Payment;
using billing::Settlement;
using common::codec::money;

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

TEST(Payments, a_refund_settles_the_invoice_against_its_own_credit) {
  auto invoice = money_of.bill(10000);
  auto payment = money_of.pay(5000);
  money_of.settle(payment);
  auto credit = money_of.credit(invoice);
  STRCMP_EQUAL("paid 0.00", money_of.invoice(invoice).c_str());
  STRCMP_EQUAL("posted 50.00", money_of.invoice(credit).c_str());

  company.act(company.bookkeeper, "billing.Payment", payment, "refund");

  STRCMP_EQUAL("void 0.00", money_of.invoice(invoice).c_str());
  STRCMP_EQUAL("posted 0.00", money_of.invoice(credit).c_str());
  STRCMP_EQUAL("0.00", money_of.balance_of("1100").c_str());
  STRCMP_EQUAL("0.00", money_of.balance_of("1020").c_str());
}

TEST(Payments, an_invoice_of_nothing_is_paid_at_once) {
  auto invoice = money_of.bill(0);

  STRCMP_EQUAL("paid 0.00", money_of.invoice(invoice).c_str());
  money_of.credit(invoice);
  STRCMP_CONTAINS("has been credited already",
                  Company::refusal([&] { money_of.credit(invoice); }).c_str());
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

// features: A11Y-04
TEST(Payments, a_refusal_is_said_in_any_language) {
  auto invoice = money_of.bill(10000);
  money_of.credit(invoice);
  try {
    money_of.credit(invoice);
    FAIL("credited twice");
  } catch (const common::Error& error) {
    auto number = company.load<Invoice>(invoice).number();
    STRCMP_EQUAL(("the invoice " + number + " has been credited already").c_str(),
                 error.text().c_str());
    STRCMP_EQUAL(("die Rechnung " + number + " ist schon gutgeschrieben").c_str(),
                 error.sentence().in("de").c_str());
  }
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
  STRCMP_CONTAINS("your role may not", Company::refusal([&] {
                                         company.act(company.bookkeeper, "billing.Invoice", invoice,
                                                     "void");
                                       }).c_str());
  STRCMP_CONTAINS("credit the invoice instead", Company::refusal([&] {
                                                  company.write([&](auto& t) {
                                                    auto posted = t.template load<Invoice>(invoice);
                                                    t.move(posted, "void");
                                                    t.save(posted);
                                                  });
                                                }).c_str());
  company.act(company.bookkeeper, "billing.Invoice", invoice, "write-off");

  STRCMP_EQUAL("written_off 0.00", money_of.invoice(invoice).c_str());
  STRCMP_EQUAL("0.00", money_of.balance_of("1100").c_str());
  STRCMP_EQUAL("100.00", money_of.balance_of("3805").c_str());
}

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
