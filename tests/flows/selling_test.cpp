// What a technician sells without network: customers, quotes, invoices, money. features: X-30
#include "common/codec/values.hpp"
#include "common/zone/zone.hpp"
#include "edge/day/customers.hpp"
#include "edge/day/sales.hpp"
#include "proto/records/billing/invoice.pb.h"
#include "proto/records/billing/line_item.pb.h"
#include "proto/records/billing/payment.pb.h"
#include "proto/records/billing/work_order_invoice.pb.h"
#include "proto/records/crm/account.pb.h"
#include "proto/records/crm/contact.pb.h"
#include "proto/records/crm/site.pb.h"
#include "proto/records/sales/price_list_price.pb.h"
#include "proto/records/sales/quote.pb.h"
#include "tests/flows/company/world.hpp"

#include <CppUTest/TestHarness.h>

using namespace flows;
using truckroll::billing::Invoice;
using truckroll::billing::LineItem;
using truckroll::billing::Payment;
using truckroll::billing::WorkOrderInvoice;
using truckroll::crm::Account;
using truckroll::sales::Quote;

namespace {

json bill(VanSide& van, const std::string& visit) {
  return van.van->see(
      [&](const edge::day::Screen& screen) { return edge::day::make_bill(screen, visit); });
}

std::string text(const json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

/// All of the first job but its last press.
void work_at(World& world, const std::string& visit) {
  for (auto& step : job_steps()) {
    if (step.name == std::string("complete")) break;
    world.advance(std::chrono::minutes(5));
    step.run(world.van(1), visit);
  }
}

void complete(World& world, const std::string& visit) {
  world.advance(std::chrono::minutes(5));
  job_steps().back().run(world.van(1), visit);
}

std::string issue(VanSide& van, const std::string& visit) {
  auto total = text(bill(van, visit)["preview"]["total"]["amount"]);
  return van.commands->issue_invoice(visit, {{"expected_total", total}});
}

json new_customer() {
  return {{"kind", "person"},
          {"name", "Rosa Tester"},
          {"address", {{"line1", "Im Feld 9"}, {"postal_code", "9494"}, {"city", "Schaan"}}},
          {"phone", "+423 232 10 10"}};
}

json quote_for(VanSide& van, const std::string& account, const std::string& product) {
  json lines = {{{"product", product}, {"quantity", "2"}},
                {{"text", "Small parts"}, {"quantity", "1"}, {"unit_price", "12.50"}}};
  auto priced = van.van->see([&](const edge::day::Screen& screen) {
    return edge::day::priced_json(
        screen, edge::day::price(screen, {.account = account, .visit = ""}, lines));
  });
  return {{"account", account}, {"lines", lines}, {"expected_total", priced["total"]["amount"]}};
}

template <class Run>
std::string refusal(const Run& run) {
  try {
    run();
  } catch (const common::Error& error) {
    auto& wrong = error.violations();
    return (wrong.empty() ? "" : wrong[0].field + ": ") + error.reason().english();
  }
  return "nothing was refused";
}

}  // namespace

TEST_GROUP(SellingOffline) {
  World world;
  std::string visit = world.visit(first_job), job = world.job(first_job);
  VanSide& van() {
    return world.van(1);
  }
};

TEST(SellingOffline, a_job_is_billed_and_paid_at_the_door_and_booked_when_the_network_returns) {
  work_at(world, visit);
  auto shown = bill(van(), visit)["preview"];
  CHECK_TRUE_TEXT(shown["problem"].is_null(), shown.dump().c_str());
  auto invoice = issue(van(), visit);
  auto issued = bill(van(), visit);
  STRCMP_EQUAL("issued", text(issued["invoice"]["state"]).c_str());
  STRCMP_CONTAINS("V-", text(issued["invoice"]["number"]).c_str());
  auto total = text(issued["open"]["amount"]);
  STRCMP_EQUAL(text(shown["total"]["amount"]).c_str(), total.c_str());
  van().commands->take_payment(visit, {{"method", "cash"}, {"amount", total}});
  STRCMP_EQUAL("0.00", text(bill(van(), visit)["open"]["amount"]).c_str());
  complete(world, visit);
  LONGS_EQUAL(0, world.office.count("SELECT count(*) FROM invoice"));

  CHECK(world.sync(1));

  STRCMP_EQUAL("", job_fault(world).c_str());
  auto booked = world.office.load<Invoice>(invoice);
  STRCMP_EQUAL(text(issued["invoice"]["number"]).c_str(), booked.number().c_str());
  STRCMP_EQUAL("paid", booked.header().state().c_str());
  CHECK_TRUE(booked.has_entry());
  STRCMP_EQUAL(invoice.c_str(),
               world.office.where<WorkOrderInvoice>("work_order", job)[0].invoice().c_str());
  STRCMP_EQUAL("closed", world.office.load<WorkOrder>(job).header().state().c_str());
  auto payments = world.office.all<Payment>();
  LONGS_EQUAL(1, payments.size());
  LONGS_EQUAL(0, payments[0].unsettled().minor());
  STRCMP_EQUAL("paid", text(bill(van(), visit)["invoice"]["state"]).c_str());
  LONGS_EQUAL(0, van().store->refused().size());
}

TEST(SellingOffline, what_the_customer_was_given_is_not_computed_anew_and_the_difference_is_told) {
  work_at(world, visit);
  auto invoice = issue(van(), visit);
  auto minor = van().find<Invoice>(invoice)->total().minor();
  world.office.write([&](Office::Transaction& transaction) {
    for (auto& price :
         transaction.where<truckroll::sales::PriceListPrice>("product", world.product("FLT-100"))) {
      price.mutable_amount()->set_minor(price.amount().minor() + 1000);
      transaction.save(price);
    }
  });

  CHECK(world.sync(1));

  auto booked = world.office.load<Invoice>(invoice);
  LONGS_EQUAL(minor, booked.total().minor());
  STRCMP_EQUAL("posted", booked.header().state().c_str());
  auto told = world.conflicts(invoice);
  LONGS_EQUAL(1, told.size());
  STRCMP_CONTAINS("the van billed", told[0].theirs().c_str());
  LONGS_EQUAL(0, world.office.ledger_difference());
}

TEST(SellingOffline, an_invoice_beside_the_offices_own_is_kept_and_waits_for_a_person) {
  work_at(world, visit);
  auto invoice = issue(van(), visit);
  // Meanwhile the office had the job done and billed.
  world.office.write([&](Office::Transaction& transaction) {
    Invoice other;
    other.set_account(transaction.load<WorkOrder>(job).account());
    transaction.save_as_system(other);
    WorkOrderInvoice billing_case;
    billing_case.set_work_order(job);
    billing_case.set_invoice(other.header().id());
    transaction.save_as_system(billing_case);
  });

  CHECK(world.sync(1));

  auto kept = world.office.load<Invoice>(invoice);
  STRCMP_EQUAL("issued", kept.header().state().c_str());
  CHECK_FALSE(kept.has_entry());
  LONGS_EQUAL(1, world.conflicts(invoice).size());
  STRCMP_CONTAINS("already", world.conflicts(invoice)[0].theirs().c_str());
}

TEST(SellingOffline, a_job_is_billed_once_and_only_as_shown) {
  work_at(world, visit);
  STRCMP_CONTAINS("expected_total: the total has changed",
                  refusal([&] {
                    van().commands->issue_invoice(visit, {{"expected_total", "1.00"}});
                  }).c_str());
  auto total = text(bill(van(), visit)["preview"]["total"]["amount"]);
  issue(van(), visit);
  auto again = refusal([&] { van().commands->issue_invoice(visit, {{"expected_total", total}}); });
  STRCMP_CONTAINS("the job was billed with V-", again.c_str());
  CHECK_FALSE(bill(van(), visit)["can_issue"].get<bool>());
  for (auto amount : {"0", "-5", "1.234", "much", ""})
    STRCMP_CONTAINS("amount: ",
                    refusal([&] {
                      van().commands->take_payment(visit, {{"method", "cash"}, {"amount", amount}});
                    }).c_str());
  LONGS_EQUAL(0, van().list<Payment>().size());
}

TEST(SellingOffline, a_deposit_counts_for_the_jobs_invoice) {
  work_at(world, visit);
  van().commands->take_payment(visit, {{"method", "cash"}, {"amount", "50.00"}});
  auto invoice = issue(van(), visit);
  auto total = van().find<Invoice>(invoice)->total().minor();
  auto rest = common::codec::format_scaled(total - 5000, 2, true);
  STRCMP_EQUAL(rest.c_str(), text(bill(van(), visit)["open"]["amount"]).c_str());
  van().commands->take_payment(visit, {{"method", "card"}, {"amount", rest}});
  complete(world, visit);

  CHECK(world.sync(1));

  STRCMP_EQUAL("paid", world.office.load<Invoice>(invoice).header().state().c_str());
  for (auto& payment : world.office.all<Payment>()) LONGS_EQUAL(0, payment.unsettled().minor());
  STRCMP_EQUAL("0.00", text(bill(van(), visit)["open"]["amount"]).c_str());
}

TEST(SellingOffline, more_than_is_open_is_not_taken) {
  work_at(world, visit);
  issue(van(), visit);
  auto open = text(bill(van(), visit)["open"]["amount"]);
  auto pay = [&](const std::string& method, const std::string& amount) {
    return refusal([&] {
      van().commands->take_payment(visit, {{"method", method}, {"amount", amount}});
    });
  };
  STRCMP_CONTAINS("amount: only ", pay("card", "5000.00").c_str());
  STRCMP_EQUAL("nothing was refused", pay("cash", open).c_str());
  STRCMP_CONTAINS("amount: nothing is open", pay("card", open).c_str());
  LONGS_EQUAL(1, van().list<Payment>().size());
}

TEST(SellingOffline, hours_that_still_run_are_not_left_off_a_bill) {
  work_at(world, visit);
  van().commands->start_time(visit, {{"activity", "labour"}});
  CHECK_FALSE(bill(van(), visit)["can_issue"].get<bool>());
  STRCMP_CONTAINS("the clock is still running", refusal([&] { issue(van(), visit); }).c_str());
  world.advance(std::chrono::minutes(30));
  van().commands->stop_time(visit);
  CHECK_TRUE(bill(van(), visit)["can_issue"].get<bool>());
}

TEST(SellingOffline, what_is_over_or_below_zero_is_not_offered) {
  auto account = world.office.text("SELECT id FROM account WHERE name = 'Garage Muster'");
  auto quote = quote_for(van(), account, world.product("FLT-100"));
  auto late = quote;
  late["valid_until"] = "2020-01-01";
  STRCMP_CONTAINS("valid_until: ", refusal([&] { van().commands->draw_up_quote(late); }).c_str());
  auto strange = quote;
  strange["account"] = "nobody";
  CHECK_TRUE(refusal([&] { van().commands->draw_up_quote(strange); }) != "nothing was refused");
  auto tomorrow = common::zone::local_day(van().clock.now(), "") + 1;
  quote["valid_until"] = common::codec::format_date(tomorrow);
  auto made = van().commands->draw_up_quote(quote);
  world.advance(std::chrono::minutes(3 * 24 * 60));
  STRCMP_CONTAINS("valid_until: the quote has ended",
                  refusal([&] {
                    van().commands->accept_quote(made, {{"name", "Somebody"}});
                  }).c_str());
}

TEST(SellingOffline, a_customer_and_his_quote_are_made_on_the_road) {
  auto account = van().commands->add_customer(new_customer());
  auto quote = van().commands->draw_up_quote(quote_for(van(), account, world.product("FLT-100")));
  van().commands->accept_quote(quote, {{"name", "Rosa Tester"}});
  edge::day::Directories directories(*van().van);
  auto found = edge::day::make_customers(*van().van, directories.customers, "rosa schaan");
  LONGS_EQUAL(1, found["total"].get<int>());
  auto seen = van().van->see(
      [&](const edge::day::Screen& screen) { return edge::day::make_customer(screen, account); });
  STRCMP_EQUAL("Rosa Tester, Schaan", text(seen["sites"][0]["name"]).c_str());
  STRCMP_EQUAL("accepted", text(seen["quotes"][0]["state"]).c_str());
  auto total = van().find<Quote>(quote)->total().minor();
  auto number = van().find<Quote>(quote)->number();

  CHECK(world.sync(1));

  LONGS_EQUAL(0, van().store->refused().size());
  auto here = world.office.load<Quote>(quote);
  STRCMP_EQUAL("accepted", here.header().state().c_str());
  STRCMP_EQUAL("Rosa Tester", here.accepted_by().c_str());
  STRCMP_EQUAL(number.c_str(), here.number().c_str());
  LONGS_EQUAL(total, here.total().minor());
  LONGS_EQUAL(2, world.office.where<LineItem>("quote", quote).size());
  LONGS_EQUAL(1, world.office.where<truckroll::crm::Site>("account", account).size());
  LONGS_EQUAL(1, world.office.where<truckroll::crm::Contact>("accounts.account", account).size());
  // It is the van's still, also where it holds the customers of its jobs alone.
  CHECK_TRUE(van().has("sales.Quote", quote));
  CHECK_TRUE(van().has("crm.Account", account));
}

TEST(SellingOffline, any_customer_that_the_van_holds_can_be_offered_something) {
  auto account = world.office.text("SELECT id FROM account WHERE name = 'Garage Muster'");
  auto quote = van().commands->draw_up_quote(quote_for(van(), account, world.product("FLT-100")));

  CHECK(world.sync(1));

  LONGS_EQUAL(0, van().store->refused().size());
  STRCMP_EQUAL("draft", world.office.load<Quote>(quote).header().state().c_str());
  CHECK_TRUE(van().has("sales.Quote", quote));
}

TEST(SellingOffline, what_lacks_is_named_and_nothing_is_half_made) {
  auto customer = new_customer();
  customer["address"].erase("city");
  STRCMP_CONTAINS("address.city: ",
                  refusal([&] { van().commands->add_customer(customer); }).c_str());
  STRCMP_CONTAINS("kind: ", refusal([&] {
                              van().commands->add_customer({{"kind", "dog"}, {"name", "Rex"}});
                            }).c_str());
  auto account = van().commands->add_customer(new_customer());
  STRCMP_CONTAINS("lines: ", refusal([&] {
                               van().commands->draw_up_quote({{"account", account},
                                                              {"lines", json::array()},
                                                              {"expected_total", "0.00"}});
                             }).c_str());
  LONGS_EQUAL(0, van().list<Quote>().size());
}
