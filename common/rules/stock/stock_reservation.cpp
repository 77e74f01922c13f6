#include "common/codec/values.hpp"
#include "common/rules/rules.hpp"
#include "common/rules/stock/places.hpp"
#include "common/rules/stock/reservations.hpp"

namespace common::rules::stock {
namespace {

using truckroll::field::WorkOrder;
using truckroll::stock::StockReservation;

std::int64_t held_quantity(const StockReservation* reservation) {
  return reservation && reservation->header().state() == "held"
             ? reservation->quantity().millionths()
             : 0;
}

bool same_place(const StockReservation& a, const StockReservation& b) {
  return a.warehouse() == b.warehouse() && a.product() == b.product();
}

/// Nobody holds more than is free: two jobs never hold the same piece.
void check_free(Records& records, Change<StockReservation>& change) {
  auto& reservation = change.after;
  auto product = records.find<Product>(reservation.product());
  if (!product) return;  // named by the check of references
  if (!is_kept_in_stock(*product))
    refuse("product", say("{} is not kept in stock", product->name()));
  if (!reservation.quantity().has_unit()) reservation.mutable_quantity()->set_unit(product->unit());
  auto wanted = held_quantity(&reservation);
  if (change.before && same_place(*change.before, reservation))
    wanted -= held_quantity(change.before);
  if (wanted <= 0) return;
  auto item = find_item(records, reservation.warehouse(), reservation.product());
  auto free = item ? item->on_hand().millionths() - item->reserved().millionths() : 0;
  if (wanted <= free) return;
  auto place = records.find<Warehouse>(reservation.warehouse());
  Shortage shortage{reservation.product(),
                    product->code(),
                    product->name(),
                    reservation.warehouse(),
                    place ? place->name() : reservation.warehouse(),
                    wanted,
                    std::max<std::int64_t>(0, free)};
  throw Error(ErrorCode::conflict, shortage.text(), "quantity");
}

void add_reserved(Records& records, const StockReservation& reservation, std::int64_t difference) {
  auto product = records.find<Product>(reservation.product());
  if (difference == 0 || !product) return;
  if (!keeps_count(records, reservation.warehouse(), reservation.product())) return;
  auto item = find_or_make_item(records, reservation.warehouse(), *product);
  item.mutable_reserved()->set_millionths(item.reserved().millionths() + difference);
  item.mutable_reserved()->set_unit(product->unit());
  records.save(item);
}

void count(Records& records, Change<StockReservation>& change) {
  if (change.before && same_place(*change.before, change.after))
    return add_reserved(records, change.after,
                        held_quantity(&change.after) - held_quantity(change.before));
  if (change.before) add_reserved(records, *change.before, -held_quantity(change.before));
  add_reserved(records, change.after, held_quantity(&change.after));
}

/// What somebody gave back may cover what others are short of.
void cover_others(Records& records, Change<StockReservation>& change) {
  if (change.enters("released") && change.state_before() == "held")
    settle_reservations(records, change.after.warehouse(), change.after.product());
}

const Rules<StockReservation> rules =
    Rules<StockReservation>().before_save(check_free).after_save(count).after_save(cover_others);

/// A job that is over needs nothing any more.
void release_when_over(Records& records, Change<WorkOrder>& change) {
  if (change.enters("done") || change.enters("cancelled")) release_parts(records, change.id());
}

const Rules<WorkOrder> work_order_rules = Rules<WorkOrder>().after_save(release_when_over);

}  // namespace
}  // namespace common::rules::stock
