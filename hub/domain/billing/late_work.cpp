#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/rules/rules.hpp"
#include "hub/domain/billing/job_billing.hpp"
#include "hub/domain/billing/pricing.hpp"
#include "hub/domain/words/words.hpp"
#include "hub/domain/workflow/notify.hpp"
#include "proto/records/billing/invoice.pb.h"

/// Parts and hours that are heard of when their job's invoice has been made: a van was out of reach
/// while the office completed the job. They are on no bill, so the parts' cost is booked by itself
/// and people are told, who bill further or do not.
namespace hub::domain::billing {
namespace {

using common::Error;
using common::ErrorCode;
using common::say;
using common::Sentence;
using common::rules::Change;
using truckroll::billing::Invoice;
using truckroll::ledger::LegalEntity;
using truckroll::workflow::Notification;

/// A job whose bill no longer changes by itself.
struct Billed {
  WorkOrder job;
  std::optional<Invoice> invoice;  ///< nothing: it was decided that none is made
  /// What was used is booked when the invoice is posted; that is still to come.
  bool books_later() const {
    return invoice &&
           (invoice->header().state() == "draft" || invoice->header().state() == "issued");
  }
};

std::optional<Billed> find_billed(Records& records, const std::string& work_order) {
  if (work_order.empty()) return std::nullopt;
  auto billing_case = records.find_where<WorkOrderInvoice>("work_order", work_order);
  if (!billing_case) return std::nullopt;
  auto invoice = records.find<Invoice>(billing_case->invoice());
  bool is_void = billing_case->header().state() == "void";
  if (!invoice && !is_void) return std::nullopt;  // its bill is still to be drawn
  auto job = records.find<WorkOrder>(work_order);
  if (!job) return std::nullopt;
  if (is_void && invoice && invoice->header().state() == "draft") invoice.reset();
  return Billed{*job, invoice};
}

Sentence how_billed(const Billed& billed) {
  if (!billed.invoice) return "it was decided that the job is not billed";
  if (billed.books_later() && billed.invoice->number().empty())
    return "the job's invoice has been made, and is still a draft";
  return say("the job was billed with {}", billed.invoice->number());
}

void tell(Records& records, const common::schema::Message& about, const Billed& billed,
          const Sentence& what, const Sentence& problem) {
  auto text = say("{}: {}; bill it with a further invoice, or leave it", what, how_billed(billed));
  if (!problem.empty()) text = say("{}. The cost is not in the ledger: {}", text, problem);
  // What the office enters itself has no van with which it could disagree.
  if (!records.actor().device.empty())
    records.flag(about, "status", workflow::said_to_company(records, text));
  workflow::tell_roles(records, {"bookkeeper", "dispatcher"}, Notification::CATEGORY_PAYMENT,
                       say("Not billed yet: {}", job_name(billed.job)), text, "field.WorkOrder",
                       billed.job.header().id(), true);
}

/// Why the cost could not be booked; empty when it is. At the desk that is refused, since nothing
/// is lost by asking.
Sentence book_cost(Records& records, const Billed& billed, const StockMove& move) {
  auto id = billed.invoice ? billed.invoice->legal_entity()
                           : terms_of_job(records, billed.job).legal_entity;
  auto entity = records.find<LegalEntity>(id);
  try {
    if (!entity)
      throw Error(ErrorCode::conflict, "it is not known which legal entity bears the cost");
    book_late_goods(records, billed.job, move, *entity,
                    local_day(hub_now(records), zone_of(records, id)));
  } catch (const Error& error) {
    if (!records.fact() || error.code() != ErrorCode::conflict) throw;
    return error.sentence();  // thrown before anything was written
  }
  return {};
}

void take_up_part(Records& records, Change<StockMove>& change) {
  auto& move = change.after;
  bool is_return = move.kind() == StockMove::KIND_RETURN;
  if (!change.creates() || (move.kind() != StockMove::KIND_USE && !is_return)) return;
  auto billed = find_billed(records, move.work_order());
  if (!billed) return;
  auto problem = billed->books_later() ? Sentence() : book_cost(records, *billed, move);
  if (billed->invoice)
    set_result(records, billed->job.header().id(), billed->invoice->header().id());
  auto product = records.find<Product>(move.product());
  auto count = common::codec::format_scaled(move.quantity().millionths(), 6);
  auto name = product ? product->name() : move.product();
  tell(records, move, *billed,
       is_return ? say("{} x {} came back", count, name) : say("{} x {} used", count, name),
       problem);
}

void take_up_time(Records& records, Change<TimeEntry>& change) {
  auto& entry = change.after;
  if (change.state_before() == "refused") return;  // its minutes were looked at when they ended
  auto before = change.before && change.before->work_order() == entry.work_order()
                    ? minutes_to_bill(*change.before)
                    : 0;
  auto more = minutes_to_bill(entry) - before;
  if (more <= 0) return;
  auto billed = find_billed(records, entry.work_order());
  if (!billed) return;
  auto technician = records.find<truckroll::people::Technician>(entry.technician());
  tell(records, entry, *billed,
       technician ? say("{} minutes worked by {}", more, person_name(technician->name()))
                  : say("{} minutes worked", more),
       {});
}

const common::rules::Effects<StockMove> parts =
    common::rules::Effects<StockMove>().after_save(take_up_part);
const common::rules::Effects<TimeEntry> hours =
    common::rules::Effects<TimeEntry>().after_save(take_up_time);

}  // namespace
}  // namespace hub::domain::billing
