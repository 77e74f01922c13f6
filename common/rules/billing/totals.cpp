#include "common/rules/billing/totals.hpp"

#include <map>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"

namespace common::rules::billing {
namespace {

std::int64_t percent_of(Records& records, const std::string& code_id, std::int32_t day) {
  auto code = records.find<TaxCode>(code_id);
  if (!code) return 0;
  if (auto percent = percent_on(*code, day)) return *percent;
  throw Error(ErrorCode::conflict,
              say("the tax code {} has no rate on {}; add one under Tax codes", code->code(),
                  codec::format_date(day)),
              "tax_code");
}

struct Group {
  std::int64_t amount = 0, rounded_tax = 0;  // as entered; tax rounded line by line
};

}  // namespace

Totals totals_of(Records& records, const std::vector<LineItem>& lines, const Counting& counting) {
  std::map<std::string, Group> groups;
  for (auto& line : lines) {
    if (line.optional() || line.kind() == LineItem::KIND_TEXT) continue;
    auto amount = line_amount(line);
    auto& group = groups[line.tax_code()];
    group.amount += amount;
    group.rounded_tax +=
        tax_on(amount, percent_of(records, line.tax_code(), counting.day), counting.included);
  }
  Totals totals;
  for (auto& [code, group] : groups) {
    auto percent = percent_of(records, code, counting.day);
    auto amount =
        counting.by_line ? group.rounded_tax : tax_on(group.amount, percent, counting.included);
    auto base = counting.included ? group.amount - amount : group.amount;
    totals.net += base;
    totals.tax += amount;
    if (code.empty()) continue;
    auto& tax = totals.taxes.emplace_back();
    tax.set_line("t" + std::to_string(totals.taxes.size()));
    tax.set_tax_code(code);
    tax.mutable_percent()->set_millionths(percent);
    *tax.mutable_base() = codec::money(base, counting.currency);
    *tax.mutable_amount() = codec::money(amount, counting.currency);
  }
  return totals;
}

Totals totals_of(const google::protobuf::RepeatedPtrField<Invoice::Tax>& taxes) {
  Totals totals;
  for (auto& tax : taxes) {
    totals.net += tax.base().minor();
    totals.tax += tax.amount().minor();
    totals.taxes.push_back(tax);
  }
  return totals;
}

void set_line_totals(Records& records, LineItem& line, std::int32_t day, bool included) {
  line.clear_net();
  line.clear_tax();
  if (!line.has_unit_price() || line.kind() == LineItem::KIND_TEXT) return;
  subtract_discount(line);
  auto code = records.find<TaxCode>(line.tax_code());
  auto amount = line_amount(line);
  auto tax = code ? tax_on(amount, percent_on(*code, day).value_or(0), included) : 0;
  auto& currency = line.unit_price().currency();
  *line.mutable_net() = codec::money(included ? amount - tax : amount, currency);
  *line.mutable_tax() = codec::money(tax, currency);
}

}  // namespace common::rules::billing
