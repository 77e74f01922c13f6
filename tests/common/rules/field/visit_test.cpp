#include <string>

#include "common/rules/field/day.hpp"
#include "common/rules/projects/time.hpp"
#include "proto/records/field/job_event.pb.h"
#include "proto/records/projects/time_entry.pb.h"
#include "proto/wire/actions/field.pb.h"
#include "proto/wire/actions/projects.pb.h"
#include "tests/common/rules/world.hpp"

#include <CppUTest/TestHarness.h>

namespace input = truckroll::wire::field;
using truckroll::field::JobEvent;
using world::id;
using world::ScheduledEvent;
using world::WorkOrder;
using world::World;

namespace {

const char* visit_type = "field.ScheduledEvent";

std::vector<JobEvent> events_of(const World& w, JobEvent::Kind kind) {
  std::vector<JobEvent> found;
  for (auto& event : w.store.all<JobEvent>())
    if (event.kind() == kind) found.push_back(event);
  return found;
}

/// A visit of Anna's (with Ben as crew if asked) in a state.
std::string visit_in(World& w, const std::string& state, const std::string& crew = {}) {
  w.put(w.make_visit("anna", crew), "visit", state);
  return id("visit");
}

void run_action(World& w, const std::string& action, const std::string& who = "anna") {
  input::NoAccess why;
  why.set_text("nobody opened");
  input::Decline no;
  no.set_text("ill");
  input::Eta eta;
  *eta.mutable_eta() = world::codec::to_timestamp(w.now + std::chrono::minutes(20));
  const google::protobuf::Message* with =
      action == "no-access" ? static_cast<google::protobuf::Message*>(&why)
      : action == "decline" ? static_cast<google::protobuf::Message*>(&no)
      : action == "eta"     ? static_cast<google::protobuf::Message*>(&eta)
                            : nullptr;
  w.act(w.technician(who), visit_type, id("visit"), action, with);
}

}  // namespace

TEST_GROUP(VisitMoves) {
  World w;
};

TEST(VisitMoves, each_allowed_move_leads_where_the_flow_says_and_leaves_its_event) {
  struct Row {
    const char *from, *action, *to;
    JobEvent::Kind kind;
    const char* job_after;
  };
  const Row rows[] = {
      {"sent", "accept", "accepted", JobEvent::KIND_ACCEPTED, "planned"},
      {"sent", "decline", "booked", JobEvent::KIND_DECLINED, "planned"},
      {"booked", "on-my-way", "on_my_way", JobEvent::KIND_ON_MY_WAY, "in_progress"},
      {"sent", "on-my-way", "on_my_way", JobEvent::KIND_ON_MY_WAY, "in_progress"},
      {"accepted", "on-my-way", "on_my_way", JobEvent::KIND_ON_MY_WAY, "in_progress"},
      {"on_my_way", "eta", "on_my_way", JobEvent::KIND_ETA, "planned"},
      {"on_my_way", "turn-back", "accepted", JobEvent::KIND_TURNED_BACK, "planned"},
      {"on_my_way", "arrive", "on_site", JobEvent::KIND_ARRIVED, "in_progress"},
      {"on_my_way", "no-access", "no_access", JobEvent::KIND_NO_ACCESS, "planned"},
      {"on_site", "start", "on_site", JobEvent::KIND_STARTED, "planned"},
      {"on_site", "pause", "paused", JobEvent::KIND_PAUSED, "planned"},
      {"paused", "resume", "on_site", JobEvent::KIND_RESUMED, "planned"},
      {"on_site", "no-access", "no_access", JobEvent::KIND_NO_ACCESS, "planned"},
      {"on_site", "complete", "done", JobEvent::KIND_DONE, "done"},
  };
  for (auto& row : rows) {
    World fresh;
    visit_in(fresh, row.from);
    run_action(fresh, row.action);
    STRCMP_EQUAL_TEXT(row.to, fresh.state<ScheduledEvent>(id("visit")).c_str(), row.action);
    auto events = events_of(fresh, row.kind);
    LONGS_EQUAL_TEXT(1, events.size(), row.action);
    STRCMP_EQUAL(id("anna").c_str(), events[0].technician().c_str());
    STRCMP_EQUAL(id("job").c_str(), events[0].work_order().c_str());
    CHECK(world::codec::from_timestamp(events[0].at()) == fresh.now);
    STRCMP_EQUAL_TEXT(row.job_after, fresh.state<WorkOrder>(id("job")).c_str(), row.action);
  }
}

TEST(VisitMoves, a_move_that_the_flow_does_not_know_is_refused_by_name_and_leaves_nothing) {
  const std::pair<const char*, const char*> rows[] = {
      {"booked", "accept"},      {"booked", "arrive"},   {"accepted", "arrive"},
      {"accepted", "complete"},  {"on_my_way", "start"}, {"on_my_way", "pause"},
      {"on_my_way", "complete"}, {"paused", "complete"}, {"on_site", "on-my-way"},
      {"on_site", "eta"},        {"done", "on-my-way"},  {"done", "complete"},
      {"expired", "accept"},     {"held", "on-my-way"},  {"no_access", "arrive"},
      {"accepted", "turn-back"}};
  for (auto& [from, action] : rows) {
    World fresh;
    visit_in(fresh, from);
    auto refusal = fresh.refusal([&, act = action] { run_action(fresh, act); });
    CHECK_TEXT(refusal.has_value(), (std::string(from) + " " + action).c_str());
    CHECK_TEXT(refusal->code == world::ErrorCode::conflict, refusal->text.c_str());
    STRCMP_EQUAL("state", refusal->field().c_str());
    LONGS_EQUAL(0, fresh.store.all<JobEvent>().size());
    STRCMP_EQUAL(from, fresh.state<ScheduledEvent>(id("visit")).c_str());
  }
}

TEST(VisitMoves, the_refusal_names_state_and_action) {
  visit_in(w, "paused");
  auto refusal = w.refusal([&] { run_action(w, "complete"); });
  STRCMP_EQUAL("Visit is \"Paused\"; \"Complete\" is not possible from there",
               refusal->text.c_str());
}

TEST(VisitMoves, somebody_who_is_not_assigned_is_refused) {
  visit_in(w, "accepted");
  auto refusal = w.refusal([&] { run_action(w, "on-my-way", "ben"); });
  CHECK(refusal->code == world::ErrorCode::forbidden);
  STRCMP_EQUAL("you are not assigned to this visit", refusal->text.c_str());
}

TEST(VisitMoves, no_access_and_another_visit_need_a_reason) {
  visit_in(w, "on_site");
  auto none = w.refused(w.technician(), visit_type, id("visit"), "no-access");
  STRCMP_EQUAL("say why there was no access", none->text.c_str());
  input::Complete part;
  part.set_part_done(true);
  auto again = w.refused(w.technician(), visit_type, id("visit"), "complete", &part);
  STRCMP_EQUAL("return_reason", again->field().c_str());
}

TEST(VisitMoves, a_second_on_my_way_makes_no_second_event) {
  visit_in(w, "accepted");
  run_action(w, "on-my-way");
  w.now += std::chrono::seconds(59);
  run_action(w, "on-my-way");
  w.now += std::chrono::minutes(30);
  run_action(w, "on-my-way");
  LONGS_EQUAL(1, events_of(w, JobEvent::KIND_ON_MY_WAY).size());
}

TEST(VisitMoves, on_my_way_keeps_position_estimate_and_origin) {
  visit_in(w, "accepted");
  input::OnMyWay input;
  *input.mutable_position() = world::position(471500000, 95200000);
  *input.mutable_accuracy_m() = world::codec::decimal(8000000);
  *input.mutable_eta() = world::codec::to_timestamp(w.now + std::chrono::minutes(17));
  input.set_eta_basis(ScheduledEvent::ETA_BASIS_ROUTE);
  input.set_travel_minutes(17);
  *input.mutable_valid_until() = world::codec::to_timestamp(w.now + std::chrono::minutes(25));
  input.set_origin(JobEvent::ORIGIN_BUTTON);
  w.act(w.technician(), visit_type, id("visit"), "on-my-way", &input);
  auto event = events_of(w, JobEvent::KIND_ON_MY_WAY).at(0);
  LONGS_EQUAL(471500000, event.position().latitude_e7());
  LONGS_EQUAL(JobEvent::ORIGIN_BUTTON, event.origin());
  LONGS_EQUAL(input.eta().seconds(), event.eta().seconds());
  auto visit = w.get<ScheduledEvent>(id("visit"));
  LONGS_EQUAL(input.eta().seconds(), visit.eta().seconds());
  LONGS_EQUAL(ScheduledEvent::ETA_BASIS_ROUTE, visit.eta_basis());
  LONGS_EQUAL(17, visit.travel_minutes());
}

TEST(VisitMoves, turning_back_takes_the_journey_back_and_a_new_one_may_begin_at_once) {
  visit_in(w, "accepted");
  run_action(w, "on-my-way");
  auto journey = events_of(w, JobEvent::KIND_ON_MY_WAY).at(0);
  w.now += std::chrono::seconds(10);
  run_action(w, "turn-back");
  STRCMP_EQUAL(journey.header().id().c_str(),
               events_of(w, JobEvent::KIND_TURNED_BACK).at(0).takes_back().c_str());
  CHECK_FALSE(w.get<ScheduledEvent>(id("visit")).has_eta());
  STRCMP_EQUAL("planned", w.state<WorkOrder>(id("job")).c_str());
  w.now += std::chrono::seconds(10);
  run_action(w, "on-my-way");
  LONGS_EQUAL(2, events_of(w, JobEvent::KIND_ON_MY_WAY).size());
}

TEST(VisitMoves, received_is_noted_once_and_moves_nothing) {
  visit_in(w, "sent");
  run_action(w, "received");
  auto first = w.get<ScheduledEvent>(id("visit"));
  w.now += std::chrono::minutes(5);
  run_action(w, "received");
  auto second = w.get<ScheduledEvent>(id("visit"));
  LONGS_EQUAL(first.assignments(0).received_at().seconds(),
              second.assignments(0).received_at().seconds());
  STRCMP_EQUAL("sent", second.header().state().c_str());
  LONGS_EQUAL(1, events_of(w, JobEvent::KIND_RECEIVED).size());
}

TEST(VisitMoves, sending_is_the_offices_and_stamps_every_assignment) {
  visit_in(w, "booked", "ben");
  CHECK(w.refused(w.technician(), visit_type, id("visit"), "send")->code ==
        world::ErrorCode::forbidden);
  w.act(w.dispatcher(), visit_type, id("visit"), "send");
  auto visit = w.get<ScheduledEvent>(id("visit"));
  CHECK(visit.assignments(0).has_sent_at() && visit.assignments(1).has_sent_at());
}

// features: EDGE-05
TEST_GROUP(Arrival) {
  World w;
  JobEvent arrive(std::int32_t latitude_e7, std::int64_t accuracy_m) {
    visit_in(w, "on_my_way");
    input::Arrive input;
    *input.mutable_position() = world::position(latitude_e7, 95215000);
    *input.mutable_accuracy_m() = world::codec::decimal(accuracy_m * 1000000);
    w.act(w.technician(), visit_type, id("visit"), "arrive", &input);
    return events_of(w, JobEvent::KIND_ARRIVED).at(0);
  }
};

TEST(Arrival, inside_the_radius_is_stored_with_its_distance) {
  auto event = arrive(471414500, 5);  // 50 m north
  LONGS_EQUAL(50, event.distance_m().millionths() / 1000000);
  LONGS_EQUAL(5, event.accuracy_m().millionths() / 1000000);
  CHECK_FALSE(event.flagged());
  CHECK(w.get<ScheduledEvent>(id("visit")).has_actual_start());
}

TEST(Arrival, outside_the_radius_is_kept_and_flagged) {
  auto event = arrive(471437000, 10);  // 300 m north
  CHECK(event.flagged());
  STRCMP_EQUAL("outside the arrival radius: 300 m from the site, 110 m are allowed",
               event.flag_reason().c_str());
  STRCMP_EQUAL("on_site", w.state<ScheduledEvent>(id("visit")).c_str());
}

TEST(Arrival, the_fixs_accuracy_widens_the_circle) {
  CHECK_FALSE(arrive(471437000, 250).flagged());
}

TEST(Arrival, without_a_position_it_is_flagged) {
  visit_in(w, "on_my_way");
  run_action(w, "arrive");
  auto event = events_of(w, JobEvent::KIND_ARRIVED).at(0);
  CHECK(event.flagged());
  STRCMP_EQUAL("no position was known", event.flag_reason().c_str());
}

TEST(Arrival, leaving_stores_position_and_distance_too) {
  visit_in(w, "on_site");
  input::Complete input;
  *input.mutable_position() = world::position(471437000, 95215000);
  *input.mutable_accuracy_m() = world::codec::decimal(7000000);
  w.act(w.technician(), visit_type, id("visit"), "complete", &input);
  auto left = events_of(w, JobEvent::KIND_LEFT).at(0);
  LONGS_EQUAL(300, left.distance_m().millionths() / 1000000);
  LONGS_EQUAL(7, left.accuracy_m().millionths() / 1000000);
  LONGS_EQUAL(471437000, left.position().latitude_e7());
}

TEST_GROUP(Completion) {
  World w;
};

TEST(Completion, finishes_the_job_with_what_was_found_and_stops_the_timer) {
  visit_in(w, "on_site");
  truckroll::wire::projects::StartTime timer;
  timer.set_work_order(id("job"));
  w.act(w.technician(), "projects.TimeEntry", "", "start", &timer);
  w.now += std::chrono::minutes(40);
  input::Complete input;
  input.set_resolution("Electrode replaced");
  input.set_findings("Electrode worn");
  input.set_cause("Age");
  w.act(w.technician(), visit_type, id("visit"), "complete", &input);
  auto job = w.get<WorkOrder>(id("job"));
  STRCMP_EQUAL("done", job.header().state().c_str());
  STRCMP_EQUAL("Electrode replaced", job.resolution().c_str());
  STRCMP_EQUAL("Electrode worn", job.findings().c_str());
  STRCMP_EQUAL("Age", job.cause().c_str());
  CHECK(world::codec::from_timestamp(job.completed_at()) == w.now);
  CHECK(world::codec::from_timestamp(w.get<ScheduledEvent>(id("visit")).actual_end()) == w.now);
  auto time = w.store.all<truckroll::projects::TimeEntry>().at(0);
  STRCMP_EQUAL("ended", time.header().state().c_str());
  LONGS_EQUAL(40, time.duration_minutes());
}

TEST(Completion, part_done_sends_the_job_back_for_another_visit) {
  visit_in(w, "on_site");
  input::Complete input;
  input.set_part_done(true);
  input.set_return_reason("Heat exchanger has to be ordered");
  w.act(w.technician(), visit_type, id("visit"), "complete", &input);
  STRCMP_EQUAL("done", w.state<ScheduledEvent>(id("visit")).c_str());
  STRCMP_EQUAL("ready", w.state<WorkOrder>(id("job")).c_str());
  STRCMP_EQUAL("Heat exchanger has to be ordered",
               events_of(w, JobEvent::KIND_PART_DONE).at(0).text().c_str());
  LONGS_EQUAL(0, events_of(w, JobEvent::KIND_DONE).size());
  LONGS_EQUAL(1, events_of(w, JobEvent::KIND_LEFT).size());
}

TEST(Completion, a_job_with_a_further_visit_is_planned_again_and_not_done) {
  visit_in(w, "on_site");
  w.put(w.make_visit(), "tomorrow", "booked");
  run_action(w, "complete");
  STRCMP_EQUAL("planned", w.state<WorkOrder>(id("job")).c_str());
}

TEST(Completion, a_crews_completion_is_a_fact_of_its_own_and_the_lead_ends_the_visit) {
  visit_in(w, "on_site", "ben");
  run_action(w, "complete", "ben");
  STRCMP_EQUAL("on_site", w.state<ScheduledEvent>(id("visit")).c_str());
  STRCMP_EQUAL(id("ben").c_str(), events_of(w, JobEvent::KIND_LEFT).at(0).technician().c_str());
  run_action(w, "complete", "anna");
  STRCMP_EQUAL("done", w.state<ScheduledEvent>(id("visit")).c_str());
}

TEST_GROUP(FactsAtTheHub) {
  World w;
};

TEST(FactsAtTheHub, work_after_a_cancellation_lifts_it_and_is_flagged_once) {
  w.fact = true;
  visit_in(w, "cancelled");
  WorkOrder job = w.get<WorkOrder>(id("job"));
  w.put(job, "job", "cancelled");
  run_action(w, "on-my-way");
  STRCMP_EQUAL("on_my_way", w.state<ScheduledEvent>(id("visit")).c_str());
  STRCMP_EQUAL("in_progress", w.state<WorkOrder>(id("job")).c_str());
  LONGS_EQUAL(1, w.store.flags().size());
  STRCMP_EQUAL("status", w.store.flags()[0].kind.c_str());
  CHECK(events_of(w, JobEvent::KIND_ON_MY_WAY).at(0).flagged());
  STRCMP_EQUAL("after a cancellation",
               events_of(w, JobEvent::KIND_ON_MY_WAY).at(0).flag_reason().c_str());
}

TEST(FactsAtTheHub, completion_after_a_cancellation_finishes_the_job) {
  w.fact = true;
  visit_in(w, "cancelled");
  w.put(w.get<WorkOrder>(id("job")), "job", "cancelled");
  run_action(w, "complete");
  STRCMP_EQUAL("done", w.state<ScheduledEvent>(id("visit")).c_str());
  STRCMP_EQUAL("done", w.state<WorkOrder>(id("job")).c_str());
}

TEST(FactsAtTheHub, what_is_no_fact_does_not_lift_a_cancellation) {
  visit_in(w, "cancelled");
  auto refusal = w.refusal([&] { run_action(w, "on-my-way"); });
  CHECK(refusal->code == world::ErrorCode::conflict);
  STRCMP_EQUAL("cancelled", w.state<ScheduledEvent>(id("visit")).c_str());
}

TEST(FactsAtTheHub, a_fact_for_which_the_flow_has_no_move_is_kept_as_event_and_flagged) {
  w.fact = true;
  visit_in(w, "booked");
  run_action(w, "arrive");
  STRCMP_EQUAL("booked", w.state<ScheduledEvent>(id("visit")).c_str());
  CHECK(events_of(w, JobEvent::KIND_ARRIVED).at(0).flagged());
  STRCMP_EQUAL("\"Arrive\" was recorded while the visit is booked",
               w.store.flags().at(0).text.c_str());
}

TEST(FactsAtTheHub, work_by_somebody_who_lost_the_visit_is_kept_and_flagged) {
  w.fact = true;
  visit_in(w, "accepted");
  run_action(w, "on-my-way", "ben");
  LONGS_EQUAL(1, events_of(w, JobEvent::KIND_ON_MY_WAY).size());
  STRCMP_EQUAL("the visit was given to somebody else in the meantime",
               w.store.flags().at(0).text.c_str());
}

TEST_GROUP(VisitSave) {
  World w;
};

TEST(VisitSave, derives_zone_lead_and_vehicle) {
  auto visit = w.make_visit();
  visit.clear_zone();
  visit.mutable_assignments(0)->clear_role();
  visit.mutable_assignments(0)->clear_line();
  visit = w.save(visit);
  STRCMP_EQUAL("Europe/Vaduz", visit.zone().c_str());
  LONGS_EQUAL(ScheduledEvent::Assignment::ROLE_LEAD, visit.assignments(0).role());
  STRCMP_EQUAL(id("vehicle of anna").c_str(), visit.assignments(0).vehicle().c_str());
}

TEST(VisitSave, refuses_two_leads_one_person_twice_and_an_end_before_the_start) {
  auto two = w.make_visit("anna", "ben");
  two.mutable_assignments(1)->set_role(ScheduledEvent::Assignment::ROLE_LEAD);
  STRCMP_EQUAL("exactly one technician leads a visit",
               w.refusal([&] { w.save(two); })->text.c_str());
  STRCMP_EQUAL("this technician is assigned already",
               w.refusal([&] {
                  auto twice = w.make_visit("anna", "ben");
                  twice.mutable_assignments(1)->set_technician(id("anna"));
                  w.save(twice);
                })->text.c_str());
  auto backwards = w.make_visit();
  *backwards.mutable_end() = backwards.start();
  STRCMP_EQUAL("end", w.refusal([&] { w.save(backwards); })->field().c_str());
}

TEST(VisitSave, the_job_knows_everybody_of_its_visits_and_the_latest_of_them) {
  auto first = w.make_visit("anna");
  w.put(first, "first", "booked");
  auto second = w.make_visit("ben");
  *second.mutable_start() = world::codec::to_timestamp(w.now + std::chrono::hours(48));
  *second.mutable_end() = world::codec::to_timestamp(w.now + std::chrono::hours(49));
  w.put(second, "second", "booked");
  second = w.get<ScheduledEvent>(id("second"));
  second.set_pinned(true);
  *second.mutable_start() = world::codec::to_timestamp(w.now + std::chrono::hours(47));
  second = w.save(second);
  auto job = w.get<WorkOrder>(id("job"));
  LONGS_EQUAL(2, job.scheduled_for_size());
  LONGS_EQUAL(second.start().seconds(), job.last_visit_at().seconds());
  w.act(w.dispatcher(), visit_type, id("second"), "cancel");
  job = w.get<WorkOrder>(id("job"));
  LONGS_EQUAL(1, job.scheduled_for_size());
  STRCMP_EQUAL(id("anna").c_str(), job.scheduled_for(0).c_str());
}

TEST_GROUP(JobActions) {
  World w;
};

TEST(JobActions, act_on_the_callers_open_visit) {
  visit_in(w, "accepted");
  w.put(w.make_visit("ben"), "bens", "accepted");
  w.act(w.technician(), "field.WorkOrder", id("job"), "on-my-way");
  STRCMP_EQUAL("on_my_way", w.state<ScheduledEvent>(id("visit")).c_str());
  STRCMP_EQUAL("accepted", w.state<ScheduledEvent>(id("bens")).c_str());
  auto result = w.act(w.technician(), "field.WorkOrder", id("job"), "arrive");
  STRCMP_EQUAL("in_progress",
               common::schema::header(std::as_const(*result.record)).state().c_str());
}

TEST(JobActions, are_refused_without_an_open_visit) {
  visit_in(w, "done");
  auto refusal = w.refused(w.technician(), "field.WorkOrder", id("job"), "arrive");
  STRCMP_EQUAL("the job has no open visit of yours", refusal->text.c_str());
}

TEST(JobActions, buttons_are_what_flow_and_role_allow) {
  visit_in(w, "on_my_way");
  w.run(w.technician(), [&](world::rules::Records& records) {
    std::string names;
    for (auto& move :
         common::rules::field::allowed_moves(records, w.get<ScheduledEvent>(id("visit"))))
      names += move.action + " ";
    STRCMP_EQUAL("turn-back arrive no-access ", names.c_str());
  });
  visit_in(w, "cancelled");
  w.run(w.technician(), [&](world::rules::Records& records) {
    LONGS_EQUAL(
        0, common::rules::field::allowed_moves(records, w.get<ScheduledEvent>(id("visit"))).size());
  });
}
