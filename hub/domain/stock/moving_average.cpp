#include <algorithm>

#include "common/codec/values.hpp"
#include "common/rules/rules.hpp"
#include "common/rules/stock/places.hpp"
#include "proto/records/stock/stock_move.pb.h"

namespace hub::domain::stock {
namespace {

using common::rules::Change;
using common::rules::Records;
using common::rules::stock::find_item;
using common::rules::stock::Product;
using common::rules::stock::Warehouse;
using truckroll::Money;
using truckroll::stock::StockMove;

std::optional<Money> average_at(Records& records, const std::string& place,
                                const std::string& product) {
  auto item = find_item(records, place, product);
  if (!item || !item->has_average_cost()) return std::nullopt;
  return item->average_cost();
}

std::optional<Money> cost_of(Records& records, const StockMove& move, const Product& product) {
  if (move.has_unit_cost()) return move.unit_cost();
  auto from = records.find<Warehouse>(move.from());
  bool bought = from && from->kind() == Warehouse::KIND_SUPPLIER;  // his average is nobody's price
  if (auto there = average_at(records, move.from(), move.product()); there && !bought) return there;
  if (auto here = average_at(records, move.to(), move.product())) return here;
  if (product.has_standard_cost()) return product.standard_cost();
  return std::nullopt;
}

std::int64_t averaged(std::int64_t there, std::int64_t there_cost, std::int64_t more,
                      std::int64_t more_cost) {
  auto sum = static_cast<__int128>(there) * there_cost + static_cast<__int128>(more) * more_cost;
  auto quantity = static_cast<__int128>(there) + more;
  return static_cast<std::int64_t>((sum + quantity / 2) / quantity);
}

void value(Records& records, Change<StockMove>& change) {
  auto& move = change.after;
  auto product = records.find<Product>(move.product());
  if (!change.creates() || !product) return;
  auto cost = cost_of(records, move, *product);
  if (!cost) return;
  *move.mutable_unit_cost() = *cost;
  auto item = common::rules::stock::find_or_make_item(records, move.to(), *product);
  auto there = std::max<std::int64_t>(0, item.on_hand().millionths());
  bool first = !item.has_average_cost() || there == 0;
  if (!first && item.average_cost().currency() != cost->currency()) return;
  auto minor = first ? cost->minor()
                     : averaged(there, item.average_cost().minor(), move.quantity().millionths(),
                                cost->minor());
  if (item.has_average_cost() && item.average_cost().minor() == minor &&
      item.average_cost().currency() == cost->currency())
    return;
  *item.mutable_average_cost() = common::codec::money(minor, cost->currency());
  records.save(item);
}

const common::rules::Effects<StockMove> effects =
    common::rules::Effects<StockMove>().before_save(value);

}  // namespace
}  // namespace hub::domain::stock
