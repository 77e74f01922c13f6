#include <set>

#include "common/codec/values.hpp"
#include "common/rules/field/day.hpp"
#include "common/rules/field/visit.hpp"
#include "common/rules/projects/time.hpp"
#include "proto/records/admin/branch.pb.h"
#include "proto/records/crm/site.pb.h"
#include "proto/records/field/checklist.pb.h"
#include "proto/records/people/technician.pb.h"
#include "proto/wire/actions/field.pb.h"

namespace common::rules::field {
namespace {

namespace input = truckroll::wire::field;

constexpr std::chrono::seconds second_press{60};  // within it a press means the same journey

// ---- what every save keeps true

std::string zone_of(Records& records, const ScheduledEvent& visit) {
  std::string branch;
  if (auto job = records.find<WorkOrder>(visit.work_order())) {
    if (auto site = records.find<truckroll::crm::Site>(job->site())) {
      if (site->has_zone()) return site->zone();
      branch = site->branch();
    }
  }
  if (branch.empty())
    if (auto lead = records.find<truckroll::people::Technician>(lead_of(visit)))
      branch = lead->branch();
  auto found = records.find<truckroll::admin::Branch>(branch);
  return found ? found->zone() : std::string();
}

void complete_assignments(Records& records, ScheduledEvent& visit) {
  bool led = false;
  for (auto& line : visit.assignments()) led = led || line.role() == Assignment::ROLE_LEAD;
  std::set<std::string> seen;
  int leads = 0;
  for (int i = 0; i < visit.assignments_size(); ++i) {
    auto& line = *visit.mutable_assignments(i);
    if (!line.has_line()) line.set_line("t" + std::to_string(i + 1));
    if (!led && i == 0) line.set_role(Assignment::ROLE_LEAD);
    if (!line.has_role()) line.set_role(Assignment::ROLE_CREW);
    if (!line.has_answer()) line.set_answer(Assignment::ANSWER_OPEN);
    if (!line.has_vehicle())
      if (auto found = records.find<truckroll::people::Technician>(line.technician());
          found && found->has_vehicle())
        line.set_vehicle(found->vehicle());
    if (line.role() == Assignment::ROLE_LEAD) ++leads;
    if (!seen.insert(line.technician()).second)
      refuse("assignments[" + std::to_string(i) + "].technician",
             "this technician is assigned already");
  }
  if (leads > 1) refuse("assignments", "exactly one technician leads a visit");
}

void derive(Records& records, Change<ScheduledEvent>& change) {
  auto& visit = change.after;
  complete_assignments(records, visit);
  if (!visit.has_zone())
    if (auto zone = zone_of(records, visit); !zone.empty()) visit.set_zone(zone);
  if (visit.has_start() && visit.has_end() &&
      codec::from_timestamp(visit.end()) <= codec::from_timestamp(visit.start()))
    refuse("end", "the end lies after the start");
  if (visit.has_window_from() && visit.has_window_to() &&
      codec::from_timestamp(visit.window_to()) <= codec::from_timestamp(visit.window_from()))
    refuse("window_to", "the promised time ends after it begins");
}

void keep_work_order(Records& records, Change<ScheduledEvent>& change) {
  if (change.before && change.before->work_order() != change.after.work_order())
    refresh_work_order(records, change.before->work_order());
  bool given_up = change.state() != change.state_before() &&
                  (is_one_of(change.state(), {"cancelled", "expired", "booked"}) ||
                   is_one_of(change.state_before(), {"cancelled", "held"}));
  if (change.creates() || given_up || change.changed(ScheduledEvent::kWorkOrderFieldNumber) ||
      change.changed(ScheduledEvent::kAssignmentsFieldNumber) ||
      change.changed(ScheduledEvent::kStartFieldNumber))
    refresh_work_order(records, change.after.work_order());
}

// ---- actions

void receive(Records& records, ScheduledEvent& visit, const input::Received& input) {
  auto technician = input.has_technician() ? input.technician() : acting_technician(records, visit);
  auto line = find_assignment(visit, technician);
  if (!line || line->has_received_at()) return;
  *line->mutable_received_at() = codec::to_timestamp(records.now());
  records.save_as_system(visit);  // also when it is over: that the van has it is true all the same
  auto event = make_event(records, visit, JobEvent::KIND_RECEIVED);
  event.set_technician(technician);
  records.save(event);
}

void send(Records& records, ScheduledEvent& visit, const input::Send&) {
  if (visit.assignments_size() == 0) refuse("assignments", "nobody is assigned to this visit");
  records.move(visit, "send");
  for (auto& line : *visit.mutable_assignments())
    if (!line.has_sent_at()) *line.mutable_sent_at() = codec::to_timestamp(records.now());
  records.save(visit);
}

void accept(Records& records, ScheduledEvent& visit, const input::Accept& input) {
  require_assigned(records, visit);
  auto event = make_event(records, visit, JobEvent::KIND_ACCEPTED);
  set_place(event, input);
  if (!is_crew(visit, event.technician())) advance(records, visit, "accept", event);
  if (auto line = find_assignment(visit, event.technician()))
    line->set_answer(Assignment::ANSWER_ACCEPTED);
  records.save(visit);
  records.save(event);
}

void decline(Records& records, ScheduledEvent& visit, const input::Decline& input) {
  require_assigned(records, visit);
  auto event = make_event(records, visit, JobEvent::KIND_DECLINED);
  event.set_text(input.text());
  if (!is_crew(visit, event.technician())) advance(records, visit, "decline", event);
  if (auto line = find_assignment(visit, event.technician()))
    line->set_answer(Assignment::ANSWER_DECLINED);
  records.save(visit);
  records.save(event);
}

/// The technician's journey to this visit that was not taken back and has not ended.
std::optional<JobEvent> find_journey(Records& records, const ScheduledEvent& visit,
                                     const std::string& technician) {
  std::optional<JobEvent> latest;
  auto events = records.where<JobEvent>("scheduled_event", visit.header().id());
  auto at = [](const JobEvent& event) { return codec::from_timestamp(event.at()); };
  for (auto& event : events)
    if (event.technician() == technician && event.kind() == JobEvent::KIND_ON_MY_WAY &&
        (!latest || at(event) > at(*latest)))
      latest = event;
  if (!latest) return std::nullopt;
  for (auto& event : events) {
    bool taken_back = event.takes_back() == latest->header().id();
    bool over = event.technician() == technician && at(event) >= at(*latest) &&
                (event.kind() == JobEvent::KIND_NO_ACCESS || event.kind() == JobEvent::KIND_LEFT);
    if (taken_back || over) return std::nullopt;
  }
  return latest;
}

bool is_second_press(Records& records, const ScheduledEvent& visit, const std::string& technician) {
  auto journey = find_journey(records, visit, technician);
  if (!journey) return false;
  return state_of(visit) == "on_my_way" || (is_active(visit) && visit.assignments_size() > 1) ||
         records.now() - codec::from_timestamp(journey->at()) < second_press;
}

template <class Input>
void set_estimate(ScheduledEvent& visit, const Input& input, ScheduledEvent::EtaBasis basis) {
  *visit.mutable_eta() = input.eta();
  visit.set_eta_basis(basis == ScheduledEvent::ETA_BASIS_UNSPECIFIED
                          ? ScheduledEvent::ETA_BASIS_TECHNICIAN
                          : basis);
  if (input.has_travel_minutes())
    visit.set_travel_minutes(input.travel_minutes());
  else
    visit.clear_travel_minutes();
}

template <class Input>
void set_event_estimate(JobEvent& event, const Input& input) {
  if (input.has_eta()) *event.mutable_eta() = input.eta();
  if (input.has_valid_until()) *event.mutable_valid_until() = input.valid_until();
}

void on_my_way(Records& records, ScheduledEvent& visit, const input::OnMyWay& input) {
  require_assigned(records, visit);
  auto event = make_event(records, visit, JobEvent::KIND_ON_MY_WAY);
  if (is_second_press(records, visit, event.technician())) return;
  set_place(event, input);
  set_event_estimate(event, input);
  bool was_cancelled = state_of(visit) == "cancelled";
  bool follows = visit.assignments_size() > 1 && is_active(visit);  // a colleague went first
  if (!follows && advance(records, visit, "on-my-way", event)) {
    if (input.has_eta()) set_estimate(visit, input, input.eta_basis());
    records.save(visit);
  }
  records.save(event);
  begin_work(records, visit, was_cancelled);
}

void turn_back(Records& records, ScheduledEvent& visit, const input::TurnBack& input) {
  require_assigned(records, visit);
  auto event = make_event(records, visit, JobEvent::KIND_TURNED_BACK);
  set_place(event, input);
  if (input.has_text()) event.set_text(input.text());
  if (auto journey = find_journey(records, visit, event.technician()))
    event.set_takes_back(journey->header().id());
  bool crew = is_crew(visit, event.technician());
  if (!crew && advance(records, visit, "turn-back", event)) {
    visit.clear_eta();
    visit.clear_eta_basis();
    visit.clear_travel_minutes();
    records.save(visit);
  }
  records.save(event);
  give_back_work(records, visit);
}

void estimate(Records& records, ScheduledEvent& visit, const input::Eta& input) {
  require_assigned(records, visit);
  auto event = make_event(records, visit, JobEvent::KIND_ETA);
  set_place(event, input);
  set_event_estimate(event, input);
  if (state_of(visit) != "on_my_way")
    refuse_or_keep(records, visit, "state", "an arrival is estimated on the way only");
  else {
    set_estimate(visit, input, input.basis());
    records.save(visit);
  }
  records.save(event);
}

void arrive(Records& records, ScheduledEvent& visit, const input::Arrive& input) {
  require_assigned(records, visit);
  auto event = make_event(records, visit, JobEvent::KIND_ARRIVED);
  set_place(event, input);
  measure(records, visit, event, true);
  bool was_cancelled = state_of(visit) == "cancelled";
  bool follows = visit.assignments_size() > 1 && is_one_of(state_of(visit), {"on_site", "paused"});
  if (!follows && advance(records, visit, "arrive", event)) {
    if (!visit.has_actual_start()) *visit.mutable_actual_start() = event.at();
    records.save(visit);
  }
  records.save(event);
  begin_work(records, visit, was_cancelled);
}

/// Start, pause, resume: the lead's move the visit, the others' stay facts of their own.
template <class Input>
void note_work(Records& records, ScheduledEvent& visit, const Input& input, const char* action,
               JobEvent::Kind kind) {
  require_assigned(records, visit);
  auto event = make_event(records, visit, kind);
  set_place(event, input);
  if constexpr (requires { input.reason(); }) {
    if (input.has_reason()) event.set_reason(input.reason());
    if (input.has_text()) event.set_text(input.text());
  }
  if (is_crew(visit, event.technician()) && is_one_of(state_of(visit), {"on_site", "paused"}))
    return records.save(event);
  if (advance(records, visit, action, event)) records.save(visit);
  records.save(event);
}

void start(Records& records, ScheduledEvent& visit, const input::Start& input) {
  note_work(records, visit, input, "start", JobEvent::KIND_STARTED);
}

void pause(Records& records, ScheduledEvent& visit, const input::Pause& input) {
  note_work(records, visit, input, "pause", JobEvent::KIND_PAUSED);
}

void resume(Records& records, ScheduledEvent& visit, const input::Resume& input) {
  note_work(records, visit, input, "resume", JobEvent::KIND_RESUMED);
}

void no_access(Records& records, ScheduledEvent& visit, const input::NoAccess& input) {
  if (!input.has_reason() && input.text().empty()) refuse("reason", "say why there was no access");
  require_assigned(records, visit);
  auto event = make_event(records, visit, JobEvent::KIND_NO_ACCESS);
  set_place(event, input);
  if (input.has_reason()) event.set_reason(input.reason());
  if (input.has_text()) event.set_text(input.text());
  measure(records, visit, event, false);
  if (!is_crew(visit, event.technician()) && advance(records, visit, "no-access", event)) {
    visit.clear_eta();
    visit.clear_eta_basis();
    records.save(visit);
  }
  records.save(event);
  give_back_work(records, visit);
}

void leave(Records& records, const ScheduledEvent& visit, const input::Complete& input) {
  auto event = make_event(records, visit, JobEvent::KIND_LEFT);
  set_place(event, input);
  measure(records, visit, event, false);
  records.save(event);
}

void require_complete(Records& records, const ScheduledEvent& visit) {
  std::vector<Violation> violations;
  for (auto& missing : missing_for_completion(records, visit))
    violations.push_back({missing.field, missing.text});
  if (violations.empty()) return;
  if (!records.fact())
    throw Error(ErrorCode::conflict, "the job cannot be completed yet", violations);
  for (auto& violation : violations) records.flag(visit, "status", violation.text.english());
}

/// What was found and done goes into the job, and the job on its way: done, or back for another
/// visit.
void end_work(Records& records, const ScheduledEvent& visit, const input::Complete& input) {
  auto job = records.find<WorkOrder>(visit.work_order());
  if (!job) return;
  if (state_of(*job) == "closed")
    return;  // frozen; begin_work has flagged it, the events say what was done
  if (is_one_of(state_of(*job), {"done", "cancelled"}))
    return;  // another visit has done it, and in that one's words; begin_work has flagged this one
  if (input.has_resolution()) job->set_resolution(input.resolution());
  if (input.has_findings()) job->set_findings(input.findings());
  if (input.has_cause()) job->set_cause(input.cause());
  bool needs_visit = input.part_done() || has_other_open_visit(records, visit);
  bool finishes = !needs_visit && state_of(*job) == "in_progress";
  if (finishes) {
    *job->mutable_completed_at() = codec::to_timestamp(records.now());
    records.move_as_system(*job, "finish");
  }
  records.save(*job);
  if (needs_visit) give_back_work(records, visit);
}

void complete(Records& records, ScheduledEvent& visit, const input::Complete& input) {
  require_assigned(records, visit);
  auto technician = acting_technician(records, visit);
  if (input.part_done() && input.return_reason().empty())
    refuse("return_reason", "say why another visit is needed");
  bool crew = is_crew(visit, technician);
  if (!crew && !records.fact() && !records.can_move(visit, "complete"))
    records.move(visit, "complete");
  if (!crew && !input.part_done()) require_complete(records, visit);
  projects::stop_running_time(records, technician);
  if (crew) return leave(records, visit, input);
  auto event = make_event(records, visit,
                          input.part_done() ? JobEvent::KIND_PART_DONE : JobEvent::KIND_DONE);
  set_place(event, input);
  measure(records, visit, event, false);
  event.set_text(input.part_done() ? input.return_reason() : input.resolution());
  bool was_cancelled = state_of(visit) == "cancelled";
  if (advance(records, visit, "complete", event)) {
    *visit.mutable_actual_end() = event.at();
    if (!visit.has_actual_start()) *visit.mutable_actual_start() = event.at();
    records.save(visit);
  }
  records.save(event);
  leave(records, visit, input);
  begin_work(records, visit, was_cancelled);  // lifts a cancellation that came in the meantime
  end_work(records, visit, input);
}

const Rules<ScheduledEvent> rules = Rules<ScheduledEvent>()
                                        .before_save(derive)
                                        .after_save(keep_work_order)
                                        .action<input::Received>("received", receive)
                                        .action<input::Send>("send", send)
                                        .action<input::Accept>("accept", accept)
                                        .action<input::Decline>("decline", decline)
                                        .action<input::OnMyWay>("on-my-way", on_my_way)
                                        .action<input::TurnBack>("turn-back", turn_back)
                                        .action<input::Eta>("eta", estimate)
                                        .action<input::Arrive>("arrive", arrive)
                                        .action<input::Start>("start", start)
                                        .action<input::Pause>("pause", pause)
                                        .action<input::Resume>("resume", resume)
                                        .action<input::NoAccess>("no-access", no_access)
                                        .action<input::Complete>("complete", complete);

}  // namespace
}  // namespace common::rules::field
