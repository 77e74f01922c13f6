#include "hub/domain/billing/conflict_bill.hpp"

#include "common/error/error.hpp"
#include "hub/domain/billing/job_billing.hpp"
#include "hub/domain/billing/pricing.hpp"
#include "hub/domain/words/words.hpp"
#include "proto/records/field/scheduled_event.pb.h"

namespace hub::domain::billing {
namespace {

using common::Error;
using common::ErrorCode;
using truckroll::field::ScheduledEvent;
using truckroll::ledger::LegalEntity;

bool is_open(const SyncConflict& conflict) {
  return conflict.header().state() == "open" || conflict.header().state() == "reopened";
}

void add_open(Records& records, const std::string& about, std::vector<SyncConflict>& open) {
  for (auto& conflict : records.where<SyncConflict>("about", about))
    if (is_open(conflict)) open.push_back(conflict);
}

std::optional<WorkOrderInvoice> find_case(Records& records, const std::string& job) {
  return records.find_where<WorkOrderInvoice>("work_order", job);
}

bool is_done(const WorkOrder& job) {
  return job.header().state() == "done" || job.header().state() == "closed";
}

/// The goods are gone whether somebody pays for them or not.
void book_unbilled_goods(Records& records, const WorkOrder& job) {
  auto terms = terms_of_job(records, job);
  auto entity = records.find<LegalEntity>(terms.legal_entity);
  if (!entity) return;
  auto problem = ledger::booking_problem(records, goods_event(records, job, *entity, terms.day));
  if (!problem.empty()) throw Error(ErrorCode::conflict, problem);
  book_goods(records, job, *entity, terms.day);
}

void give_up(Records& records, const WorkOrder& job, WorkOrderInvoice& billing_case) {
  if (is_done(job)) book_unbilled_goods(records, job);
  billing_case.clear_hold();
  records.move_as_system(billing_case, "void");
  records.save_as_system(billing_case);
}

}  // namespace

std::vector<SyncConflict> open_conflicts(Records& records, const std::string& job) {
  std::vector<SyncConflict> open;
  add_open(records, job, open);
  for (auto& visit : records.where<ScheduledEvent>("work_order", job))
    add_open(records, visit.header().id(), open);
  return open;
}

std::optional<std::string> job_of_conflict(Records& records, const SyncConflict& conflict) {
  auto& about = conflict.about();
  if (about.type() == "field.WorkOrder") return about.id();
  if (about.type() != "field.ScheduledEvent") return std::nullopt;
  auto visit = records.find<ScheduledEvent>(about.id());
  if (!visit || visit->work_order().empty()) return std::nullopt;
  return visit->work_order();
}

void require_undecided_bill(Records& records, const std::optional<std::string>& job) {
  if (!job) common::refuse("billing", "leave it out: no job's bill waits for this");
  auto billing_case = find_case(records, *job);
  auto state = billing_case ? billing_case->header().state() : std::string("waiting");
  if (state != "waiting" && state != "held")
    common::refuse("billing", "leave it out: the job's bill is made, or was given up");
}

void decide_bill(Records& records, const std::string& id, SyncConflict::Billing billing) {
  auto job = records.load<WorkOrder>(id);
  auto decided = find_case(records, id).value_or(WorkOrderInvoice());
  decided.set_work_order(id);
  decided.set_extent(billing == SyncConflict::BILLING_TRAVEL_ONLY
                         ? WorkOrderInvoice::EXTENT_TRAVEL_ONLY
                         : WorkOrderInvoice::EXTENT_EVERYTHING);
  if (!records.actor().user.empty()) decided.set_decided_by(records.actor().user);
  records.save_as_system(decided);
  if (billing == SyncConflict::BILLING_DO_NOT_BILL) return give_up(records, job, decided);
  // What else stands against it holds it anew and is told, as with any job.
  if (is_done(job)) bill_job(records, job);
}

}  // namespace hub::domain::billing
