#pragma once
#include <optional>
#include <string>

#include "common/rules/billing/job_bill.hpp"
#include "common/rules/records.hpp"
#include "hub/domain/ledger/posting_rules.hpp"
#include "proto/records/billing/line_item.pb.h"
#include "proto/records/billing/work_order_invoice.pb.h"
#include "proto/records/field/work_order.pb.h"
#include "proto/records/ledger/legal_entity.pb.h"
#include "proto/records/projects/time_entry.pb.h"
#include "proto/records/stock/stock_move.pb.h"

/// From a finished job to its invoice, once.
namespace hub::domain::billing {

using common::rules::Records;
using truckroll::billing::WorkOrderInvoice;
using truckroll::field::WorkOrder;
using truckroll::projects::TimeEntry;
using truckroll::stock::StockMove;

/// The job is done: makes its billing case and, unless something stands against it, the posted
/// invoice. What stands against it (an open conflict, a missing price or account) holds the case
/// and is told to the bookkeepers; it never stops the technician's work from being kept. A second
/// call changes nothing.
void bill_job(Records& records, const WorkOrder& job);

/// The case has an invoice, drafted or posted, that no credit has taken back.
bool has_invoice(Records& records, const WorkOrderInvoice& billing_case);

/// A person released the case: makes its invoice. Throws conflict saying what is missing.
void bill_released(Records& records, WorkOrderInvoice& billing_case);

using common::rules::billing::JobBill;
using common::rules::billing::minutes_to_bill;
/// At today's prices; travel alone where somebody decided so.
JobBill make_bill(Records& records, const WorkOrder& job);

/// What a job's part that was used has cost us, negative for one that came back, zero for any other
/// move; minor units of the entity's currency.
std::int64_t goods_cost(Records& records, const StockMove& move);
/// What the goods of the job have cost us, less what came back; minor units of the entity's
/// currency.
std::int64_t goods_cost(Records& records, const WorkOrder& job);
/// The same as the ledger hears of it, less what was booked part by part.
ledger::Event goods_event(Records& records, const WorkOrder& job,
                          const truckroll::ledger::LegalEntity& entity, std::int32_t day);
/// Books it once per job; nothing when it is zero.
void book_goods(Records& records, const WorkOrder& job,
                const truckroll::ledger::LegalEntity& entity, std::int32_t day);

/// What came after the job was billed: books the cost of this one part, once, and nothing when it
/// is zero. Throws conflict saying what is missing.
void book_late_goods(Records& records, const WorkOrder& job, const StockMove& move,
                     const truckroll::ledger::LegalEntity& entity, std::int32_t day);

/// The job's cost and margin, as far as they are known.
void set_result(Records& records, const std::string& job, const std::string& invoice);

std::optional<WorkOrder> job_of_invoice(Records& records, const std::string& invoice);

}  // namespace hub::domain::billing
