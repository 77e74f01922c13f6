#include "hub/gateway/registry.hpp"

#include "common/sync/wire.hpp"
#include "hub/gateway/zones.hpp"

namespace hub::gateway {
namespace {

using store::Connection;
using store::Values;

/// Assigned to the vehicle at a time, alone or by a crew. Parameters: tenant, vehicle, at, at,
/// tenant, tenant, vehicle, at, at.
constexpr const char* assigned_sql =
    "SELECT a.technician FROM vehicle_assignments a WHERE a.tenant = ? AND a.record = ? AND "
    "a.technician IS NOT NULL "
    "AND a.\"from\" <= ? AND (a.\"to\" IS NULL OR a.\"to\" > ?) "
    "UNION SELECT m.technician FROM team_members m WHERE m.tenant = ? AND m.technician IS NOT NULL "
    "AND m.record IN "
    "(SELECT a.team FROM vehicle_assignments a WHERE a.tenant = ? AND a.record = ? AND a.\"from\" "
    "<= ? AND (a.\"to\" IS "
    "NULL OR a.\"to\" > ?))";
/// Whose van it usually is. Parameters: tenant, vehicle.
constexpr const char* usual_sql =
    "SELECT id FROM technician WHERE tenant = ? AND vehicle = ? AND deleted_at IS NULL";
/// Who has a day open in it. Parameters: tenant, device, vehicle, first day.
constexpr const char* day_sql =
    "SELECT technician FROM field_day WHERE tenant = ? AND (device = ? OR vehicle = ?) AND day >= "
    "? AND state IN ('open', "
    "'closing', 'reopened') AND deleted_at IS NULL";

Values assigned_values(const Van& van, common::Instant at) {
  auto micros = common::to_micros(at);
  return {van.tenant, van.vehicle, micros, micros, van.tenant,
          van.tenant, van.vehicle, micros, micros};
}

std::vector<std::string> load_technicians(Connection& connection, const Van& van,
                                          common::Instant now) {
  auto values = assigned_values(van, now);
  values.insert(values.end(), {van.tenant, van.vehicle, van.tenant, van.device, van.vehicle,
                               static_cast<std::int64_t>(day_in("", now) - 1), van.tenant});
  std::vector<std::string> technicians;
  auto& rows = connection.query(
      std::string("SELECT found.technician FROM (") + assigned_sql + " UNION " + usual_sql +
          " UNION " + day_sql +
          ") AS found JOIN technician t ON t.tenant = ? AND t.id = found.technician AND t.state "
          "= 'active' AND t.deleted_at IS NULL ORDER BY found.technician",
      values);
  while (rows.step()) technicians.push_back(rows.text(0));
  return technicians;
}

}  // namespace

std::vector<std::string> Van::scopes() const {
  using common::sync::scope_name;
  std::vector<std::string> scopes{scope_name("device", device)};
  for (auto& technician : technicians) scopes.push_back(scope_name("technician", technician));
  if (!warehouse.empty()) scopes.push_back(scope_name("van", warehouse));
  scopes.emplace_back("company");
  if (!branch.empty()) scopes.push_back(scope_name("branch", branch));
  return scopes;
}

std::optional<Van> find_van(Connection& connection, const std::string& tenant,
                            const std::string& device, common::Instant now) {
  std::optional<Van> van;
  auto& row = connection.query(
      "SELECT d.state, d.shard, d.epoch, v.id, v.branch, v.warehouse FROM device d LEFT JOIN "
      "vehicle v ON v.tenant = "
      "d.tenant AND v.id = d.vehicle AND v.deleted_at IS NULL WHERE d.tenant = ? AND d.id = ? AND "
      "d.deleted_at IS NULL",
      {tenant, device});
  while (row.step())
    van = Van{tenant,
              device,
              row.text(0),
              static_cast<int>(row.integer(1)),
              static_cast<std::uint32_t>(std::max<std::int64_t>(1, row.integer(2))),
              row.text(3),
              row.text(4),
              row.text(5),
              {}};
  if (van) van->technicians = load_technicians(connection, *van, now);
  return van;
}

bool served(Connection& connection, const Van& van, const std::string& technician,
            common::Instant at) {
  for (auto& present : van.technicians)
    if (present == technician) return true;
  auto values = assigned_values(van, at);
  values.insert(values.begin(), technician);
  values.insert(values.end(), {van.tenant, van.device, van.vehicle, technician,
                               static_cast<std::int64_t>(day_in("", at) - 1),
                               static_cast<std::int64_t>(day_in("", at) + 1)});
  return connection.integer(
             std::string("SELECT CASE WHEN ? IN (") + assigned_sql +
                 ") OR EXISTS (SELECT 1 FROM field_day WHERE tenant = ? AND (device = ? OR vehicle "
                 "= ?) AND "
                 "technician = ? AND day BETWEEN ? AND ? AND deleted_at IS NULL) THEN 1 ELSE 0 END",
             values) == 1;
}

std::optional<Presence> find_presence(Connection& connection, const std::string& tenant,
                                      const std::string& device) {
  std::optional<Presence> presence;
  auto& row = connection.query(
      "SELECT online, last_contact_at, applied FROM device_session WHERE tenant = ? AND device = ?",
      {tenant, device});
  while (row.step())
    presence = Presence{row.integer(0) != 0, common::from_micros(row.integer(1)),
                        static_cast<std::uint64_t>(row.integer(2))};
  return presence;
}

}  // namespace hub::gateway
