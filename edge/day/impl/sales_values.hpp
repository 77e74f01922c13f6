#pragma once
#include "edge/day/impl/sections.hpp"
#include "proto/records/billing/line_item.pb.h"
#include "proto/records/billing/tax_code.pb.h"
#include "proto/values/values.pb.h"

namespace edge::day {

/// {amount, currency}; null when there is none.
json money_json(const truckroll::Money& money);
json money_json(std::int64_t minor, const std::string& currency);
/// An amount typed by a person, "120" or "120.50", in minor units. Throws bad_input naming the key.
std::int64_t amount_in(const json& input, const char* key, const std::string& currency);
/// "2026-11-20" in days since 1970. Throws bad_input naming the key.
std::int32_t day_in(const json& input, const char* key);
/// A line as the contract shows it, with its tax's percentage of that day.
json line_json(common::rules::Records& records, const truckroll::billing::LineItem& line,
               std::int32_t day);
/// Of a document that says what it comes to: lines, taxes, net, tax, total, currency.
template <class Document>
void add_totals(json& made, const Document& document) {
  made["net"] = money_json(document.net());
  made["tax"] = money_json(document.tax());
  made["total"] = money_json(document.total());
  made["currency"] = document.currency();
}
template <class Taxes>
json taxes_json(common::rules::Records& records, const Taxes& taxes) {
  json rows = json::array();
  for (auto& tax : taxes) {
    auto code = records.find<truckroll::billing::TaxCode>(tax.tax_code());
    rows.push_back({{"name", code ? code->code() : std::string()},
                    {"percent", decimal_text(tax.percent().millionths())},
                    {"base", money_json(tax.base())},
                    {"amount", money_json(tax.amount())}});
  }
  return rows;
}
/// Lines of a document in reading order.
std::vector<truckroll::billing::LineItem> lines_of(common::rules::Records& records,
                                                   const char* field, const std::string& id);
json named(const std::string& id, const std::string& name);
json state_text(const Screen& screen, const common::schema::Message& record);

}  // namespace edge::day
