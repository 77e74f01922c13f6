#include "proto/records/stock/warehouse_item.pb.h"

#include "common/rules/rules.hpp"
#include "common/rules/stock/places.hpp"
#include "proto/records/stock/stock_move.pb.h"

namespace common::rules::stock {
namespace {

using truckroll::stock::StockMove;
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

bool was_moved(Records& records, const WarehouseItem& item) {
  for (auto end : {"from", "to"})
    for (auto& move : records.where<StockMove>(end, item.warehouse()))
      if (move.product() == item.product()) return true;
  return false;
}

/// What is there would be gone without a move, and counted anew from nothing. The removal goes with
/// the command that is refused.
void check_removal(Records& records, const WarehouseItem& item) {
  auto there = item.on_hand().millionths(), kept = item.reserved().millionths();
  if (there != 0)
    throw Error(ErrorCode::conflict,
                say("there are {} of it here; book them out or adjust them to 0 first",
                    show_quantity(there)),
                "on_hand");
  if (kept != 0)
    throw Error(ErrorCode::conflict,
                say("{} of it are reserved for jobs; release them first", show_quantity(kept)),
                "reserved");
  if (was_moved(records, item))
    throw Error(
        ErrorCode::conflict,
        "it has been moved in or out here, and its history stays; clear its limits instead");
}

const Rules<WarehouseItem> rules =
    Rules<WarehouseItem>().before_save(derive_free).after_remove(check_removal);

}  // namespace
}  // namespace common::rules::stock
