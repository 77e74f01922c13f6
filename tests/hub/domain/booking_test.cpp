#include <algorithm>
#include <thread>

#include "common/codec/values.hpp"
#include "company.hpp"
#include "proto/records/billing/line_item.pb.h"
#include "proto/records/field/job_type.pb.h"
#include "proto/records/people/technician.pb.h"
#include "proto/records/people/technician_availability.pb.h"
#include "proto/records/people/technician_certification.pb.h"
#include "proto/records/people/time_off.pb.h"
#include "proto/records/people/work_order_certification_requirement.pb.h"
#include "proto/records/stock/stock_reservation.pb.h"
#include "proto/records/stock/warehouse_item.pb.h"
#include "proto/records/workflow/notification.pb.h"
#include "tests/support/postgres_server.hpp"

#include <CppUTest/TestHarness.h>

using namespace truckroll;
using common::codec::to_timestamp;

namespace {

std::string state_of(Company& company, const std::string& visit) {
  return company.load<field::ScheduledEvent>(visit).header().state();
}
std::string job_state(Company& company, const std::string& job) {
  return company.load<field::WorkOrder>(job).header().state();
}

/// In reading order.
std::vector<billing::LineItem> lines_of(Company& company, const std::string& job) {
  auto lines = company.where<billing::LineItem>("work_order", job);
  std::sort(lines.begin(), lines.end(),
            [](auto& a, auto& b) { return a.position() < b.position(); });
  return lines;
}

std::int64_t reserved_at(Company& company, const std::string& place) {
  for (auto& item : company.where<stock::WarehouseItem>("warehouse", place))
    if (item.product() == company.pump) return item.reserved().millionths() / 1000000;
  return 0;
}

Company::Done move_visit(Company& company, const std::string& visit, const std::string& technician,
                         int from, int to) {
  wire::hub_field::Move input;
  if (!technician.empty()) input.set_technician(technician);
  *input.mutable_start() = to_timestamp(Company::at(from));
  *input.mutable_end() = to_timestamp(Company::at(to));
  return company.act(company.dispatcher, "field.ScheduledEvent", visit, "move", &input);
}

void check_text(const char* expected, const std::string& text) {
  STRCMP_CONTAINS(expected, text.c_str());
}

}  // namespace

TEST_GROUP(NewJob) {
  Company company;
};

// features: WORK-05
TEST(NewJob, brings_lines_prices_and_requirements_of_its_type) {
  auto job = company.add_job();

  auto made = company.load<field::WorkOrder>(job);
  auto lines = lines_of(company, job);
  auto needs = company.where<people::WorkOrderCertificationRequirement>("work_order", job);
  STRCMP_EQUAL("ready", made.header().state().c_str());
  STRCMP_EQUAL(company.account.c_str(), made.account().c_str());
  LONGS_EQUAL(field::WorkOrder::PRIORITY_HIGH, made.priority());
  LONGS_EQUAL(2, lines.size());
  LONGS_EQUAL(billing::LineItem::KIND_PART, lines[0].kind());
  LONGS_EQUAL(21990, lines[0].unit_price().minor());
  LONGS_EQUAL(1781, lines[0].tax().minor());
  LONGS_EQUAL(9990, lines[0].margin().minor());
  LONGS_EQUAL(billing::LineItem::KIND_LABOUR, lines[1].kind());
  LONGS_EQUAL(25600, lines[1].net().minor());
  LONGS_EQUAL(1, needs.size());

  // Each job may change its own.
  lines[0].mutable_quantity()->set_millionths(2'000'000);
  company.save(lines[0]);
  LONGS_EQUAL(43980, company.load<billing::LineItem>(lines[0].header().id()).net().minor());
}

TEST(NewJob, waits_as_draft_until_site_and_type_are_known) {
  field::WorkOrder job;
  job.set_summary("Leak");
  job.set_account(company.account);
  auto id = company.save(job);
  STRCMP_EQUAL("draft", job_state(company, id).c_str());

  check_text("a site and a job type", Company::refusal([&] {
               company.act(company.dispatcher, "field.WorkOrder", id, "release");
             }));

  company.write([&](auto& t) {
    auto draft = t.template load<field::WorkOrder>(id);
    draft.set_site(company.site);
    draft.set_job_type(company.job_type);
    t.save(draft);
  });
  STRCMP_EQUAL("ready", job_state(company, id).c_str());
  LONGS_EQUAL(2, company.where<billing::LineItem>("work_order", id).size());
}

TEST_GROUP(Booking) {
  Company company;
};

TEST(Booking, sends_the_visit_reserves_parts_and_tells_the_technician) {
  auto job = company.add_job();

  auto visit = company.book(job, company.mara);

  auto made = company.load<field::ScheduledEvent>(visit);
  STRCMP_EQUAL("sent", made.header().state().c_str());
  STRCMP_EQUAL("Europe/Vaduz", made.zone().c_str());
  CHECK(made.assignments(0).has_vehicle());
  CHECK(made.assignments(0).has_sent_at());
  STRCMP_EQUAL("planned", job_state(company, job).c_str());
  LONGS_EQUAL(1, reserved_at(company, company.mara_van));
  auto told = company.logs("visit_assigned");
  LONGS_EQUAL(1, told.size());
  STRCMP_EQUAL("queued", told[0].header().state().c_str());
  STRCMP_EQUAL("mara@example.li", told[0].address().c_str());
  LONGS_EQUAL(1, company.jobs_of_kind("mail"));
  LONGS_EQUAL(1, company.where<workflow::Notification>("user", company.mara_actor.user).size());
}

TEST(Booking, refuses_who_lacks_the_certificate_and_names_it) {
  auto job = company.add_job();

  auto text = Company::refusal([&] { company.book(job, company.nils); });

  STRCMP_EQUAL("Nils Frick does not hold Gas licence (GAS), which this job asks for", text.c_str());
  LONGS_EQUAL(0, company.count("scheduled_event"));
  LONGS_EQUAL(0, company.count("stock_reservation"));
}

TEST(Booking, refuses_a_certificate_that_expires_before_the_visit) {
  company.write([&](auto& t) {
    auto held = t.template load<people::TechnicianCertification>(company.gas_held);
    held.mutable_expires()->set_days(common::codec::parse_date("2026-11-19"));
    t.save(held);
  });
  auto job = company.add_job();

  auto text = Company::refusal([&] { company.book(job, company.mara); });

  check_text("Mara Keller's Gas licence (GAS) is valid until 2026-11-19 only", text);
}

TEST(Booking, a_waived_requirement_is_not_asked_for) {
  auto job = company.add_job();
  company.write([&](auto& t) {
    auto need =
        t.template where<people::WorkOrderCertificationRequirement>("work_order", job).front();
    t.move(need, "waive");
    t.save(need);
  });

  CHECK(!company.book(job, company.nils).empty());
}

TEST(Booking, refuses_an_inactive_technician) {
  company.act(company.dispatcher, "people.Technician", company.mara, "deactivate");
  auto job = company.add_job();

  check_text("Mara Keller is inactive", Company::refusal([&] { company.book(job, company.mara); }));
}

TEST(Booking, refuses_outside_the_shift_before_and_after_the_clock_change) {
  people::TechnicianAvailability shift;
  shift.set_technician(company.mara);
  shift.set_zone("Europe/Vaduz");
  // Made in summer: eight to five on the wall, at UTC+2.
  *shift.mutable_from() = to_timestamp(common::parse_instant("2026-07-06T08:00:00+02:00"));
  *shift.mutable_to() = to_timestamp(common::parse_instant("2026-07-06T17:00:00+02:00"));
  shift.mutable_recurrence()->set_rule("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR");
  shift.mutable_recurrence()->set_zone("Europe/Vaduz");
  company.save(shift);
  auto job = company.add_job();

  auto early = Company::refusal([&] { company.book(job, company.mara, 7 * 60, 9 * 60); });
  auto saturday =
      Company::refusal([&] { company.book(job, company.mara, 8 * 60, 9 * 60, false, 21); });

  STRCMP_EQUAL("Mara Keller is not available 20 Nov 07:00–09:00 (available 08:00–17:00)",
               early.c_str());
  STRCMP_EQUAL("Mara Keller is not available 21 Nov 08:00–09:00 (not available that day)",
               saturday.c_str());
  CHECK(!company.book(job, company.mara, 8 * 60, 17 * 60).empty());
}

TEST(Booking, refuses_during_time_off) {
  people::TimeOff away;
  away.set_technician(company.mara);
  away.set_kind(people::TimeOff::KIND_HOLIDAY);
  *away.mutable_from() = to_timestamp(Company::at(0));
  *away.mutable_to() = to_timestamp(Company::at(12 * 60));
  away.set_zone("Europe/Vaduz");
  auto id = company.save(away);
  auto job = company.add_job();
  CHECK(Company::refusal([&] { company.book(job, company.mara, 14 * 60, 15 * 60); }).empty());

  company.act(company.dispatcher, "people.TimeOff", id, "approve");

  auto other = company.add_job("Other");
  STRCMP_EQUAL("Mara Keller is away 20 Nov 00:00–12:00",
               Company::refusal([&] { company.book(other, company.mara); }).c_str());
}

TEST(Booking, refuses_an_overlap_and_names_the_other_visit) {
  company.book(company.add_job(), company.mara);
  auto second = company.add_job("Heat pump");

  auto text = Company::refusal([&] { company.book(second, company.mara, 9 * 60, 11 * 60); });

  STRCMP_EQUAL("Mara Keller already has WO-0001 Boiler service, 20 Nov 08:00–10:00", text.c_str());
  CHECK(!company.book(second, company.mara, 10 * 60, 11 * 60).empty());
}

TEST(Booking, a_patched_visit_passes_the_same_guards) {
  company.book(company.add_job(), company.mara);
  auto second = company.book(company.add_job("Heat pump"), company.mara, 10 * 60, 11 * 60);

  auto text = Company::refusal([&] {
    company.write([&](auto& t) {
      auto visit = t.template load<field::ScheduledEvent>(second);
      *visit.mutable_start() = to_timestamp(Company::at(9 * 60));
      t.save(visit);
    });
  });

  check_text("already has WO-0001", text);
}

TEST(Booking, refuses_a_part_that_is_not_free_unless_the_shortage_is_accepted) {
  for (int i = 0; i < 3; ++i)
    company.book(company.add_job(), company.mara, (8 + i) * 60, (9 + i) * 60);
  auto job = company.add_job();

  auto text = Company::refusal([&] { company.book(job, company.mara, 13 * 60, 14 * 60); });

  STRCMP_EQUAL("Circulation pump (P-100): 1 needed, 0 free in Van Mara", text.c_str());
  auto visit = company.book(job, company.mara, 13 * 60, 14 * 60, true);
  STRCMP_EQUAL("sent", state_of(company, visit).c_str());
  auto kept = company.where<stock::StockReservation>("work_order", job);
  LONGS_EQUAL(1, kept.size());
  STRCMP_EQUAL("short", kept[0].header().state().c_str());
}

TEST(Booking, check_says_everything_at_once_and_changes_nothing) {
  company.book(company.add_job(), company.mara);
  auto job = company.add_job("Heat pump");
  auto line = lines_of(company, job).front();
  line.mutable_planned_quantity()->set_millionths(5'000'000);
  company.save(line);
  auto changes = company.count("change");
  wire::hub_field::Check input;
  input.set_work_order(job);
  input.set_technician(company.nils);
  *input.mutable_start() = to_timestamp(Company::at(9 * 60));

  auto answer = company.act(company.dispatcher, "field.ScheduledEvent", "", "check", &input).answer;

  LONGS_EQUAL(2, answer["problems"].size());
  check_text("does not hold Gas licence", answer["problems"][0]["text"]);
  check_text("5 needed, 1 free in Van Nils", answer["problems"][1]["text"]);
  LONGS_EQUAL(changes, company.count("change"));
}

// features: A11Y-04
TEST(Booking, check_answers_in_the_language_of_whoever_asks) {
  company.book(company.add_job(), company.mara);
  wire::hub_field::Check input;
  input.set_work_order(company.add_job("Heat pump"));
  input.set_technician(company.mara);
  *input.mutable_start() = to_timestamp(Company::at(9 * 60));

  common::Speaking german("de-LI");
  auto answer = company.act(company.dispatcher, "field.ScheduledEvent", "", "check", &input).answer;

  LONGS_EQUAL(1, answer["problems"].size());
  STRCMP_EQUAL("Mara Keller hat schon WO-0001 Boiler service, 20. Nov. 08:00–10:00",
               answer["problems"][0]["text"].get<std::string>().c_str());
}

TEST(Booking, a_declined_visit_is_told_to_the_dispatchers) {
  auto visit = company.book(company.add_job(), company.mara);
  wire::field::Decline input;
  input.set_text("Van is in the workshop");

  company.act(company.mara_actor, "field.ScheduledEvent", visit, "decline", &input);

  auto told = company.where<workflow::Notification>("user", company.dispatcher.user);
  LONGS_EQUAL(1, told.size());
  check_text("was declined", told[0].title());
  check_text("workshop", told[0].text());
}

TEST_GROUP(Moving) {
  Company company;
  std::string job, visit;
  void setup() override {
    job = company.add_job();
    visit = company.book(job, company.mara);
    people::TechnicianCertification held;
    held.set_technician(company.nils);
    held.set_certification(company.gas);
    company.write([&](auto& t) {
      t.save(held);
      t.move(held, "grant");
      t.save(held);
    });
  }
};

TEST(Moving, to_another_time_tells_the_technician_once) {
  move_visit(company, visit, "", 13 * 60, 15 * 60);

  auto told = company.logs("visit_moved");
  LONGS_EQUAL(1, told.size());
  LONGS_EQUAL(1, company.logs("visit_assigned").size());
  CHECK(company.load<field::ScheduledEvent>(visit).start().seconds() ==
        to_timestamp(Company::at(13 * 60)).seconds());
}

TEST(Moving, moved_or_cancelled_has_to_be_received_anew) {
  auto is_received = [&] {
    return company.load<field::ScheduledEvent>(visit).assignments(0).has_received_at();
  };
  truckroll::wire::field::Received input;
  input.set_technician(company.mara);
  auto receive = [&] {
    company.act(company.mara_actor, "field.ScheduledEvent", visit, "received", &input);
  };
  receive();
  CHECK(is_received());

  move_visit(company, visit, company.mara, 13 * 60, 15 * 60);
  CHECK(!is_received());
  receive();
  CHECK(is_received());

  company.act(company.dispatcher, "field.ScheduledEvent", visit, "cancel");
  CHECK(!is_received());
  receive();
  CHECK(is_received());
}

TEST(Moving, to_another_technician_takes_the_parts_along_and_tells_both) {
  company.act(company.mara_actor, "field.ScheduledEvent", visit, "accept");

  move_visit(company, visit, company.nils, 8 * 60, 10 * 60);

  auto moved = company.load<field::ScheduledEvent>(visit);
  STRCMP_EQUAL("sent", moved.header().state().c_str());
  LONGS_EQUAL(1, moved.assignments_size());
  STRCMP_EQUAL(company.nils.c_str(), moved.assignments(0).technician().c_str());
  CHECK(!moved.assignments(0).has_received_at());
  LONGS_EQUAL(0, reserved_at(company, company.mara_van));
  LONGS_EQUAL(1, reserved_at(company, company.nils_van));
  LONGS_EQUAL(1, company.logs("visit_cancelled").size());
  STRCMP_EQUAL("mara@example.li", company.logs("visit_cancelled")[0].address().c_str());
  LONGS_EQUAL(2, company.logs("visit_assigned").size());
  auto scheduled = company.load<field::WorkOrder>(job).scheduled_for();
  LONGS_EQUAL(1, scheduled.size());
  STRCMP_EQUAL(company.nils.c_str(), scheduled[0].c_str());
  // Mara's morning is free again.
  CHECK(!company.book(company.add_job(), company.mara).empty());
}

TEST(Moving, is_refused_where_the_parts_are_missing_in_the_other_van) {
  company.book(company.add_job(), company.nils, 14 * 60, 15 * 60);  // takes his only pump

  auto text = Company::refusal([&] { move_visit(company, visit, company.nils, 8 * 60, 10 * 60); });

  STRCMP_EQUAL("Circulation pump (P-100): 1 needed, 0 free in Van Nils", text.c_str());
  LONGS_EQUAL(1, reserved_at(company, company.mara_van));
}

TEST(Moving, a_visit_that_has_begun_or_is_pinned_stays) {
  company.write([&](auto& t) {
    auto pinned = t.template load<field::ScheduledEvent>(visit);
    pinned.set_pinned(true);
    t.save(pinned);
  });
  check_text("pinned", Company::refusal([&] { move_visit(company, visit, "", 13 * 60, 14 * 60); }));
  company.write([&](auto& t) {
    auto pinned = t.template load<field::ScheduledEvent>(visit);
    pinned.set_pinned(false);
    t.save(pinned);
  });
  company.on_my_way(visit);

  check_text("on the way or on site",
             Company::refusal([&] { move_visit(company, visit, company.nils, 13 * 60, 14 * 60); }));
}

TEST(Moving, cancelling_the_job_cancels_visits_frees_parts_and_tells) {
  company.act(company.dispatcher, "field.WorkOrder", job, "cancel");

  STRCMP_EQUAL("cancelled", state_of(company, visit).c_str());
  LONGS_EQUAL(0, reserved_at(company, company.mara_van));
  LONGS_EQUAL(1, company.logs("visit_cancelled").size());
  LONGS_EQUAL(0, company.count("technician_booking"));
}

TEST(Moving, a_cancelled_visit_leaves_the_job_ready_to_be_planned_again) {
  company.act(company.dispatcher, "field.ScheduledEvent", visit, "cancel");

  STRCMP_EQUAL("ready", job_state(company, job).c_str());
  LONGS_EQUAL(0, reserved_at(company, company.mara_van));
}

TEST(Moving, a_job_that_a_technician_is_at_is_not_cancelled) {
  company.on_my_way(visit);

  auto text =
      Company::refusal([&] { company.act(company.dispatcher, "field.WorkOrder", job, "cancel"); });

  CHECK(!text.empty());
  STRCMP_EQUAL("on_my_way", state_of(company, visit).c_str());
}

TEST(Moving, a_job_on_hold_takes_its_visit_off_and_cannot_be_booked_until_it_is_resumed) {
  company.act(company.dispatcher, "field.WorkOrder", job, "hold");

  STRCMP_EQUAL("cancelled", state_of(company, visit).c_str());
  LONGS_EQUAL(0, reserved_at(company, company.mara_van));
  LONGS_EQUAL(1, company.logs("visit_cancelled").size());
  check_text("is on hold; resume it first",
             Company::refusal([&] { company.book(job, company.mara); }));

  company.act(company.dispatcher, "field.WorkOrder", job, "resume-work");
  STRCMP_EQUAL("ready", job_state(company, job).c_str());
  CHECK(!company.book(job, company.mara).empty());
  STRCMP_EQUAL("planned", job_state(company, job).c_str());
}

TEST(Moving, who_is_at_a_job_that_is_held_stays_there_and_it_goes_on_with_him) {
  company.on_my_way(visit);
  company.act(company.dispatcher, "field.WorkOrder", job, "hold");
  STRCMP_EQUAL("on_my_way", state_of(company, visit).c_str());

  company.act(company.dispatcher, "field.WorkOrder", job, "resume-work");

  STRCMP_EQUAL("in_progress", job_state(company, job).c_str());
}

TEST(Moving, a_second_open_visit_asks_first) {
  wire::hub_field::Book input;
  input.set_work_order(job);
  input.set_technician(company.mara);
  *input.mutable_start() = to_timestamp(Company::at(13 * 60));
  auto book = [&] { company.act(company.dispatcher, "field.ScheduledEvent", "", "book", &input); };

  check_text("the job has a visit already: Mara", Company::refusal(book));
  LONGS_EQUAL(1, company.count("scheduled_event"));

  input.set_accept_second_visit(true);
  STRCMP_EQUAL("", Company::refusal(book).c_str());
  LONGS_EQUAL(2, company.count("scheduled_event"));
}

namespace {

/// Two dispatchers take the same job from the tray at once: one van goes.
void race_for_one_job(Company& company) {
  auto job = company.add_job();
  std::string refusals[2];
  auto book = [&](int who, int from) {
    refusals[who] =
        Company::refusal([&] { company.book(job, company.mara, from, from + 60, true); });
  };
  std::thread other([&] { book(1, 13 * 60); });
  book(0, 8 * 60);
  other.join();

  CHECK(refusals[0].empty() != refusals[1].empty());
  check_text("the job has a visit already", refusals[0].empty() ? refusals[1] : refusals[0]);
  LONGS_EQUAL(1, company.count("scheduled_event"));
}

/// Two dispatchers at once: one visit stands, the other is told of it by name.
void race(Company& company) {
  auto first = company.add_job("First"), second = company.add_job("Second");
  std::string refusals[2];
  std::thread other(
      [&] { refusals[1] = Company::refusal([&] { company.book(second, company.mara); }); });
  refusals[0] = Company::refusal([&] { company.book(first, company.mara); });
  other.join();

  auto& told = refusals[0].empty() ? refusals[1] : refusals[0];
  CHECK(refusals[0].empty() != refusals[1].empty());
  STRCMP_CONTAINS("Mara Keller already has WO-", told.c_str());
  LONGS_EQUAL(1, company.count("technician_booking"));
  LONGS_EQUAL(1, reserved_at(company, company.mara_van));
}

}  // namespace

TEST_GROUP(BookingRace){};

TEST(BookingRace, one_of_two_visits_at_the_same_time_stands_on_sqlite) {
  Company company;
  race(company);
}

TEST(BookingRace, of_two_who_plan_the_same_job_one_is_asked_on_sqlite) {
  Company company;
  race_for_one_job(company);
}

TEST(BookingRace, of_two_who_plan_the_same_job_one_is_asked_on_postgresql) {
  support::PostgresServer server;
  for (int i = 0; i < 3; ++i) {
    Company company(server.make_database());
    race_for_one_job(company);
  }
}

TEST(BookingRace, one_of_two_visits_at_the_same_time_stands_on_postgresql) {
  support::PostgresServer server;
  for (int i = 0; i < 3; ++i) {
    Company company(server.make_database());
    race(company);
  }
}

// features: STOCK-02 (with the refusals and the check before saving above)
TEST(BookingRace, two_jobs_never_take_the_same_part_on_postgresql) {
  support::PostgresServer server;
  Company company(server.make_database());
  company.book(company.add_job(), company.mara, 13 * 60, 14 * 60);
  company.book(company.add_job(), company.mara, 14 * 60, 15 * 60);
  auto first = company.add_job("First"), second = company.add_job("Second");
  std::string refusals[2];
  std::thread other([&] {
    refusals[1] = Company::refusal([&] { company.book(second, company.mara, 10 * 60, 11 * 60); });
  });
  refusals[0] = Company::refusal([&] { company.book(first, company.mara, 8 * 60, 9 * 60); });
  other.join();

  CHECK(refusals[0].empty() != refusals[1].empty());
  check_text("1 needed, 0 free in Van Mara", refusals[0].empty() ? refusals[1] : refusals[0]);
  LONGS_EQUAL(3, reserved_at(company, company.mara_van));
}
