#pragma once
#include <string>
#include <vector>

#include "common/rules/billing/totals.hpp"
#include "proto/records/billing/invoice.pb.h"
#include "proto/wire/actions/billing.pb.h"

/// What a van makes of priced lines: quotes and invoices, as the customer was shown them.
namespace common::rules::billing {

using truckroll::wire::billing::PricedLine;

PricedLine shown_line(const LineItem& line);
/// Not saved; names no document yet. Throws bad_input for a line without text or price.
std::vector<LineItem> lines_of(const google::protobuf::RepeatedPtrField<PricedLine>& shown);

/// Name, address and terms of the customer, as far as the invoice has none.
void copy_customer(Records& records, Invoice& invoice, const Terms& terms);

/// The invoice of the job that nothing has taken back, drafted or binding, as far as these records
/// know of one.
std::optional<Invoice> invoice_of_job(Records& records, const std::string& job);

/// The technician who acts. Throws forbidden when nobody of the field does.
std::string require_technician(Records& records);

}  // namespace common::rules::billing
