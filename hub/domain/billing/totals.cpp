#include "hub/domain/billing/totals.hpp"

#include <algorithm>

#include "common/codec/values.hpp"
#include "hub/domain/words/words.hpp"

namespace hub::domain::billing {

using common::rules::Records;
using truckroll::billing::LineItem;

std::vector<LineItem> lines_of(Records& records, const Invoice& invoice) {
  auto lines = records.where<LineItem>("invoice", invoice.header().id());
  std::stable_sort(lines.begin(), lines.end(),
                   [](auto& a, auto& b) { return a.position() < b.position(); });
  return lines;
}

std::int32_t tax_day(Records& records, const Invoice& invoice) {
  if (invoice.has_service_to()) return invoice.service_to().days();
  if (invoice.has_date()) return invoice.date().days();
  return local_day(hub_now(records), zone_of(records, invoice.legal_entity()));
}

void set_totals(Records& records, Invoice& invoice, const std::vector<LineItem>& lines) {
  auto& currency = invoice.currency();
  auto totals = common::rules::billing::totals_of(
      records, lines,
      {tax_day(records, invoice), currency, invoice.prices_include_tax(),
       invoice.tax_rounding() == Invoice::TAX_ROUNDING_LINE});
  invoice.clear_taxes();
  for (auto& tax : totals.taxes) *invoice.add_taxes() = tax;
  common::rules::billing::set_totals(invoice, totals, currency);
  auto open = invoice.header().state() == "draft" || invoice.header().state().empty()
                  ? totals.total()
                  : invoice.open().minor();
  *invoice.mutable_open() = common::codec::money(open, currency);
}

}  // namespace hub::domain::billing
