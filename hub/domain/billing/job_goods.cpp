#include "common/codec/values.hpp"
#include "hub/domain/billing/job_billing.hpp"
#include "hub/domain/billing/pricing.hpp"
#include "proto/records/stock/warehouse_item.pb.h"

namespace hub::domain::billing {

using common::rules::billing::sign_of;

std::int64_t goods_cost(Records& records, const StockMove& move) {
  if (sign_of(move) == 0) return 0;
  auto& place = sign_of(move) > 0 ? move.from() : move.to();
  std::int64_t each = move.unit_cost().minor();
  if (!move.has_unit_cost())
    for (auto& item : records.where<truckroll::stock::WarehouseItem>("product", move.product()))
      if (item.warehouse() == place) each = item.average_cost().minor();
  if (each == 0)
    if (auto product = records.find<Product>(move.product()))
      each = product->standard_cost().minor();
  return sign_of(move) * common::codec::multiply_money(each, move.quantity().millionths());
}

std::int64_t goods_cost(Records& records, const WorkOrder& job) {
  std::int64_t cost = 0;
  for (auto& move : records.where<StockMove>("work_order", job.header().id()))
    cost += goods_cost(records, move);
  return cost;
}

}  // namespace hub::domain::billing
