#include "common/rules/stock/reservations.hpp"

#include <algorithm>
#include <map>

#include "common/codec/values.hpp"
#include "common/rules/stock/places.hpp"
#include "proto/records/billing/line_item.pb.h"
#include "proto/records/stock/stock_move.pb.h"

namespace common::rules::stock {
namespace {

using truckroll::billing::LineItem;
using truckroll::field::WorkOrder;
using truckroll::stock::StockMove;
using truckroll::stock::StockReservation;

bool is_state(const StockReservation& reservation, const char* state) {
  return reservation.header().state() == state;
}
bool is_live(const StockReservation& reservation) {
  return is_state(reservation, "held") || is_state(reservation, "short");
}

/// What the job needs of a product beyond what it has reserved or used.
struct Need {
  Product product;
  std::int64_t quantity = 0;
};

std::int64_t used_by(Records& records, const std::string& work_order, const std::string& product) {
  std::int64_t used = 0;
  for (auto& move : records.where<StockMove>("work_order", work_order)) {
    if (move.product() != product) continue;
    if (move.kind() == StockMove::KIND_USE) used += move.quantity().millionths();
    if (move.kind() == StockMove::KIND_RETURN) used -= move.quantity().millionths();
  }
  return used;
}

std::vector<Need> needs_of(Records& records, const WorkOrder& work_order) {
  std::vector<Need> needs;
  auto& job = work_order.header().id();
  for (auto& line : records.where<LineItem>("work_order", job)) {
    if (line.kind() != LineItem::KIND_PART || line.optional()) continue;
    auto product = records.find<Product>(line.product());
    if (!product || !is_kept_in_stock(*product)) continue;
    auto wanted = line.has_planned_quantity() ? line.planned_quantity().millionths()
                                              : line.quantity().millionths();
    auto found = std::find_if(needs.begin(), needs.end(), [&](auto& need) {
      return need.product.header().id() == line.product();
    });
    if (found == needs.end())
      needs.push_back({*product, wanted});
    else
      found->quantity += wanted;
  }
  for (auto& need : needs) {
    need.quantity -= used_by(records, job, need.product.header().id());
    for (auto& reservation : records.where<StockReservation>("work_order", job))
      if (is_live(reservation) && reservation.product() == need.product.header().id())
        need.quantity -= reservation.quantity().millionths();
  }
  needs.erase(
      std::remove_if(needs.begin(), needs.end(), [](auto& need) { return need.quantity <= 0; }),
      needs.end());
  return needs;
}

std::int64_t free_at(Records& records, const std::string& place, const std::string& product) {
  auto item = find_item(records, place, product);
  return item ? std::max<std::int64_t>(0,
                                       item->on_hand().millionths() - item->reserved().millionths())
              : 0;
}

std::optional<Shortage> shortage_of(Records& records, const Need& need, const std::string& place) {
  auto free = free_at(records, place, need.product.header().id());
  if (free >= need.quantity) return std::nullopt;
  auto found = records.find<Warehouse>(place);
  return Shortage{need.product.header().id(),
                  need.product.code(),
                  need.product.name(),
                  place,
                  found ? found->name() : place,
                  need.quantity,
                  free};
}

StockReservation make_reservation(const WorkOrder& work_order, const std::string& place,
                                  const Product& product, std::int64_t quantity,
                                  std::optional<Instant> needed_at) {
  StockReservation reservation;
  reservation.set_product(product.header().id());
  reservation.set_warehouse(place);
  reservation.set_work_order(work_order.header().id());
  *reservation.mutable_quantity() = codec::quantity(quantity, product.unit());
  if (needed_at) *reservation.mutable_needed_at() = codec::to_timestamp(*needed_at);
  return reservation;
}

void reserve(Records& records, const WorkOrder& work_order, const std::string& place,
             const Need& need, std::optional<Instant> needed_at, Reserved& result) {
  auto held = std::min(need.quantity, free_at(records, place, need.product.header().id()));
  if (held > 0) {
    auto reservation = make_reservation(work_order, place, need.product, held, needed_at);
    records.save(reservation);
    result.reservations.push_back(reservation);
  }
  if (held == need.quantity) return;
  auto missing = make_reservation(work_order, place, need.product, need.quantity - held, needed_at);
  missing.mutable_header()->set_state("held");  // where the flow starts
  records.move_as_system(missing, "fall-short");
  records.save(missing);
  result.reservations.push_back(missing);
}

void release(Records& records, StockReservation& reservation) {
  records.move_as_system(reservation, "release");
  records.save(reservation);
}

/// Those of the product at the place, the earliest need first; what has no day comes last.
std::vector<StockReservation> live_at(Records& records, const std::string& place,
                                      const std::string& product) {
  std::vector<StockReservation> found;
  for (auto state : {"held", "short"})
    for (auto& reservation : records.where<StockReservation>("warehouse", place, {"state", state}))
      if (reservation.product() == product) found.push_back(std::move(reservation));
  auto needed = [](const StockReservation& reservation) {
    return reservation.has_needed_at() ? codec::from_timestamp(reservation.needed_at())
                                       : Instant::max();
  };
  std::stable_sort(found.begin(), found.end(),
                   [&](auto& a, auto& b) { return needed(a) < needed(b); });
  return found;
}

}  // namespace

Sentence Shortage::text() const {
  return say("{}: {} wanted, {} free in {}", name, show_quantity(wanted), show_quantity(free),
             place_name);
}

std::vector<Shortage> find_shortages(Records& records, const WorkOrder& work_order,
                                     const std::string& place) {
  std::vector<Shortage> shortages;
  for (auto& need : needs_of(records, work_order))
    if (auto shortage = shortage_of(records, need, place)) shortages.push_back(*shortage);
  return shortages;
}

Reserved reserve_parts(Records& records, const WorkOrder& work_order, const std::string& place,
                       std::optional<Instant> needed_at, bool accept_shortage) {
  Reserved result;
  result.shortages = find_shortages(records, work_order, place);
  if (!result.shortages.empty() && !accept_shortage) return result;
  for (auto& need : needs_of(records, work_order))
    reserve(records, work_order, place, need, needed_at, result);
  return result;
}

void release_parts(Records& records, const std::string& work_order) {
  for (auto& reservation : records.where<StockReservation>("work_order", work_order))
    if (is_live(reservation)) release(records, reservation);
}

Reserved move_reservations(Records& records, const WorkOrder& work_order,
                           const std::string& to_place) {
  std::optional<Instant> needed_at;
  for (auto& reservation :
       records.where<StockReservation>("work_order", work_order.header().id())) {
    if (!is_live(reservation) || reservation.warehouse() == to_place) continue;
    if (reservation.has_needed_at()) needed_at = codec::from_timestamp(reservation.needed_at());
    release(records, reservation);
  }
  return reserve_parts(records, work_order, to_place, needed_at, true);
}

void consume_reservations(Records& records, const std::string& work_order, const std::string& place,
                          const std::string& product, std::int64_t quantity) {
  for (auto& reservation : live_at(records, place, product)) {
    if (reservation.work_order() != work_order || quantity <= 0) continue;
    auto kept = reservation.quantity().millionths();
    if (quantity < kept)
      reservation.mutable_quantity()->set_millionths(kept - quantity);
    else
      records.move_as_system(reservation, "consume");
    quantity -= std::min(kept, quantity);
    records.save(reservation);
  }
}

void settle_reservations(Records& records, const std::string& place, const std::string& product) {
  auto item = find_item(records, place, product);
  if (!item) return;
  auto free = item->on_hand().millionths() - item->reserved().millionths();
  auto live = live_at(records, place, product);
  for (auto latest = live.rbegin(); latest != live.rend() && free < 0; ++latest) {
    if (!is_state(*latest, "held")) continue;
    free += latest->quantity().millionths();
    records.move_as_system(*latest, "fall-short");
    records.save(*latest);
  }
  for (auto& reservation : live) {
    if (!is_state(reservation, "short") || reservation.quantity().millionths() > free) continue;
    free -= reservation.quantity().millionths();
    records.move_as_system(reservation, "cover");
    records.save(reservation);
  }
}

}  // namespace common::rules::stock
