#include "common/codec/values.hpp"
#include "common/rules/billing/labour.hpp"
#include "company.hpp"
#include "proto/records/admin/reason.pb.h"
#include "proto/records/billing/billing_profile.pb.h"
#include "proto/records/billing/line_item.pb.h"
#include "proto/records/billing/work_order_invoice.pb.h"
#include "proto/records/ledger/journal_entry.pb.h"
#include "proto/records/projects/time_entry.pb.h"
#include "proto/records/sales/price_list.pb.h"
#include "proto/records/sales/price_list_price.pb.h"
#include "proto/wire/actions/hub_billing.pb.h"
#include "till.hpp"

#include <CppUTest/TestHarness.h>

using namespace truckroll;
using billing::LineItem;
using common::codec::money;

TEST_GROUP(JobBill) {
  Company company;

  void add_time(const std::string& job, int from, int minutes) {
    projects::TimeEntry entry;
    entry.set_technician(company.mara);
    entry.set_work_order(job);
    entry.set_zone("Europe/Vaduz");
    *entry.mutable_start() = common::codec::to_timestamp(Company::at(from, 19));
    *entry.mutable_end() = common::codec::to_timestamp(Company::at(from + minutes, 19));
    company.save(entry);
  }
  LineItem line_of(const std::string& job, LineItem::Kind kind, const std::string& text,
                   std::int64_t price) {
    LineItem line;
    line.set_work_order(job);
    line.set_kind(kind);
    line.set_text(text);
    if (price != 0) *line.mutable_unit_price() = money(price, "CHF");
    return line;
  }
  billing::WorkOrderInvoice case_of(const std::string& job) {
    return company.where<billing::WorkOrderInvoice>("work_order", job).at(0);
  }
  /// What is billed of the job's lines that have this text.
  std::int64_t billed(const std::string& job, const std::string& text) {
    std::int64_t net = 0;
    for (auto& line : company.where<LineItem>("invoice", case_of(job).invoice()))
      if (line.text() == text) net += line.net().minor();
    return net;
  }
  std::string bill_again(const std::string& job) {
    return Company::refusal([&] {
      company.act(company.bookkeeper, "billing.WorkOrderInvoice", case_of(job).header().id(),
                  "release");
    });
  }
  std::string bill_time() {
    wire::hub_billing::BillTime input;
    input.set_account(company.account);
    return company.act(company.bookkeeper, "billing.Invoice", "", "bill-time", &input).id;
  }
  std::int64_t net_of(const std::string& invoice) {
    return company.load<billing::Invoice>(invoice).net().minor();
  }
  std::int64_t hours_of(const std::string& invoice) {
    std::int64_t hours = 0;
    for (auto& line : company.where<LineItem>("invoice", invoice))
      if (line.product() == company.labour) hours += line.quantity().millionths();
    return hours;
  }
};

TEST(JobBill, with_prices_with_and_without_tax_is_held_and_says_why) {
  sales::PriceList gross;
  gross.set_code("GROSS");
  gross.set_includes_tax(true);
  gross.set_parent(company.where<sales::PriceList>("code", "STD").at(0).header().id());
  auto list = company.save(gross);
  sales::PriceListPrice price;
  price.set_price_list(list);
  price.set_product(company.pump);
  price.set_unit("H87");
  *price.mutable_amount() = money(23990, "CHF");
  company.save(price);
  billing::BillingProfile profile;
  profile.set_account(company.account);
  profile.set_legal_entity(company.entity);
  profile.set_currency("CHF");
  profile.set_price_list(list);
  company.save(profile);
  auto job = company.add_job();

  company.do_job(job, company.book(job, company.mara), 1);

  auto found = company.where<billing::WorkOrderInvoice>("work_order", job).at(0);
  STRCMP_EQUAL("held", found.header().state().c_str());
  STRCMP_CONTAINS("prices with and without tax cannot stand on one invoice",
                  company.load<admin::Reason>(found.hold()).label().c_str());
  LONGS_EQUAL(0, company.count("invoice"));
}

TEST(JobBill, by_time_rounds_the_sum_of_a_job_as_the_jobs_own_bill_does) {
  auto by_time = company.add_job();
  for (int i = 0; i < 3; ++i) add_time(by_time, 8 * 60 + 20 * i, 10);
  auto invoice = bill_time();
  LONGS_EQUAL(500'000, hours_of(invoice));  // half an hour, not three quarters
  LONGS_EQUAL(3, company.where<LineItem>("invoice", invoice).size());
  LONGS_EQUAL(6400, company.load<billing::Invoice>(invoice).net().minor());
  STRCMP_EQUAL("there is nothing left to bill", Company::refusal([&] { bill_time(); }).c_str());

  auto with_job = company.add_job();
  for (int i = 0; i < 3; ++i) add_time(with_job, 10 * 60 + 20 * i, 10);
  company.do_job(with_job, company.book(with_job, company.mara), 1);  // 50 minutes more
  auto billed = company.where<billing::WorkOrderInvoice>("work_order", with_job).at(0);
  LONGS_EQUAL(common::rules::billing::hours_billed(80), hours_of(billed.invoice()));
}

TEST(JobBill, bills_the_price_typed_on_a_line_of_the_job) {
  auto job = company.add_job();
  auto parking = company.save(line_of(job, LineItem::KIND_FEE, "Parking", 1200));
  auto fee = line_of(job, LineItem::KIND_FEE, "Call", 500);
  fee.set_product(company.pump);  // its list price is 219.90
  company.save(fee);
  auto travel = line_of(job, LineItem::KIND_TRAVEL, "Travel", 0);
  travel.set_product(company.pump);
  auto listed = company.save(travel);
  LONGS_EQUAL(21990, company.load<LineItem>(listed).unit_price().minor());
  CHECK(!company.load<LineItem>(listed).price_by_hand());
  CHECK(company.load<LineItem>(parking).price_by_hand());
  auto changed = company.load<LineItem>(listed);
  *changed.mutable_unit_price() = money(700, "CHF");
  company.save(changed);

  company.do_job(job, company.book(job, company.mara), 0);

  STRCMP_EQUAL("invoiced", case_of(job).header().state().c_str());
  LONGS_EQUAL(1200, billed(job, "Parking"));
  LONGS_EQUAL(500, billed(job, "Call"));
  LONGS_EQUAL(700, billed(job, "Travel"));
}

TEST(JobBill, a_typed_price_that_is_taken_back_is_the_lists_again) {
  auto line = line_of(company.add_job(), LineItem::KIND_FEE, "Call", 500);
  line.set_product(company.pump);
  auto id = company.save(line);
  line = company.load<LineItem>(id);

  line.set_price_by_hand(false);
  company.save(line);

  LONGS_EQUAL(21990, company.load<LineItem>(id).unit_price().minor());
}

TEST(JobBill, held_for_a_line_without_price_says_where_to_type_it) {
  auto job = company.add_job();
  auto line = company.save(line_of(job, LineItem::KIND_FEE, "Parking", 0));
  company.do_job(job, company.book(job, company.mara), 1);
  STRCMP_EQUAL("there is no price in CHF for Parking; type one on the job's line",
               company.load<admin::Reason>(case_of(job).hold()).label().c_str());

  auto priced = company.load<LineItem>(line);
  *priced.mutable_unit_price() = money(1200, "CHF");
  company.save(priced);
  company.act(company.bookkeeper, "billing.WorkOrderInvoice", case_of(job).header().id(),
              "release");

  STRCMP_EQUAL("invoiced", case_of(job).header().state().c_str());
  LONGS_EQUAL(1200, billed(job, "Parking"));
}

TEST(JobBill, credited_in_full_is_put_right_and_billed_again_once) {
  auto job = company.add_job();
  company.do_job(job, company.book(job, company.mara), 1);
  auto first = case_of(job).invoice();
  Till till{company};

  till.credit(first);

  STRCMP_EQUAL("waiting", case_of(job).header().state().c_str());
  STRCMP_EQUAL("done", company.load<field::WorkOrder>(job).header().state().c_str());
  LONGS_EQUAL(2, company.count("invoice"));  // nothing was billed by itself
  company.save(line_of(job, LineItem::KIND_DISCOUNT, "Sorry", 1000));
  STRCMP_EQUAL("", bill_again(job).c_str());
  STRCMP_EQUAL("invoiced", case_of(job).header().state().c_str());
  STRCMP_EQUAL("closed", company.load<field::WorkOrder>(job).header().state().c_str());
  LONGS_EQUAL(21990 + 12800 - 1000, net_of(case_of(job).invoice()));
  CHECK(!bill_again(job).empty());
  STRCMP_EQUAL("there is nothing left to bill", Company::refusal([&] { bill_time(); }).c_str());
  int goods = 0;
  for (auto& entry : company.where<ledger::JournalEntry>("source_id", job))
    goods += entry.source_event() == "goods_used" ? 1 : 0;
  LONGS_EQUAL(1, goods);
  STRCMP_EQUAL("0.00", company.trial_balance()["difference"].get<std::string>().c_str());
}

TEST(JobBill, hours_of_a_credited_job_are_billed_by_time_or_with_it_once) {
  auto job = company.add_job();
  company.do_job(job, company.book(job, company.mara), 1);
  Till{company}.credit(case_of(job).invoice());

  LONGS_EQUAL(12800, net_of(bill_time()));

  STRCMP_EQUAL("", bill_again(job).c_str());
  LONGS_EQUAL(21990, net_of(case_of(job).invoice()));
  STRCMP_EQUAL("there is nothing left to bill", Company::refusal([&] { bill_time(); }).c_str());
}

TEST(JobBill, credited_after_it_was_paid_is_billed_again_too) {
  auto job = company.add_job();
  company.do_job(job, company.book(job, company.mara), 1);
  auto invoice = case_of(job).invoice();
  Till till{company};
  till.settle(till.pay(company.load<billing::Invoice>(invoice).total().minor()), {invoice});
  STRCMP_EQUAL("paid 0.00", till.invoice(invoice).c_str());

  till.credit(invoice);

  STRCMP_EQUAL("", bill_again(job).c_str());
  LONGS_EQUAL(21990 + 12800, net_of(case_of(job).invoice()));
}
