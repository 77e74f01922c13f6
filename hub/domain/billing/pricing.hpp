#pragma once
#include <string>

#include "common/rules/billing/pricing.hpp"

/// What things cost, as of when the hub took the command up.
namespace hub::domain::billing {

using common::rules::Records;
using common::rules::billing::find_price;
using common::rules::billing::find_tax_code;
using common::rules::billing::LineItem;
using common::rules::billing::percent_on;
using common::rules::billing::Price;
using common::rules::billing::price_line;
using common::rules::billing::Product;
using common::rules::billing::TaxCode;
using common::rules::billing::Terms;

Terms terms_of_job(Records& records, const truckroll::field::WorkOrder& job);
/// Without a zone the entity's day counts.
Terms terms_of(Records& records, const std::string& account, const std::string& legal_entity,
               const std::string& zone);

}  // namespace hub::domain::billing
