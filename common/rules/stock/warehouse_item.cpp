#include "proto/records/stock/warehouse_item.pb.h"

#include "common/rules/rules.hpp"

namespace common::rules::stock {
namespace {

using truckroll::stock::WarehouseItem;

void derive_free(Records&, Change<WarehouseItem>& change) {
  auto& item = change.after;
  if (!item.has_on_hand() && !item.has_reserved()) return;
  auto& free = *item.mutable_free();
  free.set_millionths(item.on_hand().millionths() - item.reserved().millionths());
  free.set_unit(item.has_on_hand() ? item.on_hand().unit() : item.reserved().unit());
  if (item.has_minimum() && item.has_maximum() &&
      item.maximum().millionths() < item.minimum().millionths())
    refuse("maximum", "the maximum lies below the minimum");
}

const Rules<WarehouseItem> rules = Rules<WarehouseItem>().before_save(derive_free);

}  // namespace
}  // namespace common::rules::stock
