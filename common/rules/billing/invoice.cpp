#include "proto/records/billing/invoice.pb.h"

#include <algorithm>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/rules/billing/documents.hpp"
#include "common/rules/billing/job_bill.hpp"
#include "common/rules/rules.hpp"
#include "common/zone/zone.hpp"
#include "proto/records/field/scheduled_event.pb.h"

namespace common::rules::billing {
namespace {

using truckroll::field::ScheduledEvent;
using truckroll::wire::billing::Issue;

constexpr const char* van_series = "van_invoice";

void require_unbilled(Records& records, const WorkOrder& job) {
  // What was handed to a customer is kept; the office puts right what was billed twice.
  if (records.fact()) return;
  if (auto there = invoice_of_job(records, job.header().id()))
    throw Error(ErrorCode::conflict,
                say("the job was billed with {}",
                    there->number().empty() ? say("a draft") : there->number()),
                "work_order");
}

void set_service_days(Records& records, const WorkOrder& job, const Terms& terms,
                      Invoice& invoice) {
  auto last = invoice.date().days(), first = last;
  for (auto& visit : records.where<ScheduledEvent>("work_order", job.header().id()))
    if (visit.has_actual_start())
      first =
          std::min(first, zone::local_day(codec::from_timestamp(visit.actual_start()), terms.zone));
  invoice.mutable_service_from()->set_days(first);
  invoice.mutable_service_to()->set_days(last);
}

void start(Records& records, const Issue& input, Invoice& invoice) {
  auto job = records.load<WorkOrder>(input.work_order());
  require_unbilled(records, job);
  auto terms = terms_of_job(records, job, records.now());
  if (terms.legal_entity.empty())
    throw Error(ErrorCode::conflict,
                "it is not known which legal entity bills; name it in the branch of the site");
  invoice.set_kind(Invoice::KIND_INVOICE);
  invoice.set_legal_entity(terms.legal_entity);
  invoice.set_account(job.account());
  invoice.set_work_order(job.header().id());
  invoice.set_currency(input.currency());
  invoice.set_prices_include_tax(input.prices_include_tax());
  *invoice.mutable_date() = input.date();
  copy_customer(records, invoice, terms);
  invoice.mutable_due()->set_days(invoice.date().days() + invoice.terms_days());
  set_service_days(records, job, terms, invoice);
  invoice.set_issued_by(require_technician(records));
  *invoice.mutable_issued_at() = codec::to_timestamp(records.now());
}

void add_lines(Records& records, const Issue& input, const Invoice& invoice) {
  for (auto& line : lines_of(input.lines())) {
    line.set_invoice(invoice.header().id());
    // Of a job that was taken on at the door the van numbered the lines, of others the office may
    // have taken one away since.
    if (line.has_from_line() && !records.find<LineItem>(line.from_line())) line.clear_from_line();
    set_line_totals(records, line, invoice.service_to().days(), invoice.prices_include_tax());
    records.save_as_system(line);
  }
}

/// Binding for the customer from here on: its taxes and totals are those that he was shown.
nlohmann::json issue(Records& records, Invoice& made, const Issue& input) {
  if (input.lines().empty()) refuse("lines", "name what is billed");
  Invoice invoice;
  start(records, input, invoice);
  records.save_as_system(invoice);
  add_lines(records, input, invoice);
  invoice = records.load<Invoice>(invoice.header().id());
  *invoice.mutable_taxes() = input.taxes();
  set_totals(invoice, totals_of(input.taxes()), input.currency());
  *invoice.mutable_open() = invoice.total();
  invoice.set_number(records.take_number(van_series, invoice));
  records.move_as_system(invoice, "issue");
  records.save_as_system(invoice);
  made = invoice;
  return {};
}

const Rules<Invoice> rules = Rules<Invoice>().collection_action<Issue>("issue", issue);

}  // namespace
}  // namespace common::rules::billing
