#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "common/rules/records.hpp"
#include "proto/records/billing/line_item.pb.h"
#include "proto/records/billing/tax_code.pb.h"
#include "proto/records/field/work_order.pb.h"
#include "proto/records/sales/product.pb.h"

/// What things cost, and how they are taxed: the same in van and hub.
namespace common::rules::billing {

using truckroll::billing::LineItem;
using truckroll::billing::TaxCode;
using truckroll::sales::Product;

/// What decides price and tax for a customer on a day.
struct Terms {
  std::string legal_entity;  ///< empty when none can be told
  std::string account, currency, zone, country, price_list, tax_class;
  std::string base_currency;
  int days = 30, discount_days = 0;
  std::int64_t discount_millionths = 0;
  std::int32_t day = 0;
};
/// `at` says which day it is. Without a zone the entity's day counts.
Terms terms_of(Records& records, const std::string& account, const std::string& legal_entity,
               const std::string& zone, Instant at);
Terms terms_of_job(Records& records, const truckroll::field::WorkOrder& job, Instant at);

struct Price {
  truckroll::Money amount;
  std::string list;
  bool includes_tax = false;
};
/// From the customer's list, then its parents, then the base list (audience all, lowest code); the
/// highest quantity step that is reached.
std::optional<Price> find_price(Records& records, const Product& product, const std::string& unit,
                                std::int64_t quantity, const Terms& terms);

/// Of the sales codes whose condition holds the one of lowest rank; a code without conditions is
/// taken when none does. Conditions compare product_tax_class, customer_tax_class and country with
/// texts: product_tax_class = "standard" AND customer_tax_class = "domestic".
std::optional<TaxCode> find_tax_code(Records& records, const Product& product, const Terms& terms);
/// Percent in millionths on that day; nothing when the code has no rate then.
std::optional<std::int64_t> percent_on(const TaxCode& code, std::int32_t day);

/// Price and tax code as far as the line has none of its own; a price by hand stays.
void price_line(Records& records, LineItem& line, const Terms& terms);

/// A discount takes off what it says, typed with a sign or without: its price is kept below zero.
void subtract_discount(LineItem& line);

/// Quantity times price less discount, as entered: net, or gross where the price includes tax.
/// Minor units.
std::int64_t line_amount(const LineItem& line);
/// The tax on an amount; `included`: that is in it. Rounded half away from zero.
std::int64_t tax_on(std::int64_t minor, std::int64_t percent_millionths, bool included);

}  // namespace common::rules::billing
