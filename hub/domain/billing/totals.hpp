#pragma once
#include <vector>

#include "common/rules/billing/totals.hpp"
#include "common/rules/records.hpp"
#include "proto/records/billing/invoice.pb.h"
#include "proto/records/billing/line_item.pb.h"

namespace hub::domain::billing {

using truckroll::billing::Invoice;

/// The invoice's lines in reading order.
std::vector<truckroll::billing::LineItem> lines_of(common::rules::Records& records,
                                                   const Invoice& invoice);
/// Taxes by code, net, tax, total and what is open, from its lines; the rounding is the document's.
/// Not saved. Throws conflict naming a line's tax code that has no rate on the day of the service.
void set_totals(common::rules::Records& records, Invoice& invoice,
                const std::vector<truckroll::billing::LineItem>& lines);
/// The day whose rates count: of the service, else of the invoice, else today.
std::int32_t tax_day(common::rules::Records& records, const Invoice& invoice);

}  // namespace hub::domain::billing
