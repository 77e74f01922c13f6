#include "proto/records/field/work_order.pb.h"

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/rules/field/visit.hpp"
#include "common/rules/rules.hpp"
#include "hub/domain/billing/job_billing.hpp"
#include "hub/domain/crm/visit_interaction.hpp"
#include "hub/domain/field/job_setup.hpp"
#include "hub/domain/marketing/survey.hpp"
#include "hub/domain/words/words.hpp"
#include "proto/records/crm/site.pb.h"
#include "proto/records/field/scheduled_event.pb.h"

namespace hub::domain::field {
namespace {

using common::Error;
using common::ErrorCode;
using common::rules::Change;
using truckroll::crm::Site;
using truckroll::field::ScheduledEvent;

bool is_type_chosen(const Change<WorkOrder>& change) {
  if (!change.after.has_job_type()) return false;
  if (change.creates()) return true;
  return change.state_before() == "draft" && change.changed(WorkOrder::kJobTypeFieldNumber);
}

void copy_from_type(Records& records, Change<WorkOrder>& change) {
  auto type = records.find<JobType>(change.after.job_type());
  if (!type || !is_type_chosen(change)) return;
  auto& job = change.after;
  // Nobody can choose what the default is anyway, so the type decides then.
  bool by_default = change.creates() ? job.priority() == WorkOrder::PRIORITY_NORMAL
                                     : !change.changed(WorkOrder::kPriorityFieldNumber);
  if (type->has_priority() && by_default)
    job.set_priority(static_cast<WorkOrder::Priority>(type->priority()));
  bool crew_given =
      change.creates() ? job.crew_size() > 0 : change.changed(WorkOrder::kCrewFieldNumber);
  if (crew_given) return;
  job.clear_crew();
  for (auto& line : type->crew()) job.add_crew()->ParseFromString(line.SerializeAsString());
}

void complete(Records& records, Change<WorkOrder>& change) {
  auto& job = change.after;
  if (!job.has_account())
    if (auto site = records.find<Site>(job.site())) job.set_account(site->account());
  copy_from_type(records, change);
  for (int i = 0; i < job.crew_size(); ++i)
    if (!job.crew(i).has_line()) job.mutable_crew(i)->set_line("c" + std::to_string(i + 1));
  bool whole = job.has_site() && job.has_job_type();
  if (change.state() == "draft" && whole) records.move_as_system(job, "release");
  if (change.enters("ready") && change.state_before() == "draft" && !whole)
    common::refuse(job.has_site() ? "job_type" : "site",
                   "a job that is ready has a site and a job type");
}

/// Whoever is at the job ends the visit first.
void check_cancel(Records& records, Change<WorkOrder>& change) {
  if (!change.enters("cancelled")) return;
  for (auto& visit : records.where<ScheduledEvent>("work_order", change.id()))
    if (common::rules::field::is_active(visit))
      throw Error(ErrorCode::conflict, "a technician is on the way to this job or there already",
                  "state");
}

void bring_along(Records& records, Change<WorkOrder>& change) {
  auto& job = change.after;
  if (is_type_chosen(change)) {
    if (change.before) remove_default_lines(records, job, change.before->job_type());
    if (auto type = records.find<JobType>(job.job_type())) {
      add_default_lines(records, job, *type);
      add_checklists(records, job, *type);
    }
  }
  bool asks_anew = change.creates() || change.changed(WorkOrder::kJobTypeFieldNumber) ||
                   change.changed(WorkOrder::kCrewFieldNumber) ||
                   change.changed(WorkOrder::kAccountFieldNumber) ||
                   change.changed(WorkOrder::kEquipmentFieldNumber);
  if (asks_anew) refresh_requirements(records, job);
}

/// Also of a job on hold: nobody is to drive there. Who is there already ends his visit himself.
void cancel_visits(Records& records, Change<WorkOrder>& change) {
  if (!change.enters("cancelled") && !change.enters("on_hold")) return;
  for (auto& visit : records.where<ScheduledEvent>("work_order", change.id())) {
    bool begun = common::rules::field::is_active(visit);
    if (begun || (!common::rules::field::is_open(visit) && visit.header().state() != "held"))
      continue;
    records.move_as_system(visit, "cancel");
    records.save(visit);
  }
}

/// The visit of somebody who was at the job when it was held still runs.
void go_on(Records& records, Change<WorkOrder>& change) {
  if (change.state_before() != "on_hold" || !change.enters("ready")) return;
  for (auto& visit : records.where<ScheduledEvent>("work_order", change.id()))
    if (common::rules::field::is_active(visit)) {
      auto job = change.after;
      records.move_as_system(job, "begin");
      return records.save(job);
    }
}

/// Once, however often it is done: each of these knows the job it has been made for.
void follow_up(Records& records, Change<WorkOrder>& change) {
  if (!change.enters("done") || change.state_before() == "closed") return;
  auto job = change.after;
  crm::book_visit(records, job);
  marketing::ask_for_opinion(records, job);
  billing::bill_job(records, job);
}

const common::rules::Effects<WorkOrder> effects = common::rules::Effects<WorkOrder>()
                                                      .before_save(complete)
                                                      .before_save(check_cancel)
                                                      .after_save(bring_along)
                                                      .after_save(cancel_visits)
                                                      .after_save(go_on)
                                                      .after_save(follow_up);

}  // namespace
}  // namespace hub::domain::field
