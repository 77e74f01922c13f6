#include "edge/day/crew.hpp"

#include "common/codec/person_name.hpp"
#include "common/codec/values.hpp"
#include "common/ids/ids.hpp"
#include "edge/day/impl/values.hpp"
#include "proto/records/admin/branch.pb.h"
#include "proto/records/admin/tenant.pb.h"
#include "proto/records/fleet/device.pb.h"
#include "proto/records/fleet/vehicle.pb.h"
#include "proto/records/people/technician.pb.h"

namespace edge::day {
namespace {

using common::rules::Records;
using truckroll::fleet::Device;
using truckroll::fleet::Vehicle;
using truckroll::people::Technician;

std::optional<Device> find_device(Records& records, const std::string& name) {
  if (common::is_id(name)) return records.find<Device>(name);
  return records.find_where<Device>("serial", name);
}

/// The technician whose assignment to the vehicle covers this moment; the latest begun wins.
std::string find_driver(const Vehicle& vehicle, common::Instant now) {
  std::string driver;
  common::Instant since = common::Instant::min();
  for (auto& line : vehicle.assignments()) {
    auto from = common::codec::from_timestamp(line.from());
    bool over = line.has_to() && common::codec::from_timestamp(line.to()) <= now;
    if (line.technician().empty() || from > now || over || from < since) continue;
    driver = line.technician();
    since = from;
  }
  return driver;
}

std::optional<Technician> find_technician(Records& records, const Identity& identity,
                                          const std::optional<Vehicle>& vehicle,
                                          common::Instant now) {
  if (!identity.technician.empty()) return records.find<Technician>(identity.technician);
  if (!vehicle) return std::nullopt;
  if (auto driver = find_driver(*vehicle, now); !driver.empty())
    if (auto found = records.find<Technician>(driver)) return found;
  return records.find_where<Technician>("vehicle", vehicle->header().id());
}

}  // namespace

Crew find_crew(Records& records, const Identity& identity, common::Instant now) {
  Crew crew;
  crew.actor.tenant = identity.tenant;
  crew.actor.roles = {"technician"};
  std::optional<Vehicle> vehicle;
  if (auto device = find_device(records, identity.device)) {
    crew.actor.device = device->header().id();
    crew.actor.tenant = device->header().tenant();
    vehicle = records.find<Vehicle>(device->vehicle());
  }
  std::string branch;
  if (vehicle) {
    crew.vehicle = vehicle->header().id();
    branch = vehicle->branch();
  }
  if (auto technician = find_technician(records, identity, vehicle, now)) {
    crew.actor.technician = technician->header().id();
    crew.actor.user = technician->user();
    crew.actor.name = common::codec::person_name(technician->name());
    if (branch.empty()) branch = technician->branch();
    if (crew.vehicle.empty()) crew.vehicle = technician->vehicle();
  } else if (!identity.technician.empty()) {
    crew.actor.technician = identity.technician;
  }
  if (auto found = records.find<truckroll::admin::Branch>(branch)) crew.zone = found->zone();
  if (auto tenant = records.find<truckroll::admin::Tenant>(crew.actor.tenant))
    crew.company = tenant->name();
  return crew;
}

}  // namespace edge::day
