#include "hub/domain/billing/job_billing.hpp"

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/rules/rules.hpp"
#include "hub/domain/billing/conflict_bill.hpp"
#include "hub/domain/billing/draft.hpp"
#include "hub/domain/billing/invoice_posting.hpp"
#include "hub/domain/billing/pricing.hpp"
#include "hub/domain/words/words.hpp"
#include "hub/domain/workflow/notify.hpp"
#include "hub/domain/workflow/texts.hpp"
#include "proto/records/admin/reason.pb.h"
#include "proto/records/field/scheduled_event.pb.h"

namespace hub::domain::billing {
namespace {

using common::Error;
using common::ErrorCode;
using common::say;
using common::Sentence;
using common::rules::Change;
using truckroll::admin::Reason;
using truckroll::field::ScheduledEvent;
using truckroll::workflow::Notification;

constexpr std::size_t label_max = 120;
constexpr const char* late_event = "used_late";

/// Van and office disagree about the job: a person decides what is billed.
Sentence conflict_problem(Records& records, const WorkOrder& job) {
  return !open_conflicts(records, job.header().id()).empty()
             ? "van and office disagree about this job; decide the open conflict first"
             : "";
}

bool is_booked_alone(Records& records, const StockMove& move) {
  for (auto& entry : records.where<ledger::JournalEntry>("source_id", move.header().id()))
    if (entry.source_event() == late_event) return true;
  return false;
}

std::string reason_for(Records& records, const Sentence& text) {
  auto label = workflow::short_text(workflow::said_to_company(records, text), label_max);
  for (auto& reason : records.where<Reason>("label", label))
    if (reason.use() == Reason::USE_HOLD) return reason.header().id();
  Reason reason;
  reason.set_use(Reason::USE_HOLD);
  reason.set_label(label);
  records.save(reason);
  return reason.header().id();
}

void hold(Records& records, const WorkOrder& job, WorkOrderInvoice& billing_case,
          const Sentence& problem) {
  auto reason = reason_for(records, problem);
  bool told = billing_case.header().state() == "held" && billing_case.hold() == reason;
  billing_case.set_hold(reason);
  if (billing_case.header().state() != "held") records.move_as_system(billing_case, "hold");
  records.save_as_system(billing_case);
  if (!told)
    workflow::tell_role(records, "bookkeeper", Notification::CATEGORY_PAYMENT,
                        say("Not billed: {}", job_name(job)), problem, "field.WorkOrder",
                        job.header().id(), true);
}

Invoice start_invoice(Records& records, const WorkOrder& job, const Terms& terms) {
  Invoice invoice;
  invoice.set_kind(Invoice::KIND_INVOICE);
  invoice.set_legal_entity(terms.legal_entity);
  invoice.set_account(job.account());
  invoice.set_currency(terms.currency);
  auto day = terms.day;
  if (job.has_completed_at())
    day = local_day(common::codec::from_timestamp(job.completed_at()), terms.zone);
  auto first = day;
  for (auto& visit : records.where<ScheduledEvent>("work_order", job.header().id()))
    if (visit.has_actual_start())
      first = std::min(first,
                       local_day(common::codec::from_timestamp(visit.actual_start()), terms.zone));
  invoice.mutable_service_from()->set_days(first);
  invoice.mutable_service_to()->set_days(day);
  return invoice;
}

/// Why the job's invoice cannot be made and posted; asked before anything is written.
Sentence setup_problem(Records& records, const WorkOrder& job, const Terms& terms, JobBill& bill) {
  if (terms.legal_entity.empty())
    return "it is not known which legal entity bills; name it in the branch of the site";
  if (!bill.problem.empty()) return bill.problem;
  auto invoice = start_invoice(records, job, terms);
  invoice.set_prices_include_tax(bill.prices_include_tax);
  invoice.mutable_date()->set_days(terms.day);
  try {
    set_totals(records, invoice, bill.lines);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::conflict) throw;
    return error.sentence();  // a rate is missing; nothing has been written
  }
  return posting_problem(records, invoice, bill.lines, &job);
}

std::string make_invoice(Records& records, const WorkOrder& job, const Terms& terms,
                         JobBill& bill) {
  auto invoice = start_invoice(records, job, terms);
  invoice.set_prices_include_tax(bill.prices_include_tax);
  records.save_as_system(invoice);
  for (auto& line : bill.lines) {
    line.set_invoice(invoice.header().id());
    records.save_as_system(line);
  }
  return invoice.header().id();
}

void bill(Records& records, const WorkOrder& job, WorkOrderInvoice& billing_case,
          const Terms& terms, JobBill& bill) {
  auto id = make_invoice(records, job, terms, bill);
  billing_case.set_invoice(id);
  billing_case.clear_hold();
  *billing_case.mutable_amount() = records.load<Invoice>(id).net();
  if (!records.actor().user.empty() && billing_case.header().state() == "released")
    billing_case.set_decided_by(records.actor().user);
  if (billing_case.header().state() != "released") records.move_as_system(billing_case, "release");
  records.save_as_system(billing_case);
  set_result(records, job.header().id(), id);
  if (!posts_at_once(records)) return;
  auto invoice = records.load<Invoice>(id);
  records.move_as_system(invoice, "post");
  post_invoice(records, invoice);
}

// ---- the case

void check_case(Records& records, Change<WorkOrderInvoice>& change) {
  if (!change.enters("invoiced")) return;
  auto invoice = records.find<Invoice>(change.after.invoice());
  if (!invoice || invoice->header().state() == "draft" || invoice->header().state() == "issued")
    throw Error(ErrorCode::conflict,
                "the case is invoiced when its invoice is posted; post the invoice", "invoice");
}

void close_job(Records& records, const WorkOrderInvoice& billing_case) {
  auto job = records.find<WorkOrder>(billing_case.work_order());
  if (!job || job->header().state() != "done") return;
  records.move_as_system(*job, "close");
  records.save_as_system(*job);
}

void go_on(Records& records, Change<WorkOrderInvoice>& change) {
  if (change.enters("released") && !has_invoice(records, change.after))
    bill_released(records, change.after);
  if (change.enters("invoiced") || change.enters("void")) close_job(records, change.after);
}

/// What a credit took back in full may be put right and billed again; the case names the old
/// invoice until then.
void reopen(Records& records, Change<Invoice>& change) {
  if (!becomes_taken_back(change)) return;
  auto billing_case = records.find_where<WorkOrderInvoice>("invoice", change.id());
  if (!billing_case || billing_case->header().state() != "invoiced") return;
  auto job = records.find<WorkOrder>(billing_case->work_order());
  if (job && job->header().state() == "closed") records.move_as_system(*job, "bill-again");
  if (job) {
    job->clear_margin();
    records.save_as_system(*job);
  }
  billing_case->clear_amount();
  records.move_as_system(*billing_case, "reopen");
  records.save_as_system(*billing_case);
}

const common::rules::Effects<Invoice> invoice_effects =
    common::rules::Effects<Invoice>().after_save(reopen);
const common::rules::Effects<WorkOrderInvoice> effects =
    common::rules::Effects<WorkOrderInvoice>().before_save(check_case).after_save(go_on);

}  // namespace

JobBill make_bill(Records& records, const WorkOrder& job) {
  auto billing_case = records.find_where<WorkOrderInvoice>("work_order", job.header().id());
  bool travel_only = billing_case && billing_case->extent() == WorkOrderInvoice::EXTENT_TRAVEL_ONLY;
  return common::rules::billing::make_bill(records, job, hub_now(records), travel_only);
}

void bill_job(Records& records, const WorkOrder& job) {
  auto there = records.find_where<WorkOrderInvoice>("work_order", job.header().id());
  // Its van billed it on the spot, before it was done.
  if (there && there->header().state() == "invoiced") return close_job(records, *there);
  if (there && there->header().state() != "waiting" && there->header().state() != "held") return;
  WorkOrderInvoice billing_case = there.value_or(WorkOrderInvoice());
  if (!there) {
    billing_case.set_work_order(job.header().id());
    records.save_as_system(billing_case);
  }
  auto terms = terms_of_job(records, job);
  auto drawn = make_bill(records, job);
  auto problem = conflict_problem(records, job);
  if (problem.empty()) problem = setup_problem(records, job, terms, drawn);
  if (!problem.empty()) return hold(records, job, billing_case, problem);
  bill(records, job, billing_case, terms, drawn);
}

bool has_invoice(Records& records, const WorkOrderInvoice& billing_case) {
  auto invoice = records.find<Invoice>(billing_case.invoice());
  return invoice && !is_taken_back(*invoice);
}

void bill_released(Records& records, WorkOrderInvoice& billing_case) {
  auto job = records.load<WorkOrder>(billing_case.work_order());
  if (job.header().state() != "done" && job.header().state() != "closed")
    throw Error(ErrorCode::conflict, say("{} is not done yet", job_name(job)), "work_order");
  auto terms = terms_of_job(records, job);
  auto drawn = make_bill(records, job);
  auto problem = setup_problem(records, job, terms, drawn);
  if (!problem.empty()) throw Error(ErrorCode::conflict, problem);
  bill(records, job, billing_case, terms, drawn);
}

void set_result(Records& records, const std::string& job_id, const std::string& invoice_id) {
  auto job = records.load<WorkOrder>(job_id);
  auto invoice = records.load<Invoice>(invoice_id);
  auto cost = goods_cost(records, job);
  *job.mutable_actual_cost() = common::codec::money(cost, invoice.currency());
  *job.mutable_margin() = common::codec::money(invoice.net().minor() - cost, invoice.currency());
  records.save_as_system(job);
}

ledger::Event goods_event(Records& records, const WorkOrder& job,
                          const truckroll::ledger::LegalEntity& entity, std::int32_t day) {
  ledger::Event event;
  event.name = "field.WorkOrder bill";
  event.record = &job;
  event.work_order = job.header().id();
  std::int64_t cost = 0;
  for (auto& move : records.where<StockMove>("work_order", job.header().id()))
    if (!is_booked_alone(records, move)) cost += goods_cost(records, move);
  event.amounts["cost"] = {{cost, "", ""}};
  auto& posting = event.posting;
  posting.legal_entity = entity.header().id();
  posting.currency = entity.base_currency();
  posting.day = day;
  posting.text = workflow::said_to_company(records, say("Goods used: {}", job_name(job)));
  posting.source_type = "field.WorkOrder";
  posting.source_id = job.header().id();
  posting.source_event = "goods_used";
  return event;
}

void book_goods(Records& records, const WorkOrder& job,
                const truckroll::ledger::LegalEntity& entity, std::int32_t day) {
  for (auto& entry : records.where<ledger::JournalEntry>("source_id", job.header().id()))
    if (entry.source_event() == "goods_used") return;
  ledger::book(records, goods_event(records, job, entity, day));
}

void book_late_goods(Records& records, const WorkOrder& job, const StockMove& move,
                     const truckroll::ledger::LegalEntity& entity, std::int32_t day) {
  if (is_booked_alone(records, move)) return;
  auto event = goods_event(records, job, entity, day);
  event.amounts["cost"] = {{goods_cost(records, move), "", ""}};
  auto& posting = event.posting;
  posting.text =
      workflow::said_to_company(records, say("Goods used, reported late: {}", job_name(job)));
  posting.source_type = "stock.StockMove";
  posting.source_id = move.header().id();
  posting.source_event = late_event;
  auto problem = ledger::booking_problem(records, event);
  if (!problem.empty()) throw Error(ErrorCode::conflict, problem);
  ledger::book(records, event);
}

std::optional<WorkOrder> job_of_invoice(Records& records, const std::string& invoice) {
  auto billing_case = records.find_where<WorkOrderInvoice>("invoice", invoice);
  return billing_case ? records.find<WorkOrder>(billing_case->work_order()) : std::nullopt;
}

}  // namespace hub::domain::billing
