#include "edge/day/crew.hpp"

#include <algorithm>

#include "common/codec/person_name.hpp"
#include "common/codec/values.hpp"
#include "common/ids/ids.hpp"
#include "common/text/json_text.hpp"
#include "edge/day/impl/values.hpp"
#include "proto/records/admin/branch.pb.h"
#include "proto/records/admin/setting.pb.h"
#include "proto/records/admin/tenant.pb.h"
#include "proto/records/field/field_day.pb.h"
#include "proto/records/fleet/device.pb.h"
#include "proto/records/fleet/vehicle.pb.h"
#include "proto/records/people/technician.pb.h"

namespace edge::day {
namespace {

/// Nobody works longer; whoever forgot to sign off is not in the van the next morning.
constexpr std::chrono::hours day_max{16};
constexpr std::chrono::minutes lock_after_unset{5};

using common::rules::Records;
using truckroll::admin::Setting;
using truckroll::field::FieldDay;
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

/// The setting of the device, else of the branch, else of the company; null where there is none.
json setting(Records& records, const Crew& crew, std::string_view key) {
  json value;
  int narrowest = -1;
  for (auto& one : records.where<Setting>("key", key)) {
    int narrow = 0;
    if (one.has_user()) continue;
    if (one.has_branch()) narrow = one.branch() == crew.branch ? 1 : -1;
    if (one.has_device()) narrow = one.device() == crew.actor.device ? 2 : -1;
    if (narrow <= narrowest) continue;
    narrowest = narrow;
    value = common::try_read_json(one.value());
  }
  return value;
}

common::Instant begin_of(const FieldDay::SignOn& line) {
  return common::codec::from_timestamp(line.from());
}

bool is_of_today(const FieldDay::SignOn& line, common::Instant now) {
  return now - begin_of(line) < day_max;
}

/// Where he is signed on now; null: nowhere.
const FieldDay::SignOn* find_open(const FieldDay& day, common::Instant now) {
  for (auto& line : day.sign_ons())
    if (!line.has_to() && is_of_today(line, now)) return &line;
  return nullptr;
}

void add_members(Records& records, Crew& crew, common::Instant now) {
  std::vector<std::pair<common::Instant, Member>> found;
  for (auto& day : records.where<FieldDay>("device", crew.actor.device)) {
    auto line = find_open(day, now);
    if (!line || line->device() != crew.actor.device) continue;
    auto technician = records.find<Technician>(day.technician());
    if (!technician || technician->header().state() == "inactive") continue;
    found.emplace_back(begin_of(*line),
                       Member{day.technician(), common::codec::person_name(technician->name()),
                              day.header().id()});
  }
  std::stable_sort(found.begin(), found.end(), [](auto& a, auto& b) { return a.first < b.first; });
  for (auto& [since, member] : found) crew.members.push_back(std::move(member));
}

/// Signed off today, or signed on to another van: he is not in this one without saying so.
bool has_left(Records& records, const std::string& technician, common::Instant now) {
  auto days = records.where<FieldDay>("technician", technician);
  return std::any_of(days.begin(), days.end(), [&](const FieldDay& day) {
    return std::any_of(day.sign_ons().begin(), day.sign_ons().end(),
                       [&](auto& line) { return is_of_today(line, now); });
  });
}

void let_act(Crew& crew, const Technician& technician) {
  crew.actor.technician = technician.header().id();
  crew.actor.user = technician.user();
  crew.actor.name = common::codec::person_name(technician.name());
}

std::string choose_active(const Crew& crew, const std::string& active) {
  for (auto& member : crew.members)
    if (member.technician == active) return active;
  return crew.members.front().technician;
}

/// Who acts: of those who are signed on, else the driver, who need not say so without a PIN.
void choose_actor(Records& records, Crew& crew, const std::optional<Technician>& driver,
                  const std::string& active, common::Instant now) {
  if (!crew.members.empty()) {
    auto technician = records.load<Technician>(choose_active(crew, active));
    let_act(crew, technician);
    crew.asks_pin = is_asked_for_pin(records, crew, technician);
  } else if (driver && !is_asked_for_pin(records, crew, *driver) &&
             !has_left(records, crew.driver, now)) {
    let_act(crew, *driver);
  } else {
    crew.waits_for_sign_on = !find_people(records, crew).empty();
  }
}

std::chrono::minutes lock_after(Records& records, const Crew& crew) {
  auto value = setting(records, crew, "van.lock_after");
  return value.is_number_integer() ? std::chrono::minutes(value.get<int>()) : lock_after_unset;
}

}  // namespace

Crew find_crew(Records& records, const Identity& identity, common::Instant now,
               const std::string& active) {
  Crew crew;
  crew.actor.tenant = identity.tenant;
  crew.actor.roles = {"technician"};
  std::optional<Vehicle> vehicle;
  if (auto device = find_device(records, identity.device)) {
    crew.actor.device = device->header().id();
    crew.actor.tenant = device->header().tenant();
    vehicle = records.find<Vehicle>(device->vehicle());
  }
  if (vehicle) {
    crew.vehicle = vehicle->header().id();
    crew.branch = vehicle->branch();
  }
  auto driver = find_technician(records, identity, vehicle, now);
  if (driver) {
    crew.driver = driver->header().id();
    if (crew.branch.empty()) crew.branch = driver->branch();
    if (crew.vehicle.empty()) crew.vehicle = driver->vehicle();
  }
  if (!crew.actor.device.empty()) add_members(records, crew, now);
  choose_actor(records, crew, driver, active, now);
  // Until the hub has sent who that is.
  if (!driver && crew.members.empty()) crew.actor.technician = identity.technician;
  crew.lock_after = lock_after(records, crew);
  if (auto found = records.find<truckroll::admin::Branch>(crew.branch)) crew.zone = found->zone();
  if (auto tenant = records.find<truckroll::admin::Tenant>(crew.actor.tenant))
    crew.company = tenant->name();
  return crew;
}

common::rules::Actor actor_of(Records& records, const Crew& crew, const std::string& technician) {
  Crew other = crew;
  let_act(other, records.load<Technician>(technician));
  return other.actor;
}

bool is_asked_for_pin(Records& records, const Crew& crew, const Technician& technician) {
  return !technician.pin().empty() && setting(records, crew, "van.pin") != "never";
}

std::vector<Technician> find_people(Records& records, const Crew& crew) {
  std::vector<Technician> people;
  if (!crew.branch.empty()) people = records.where<Technician>("branch", crew.branch);
  bool is_listed = std::any_of(people.begin(), people.end(),
                               [&](auto& one) { return one.header().id() == crew.driver; });
  if (!is_listed)
    if (auto driver = records.find<Technician>(crew.driver)) people.push_back(std::move(*driver));
  std::erase_if(people, [](auto& one) { return one.header().state() == "inactive"; });
  return people;
}

}  // namespace edge::day
