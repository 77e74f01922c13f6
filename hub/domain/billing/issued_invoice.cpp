#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/rules/rules.hpp"
#include "hub/domain/billing/invoice_posting.hpp"
#include "hub/domain/billing/job_billing.hpp"
#include "hub/domain/words/words.hpp"
#include "hub/domain/workflow/notify.hpp"
#include "proto/records/billing/invoice.pb.h"

/// Invoices that vans issued. The customer holds them: they are never refused. They become the
/// job's bill and are posted; what stands against that is told, and a bookkeeper posts them.
namespace hub::domain::billing {
namespace {

using common::say;
using common::Sentence;
using common::rules::Change;
using truckroll::workflow::Notification;

void tell(Records& records, const Invoice& invoice, const Sentence& title,
          const Sentence& problem) {
  records.flag(invoice, "status", workflow::said_to_company(records, problem));
  workflow::tell_role(records, "bookkeeper", Notification::CATEGORY_PAYMENT, title, problem,
                      "billing.Invoice", invoice.header().id(), true);
}

Sentence drafted_or_number(const Invoice& invoice) {
  return invoice.number().empty() ? say("a draft") : Sentence(invoice.number());
}

/// Makes it the bill of its job; why not, else nothing.
Sentence attach(Records& records, const Invoice& invoice) {
  auto there = records.find_where<WorkOrderInvoice>("work_order", invoice.work_order());
  auto billing_case = there.value_or(WorkOrderInvoice());
  if (there && has_invoice(records, *there) && there->invoice() != invoice.header().id())
    return say("the job was billed with {} already; credit one of the two",
               drafted_or_number(records.load<Invoice>(there->invoice())));
  if (there && there->header().state() == "void")
    return "it was decided that the job is not billed; credit the invoice, or leave it";
  if (!there) {
    billing_case.set_work_order(invoice.work_order());
    records.save_as_system(billing_case);
  }
  billing_case.set_invoice(invoice.header().id());
  billing_case.clear_hold();
  *billing_case.mutable_amount() = invoice.net();
  if (billing_case.header().state() != "released") records.move_as_system(billing_case, "release");
  records.save_as_system(billing_case);
  set_result(records, invoice.work_order(), invoice.header().id());
  return {};
}

/// What the office would bill differently: prices of another day, another van's work.
void compare(Records& records, const Invoice& invoice, const JobBill& ours) {
  if (!ours.problem.empty()) return;
  auto totals = common::rules::billing::totals_of(
      records, ours.lines,
      {tax_day(records, invoice), invoice.currency(), ours.prices_include_tax, false});
  if (totals.total() == invoice.total().minor()) return;
  auto amount = [&](std::int64_t minor) {
    auto places = common::codec::currency_places(invoice.currency());
    return common::codec::format_scaled(minor, places, true) + " " + invoice.currency();
  };
  tell(records, invoice, say("Check the invoice {}", invoice.number()),
       say("the van billed {}, by what is known here it would be {}; bill the rest, credit it, or "
           "leave it",
           amount(invoice.total().minor()), amount(totals.total())));
}

void post_or_tell(Records& records, Invoice& invoice) {
  auto job = records.find<WorkOrder>(invoice.work_order());
  auto problem =
      posting_problem(records, invoice, lines_of(records, invoice), job ? &*job : nullptr);
  if (!problem.empty())
    return tell(records, invoice, say("Not posted: {}", invoice.number()), problem);
  records.move_as_system(invoice, "post");
  post_invoice(records, invoice);
}

void take_up(Records& records, Change<Invoice>& change) {
  if (!change.enters("issued")) return;
  auto invoice = change.after;
  auto job = records.find<WorkOrder>(invoice.work_order());
  auto ours = job ? make_bill(records, *job) : JobBill();
  auto problem = attach(records, invoice);
  if (!problem.empty())
    return tell(records, invoice, say("Billed twice: {}", invoice.number()), problem);
  compare(records, invoice, ours);
  post_or_tell(records, invoice);
}

const common::rules::Effects<Invoice> effects =
    common::rules::Effects<Invoice>().after_save(take_up);

}  // namespace
}  // namespace hub::domain::billing
