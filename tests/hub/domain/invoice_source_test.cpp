#include "common/codec/values.hpp"
#include "hub/domain/billing/run/subscription_job.hpp"
#include "hub/domain/billing/subscription.hpp"
#include "office.hpp"
#include "proto/records/billing/line_item.pb.h"
#include "proto/records/billing/subscription.pb.h"
#include "proto/records/billing/subscription_plan.pb.h"
#include "proto/records/crm/contact.pb.h"
#include "proto/records/projects/time_entry.pb.h"
#include "proto/records/sales/sales_order.pb.h"
#include "proto/records/workflow/notification.pb.h"
#include "proto/wire/actions/hub_billing.pb.h"

#include <CppUTest/TestHarness.h>

using namespace truckroll;
using billing::Invoice;
using billing::LineItem;
using billing::Subscription;
using billing::SubscriptionPlan;
using common::codec::money;
using common::codec::parse_date;

namespace {

constexpr std::int64_t one = 1'000'000;

std::string text_of(const hub::domain::billing::Period& period) {
  return common::codec::format_date(period.from) + " " + common::codec::format_date(period.to);
}

}  // namespace

TEST_GROUP(InvoiceSources) {
  Company company;
  Office office{company};

  std::string make_order(int pumps) {
    sales::SalesOrder order;
    order.set_account(company.account);
    auto id = company.save(order);
    LineItem line;
    line.set_sales_order(id);
    line.set_product(company.pump);
    line.mutable_quantity()->set_millionths(pumps * one);
    company.save(line);
    return id;
  }
  std::string by_hand(std::int64_t price) {
    Invoice invoice;
    invoice.set_account(company.account);
    auto id = company.save(invoice);
    LineItem line;
    line.set_invoice(id);
    line.set_kind(LineItem::KIND_LABOUR);
    line.set_product(company.labour);
    *line.mutable_unit_price() = money(price, "CHF");
    company.save(line);
    company.act(company.bookkeeper, "billing.Invoice", id, "post");
    return id;
  }
  std::string add_time(const std::string& job, int minutes) {
    projects::TimeEntry entry;
    entry.set_technician(company.mara);
    entry.set_work_order(job);
    entry.set_zone("Europe/Vaduz");
    *entry.mutable_start() = common::codec::to_timestamp(Company::at(8 * 60));
    *entry.mutable_end() = common::codec::to_timestamp(Company::at(8 * 60 + minutes));
    return company.save(entry);
  }
  std::string bill_time() {
    wire::hub_billing::BillTime input;
    input.set_account(company.account);
    return company.act(company.bookkeeper, "billing.Invoice", "", "bill-time", &input).id;
  }
  std::string subscribe(const char* from, SubscriptionPlan::Timing timing, int trial_days = 0) {
    SubscriptionPlan plan;
    plan.set_name(std::string("Care ") + from + std::to_string(timing));
    plan.set_timing(timing);
    if (trial_days > 0) plan.set_trial_days(trial_days);
    auto& charge = *plan.add_charges();
    charge.set_key("care");
    charge.set_product(company.labour);
    *charge.mutable_price() = money(2500, "CHF");
    Subscription subscription;
    subscription.set_account(company.account);
    subscription.set_subscription_plan(company.save(plan));
    subscription.mutable_from()->set_days(parse_date(from));
    auto& item = *subscription.add_items();
    item.set_charge("care");
    item.mutable_quantity()->set_millionths(2 * one);
    return company.save(subscription);
  }
  void run_daily(const std::string& subscription) {
    hub::work::Job job;
    job.tenant = company.tenant;
    job.kind = "subscription";
    job.payload = nlohmann::json{{"subscription", subscription}}.dump();
    hub::domain::billing::run_subscription(*company.store, job);
  }
  std::vector<Invoice> invoices() {
    auto found = company.where<Invoice>("account", company.account);
    std::sort(found.begin(), found.end(), [](auto& a, auto& b) { return a.number() < b.number(); });
    return found;
  }
};

// features: BILL-01
TEST(InvoiceSources, orders_work_orders_time_subscriptions_and_hands_make_numbered_sent_invoices) {
  company.write([&](auto& t) {  // who gets the customer's bills
    auto person = t.template load<crm::Contact>(company.contact);
    auto& member = *person.add_accounts();
    member.set_account(company.account);
    t.save(person);
  });
  auto order = make_order(2);
  auto bill = [&] { company.act(company.bookkeeper, "sales.SalesOrder", order, "bill"); };
  CHECK(!Company::refusal(bill).empty());  // what is refused takes no number
  company.act(company.dispatcher, "sales.SalesOrder", order, "confirm");
  bill();
  auto job = company.add_job();
  company.do_job(job, company.book(job, company.mara), 1);
  add_time(company.add_job(), 50);
  bill_time();
  run_daily(subscribe("2026-11-01", SubscriptionPlan::TIMING_ADVANCE));
  by_hand(10000);
  for (int i = 0; i < 2; ++i) {
    office.make_papers();
    office.send_mails();
  }

  std::string numbers, nets;
  for (auto& invoice : invoices())
    if (!invoice.number().empty()) {
      numbers += invoice.number() + " ";
      nets += std::to_string(invoice.net().minor()) + " ";
      CHECK(invoice.has_document());
      CHECK(invoice.has_entry());
      LONGS_EQUAL(1, [&] {
        int found = 0;
        for (auto& mail : office.smtp.mails())
          found += mail.header("Subject") == "Invoice " + invoice.number() &&
                   mail.data.find(invoice.number() + ".pdf") != std::string::npos;
        return found;
      }());
    }
  STRCMP_EQUAL("43980 34790 12800 5000 10000 ", nets.c_str());
  STRCMP_EQUAL("INV-00001 INV-00002 INV-00003 INV-00004 INV-00005 ", numbers.c_str());
  STRCMP_EQUAL("0.00", company.trial_balance()["difference"].get<std::string>().c_str());
}

TEST(InvoiceSources, an_order_is_billed_once_and_only_what_is_left) {
  auto order = make_order(2);
  auto bill = [&] { company.act(company.bookkeeper, "sales.SalesOrder", order, "bill"); };
  STRCMP_EQUAL("only an order that is confirmed is billed", Company::refusal(bill).c_str());
  company.act(company.dispatcher, "sales.SalesOrder", order, "confirm");
  bill();
  STRCMP_EQUAL("there is nothing left to bill", Company::refusal(bill).c_str());
  LONGS_EQUAL(43980, company.load<sales::SalesOrder>(order).invoiced().minor());

  wire::hub_billing::Credit input;
  input.set_reason("Wrong address");
  company.act(company.bookkeeper, "billing.Invoice", invoices().front().header().id(), "credit",
              &input);
  LONGS_EQUAL(0, company.load<sales::SalesOrder>(order).invoiced().minor());
  bill();  // what was taken back may be billed again
  LONGS_EQUAL(43980, company.load<sales::SalesOrder>(order).invoiced().minor());
}

TEST(InvoiceSources, a_confirmed_order_keeps_its_lines) {
  auto order = make_order(1);
  company.act(company.dispatcher, "sales.SalesOrder", order, "confirm");
  auto text = Company::refusal([&] {
    company.store->write(company.store->command(company.dispatcher), [&](auto& t) {
      auto line = t.template where<LineItem>("sales_order", order).front();
      line.mutable_quantity()->set_millionths(9 * one);
      t.save(line);
    });
  });
  STRCMP_EQUAL("Sales order is \"Confirmed\" and can no longer be changed", text.c_str());
}

TEST(InvoiceSources, hours_are_billed_once_by_time_or_with_their_job) {
  auto job = company.add_job();
  auto visit = company.book(job, company.mara);
  add_time(job, 50);
  auto invoice = bill_time();
  auto lines = company.where<LineItem>("invoice", invoice);
  LONGS_EQUAL(1, lines.size());
  LONGS_EQUAL(one, lines[0].quantity().millionths());  // four quarters of an hour begun
  STRCMP_EQUAL("there is nothing left to bill", Company::refusal([&] { bill_time(); }).c_str());

  company.do_job(job, visit, 1);  // an hour more, and a pump
  auto last = invoices().back();
  LONGS_EQUAL(21990 + 12800, last.net().minor());
}

TEST(InvoiceSources, periods_follow_each_other_also_over_short_months) {
  SubscriptionPlan plan;
  plan.set_interval(SubscriptionPlan::INTERVAL_MONTH);
  Subscription subscription;
  subscription.mutable_from()->set_days(parse_date("2026-12-31"));
  std::string periods;
  for (int i = 0; i < 4; ++i) {
    auto period = hub::domain::billing::next_period(subscription, plan);
    periods += text_of(period) + "; ";
    subscription.mutable_billed_until()->set_days(period.to);
  }
  STRCMP_EQUAL(
      "2026-12-31 2027-01-30; 2027-01-31 2027-02-27; 2027-02-28 2027-03-30; "
      "2027-03-31 2027-04-29; ",
      periods.c_str());
}

TEST(InvoiceSources, each_period_is_billed_once_when_it_is_due) {
  auto advance = subscribe("2026-09-15", SubscriptionPlan::TIMING_ADVANCE);
  run_daily(advance);
  run_daily(advance);
  LONGS_EQUAL(3, invoices().size());  // begun on 15 September, October and November
  STRCMP_EQUAL("2026-12-14",
               common::codec::format_date(company.load<Subscription>(advance).billed_until().days())
                   .c_str());
  auto arrears = subscribe("2026-09-15", SubscriptionPlan::TIMING_ARREARS);
  run_daily(arrears);
  LONGS_EQUAL(5, invoices().size());  // two are over

  company.clock.advance(std::chrono::hours(24 * 30));
  run_daily(advance);
  run_daily(arrears);
  LONGS_EQUAL(7, invoices().size());
}

TEST(InvoiceSources, a_trial_costs_nothing_and_what_was_cancelled_ends) {
  auto id = subscribe("2026-11-10", SubscriptionPlan::TIMING_ADVANCE, 14);
  run_daily(id);
  LONGS_EQUAL(0, invoices().size());
  STRCMP_EQUAL("trial", company.load<Subscription>(id).header().state().c_str());
  company.clock.advance(std::chrono::hours(24 * 5));
  run_daily(id);
  LONGS_EQUAL(1, invoices().size());
  STRCMP_EQUAL("active", company.load<Subscription>(id).header().state().c_str());

  company.act(company.bookkeeper, "billing.Subscription", id, "cancel");
  company.clock.advance(std::chrono::hours(24 * 60));
  run_daily(id);
  LONGS_EQUAL(1, invoices().size());
  STRCMP_EQUAL("ended", company.load<Subscription>(id).header().state().c_str());
}

TEST(InvoiceSources, what_stands_against_a_subscription_is_told_and_bills_nothing) {
  auto id = subscribe("2026-11-01", SubscriptionPlan::TIMING_ADVANCE);
  company.act(company.bookkeeper, "ledger.LedgerAccount", company.receivable, "archive");
  run_daily(id);
  LONGS_EQUAL(0, invoices().size());
  CHECK(!company.load<Subscription>(id).has_billed_until());
  auto told = company.where<workflow::Notification>("user", company.bookkeeper.user);
  LONGS_EQUAL(1, told.size());
  STRCMP_CONTAINS("use = receivable", told[0].text().c_str());

  company.act(company.bookkeeper, "ledger.LedgerAccount", company.receivable, "restore-use");
  run_daily(id);
  LONGS_EQUAL(1, invoices().size());
}
