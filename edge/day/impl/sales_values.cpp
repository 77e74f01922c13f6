#include "edge/day/impl/sales_values.hpp"

#include <algorithm>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/rules/billing/pricing.hpp"
#include "common/schema/labels.hpp"
#include "edge/day/impl/input.hpp"

namespace edge::day {

using truckroll::billing::LineItem;
using truckroll::billing::TaxCode;

json money_json(std::int64_t minor, const std::string& currency) {
  auto places = common::codec::currency_places(currency);
  return {{"amount", common::codec::format_scaled(minor, places, true)}, {"currency", currency}};
}

json money_json(const truckroll::Money& money) {
  return money.currency().empty() ? json() : money_json(money.minor(), money.currency());
}

std::int64_t amount_in(const json& input, const char* key, const std::string& currency) {
  auto text = required_text(input, key);
  try {
    return common::codec::parse_scaled(text, common::codec::currency_places(currency));
  } catch (const common::Error& error) {
    common::refuse(key, error.sentence());
  }
}

std::int32_t day_in(const json& input, const char* key) {
  try {
    return common::codec::parse_date(required_text(input, key));
  } catch (const common::Error&) {
    common::refuse(key, "expected a day like 2026-11-20");
  }
}

json line_json(common::rules::Records& records, const LineItem& line, std::int32_t day) {
  json percent;
  if (auto code = records.find<TaxCode>(line.tax_code()))
    if (auto of_day = common::rules::billing::percent_on(*code, day))
      percent = decimal_text(*of_day);
  return {
      {"kind", choice(LineItem::Kind_descriptor(), line.kind())},
      {"product", text_or_null(line.product())},
      {"text", line.text()},
      {"quantity", decimal_text(line.quantity().millionths())},
      {"unit", text_or_null(line.unit())},
      {"unit_price", money_json(line.unit_price())},
      {"discount", line.has_discount() ? json(decimal_text(line.discount().millionths())) : json()},
      {"net", money_json(line.net())},
      {"tax_percent", percent},
      {"problem", json()}};
}

std::vector<LineItem> lines_of(common::rules::Records& records, const char* field,
                               const std::string& id) {
  auto lines = records.where<LineItem>(field, id);
  std::stable_sort(lines.begin(), lines.end(),
                   [](auto& a, auto& b) { return a.position() < b.position(); });
  return lines;
}

json named(const std::string& id, const std::string& name) {
  return id.empty() ? json() : json{{"id", id}, {"name", name}};
}

json state_text(const Screen& screen, const common::schema::Message& record) {
  auto& type = screen.records.catalogue().of(record);
  return common::schema::state_label(type, common::schema::header(record).state()).said();
}

}  // namespace edge::day
