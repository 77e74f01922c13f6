#include "common/rules/field/visit.hpp"

#include <algorithm>
#include <cmath>

#include "common/codec/values.hpp"
#include "common/geo/position.hpp"
#include "common/schema/labels.hpp"
#include "common/text/text.hpp"
#include "proto/records/crm/site.pb.h"

namespace common::rules::field {
namespace {

constexpr std::int32_t arrival_radius_default_m = 100;

geo::Position to_position(const truckroll::Position& position) {
  return geo::from_e7({position.latitude_e7(), position.longitude_e7()});
}

std::optional<truckroll::crm::Site> find_site(Records& records, const ScheduledEvent& visit) {
  auto job = records.find<WorkOrder>(visit.work_order());
  return job ? records.find<truckroll::crm::Site>(job->site()) : std::nullopt;
}

std::string shown_state(const schema::Message& record) {
  return text::to_lower(text::to_label(state_of(record)));
}

}  // namespace

const std::string& state_of(const schema::Message& record) {
  return schema::header(record).state();
}

bool is_one_of(std::string_view state, std::initializer_list<std::string_view> states) {
  return std::find(states.begin(), states.end(), state) != states.end();
}

bool is_open(const ScheduledEvent& visit) {
  return is_one_of(state_of(visit), {"booked", "sent", "accepted"}) || is_active(visit);
}

bool is_active(const ScheduledEvent& visit) {
  return is_one_of(state_of(visit), {"on_my_way", "on_site", "paused"});
}

std::string lead_of(const ScheduledEvent& visit) {
  for (auto& line : visit.assignments())
    if (line.role() == Assignment::ROLE_LEAD) return line.technician();
  return visit.assignments_size() > 0 ? visit.assignments(0).technician() : std::string();
}

std::string acting_technician(const Records& records, const ScheduledEvent& visit) {
  auto& technician = records.actor().technician;
  return technician.empty() ? lead_of(visit) : technician;
}

Assignment* find_assignment(ScheduledEvent& visit, std::string_view technician) {
  for (auto& line : *visit.mutable_assignments())
    if (line.technician() == technician) return &line;
  return nullptr;
}

bool is_assigned(const ScheduledEvent& visit, std::string_view technician) {
  for (auto& line : visit.assignments())
    if (line.technician() == technician) return true;
  return false;
}

bool is_crew(const ScheduledEvent& visit, std::string_view technician) {
  return is_assigned(visit, technician) && lead_of(visit) != technician;
}

void refuse_or_keep(Records& records, const schema::Message& about, std::string field,
                    Sentence text) {
  if (!records.fact()) throw Error(ErrorCode::conflict, std::move(text), std::move(field));
  records.flag(about, "status", text.english());
}

void require_assigned(Records& records, const ScheduledEvent& visit) {
  auto& technician = records.actor().technician;
  if (visit.assignments_size() == 0)
    refuse_or_keep(records, visit, "assignments", "nobody is assigned to this visit");
  if (technician.empty() || visit.assignments_size() == 0 || is_assigned(visit, technician)) return;
  if (!records.fact())
    throw Error(ErrorCode::forbidden, "you are not assigned to this visit", "assignments");
  records.flag(visit, "status", "the visit was given to somebody else in the meantime");
}

JobEvent make_event(Records& records, const ScheduledEvent& visit, JobEvent::Kind kind) {
  JobEvent event;
  event.set_scheduled_event(visit.header().id());
  if (visit.has_work_order()) event.set_work_order(visit.work_order());
  event.set_technician(acting_technician(records, visit));
  event.set_kind(kind);
  *event.mutable_at() = codec::to_timestamp(records.now());
  event.set_origin(JobEvent::ORIGIN_SCREEN);
  return event;
}

void flag_event(JobEvent& event, std::string_view reason) {
  event.set_flagged(true);
  auto text = event.flag_reason();
  event.set_flag_reason(text.empty() ? std::string(reason) : text + "; " + std::string(reason));
}

void measure(Records& records, const ScheduledEvent& visit, JobEvent& event, bool flag_outside) {
  auto flag = [&](const std::string& reason) {
    if (flag_outside) flag_event(event, reason);
  };
  if (!event.has_position()) return flag("no position was known");
  auto site = find_site(records, visit);
  if (!site || !site->address().has_position()) return flag("the site's position is not known");
  auto distance =
      geo::distance_m(to_position(event.position()), to_position(site->address().position()));
  event.mutable_distance_m()->set_millionths(std::llround(distance * 10) * 100000);  // to 10 cm
  auto radius = site->has_arrival_radius_m() ? site->arrival_radius_m() : arrival_radius_default_m;
  auto allowed = radius + static_cast<double>(event.accuracy_m().millionths()) / 1e6;
  if (distance > allowed)
    flag("outside the arrival radius: " + std::to_string(std::llround(distance)) +
         " m from the site, " + std::to_string(std::llround(allowed)) + " m are allowed");
}

bool advance(Records& records, ScheduledEvent& visit, std::string_view action, JobEvent& event) {
  bool cancelled = state_of(visit) == "cancelled";
  bool broken_off = state_of(visit) == "broken_off";
  if (records.can_move(visit, action)) {
    if (cancelled) {
      refuse_or_keep(records, visit, "state",
                     "the visit was cancelled; what was done stands all the same");
      flag_event(event, "after a cancellation");
    }
    if (broken_off) {
      refuse_or_keep(records, visit, "state",
                     "the office has ended the visit; what was done stands all the same");
      flag_event(event, "after the office had ended the visit");
    }
    records.move(visit, action);
    return true;
  }
  if (!records.fact()) records.move(visit, action);  // says why not
  auto text =
      "\"" + text::to_label(action) + "\" was recorded while the visit is " + shown_state(visit);
  records.flag(visit, "status", text);
  flag_event(event, text);
  return false;
}

void begin_work(Records& records, const ScheduledEvent& visit, bool visit_was_cancelled) {
  auto job = records.find<WorkOrder>(visit.work_order());
  if (!job || state_of(*job) == "in_progress") return;
  // The office has ended the visit and plans anew: what its van tells later of the way there and of
  // the work is kept and flagged, but nobody is at the job.
  if (state_of(visit) == "broken_off") return;
  if (is_one_of(state_of(*job), {"ready", "planned", "on_hold", "cancelled"})) {
    if (state_of(*job) == "cancelled" && !visit_was_cancelled)
      refuse_or_keep(records, *job, "state",
                     "the job was cancelled; work on it stands all the same");
    records.move_as_system(*job, "begin");
    return records.save(*job);
  }
  refuse_or_keep(records, *job, "state",
                 say("the job is \"{}\"; work cannot begin",
                     schema::state_label(records.catalogue().of(*job), state_of(*job))));
}

bool has_other_open_visit(Records& records, const ScheduledEvent& visit) {
  for (auto& other : records.where<ScheduledEvent>("work_order", visit.work_order()))
    if (other.header().id() != visit.header().id() && is_open(other)) return true;
  return false;
}

void give_back_work(Records& records, const ScheduledEvent& visit) {
  auto job = records.find<WorkOrder>(visit.work_order());
  if (!job || state_of(*job) != "in_progress") return;
  bool planned = false;
  for (auto& other : records.where<ScheduledEvent>("work_order", visit.work_order())) {
    if (is_active(other)) return;
    planned = planned || is_open(other);
  }
  records.move_as_system(*job, "need-visit");
  if (planned) records.move_as_system(*job, "plan");
  records.save(*job);
}

void refresh_work_order(Records& records, const std::string& work_order) {
  auto job = records.find<WorkOrder>(work_order);
  if (!job) return;
  std::vector<std::string> everybody;
  std::optional<Instant> latest;
  if (records.side() == Side::van) {  // which holds its own visits only: adds, never takes away
    everybody.assign(job->scheduled_for().begin(), job->scheduled_for().end());
    if (job->has_last_visit_at()) latest = codec::from_timestamp(job->last_visit_at());
  }
  for (auto& visit : records.where<ScheduledEvent>("work_order", work_order)) {
    if (is_one_of(state_of(visit), {"cancelled", "expired", "held"})) continue;
    auto start = codec::from_timestamp(visit.start());
    latest = latest ? std::max(*latest, start) : start;
    for (auto& line : visit.assignments())
      if (std::find(everybody.begin(), everybody.end(), line.technician()) == everybody.end())
        everybody.push_back(line.technician());
  }
  auto before = *job;
  *job->mutable_scheduled_for() = {everybody.begin(), everybody.end()};
  job->clear_last_visit_at();
  if (latest) *job->mutable_last_visit_at() = codec::to_timestamp(*latest);
  if (field_differs(&before, *job, WorkOrder::kScheduledForFieldNumber) ||
      field_differs(&before, *job, WorkOrder::kLastVisitAtFieldNumber))
    records.save_as_system(*job);
}

}  // namespace common::rules::field
