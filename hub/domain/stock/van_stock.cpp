#include "common/error/error.hpp"
#include "common/rules/rules.hpp"
#include "proto/records/fleet/device.pb.h"
#include "proto/records/fleet/vehicle.pb.h"
#include "proto/records/stock/stock_move.pb.h"
#include "proto/records/stock/warehouse.pb.h"

/// What lies in a van is the van's until it hands it over: it counts without network, and what the
/// office took meanwhile would be less than nothing there.
namespace hub::domain::stock {
namespace {

using common::rules::Change;
using common::rules::Records;
using truckroll::fleet::Device;
using truckroll::fleet::Vehicle;
using truckroll::stock::StockMove;
using truckroll::stock::Warehouse;

bool keeps_its_own_count(Records& records, const Warehouse& place) {
  if (place.kind() != Warehouse::KIND_VAN) return false;
  for (auto& vehicle : records.where<Vehicle>("warehouse", place.header().id()))
    for (auto& device : records.where<Device>("vehicle", vehicle.header().id()))
      if (auto& state = device.header().state(); state == "active" || state == "silent")
        return true;
  return false;
}

void require_vans_word(Records& records, Change<StockMove>& change) {
  auto& move = change.after;
  auto& actor = records.actor();
  bool of_the_office = actor.device.empty() && actor.technician.empty() && !actor.user.empty();
  if (!change.creates() || !of_the_office || move.has_reason()) return;
  auto place = records.find<Warehouse>(move.from());
  if (place && keeps_its_own_count(records, *place))
    throw common::Error(common::ErrorCode::conflict,
                        common::say("what lies in {} is the van's until it hands it over; ask its "
                                    "technician, or give a reason",
                                    place->name()),
                        "reason");
}

const common::rules::Effects<StockMove> effects =
    common::rules::Effects<StockMove>().before_save(require_vans_word);

}  // namespace
}  // namespace hub::domain::stock
