#pragma once
#include <string>
#include <vector>

#include "common/error/sentence.hpp"
#include "common/rules/billing/pricing.hpp"
#include "proto/records/billing/invoice.pb.h"
#include "proto/records/projects/time_entry.pb.h"
#include "proto/records/stock/stock_move.pb.h"

namespace common::rules::billing {

using truckroll::billing::Invoice;
using truckroll::field::WorkOrder;
using truckroll::projects::TimeEntry;
using truckroll::stock::StockMove;

/// What was used and done, as lines of an invoice; not saved.
struct JobBill {
  Terms terms;
  std::vector<LineItem> lines;
  Sentence problem;  ///< why it cannot be billed; empty when it can
  bool prices_include_tax = false;
};
/// Parts used less those that came back, hours worked that nothing has billed, and the job's fixed
/// lines, at the prices of the day of `at`. Of what these records hold: a van knows its own work.
JobBill make_bill(Records& records, const WorkOrder& job, Instant at, bool travel_only);

/// What the entry adds to the hours billed with its job, as it stands.
std::int64_t minutes_to_bill(const TimeEntry& entry);
/// 1: used, -1: came back, 0: any other move.
int sign_of(const StockMove& move);

/// Whether credits have taken all of it back, paid or not: what it billed may be billed again.
bool is_taken_back(const Invoice& invoice);
/// What of the record (an order's line, a time entry) stands on invoices that no credit has taken
/// back, by `field` of the lines; millionths of their quantity.
std::int64_t billed_quantity(Records& records, const char* field, const std::string& id);

}  // namespace common::rules::billing
