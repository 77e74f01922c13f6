#pragma once
#include <string>
#include <vector>

#include "common/rules/billing/job_bill.hpp"
#include "common/rules/records.hpp"
#include "common/rules/rules.hpp"
#include "hub/domain/billing/pricing.hpp"
#include "hub/domain/billing/totals.hpp"

namespace hub::domain::billing {

/// An invoice in the making, whatever it bills: lines of an order, hours, a subscription's period.
struct Draft {
  Terms terms;  ///< of the customer
  Invoice invoice;
  std::vector<LineItem> lines;
};

/// An empty one for the customer. Throws conflict when no legal entity is known to bill him.
Draft start_draft(Records& records, const std::string& account, const std::string& legal_entity);
/// Adds a line with price and tax code; one that names no price takes the price list's. Throws
/// conflict saying what is missing.
void add_line(Records& records, Draft& draft, LineItem line);
/// Saves it, and posts it unless the setting billing.auto_post is false; the invoice's id. Throws
/// conflict when there is no line, or with posting_problem.
std::string save_draft(Records& records, const Draft& draft);

/// Whether invoices are posted when they are made.
bool posts_at_once(Records& records);
using common::rules::billing::billed_quantity;
using common::rules::billing::is_taken_back;
bool becomes_taken_back(const common::rules::Change<Invoice>& change);

}  // namespace hub::domain::billing
