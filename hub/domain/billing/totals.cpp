#include "hub/domain/billing/totals.hpp"

#include <algorithm>
#include <map>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "hub/domain/billing/pricing.hpp"
#include "hub/domain/words/words.hpp"

namespace hub::domain::billing {
namespace {

std::int64_t percent_of(Records& records, const std::string& code_id, std::int32_t day) {
  auto code = records.find<TaxCode>(code_id);
  if (!code) return 0;
  if (auto percent = percent_on(*code, day)) return *percent;
  throw common::Error(common::ErrorCode::conflict,
                      common::say("the tax code {} has no rate on {}; add one under Tax codes",
                                  code->code(), common::codec::format_date(day)),
                      "tax_code");
}

struct Group {
  std::int64_t amount = 0, rounded_tax = 0;  // as entered; tax rounded line by line
};

}  // namespace

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
  auto day = tax_day(records, invoice);
  bool included = invoice.prices_include_tax();
  bool by_line = invoice.tax_rounding() == Invoice::TAX_ROUNDING_LINE;
  std::map<std::string, Group> groups;
  for (auto& line : lines) {
    if (line.optional() || line.kind() == LineItem::KIND_TEXT) continue;
    auto amount = line_amount(line);
    auto& group = groups[line.tax_code()];
    group.amount += amount;
    group.rounded_tax += tax_on(amount, percent_of(records, line.tax_code(), day), included);
  }
  auto& currency = invoice.currency();
  std::int64_t net = 0, tax = 0;
  invoice.clear_taxes();
  for (auto& [code, group] : groups) {
    auto percent = percent_of(records, code, day);
    auto amount = by_line ? group.rounded_tax : tax_on(group.amount, percent, included);
    auto base = included ? group.amount - amount : group.amount;
    net += base;
    tax += amount;
    if (code.empty()) continue;
    auto& line = *invoice.add_taxes();
    line.set_line("t" + std::to_string(invoice.taxes_size()));
    line.set_tax_code(code);
    line.mutable_percent()->set_millionths(percent);
    *line.mutable_base() = common::codec::money(base, currency);
    *line.mutable_amount() = common::codec::money(amount, currency);
  }
  *invoice.mutable_net() = common::codec::money(net, currency);
  *invoice.mutable_tax() = common::codec::money(tax, currency);
  *invoice.mutable_total() = common::codec::money(net + tax, currency);
  auto open = invoice.header().state() == "draft" || invoice.header().state().empty()
                  ? net + tax
                  : invoice.open().minor();
  *invoice.mutable_open() = common::codec::money(open, currency);
}

}  // namespace hub::domain::billing
