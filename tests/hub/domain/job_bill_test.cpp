#include "common/codec/values.hpp"
#include "company.hpp"
#include "hub/domain/billing/labour.hpp"
#include "proto/records/admin/reason.pb.h"
#include "proto/records/billing/billing_profile.pb.h"
#include "proto/records/billing/line_item.pb.h"
#include "proto/records/billing/work_order_invoice.pb.h"
#include "proto/records/projects/time_entry.pb.h"
#include "proto/records/sales/price_list.pb.h"
#include "proto/records/sales/price_list_price.pb.h"
#include "proto/wire/actions/hub_billing.pb.h"

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
  wire::hub_billing::BillTime input;
  input.set_account(company.account);
  auto invoice = company.act(company.bookkeeper, "billing.Invoice", "", "bill-time", &input).id;
  LONGS_EQUAL(500'000, hours_of(invoice));  // half an hour, not three quarters
  LONGS_EQUAL(3, company.where<LineItem>("invoice", invoice).size());
  LONGS_EQUAL(6400, company.load<billing::Invoice>(invoice).net().minor());
  STRCMP_EQUAL("there is nothing left to bill", Company::refusal([&] {
                                                  company.act(company.bookkeeper, "billing.Invoice",
                                                              "", "bill-time", &input);
                                                }).c_str());

  auto with_job = company.add_job();
  for (int i = 0; i < 3; ++i) add_time(with_job, 10 * 60 + 20 * i, 10);
  company.do_job(with_job, company.book(with_job, company.mara), 1);  // 50 minutes more
  auto billed = company.where<billing::WorkOrderInvoice>("work_order", with_job).at(0);
  LONGS_EQUAL(hub::domain::billing::hours_billed(80), hours_of(billed.invoice()));
}
