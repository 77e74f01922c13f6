#pragma once
#include <string>
#include <vector>

#include "common/rules/records.hpp"
#include "proto/records/billing/payment.pb.h"
#include "proto/records/billing/settlement.pb.h"

/// Which payment or credit pays which invoice. Saving a Settlement lowers what is open on both
/// sides, moves the invoice between posted, part paid and paid, and books a difference of exchange
/// rates. At any time, per legal entity, the receivable accounts hold what is open of invoices less
/// what is open of credits and of payments received, plus what is open of payments paid out.
namespace hub::domain::billing {

/// Takes back what the payment has paid and was not taken back yet.
void reverse_settlements(common::rules::Records& records, const std::string& payment);
/// Pays the invoices in this order with what is left of the payment, each as far as it goes; none:
/// the customer's open ones of the payment's legal entity, the oldest due first. How many were
/// paid, wholly or in part.
int settle(common::rules::Records& records, const truckroll::billing::Payment& payment,
           const std::vector<std::string>& invoices);

/// Money that was taken for this invoice before it was posted pays it, as far as it goes.
void settle_taken(common::rules::Records& records, const std::string& id);

}  // namespace hub::domain::billing
