#pragma once
#include <vector>

#include "common/rules/billing/pricing.hpp"
#include "proto/records/billing/invoice.pb.h"

/// One function for quote, order, job and invoice, in van and hub.
namespace common::rules::billing {

using truckroll::billing::Invoice;

/// Minor units; a quote's or an invoice's. Taxes are summed by code.
struct Totals {
  std::int64_t net = 0, tax = 0;
  std::vector<Invoice::Tax> taxes;
  std::int64_t total() const { return net + tax; }
};

struct Counting {
  std::int32_t day = 0;  ///< whose rates count
  std::string currency;
  bool included = false;  ///< prices include tax
  bool by_line = false;   ///< tax is rounded line by line, not by code
};
/// Of all lines that are billed: neither optional nor text. Throws conflict naming a line's tax
/// code that has no rate on the day.
Totals totals_of(Records& records, const std::vector<LineItem>& lines, const Counting& counting);
/// What taxes that stand already come to; nothing is computed anew.
Totals totals_of(const google::protobuf::RepeatedPtrField<Invoice::Tax>& taxes);

/// The line's own net and tax; cleared where it has no price.
void set_line_totals(Records& records, LineItem& line, std::int32_t day, bool included);

template <class Document>
void set_totals(Document& document, const Totals& totals, const std::string& currency) {
  auto set = [&](truckroll::Money& money, std::int64_t minor) {
    money.set_minor(minor);
    money.set_currency(currency);
  };
  set(*document.mutable_net(), totals.net);
  set(*document.mutable_tax(), totals.tax);
  set(*document.mutable_total(), totals.total());
}

}  // namespace common::rules::billing
