#include "common/codec/values.hpp"
#include "hub/domain/billing/subscription.hpp"
#include "hub/domain/words/words.hpp"
#include "office.hpp"
#include "proto/records/billing/subscription.pb.h"
#include "proto/records/billing/subscription_plan.pb.h"
#include "proto/records/crm/contact.pb.h"
#include "proto/records/people/technician.pb.h"

#include <CppUTest/TestHarness.h>

using namespace truckroll;
using billing::Subscription;
using billing::SubscriptionPlan;

TEST_GROUP(LocalDay) {
  Company company;
  std::string subscribe(const char* from) {
    SubscriptionPlan plan;
    plan.set_name("Care");
    plan.set_timing(SubscriptionPlan::TIMING_ADVANCE);
    auto& charge = *plan.add_charges();
    charge.set_key("care");
    charge.set_product(company.labour);
    *charge.mutable_price() = common::codec::money(2500, "CHF");
    Subscription subscription;
    subscription.set_account(company.account);
    subscription.set_subscription_plan(company.save(plan));
    subscription.mutable_from()->set_days(common::codec::parse_date(from));
    auto& item = *subscription.add_items();
    item.set_charge("care");
    item.mutable_quantity()->set_millionths(1'000'000);
    return company.save(subscription);
  }
};

TEST(LocalDay, a_subscription_begins_and_is_cancelled_on_the_branchs_day) {
  auto id = subscribe("2026-11-21");
  auto bill = [&] {
    int billed = 0;
    company.write([&](auto& t) { billed = hub::domain::billing::bill_subscription(t, id); });
    return billed;
  };
  company.clock.set_wall(common::parse_instant("2026-11-20T22:30:00Z"));  // 23:30 in Vaduz
  LONGS_EQUAL(0, bill());
  company.clock.advance(std::chrono::hours(1));  // still the 20th in UTC
  LONGS_EQUAL(1, bill());

  company.act(company.bookkeeper, "billing.Subscription", id, "cancel");
  LONGS_EQUAL(common::codec::parse_date("2026-11-21"),
              company.load<Subscription>(id).cancel_at().days());
}

TEST(LocalDay, a_technician_without_a_user_reads_the_companys_language) {
  Office office{company};
  company.write([&](auto& t) {
    auto customer = t.template load<crm::Contact>(company.contact);
    customer.set_language("de-LI");
    t.save(customer);
    auto technician = t.template load<people::Technician>(company.mara);
    technician.clear_user();
    auto& channel = *technician.add_channels();
    channel.set_line("mail");
    channel.set_kind(CHANNEL_MAIL);
    channel.set_value("mara@home.example");
    t.save(technician);
  });

  company.book(company.add_job(), company.mara);
  office.send_mails();

  LONGS_EQUAL(1, office.smtp.mails().size());
  STRCMP_CONTAINS("New job: WO-0001", office.smtp.mails()[0].header("Subject").c_str());
}

TEST(LocalDay, is_written_in_the_readers_language) {
  auto from = common::parse_instant("2027-03-05T08:00:00Z"), to = from + std::chrono::hours(26);
  auto day = hub::domain::local_day(from, "UTC");
  STRCMP_EQUAL("5 March 2027", hub::domain::date_text(day, "en").c_str());
  STRCMP_EQUAL("5. März 2027", hub::domain::date_text(day, "de-CH").c_str());
  STRCMP_EQUAL("5 March 2027", hub::domain::date_text(day, "fr").c_str());
  STRCMP_EQUAL("5 Mar 08:00–6 Mar 10:00", hub::domain::local_span(from, to, "UTC").c_str());
  STRCMP_EQUAL("5. März 08:00–6. März 10:00",
               hub::domain::local_span(from, to, "UTC", "de").c_str());
}
