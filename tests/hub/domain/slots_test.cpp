#include <set>

#include "common/codec/values.hpp"
#include "company.hpp"
#include "proto/records/billing/line_item.pb.h"
#include "proto/records/people/technician.pb.h"
#include "proto/records/people/technician_availability.pb.h"
#include "proto/records/people/technician_certification.pb.h"
#include "proto/records/people/time_off.pb.h"
#include "proto/records/workflow/notification_log.pb.h"

#include <CppUTest/TestHarness.h>

using namespace truckroll;
using common::codec::to_timestamp;

namespace {

constexpr int quarter = 15;

void add_shift(Company& company, const std::string& technician,
               people::TechnicianAvailability::Kind kind, int from, int to) {
  people::TechnicianAvailability shift;
  shift.set_technician(technician);
  shift.set_kind(kind);
  shift.set_zone("Europe/Vaduz");
  *shift.mutable_from() = to_timestamp(Company::at(from));
  *shift.mutable_to() = to_timestamp(Company::at(to));
  company.save(shift);
}

void add_time_off(Company& company, const std::string& technician, int from, int to) {
  people::TimeOff away;
  away.set_technician(technician);
  away.set_kind(people::TimeOff::KIND_SICK);
  away.set_zone("Europe/Vaduz");
  *away.mutable_from() = to_timestamp(Company::at(from));
  *away.mutable_to() = to_timestamp(Company::at(to));
  company.act(company.dispatcher, "people.TimeOff", company.save(away), "approve");
}

nlohmann::json free_slots(Company& company, const std::string& job, int minutes,
                          const std::string& event = {}) {
  wire::hub_field::FreeSlots input;
  if (!job.empty()) input.set_work_order(job);
  if (!event.empty()) input.set_event(event);
  *input.mutable_from() = to_timestamp(Company::at(0));
  *input.mutable_to() = to_timestamp(Company::at(24 * 60));
  input.set_minutes(minutes);
  return company.act(company.dispatcher, "field.ScheduledEvent", "", "free-slots", &input).answer;
}

nlohmann::json lane_of(const nlohmann::json& answer, const std::string& technician) {
  for (auto& lane : answer["technicians"])
    if (lane["technician"] == technician) return lane;
  return {};
}

/// "08:00–10:00 13:00–17:00" on the wall of Vaduz, UTC+1 in November.
std::string spans(const nlohmann::json& lane) {
  std::string text;
  for (auto& one : lane["free"])
    text += (text.empty() ? "" : " ") + one["from"].get<std::string>().substr(11, 5) + "–" +
            one["to"].get<std::string>().substr(11, 5);
  return text;
}

bool fits(const nlohmann::json& lane, int from, int minutes) {
  if (!lane["problems"].empty()) return false;
  for (auto& one : lane["free"])
    if (common::parse_instant(one["from"].get<std::string>()) <= Company::at(from) &&
        Company::at(from + minutes) <= common::parse_instant(one["to"].get<std::string>()))
      return true;
  return false;
}

nlohmann::json problems_at(Company& company, const std::string& job, const std::string& technician,
                           int from, int minutes) {
  wire::hub_field::Check input;
  input.set_work_order(job);
  input.set_technician(technician);
  *input.mutable_start() = to_timestamp(Company::at(from));
  *input.mutable_end() = to_timestamp(Company::at(from + minutes));
  return company.act(company.dispatcher, "field.ScheduledEvent", "", "check", &input)
      .answer["problems"];
}

nlohmann::json conflicts(Company& company) {
  wire::hub_field::Conflicts input;
  *input.mutable_from() = to_timestamp(Company::at(0));
  *input.mutable_to() = to_timestamp(Company::at(24 * 60));
  return company.act(company.dispatcher, "field.ScheduledEvent", "", "conflicts", &input).answer;
}

std::string first_text(const nlohmann::json& answer, const std::string& visit) {
  for (auto& one : answer["visits"])
    if (one["event"] == visit) return one["problems"][0]["text"];
  return {};
}

void give_certificate(Company& company, const std::string& technician) {
  people::TechnicianCertification held;
  held.set_technician(technician);
  held.set_certification(company.gas);
  company.write([&](auto& t) {
    t.save(held);
    t.move(held, "grant");
    t.save(held);
  });
}

}  // namespace

TEST_GROUP(FreeSlots) {
  Company company;
};

TEST(FreeSlots, lie_inside_shifts_and_outside_visits_absences_and_blocked_times) {
  add_shift(company, company.mara, people::TechnicianAvailability::KIND_SHIFT, 8 * 60, 12 * 60);
  add_shift(company, company.mara, people::TechnicianAvailability::KIND_SHIFT, 12 * 60, 18 * 60);
  add_shift(company, company.mara, people::TechnicianAvailability::KIND_BLOCKED, 14 * 60, 15 * 60);
  add_time_off(company, company.mara, 17 * 60, 20 * 60);
  company.book(company.add_job(), company.mara, 9 * 60, 10 * 60);
  auto job = company.add_job("Heat pump");

  auto hour = lane_of(free_slots(company, job, 60), company.mara);
  auto three = lane_of(free_slots(company, job, 180), company.mara);

  STRCMP_EQUAL("07:00–08:00 09:00–13:00 14:00–16:00", spans(hour).c_str());
  STRCMP_EQUAL("09:00–13:00", spans(three).c_str());
}

TEST(FreeSlots, every_quarter_of_the_day_says_what_the_check_and_the_booking_say) {
  give_certificate(company, company.nils);
  add_shift(company, company.mara, people::TechnicianAvailability::KIND_SHIFT, 7 * 60, 16 * 60);
  add_shift(company, company.mara, people::TechnicianAvailability::KIND_BLOCKED, 12 * 60, 13 * 60);
  add_time_off(company, company.nils, 9 * 60 + 30, 11 * 60);
  company.book(company.add_job(), company.nils, 14 * 60, 15 * 60);
  auto job = company.add_job("Heat pump");
  auto answer = free_slots(company, job, 90);

  for (auto& technician : {company.mara, company.nils})
    for (int from = 0; from + 90 <= 24 * 60; from += quarter)
      CHECK_EQUAL(problems_at(company, job, technician, from, 90).empty(),
                  fits(lane_of(answer, technician), from, 90));

  STRCMP_EQUAL("06:00–11:00 12:00–15:00", spans(lane_of(answer, company.mara)).c_str());
  CHECK(!company.book(job, company.mara, 13 * 60, 14 * 60 + 30).empty());
}

TEST(FreeSlots, who_lacks_certificate_or_parts_is_named_with_the_reason) {
  auto job = company.add_job();
  company.write([&](auto& t) {
    for (auto& line : t.template where<billing::LineItem>("work_order", job)) {
      if (line.kind() != billing::LineItem::KIND_PART) continue;
      line.mutable_planned_quantity()->set_millionths(50'000'000);
      t.save(line);
    }
  });

  auto lane = lane_of(free_slots(company, job, 60), company.nils);

  STRCMP_CONTAINS("does not hold Gas licence",
                  lane["problems"][0]["text"].get<std::string>().c_str());
  STRCMP_CONTAINS("50 needed", lane["problems"][1]["text"].get<std::string>().c_str());
}

TEST(FreeSlots, a_visit_does_not_stand_in_its_own_way_and_stays_while_it_is_pinned) {
  auto visit = company.book(company.add_job(), company.mara, 8 * 60, 10 * 60);

  auto lane = lane_of(free_slots(company, "", 120, visit), company.mara);
  company.write([&](auto& t) {
    auto pinned = t.template load<field::ScheduledEvent>(visit);
    pinned.set_pinned(true);
    t.save(pinned);
  });
  auto pinned = free_slots(company, "", 120, visit);

  STRCMP_EQUAL("23:00–23:00", spans(lane).c_str());
  STRCMP_CONTAINS("pinned", pinned["problems"][0]["text"].get<std::string>().c_str());
}

TEST(FreeSlots, changes_nothing_and_refuses_a_question_without_bounds) {
  auto job = company.add_job();
  auto before = company.count("change");
  free_slots(company, job, 60);
  conflicts(company);
  LONGS_EQUAL(before, company.count("change"));

  wire::hub_field::Conflicts input;
  *input.mutable_from() = to_timestamp(Company::at(0, 1));
  *input.mutable_to() = to_timestamp(Company::at(0, 20));
  STRCMP_CONTAINS("at most two days", Company::refusal([&] {
                                        company.act(company.dispatcher, "field.ScheduledEvent", "",
                                                    "conflicts", &input);
                                      }).c_str());
}

TEST_GROUP(Conflicts) {
  Company company;
};

TEST(Conflicts, what_came_up_after_the_booking_is_told_for_the_visit) {
  auto good = company.book(company.add_job(), company.mara, 8 * 60, 9 * 60);
  auto visit = company.book(company.add_job(), company.mara, 14 * 60, 15 * 60);
  LONGS_EQUAL(0, conflicts(company)["visits"].size());

  add_time_off(company, company.mara, 13 * 60, 18 * 60);

  auto answer = conflicts(company);
  LONGS_EQUAL(1, answer["visits"].size());
  STRCMP_EQUAL("Mara Keller is away 20 Nov 13:00–18:00", first_text(answer, visit).c_str());
  STRCMP_EQUAL("", first_text(answer, good).c_str());
  LONGS_EQUAL(1, answer["away"].size());
  STRCMP_EQUAL(company.mara.c_str(), answer["away"][0]["technician"].get<std::string>().c_str());
  STRCMP_CONTAINS("T12:00:00", answer["away"][0]["from"].get<std::string>().c_str());
}

TEST(Conflicts, both_visits_of_an_overlap_are_told) {
  auto first = company.book(company.add_job(), company.mara, 8 * 60, 10 * 60);
  company.act(company.dispatcher, "field.ScheduledEvent", first, "cancel");
  auto second = company.book(company.add_job("Heat pump"), company.mara, 9 * 60, 11 * 60);
  // The van had not heard of it: its fact stands, whatever else is planned.
  company.on_my_way(first, true);

  auto answer = conflicts(company);

  STRCMP_EQUAL("Mara Keller also has WO-0002 Heat pump, 20 Nov 09:00–11:00",
               first_text(answer, first).c_str());
  STRCMP_EQUAL("Mara Keller also has WO-0001 Boiler service, 20 Nov 08:00–10:00",
               first_text(answer, second).c_str());
}

TEST_GROUP(Promise) {
  Company company;
  std::string visit;
  void setup() override {
    visit = company.book(company.add_job(), company.mara, 8 * 60, 10 * 60);
  }
  void promise(int from, int to) {
    company.write([&](auto& t) {
      auto made = t.template load<field::ScheduledEvent>(visit);
      *made.mutable_window_from() = to_timestamp(Company::at(from));
      *made.mutable_window_to() = to_timestamp(Company::at(to));
      t.save(made);
    });
  }
  void move_to(int from) {
    wire::hub_field::Move input;
    *input.mutable_start() = to_timestamp(Company::at(from));
    company.act(company.dispatcher, "field.ScheduledEvent", visit, "move", &input);
  }
};

TEST(Promise, a_visit_that_leaves_the_promised_window_takes_it_along_and_tells_the_customer) {
  promise(8 * 60, 9 * 60);

  move_to(13 * 60 + 30);

  auto moved = company.load<field::ScheduledEvent>(visit);
  LONGS_EQUAL(to_timestamp(Company::at(13 * 60 + 30)).seconds(), moved.window_from().seconds());
  LONGS_EQUAL(to_timestamp(Company::at(14 * 60 + 30)).seconds(), moved.window_to().seconds());
  auto told = company.logs("appointment_moved");
  LONGS_EQUAL(1, told.size());
  STRCMP_EQUAL(company.contact.c_str(), told[0].to_contact().c_str());
}

TEST(Promise, within_the_window_or_without_one_the_customer_hears_nothing) {
  move_to(9 * 60);
  LONGS_EQUAL(0, company.logs("appointment_moved").size());

  promise(8 * 60, 12 * 60);
  move_to(11 * 60);

  LONGS_EQUAL(0, company.logs("appointment_moved").size());
  LONGS_EQUAL(to_timestamp(Company::at(8 * 60)).seconds(),
              company.load<field::ScheduledEvent>(visit).window_from().seconds());
}
