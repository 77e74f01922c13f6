#include "common/codec/values.hpp"
#include "company.hpp"
#include "proto/records/billing/number_series.pb.h"
#include "proto/records/ledger/journal_entry.pb.h"
#include "proto/records/people/technician_certification.pb.h"
#include "tests/support/postgres_server.hpp"

#include <CppUTest/TestHarness.h>

using namespace truckroll;
using billing::NumberSeries;

namespace {

NumberSeries make_series(const std::string& use, const std::string& pattern,
                         const std::string& entity, const std::string& branch) {
  NumberSeries series;
  series.set_use(use);
  series.set_pattern(pattern);
  if (!entity.empty()) series.set_legal_entity(entity);
  if (!branch.empty()) series.set_branch(branch);
  return series;
}

std::int64_t next_of(Company& company, const std::string& pattern) {
  return company.where<NumberSeries>("pattern", pattern).at(0).next();
}

void number_by_branch_and_day(Company& company) {
  company.save(make_series("invoice", "F-{number}", company.entity, ""));
  company.save(make_series("invoice", "B-{year}-{number}", company.entity, company.branch));
  company.save(make_series("work_order", "S-{year}/{month}-{number}", "", company.branch));
  auto journal =
      company.save(make_series("journal_entry", "J-{year}-{number}", company.entity, ""));
  company.write([&](auto& t) {  // valid over the turn of the year
    auto held = t.template load<people::TechnicianCertification>(company.gas_held);
    held.mutable_expires()->set_days(common::codec::parse_date("2027-12-31"));
    t.save_as_system(held);
  });
  company.clock.set_wall(common::parse_instant("2026-12-31T22:30:00Z"));  // 23:30 in Vaduz
  auto job = company.add_job();
  STRCMP_EQUAL("S-2026/12-1", company.load<field::WorkOrder>(job).number().c_str());
  company.clock.advance(std::chrono::hours(1));  // the new year has begun there
  STRCMP_EQUAL("S-2027/01-2", company.load<field::WorkOrder>(company.add_job()).number().c_str());

  company.do_job(job, company.book(job, company.mara, 31 * 60, 32 * 60, false, 61), 1);

  auto invoice = company.where<billing::Invoice>("account", company.account).at(0);
  STRCMP_EQUAL("B-2027-1", invoice.number().c_str());
  auto entry = company.load<ledger::JournalEntry>(invoice.entry());
  STRCMP_EQUAL("J-2027-1", entry.number().c_str());
  STRCMP_EQUAL(journal.c_str(), entry.number_series().c_str());
  LONGS_EQUAL(2, next_of(company, "B-{year}-{number}"));
  LONGS_EQUAL(1, next_of(company, "F-{number}"));
  LONGS_EQUAL(1, next_of(company, "INV-{number:5}"));
}

}  // namespace

TEST_GROUP(NumberSeries){};

TEST(NumberSeries, the_branchs_own_gives_the_number_and_the_documents_local_day_the_year) {
  Company company;
  number_by_branch_and_day(company);
}

TEST(NumberSeries, the_branchs_own_gives_the_number_on_postgres_too) {
  support::PostgresServer server;
  Company company(server.make_database());
  number_by_branch_and_day(company);
}

TEST(NumberSeries, that_would_begin_anew_is_refused) {
  Company company;
  auto series = make_series("invoice", "F-{year}-{number}", company.entity, "");
  for (auto restart : {NumberSeries::RESTART_YEARLY, NumberSeries::RESTART_MONTHLY}) {
    series.set_restart(restart);
    STRCMP_EQUAL("a series goes on counting over the years; choose never",
                 Company::refusal([&] { company.save(series); }).c_str());
  }
  series.set_restart(NumberSeries::RESTART_NEVER);
  company.save(series);
}

TEST(NumberSeries, two_of_one_use_never_write_the_same_number) {
  Company company;
  STRCMP_EQUAL("another series of this use writes its numbers the same way",
               Company::refusal([&] {
                 company.save(make_series("invoice", "INV-{number:5}", company.entity, ""));
               }).c_str());
}

TEST(NumberSeries, stays_once_it_has_given_a_number) {
  Company company;
  auto begun = make_series("work_order", "B-{number}", "", company.branch);
  begun.set_next(500);
  auto id = company.save(begun);
  company.write([&](auto& t) {  // begun wrongly, and nobody holds a number of it
    auto other = make_series("quote", "Z-{number}", "", company.branch);
    other.set_next(900);
    t.save(other);
    t.remove(other);
  });
  STRCMP_EQUAL("B-500", company.load<field::WorkOrder>(company.add_job()).number().c_str());
  auto refusal = Company::refusal(
      [&] { company.write([&](auto& t) { t.remove(t.template load<NumberSeries>(id)); }); });
  STRCMP_CONTAINS("has given numbers", refusal.c_str());
  LONGS_EQUAL(501, company.load<NumberSeries>(id).next());
}
