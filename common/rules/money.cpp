#include "common/rules/money.hpp"

#include <algorithm>
#include <string_view>

#include "proto/records/stock/stock_move.pb.h"

namespace common::rules {
namespace {

constexpr std::string_view money_types[] = {
    "billing.Payment", "billing.Invoice",  "billing.LineItem", "billing.Settlement",
    "sales.Quote",     "sales.SalesOrder", "ledger.Expense",   "content.DigitalSignature",
};

/// Goods that go from place to place are nobody's bill.
bool is_billed_goods(const truckroll::wire::Delta& delta) {
  using truckroll::stock::StockMove;
  StockMove move;
  if (delta.type() != "stock.StockMove" || !move.ParseFromString(delta.values())) return false;
  return move.kind() == StockMove::KIND_USE || move.kind() == StockMove::KIND_RETURN;
}

}  // namespace

bool carries_money(const truckroll::wire::Operation& operation) {
  return std::any_of(operation.deltas().begin(), operation.deltas().end(), [](auto& delta) {
    return std::find(std::begin(money_types), std::end(money_types), delta.type()) !=
               std::end(money_types) ||
           is_billed_goods(delta);
  });
}

}  // namespace common::rules
