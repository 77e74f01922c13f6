#include "common/codec/values.hpp"
#include "common/rules/billing/default_lines.hpp"
#include "common/rules/field/visit.hpp"
#include "common/rules/zones.hpp"
#include "proto/records/crm/site.pb.h"
#include "proto/records/field/job_type.pb.h"
#include "proto/wire/actions/field.pb.h"

namespace common::rules::sales {
namespace {

using field::Assignment;
using field::JobEvent;
using field::ScheduledEvent;
using field::WorkOrder;
using truckroll::crm::Site;
using truckroll::field::JobType;
using truckroll::wire::field::TakeOn;

WorkOrder make_job(Records& records, const Site& site, const TakeOn& input) {
  WorkOrder job;
  job.set_account(site.account());
  job.set_site(input.site());
  job.set_job_type(input.job_type());
  job.set_summary(input.summary());
  if (input.has_description()) job.set_description(input.description());
  if (input.has_contact())
    job.set_contact(input.contact());
  else if (site.contacts_size() > 0)
    job.set_contact(site.contacts(0).contact());
  for (auto& one : input.equipment()) job.add_equipment(one);
  records.save_as_system(job);
  // The hub has released it already, since it is whole.
  if (field::state_of(job) == "draft") {
    records.move_as_system(job, "release");
    records.save_as_system(job);
  }
  return job;
}

/// He stands before the door: his from now on, for as long as such a job takes.
ScheduledEvent make_visit(Records& records, const WorkOrder& job, const JobType& type) {
  ScheduledEvent visit;
  visit.mutable_header()->set_state("held");
  visit.set_work_order(job.header().id());
  auto minutes = std::chrono::minutes(type.duration_minutes() > 0 ? type.duration_minutes() : 60);
  *visit.mutable_start() = codec::to_timestamp(records.now());
  *visit.mutable_end() = codec::to_timestamp(records.now() + minutes);
  auto& line = *visit.add_assignments();
  line.set_line(records.actor().technician);
  line.set_technician(records.actor().technician);
  line.set_role(Assignment::ROLE_LEAD);
  line.set_answer(Assignment::ANSWER_ACCEPTED);
  for (auto at : {line.mutable_sent_at(), line.mutable_received_at()})
    *at = codec::to_timestamp(records.now());
  return visit;
}

nlohmann::json take_on(Records& records, ScheduledEvent& made, const TakeOn& input) {
  if (records.actor().technician.empty())
    throw Error(ErrorCode::forbidden, "only a technician takes on a job; book a visit instead");
  auto site = records.load<Site>(input.site());
  auto type = records.load<JobType>(input.job_type());
  auto job = make_job(records, site, input);
  // The hub has brought them along with the job, as it does for each.
  if (records.side() == Side::van)
    billing::add_default_lines(records, job, type, records.now(),
                               site.has_zone() ? site.zone() : zone_of(records, ""));
  made = make_visit(records, job, type);
  records.move(made, "take-on");
  records.save_as_system(made);
  auto event = field::make_event(records, made, JobEvent::KIND_ACCEPTED);
  records.save(event);
  return {{"work_order", job.header().id()}};
}

const Rules<ScheduledEvent> rules =
    Rules<ScheduledEvent>().collection_action<TakeOn>("take-on", take_on);

}  // namespace
}  // namespace common::rules::sales
