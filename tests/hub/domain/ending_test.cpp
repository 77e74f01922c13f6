// A visit that the office ends, because nobody on site can.
#include "common/codec/values.hpp"
#include "company.hpp"
#include "proto/records/field/job_event.pb.h"
#include "proto/records/projects/time_entry.pb.h"
#include "proto/records/stock/stock_move.pb.h"
#include "proto/wire/actions/projects.pb.h"

#include <CppUTest/TestHarness.h>

using namespace truckroll;

namespace {

template <class T>
std::string state_of(Company& company, const std::string& id) {
  return company.load<T>(id).header().state();
}

void end(Company& company, const std::string& visit, const hub::store::Actor& who,
         const std::string& why = "The van is lost", bool part_done = false) {
  wire::hub_field::EndFromOffice input;
  if (!why.empty()) input.set_text(why);
  input.set_part_done(part_done);
  company.act(who, "field.ScheduledEvent", visit, "end-from-office", &input);
}

int events_of(Company& company, const std::string& job, field::JobEvent::Kind kind) {
  int found = 0;
  for (auto& event : company.where<field::JobEvent>("work_order", job))
    found += event.kind() == kind && event.flagged();
  return found;
}

}  // namespace

TEST_GROUP(EndFromOffice) {
  Company company;
  std::string job = company.add_job();
  std::string visit = company.book(job, company.mara);

  void arrive() {
    company.on_my_way(visit);
    wire::field::Arrive input;
    company.act(company.mara_actor, "field.ScheduledEvent", visit, "arrive", &input);
  }
};

TEST(EndFromOffice, gives_the_job_back_and_says_so_in_its_events) {
  arrive();

  end(company, visit, company.dispatcher);

  STRCMP_EQUAL("broken_off", state_of<field::ScheduledEvent>(company, visit).c_str());
  STRCMP_EQUAL("ready", state_of<field::WorkOrder>(company, job).c_str());
  LONGS_EQUAL(1, events_of(company, job, field::JobEvent::KIND_ENDED_FROM_OFFICE));
  LONGS_EQUAL(0, events_of(company, job, field::JobEvent::KIND_PART_DONE));
  LONGS_EQUAL(0, company.count("technician_booking"));
  LONGS_EQUAL(1, company.logs("visit_cancelled").size());
  CHECK(!company.book(job, company.mara, 13 * 60, 14 * 60).empty());
  STRCMP_EQUAL("planned", state_of<field::WorkOrder>(company, job).c_str());
}

TEST(EndFromOffice, keeps_parts_and_time_and_stops_the_clock_that_runs) {
  arrive();
  company.use_pump(job, company.mara_actor);
  wire::projects::StartTime start;
  start.set_work_order(job);
  company.act(company.mara_actor, "projects.TimeEntry", "", "start", &start);
  company.clock.advance(std::chrono::minutes(45));

  end(company, visit, company.dispatcher, "Mara fell ill", true);

  LONGS_EQUAL(1, company.where<stock::StockMove>("work_order", job).size());
  auto entries = company.where<projects::TimeEntry>("work_order", job);
  LONGS_EQUAL(1, entries.size());
  LONGS_EQUAL(45, entries[0].duration_minutes());
  LONGS_EQUAL(1, events_of(company, job, field::JobEvent::KIND_PART_DONE));
  STRCMP_EQUAL("ready", state_of<field::WorkOrder>(company, job).c_str());
}

TEST(EndFromOffice, a_job_that_is_given_back_can_be_cancelled) {
  arrive();
  end(company, visit, company.dispatcher);

  company.act(company.dispatcher, "field.WorkOrder", job, "cancel");

  STRCMP_EQUAL("cancelled", state_of<field::WorkOrder>(company, job).c_str());
}

TEST(EndFromOffice, takes_a_reason_and_a_visit_that_has_begun_and_somebody_of_the_office) {
  CHECK(!Company::refusal([&] { end(company, visit, company.dispatcher); }).empty());
  arrive();

  CHECK(!Company::refusal([&] { end(company, visit, company.dispatcher, ""); }).empty());
  CHECK(!Company::refusal([&] { end(company, visit, company.mara_actor); }).empty());

  STRCMP_EQUAL("on_site", state_of<field::ScheduledEvent>(company, visit).c_str());
  STRCMP_EQUAL("in_progress", state_of<field::WorkOrder>(company, job).c_str());
}
