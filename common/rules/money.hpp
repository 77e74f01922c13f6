#pragma once
#include "proto/wire/sync.pb.h"

namespace common::rules {

/// Whether the operation carries money: a payment, an invoice or a line of one, an order or quote,
/// an expense, a part that was used or came back, or something that a customer signed (a bill
/// stands on it). What a van has not sent of these is told apart, and no day ends without it having
/// been seen. The one place that says so.
bool carries_money(const truckroll::wire::Operation& operation);

}  // namespace common::rules
