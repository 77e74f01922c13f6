#pragma once
#include <string>
#include <vector>

#include "common/error/sentence.hpp"
#include "common/rules/records.hpp"
#include "hub/domain/billing/totals.hpp"
#include "proto/records/field/work_order.pb.h"

namespace hub::domain::billing {

/// What must be set up or corrected before the invoice can be posted, in words for the bookkeeper;
/// empty when nothing. Reads only, so that it can be asked before anything is written.
/// `goods_of`: the job whose goods are booked with it; null: none.
common::Sentence posting_problem(common::rules::Records& records, const Invoice& invoice,
                                 const std::vector<truckroll::billing::LineItem>& lines,
                                 const truckroll::field::WorkOrder* goods_of);

/// Makes the invoice binding: number, dates, ledger entry, and for a job's invoice the cost of the
/// goods used, all in this transaction; then its PDF is asked for. Throws conflict with
/// posting_problem.
void post_invoice(common::rules::Records& records, Invoice& invoice);

/// Name, address and terms of the customer, as far as the invoice has none.
void copy_customer(common::rules::Records& records, Invoice& invoice);

}  // namespace hub::domain::billing
