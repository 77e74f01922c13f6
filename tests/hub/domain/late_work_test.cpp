#include "common/codec/values.hpp"
#include "company.hpp"
#include "proto/records/admin/setting.pb.h"
#include "proto/records/billing/work_order_invoice.pb.h"
#include "proto/records/fleet/sync_conflict.pb.h"
#include "proto/records/ledger/fiscal_period.pb.h"
#include "proto/records/ledger/journal_entry.pb.h"
#include "proto/records/projects/time_entry.pb.h"
#include "proto/records/stock/stock_move.pb.h"
#include "proto/records/workflow/notification.pb.h"
#include "proto/wire/actions/projects.pb.h"

#include <CppUTest/TestHarness.h>

using namespace truckroll;
using fleet::SyncConflict;
using ledger::JournalEntry;
using stock::StockMove;
using workflow::Notification;

/// A job that the office has billed while its van was out of reach.
TEST_GROUP(LateWork) {
  Company company;

  std::string add_billed_job(int parts = 1) {
    auto job = company.add_job();
    company.do_job(job, company.book(job, company.mara), parts);
    LONGS_EQUAL(1, company.count("invoice"));
    return job;
  }
  std::string use_late(const std::string& job, bool fact = true) {
    wire::stock::Use input;
    input.set_work_order(job);
    input.set_code("P-100");
    return company.act(company.mara_actor, "stock.StockMove", "", "use", &input, fact).id;
  }
  std::vector<Notification> told(const hub::store::Actor& who) {
    std::vector<Notification> found;
    for (auto& one : company.where<Notification>("user", who.user))
      if (one.title().find("Not billed yet") == 0) found.push_back(one);
    return found;
  }
  /// Debits of the entry that this move made; the sides are equal.
  std::int64_t booked(const std::string& source) {
    std::int64_t debit = 0, credit = 0;
    for (auto& entry : company.where<JournalEntry>("source_id", source))
      for (auto& line : entry.lines()) {
        debit += line.debit().minor();
        credit += line.credit().minor();
      }
    LONGS_EQUAL(debit, credit);
    return debit;
  }
  void run_timer(const std::string& job, int minutes) {
    wire::projects::StartTime input;
    input.set_technician(company.mara);
    input.set_work_order(job);
    auto entry = company.act(company.mara_actor, "projects.TimeEntry", "", "start", &input).id;
    company.clock.advance(std::chrono::minutes(minutes));
    company.act(company.mara_actor, "projects.TimeEntry", entry, "stop", nullptr, true);
  }
};

TEST(LateWork, a_part_used_is_booked_flagged_and_told_when_the_job_was_billed_already) {
  auto job = add_billed_job();
  auto before = company.load<Company::WorkOrder>(job);

  auto move = use_late(job);

  LONGS_EQUAL(12000, booked(move));
  LONGS_EQUAL(12000, booked(job));  // what was booked with the bill stays
  auto after = company.load<Company::WorkOrder>(job);
  LONGS_EQUAL(before.actual_cost().minor() + 12000, after.actual_cost().minor());
  LONGS_EQUAL(before.margin().minor() - 12000, after.margin().minor());
  auto conflicts = company.where<SyncConflict>("about", move);
  LONGS_EQUAL(1, conflicts.size());
  STRCMP_EQUAL("open", conflicts[0].header().state().c_str());
  for (auto& who : {company.bookkeeper, company.dispatcher}) {
    auto notes = told(who);
    LONGS_EQUAL(1, notes.size());
    STRCMP_EQUAL("Not billed yet: WO-0001 Boiler service", notes[0].title().c_str());
    STRCMP_EQUAL(
        "1 x Circulation pump used: the job was billed with INV-00001; bill it with a further "
        "invoice, or leave it",
        notes[0].text().c_str());
  }
  LONGS_EQUAL(1, company.count("invoice"));
}

TEST(LateWork, a_part_that_comes_back_after_the_bill_is_booked_back) {
  auto job = add_billed_job();
  std::string used;
  for (auto& move : company.where<StockMove>("work_order", job)) used = move.header().id();

  auto back = company.act(company.mara_actor, "stock.StockMove", used, "return", nullptr, true)
                  .answer["move"]
                  .get<std::string>();

  LONGS_EQUAL(12000, booked(back));
  LONGS_EQUAL(0, company.load<Company::WorkOrder>(job).actual_cost().minor());
  CHECK(told(company.bookkeeper).at(0).text().find("1 x Circulation pump came back") == 0);
}

TEST(LateWork, hours_are_flagged_and_told) {
  auto job = add_billed_job();

  run_timer(job, 25);

  auto notes = told(company.bookkeeper);
  LONGS_EQUAL(1, notes.size());
  CHECK(notes[0].text().find("25 minutes worked by Mara Keller: the job was billed with") == 0);
  LONGS_EQUAL(1, told(company.dispatcher).size());
  LONGS_EQUAL(1, company.count("sync_conflict"));
}

TEST(LateWork, what_comes_before_the_bill_is_nothing_to_tell) {
  auto job = company.add_job();
  auto visit = company.book(job, company.mara);
  run_timer(job, 10);

  company.do_job(job, visit, 2);

  LONGS_EQUAL(0, told(company.bookkeeper).size());
  LONGS_EQUAL(0, company.count("sync_conflict"));
  LONGS_EQUAL(24000, booked(job));
}

TEST(LateWork, a_draft_takes_the_cost_with_it_when_it_is_posted) {
  admin::Setting setting;
  setting.set_key("billing.auto_post");
  setting.set_value("false");
  company.save(setting);
  auto job = add_billed_job();

  auto move = use_late(job);

  LONGS_EQUAL(1, told(company.bookkeeper).size());
  LONGS_EQUAL(0, booked(move));
  auto invoice = company.where<billing::WorkOrderInvoice>("work_order", job).at(0).invoice();
  company.act(company.bookkeeper, "billing.Invoice", invoice, "post");
  LONGS_EQUAL(0, booked(move));
  LONGS_EQUAL(24000, booked(job));
}

TEST(LateWork, a_cost_that_cannot_be_booked_is_kept_and_the_bookkeeper_is_told_why) {
  auto job = add_billed_job();
  ledger::FiscalPeriod period;
  period.set_legal_entity(company.entity);
  period.set_year(2026);
  period.set_number(1);
  period.mutable_from()->set_days(common::codec::parse_date("2026-01-01"));
  period.mutable_to()->set_days(common::codec::parse_date("2026-01-31"));
  company.save(period);

  auto move = use_late(job);

  LONGS_EQUAL(0, booked(move));
  LONGS_EQUAL(1, company.where<SyncConflict>("about", move).size());
  STRCMP_CONTAINS("The cost is not in the ledger: no fiscal period holds 2026-11-20",
                  told(company.bookkeeper).at(0).text().c_str());
  STRCMP_CONTAINS("no fiscal period",
                  Company::refusal([&] { use_late(job, false); }).c_str());  // asked, not lost
}
