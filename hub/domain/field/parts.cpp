#include <map>

#include "common/rules/stock/places.hpp"
#include "common/rules/stock/reservations.hpp"
#include "hub/domain/field/guards.hpp"
#include "hub/domain/words/words.hpp"
#include "proto/records/billing/line_item.pb.h"
#include "proto/records/fleet/vehicle.pb.h"
#include "proto/records/stock/stock_move.pb.h"
#include "proto/records/stock/stock_reservation.pb.h"

namespace hub::domain::field {
namespace {

using common::say;
namespace stock = common::rules::stock;
using truckroll::billing::LineItem;
using truckroll::stock::StockMove;
using truckroll::stock::StockReservation;

/// What the job still needs of each product, whatever it has reserved where.
std::map<std::string, std::int64_t> needs_of(Records& records, const std::string& job) {
  std::map<std::string, std::int64_t> needs;
  for (auto& line : records.where<LineItem>("work_order", job)) {
    if (line.kind() != LineItem::KIND_PART || line.optional()) continue;
    auto product = records.find<stock::Product>(line.product());
    if (!product || !stock::is_kept_in_stock(*product)) continue;
    needs[line.product()] += line.has_planned_quantity() ? line.planned_quantity().millionths()
                                                         : line.quantity().millionths();
  }
  for (auto& move : records.where<StockMove>("work_order", job)) {
    if (!needs.count(move.product())) continue;
    if (move.kind() == StockMove::KIND_USE) needs[move.product()] -= move.quantity().millionths();
    if (move.kind() == StockMove::KIND_RETURN)
      needs[move.product()] += move.quantity().millionths();
  }
  return needs;
}

/// Held for the job at this place, or short there with the dispatcher's consent.
std::int64_t kept_for(Records& records, const std::string& job, const std::string& product,
                      const std::string& place) {
  std::int64_t kept = 0;
  for (auto& reservation : records.where<StockReservation>("work_order", job)) {
    auto& state = reservation.header().state();
    if (reservation.product() == product && reservation.warehouse() == place &&
        (state == "held" || state == "short"))
      kept += reservation.quantity().millionths();
  }
  return kept;
}

}  // namespace

std::optional<std::string> find_van_stock(Records& records, const Technician& technician) {
  auto vehicle = records.find<truckroll::fleet::Vehicle>(technician.vehicle());
  if (!vehicle || vehicle->warehouse().empty()) return std::nullopt;
  return vehicle->warehouse();
}

std::vector<Violation> part_problems(Records& records, const WorkOrder& job,
                                     const Technician& technician) {
  std::vector<Violation> problems;
  auto place = find_van_stock(records, technician);
  for (auto& [id, needed] : needs_of(records, job.header().id())) {
    if (needed <= 0) continue;
    if (!place) {
      problems.push_back(
          {"parts", say("{} has no van with stock; the parts of this job cannot be kept there",
                        person_name(technician.name()))});
      break;
    }
    auto missing = needed - kept_for(records, job.header().id(), id, *place);
    auto item = stock::find_item(records, *place, id);
    auto free = item ? std::max<std::int64_t>(
                           0, item->on_hand().millionths() - item->reserved().millionths())
                     : 0;
    if (missing <= free) continue;
    auto product = records.load<stock::Product>(id);
    auto van = records.find<stock::Warehouse>(*place);
    problems.push_back(
        {"parts", say("{} ({}): {} needed, {} free in {}", product.name(), product.code(),
                      stock::show_quantity(missing), stock::show_quantity(free),
                      van ? Sentence(van->name()) : say("the van"))});
  }
  return problems;
}

}  // namespace hub::domain::field
