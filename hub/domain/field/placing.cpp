#include "hub/domain/field/placing.hpp"

#include "common/codec/values.hpp"
#include "common/rules/field/visit.hpp"
#include "hub/domain/words/words.hpp"
#include "proto/records/admin/branch.pb.h"
#include "proto/records/crm/site.pb.h"
#include "proto/records/field/job_type.pb.h"
#include "proto/records/workflow/approval.pb.h"

namespace hub::domain::field {

using common::say;
using common::codec::from_timestamp;
using common::rules::field::lead_of;

bool is_before_start(const ScheduledEvent& visit) {
  return common::rules::field::is_one_of(visit.header().state(), {"booked", "sent", "accepted"});
}

std::set<std::string> technicians_of(const ScheduledEvent& visit) {
  std::set<std::string> ids;
  for (auto& line : visit.assignments()) ids.insert(line.technician());
  return ids;
}

Interval time_of(const ScheduledEvent& visit) {
  return {from_timestamp(visit.start()), from_timestamp(visit.end())};
}

std::string zone_of(Records& records, const WorkOrder* job, const Technician& technician) {
  std::string branch = technician.branch();
  if (job)
    if (auto site = records.find<truckroll::crm::Site>(job->site())) {
      if (site->has_zone()) return site->zone();
      branch = site->branch();
    }
  auto found = records.find<truckroll::admin::Branch>(branch);
  return found ? found->zone() : std::string();
}

bool overlap_allowed(Records& records, const ScheduledEvent& visit) {
  auto approval = records.find<truckroll::workflow::Approval>(visit.overlap());
  return approval && approval->header().state() == "approved";
}

std::vector<Violation> job_problems(const std::optional<WorkOrder>& job) {
  if (!job) return {};
  if (job->header().state() == "on_hold")
    return {{"work_order", say("{} is on hold; resume it first", job_name(*job))}};
  if (!common::rules::field::is_one_of(job->header().state(),
                                       {"draft", "done", "closed", "cancelled"}))
    return {};
  return {{"work_order", say("{} is \"{}\" and cannot be planned", job_name(*job),
                             state_label(job->header().state()))}};
}

std::vector<Violation> second_visit_problems(Records& records, const ScheduledEvent& visit) {
  if (!visit.has_work_order() || common::rules::field::is_open(visit)) return {};
  std::vector<Violation> problems;
  for (auto& other : records.where<ScheduledEvent>("work_order", visit.work_order())) {
    if (other.header().id() == visit.header().id() || !common::rules::field::is_open(other))
      continue;
    auto lead = records.find<Technician>(lead_of(other));
    auto time = time_of(other);
    auto when = told_span(time.from, time.to, other.zone());
    problems.push_back(
        {"accept_second_visit",
         lead ? say("the job has a visit already: {}, {}", person_name(lead->name()), when)
              : say("the job has a visit already: {}", when)});
  }
  return problems;
}

std::vector<Technician> crew_of(Records& records, const ScheduledEvent& visit,
                                const Technician& lead) {
  std::vector<Technician> technicians{lead};
  for (auto& id : technicians_of(visit))
    if (id != lead.header().id())
      if (auto found = records.find<Technician>(id)) technicians.push_back(*found);
  return technicians;
}

std::vector<Violation> slot_problems(Records& records, const ScheduledEvent& visit,
                                     const Technician& lead, bool parts) {
  auto time = time_of(visit);
  if (time.to <= time.from) return {{"end", say("the end lies after the start")}};
  auto job = records.find<WorkOrder>(visit.work_order());
  auto problems = job_problems(job);
  auto technicians = crew_of(records, visit, lead);
  Slot slot{job ? &*job : nullptr, time, zone_of(records, job ? &*job : nullptr, lead),
            visit.header().id(), overlap_allowed(records, visit)};
  for (auto& problem : person_problems(records, technicians, slot)) problems.push_back(problem);
  if (job && parts)
    for (auto& problem : part_problems(records, *job, lead)) problems.push_back(problem);
  return problems;
}

void place(Records& records, ScheduledEvent& visit, const Technician& lead, const Wanted& wanted) {
  if (wanted.start) {
    auto length = visit.has_start() && visit.has_end() ? time_of(visit).to - time_of(visit).from
                                                       : std::chrono::microseconds(0);
    *visit.mutable_start() = *wanted.start;
    if (length.count() == 0) {
      auto job = records.find<WorkOrder>(visit.work_order());
      auto type = job ? records.find<truckroll::field::JobType>(job->job_type()) : std::nullopt;
      length = std::chrono::minutes(type && type->duration_minutes() > 0 ? type->duration_minutes()
                                                                         : 60);
    }
    *visit.mutable_end() = common::codec::to_timestamp(from_timestamp(*wanted.start) + length);
  }
  if (wanted.end) *visit.mutable_end() = *wanted.end;
  if (lead_of(visit) == lead.header().id()) return;
  auto lines = visit.mutable_assignments();
  for (int i = lines->size() - 1; i >= 0; --i)
    if (lines->Get(i).technician() == lead.header().id() ||
        lines->Get(i).role() != ScheduledEvent::Assignment::ROLE_CREW)
      lines->DeleteSubrange(i, 1);
  auto& line = *lines->Add();
  line.set_line(lead.header().id());
  line.set_technician(lead.header().id());
  line.set_role(ScheduledEvent::Assignment::ROLE_LEAD);
  line.set_answer(ScheduledEvent::Assignment::ANSWER_OPEN);
  if (lead.has_vehicle()) line.set_vehicle(lead.vehicle());
}

}  // namespace hub::domain::field
