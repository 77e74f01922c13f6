#include "hub/gateway/registry.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "common/sync/wire.hpp"
#include "common/text/json_text.hpp"
#include "common/zone/zone.hpp"

namespace hub::gateway {
namespace {

using store::Connection;
using store::Values;
using Json = nlohmann::json;

/// A van's own log of work goes back as far.
constexpr auto unheard_max = std::chrono::days(14);

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
/// Who is signed on to it: a day of his is open, and he did not leave for another van. A day that
/// names nothing but its van counts as a whole. Parameters: tenant, first day, device, vehicle.
constexpr const char* day_sql =
    "SELECT d.technician FROM field_day d WHERE d.tenant = ? AND d.day >= ? AND d.state IN "
    "('open', "
    "'closing', 'reopened') AND d.deleted_at IS NULL AND (EXISTS (SELECT 1 FROM field_day_sign_ons "
    "s WHERE s.tenant = d.tenant AND s.record = d.id AND s.device = ? AND s.\"to\" IS NULL) OR "
    "(d.vehicle = ? AND NOT EXISTS (SELECT 1 FROM field_day_sign_ons s WHERE s.tenant = d.tenant "
    "AND "
    "s.record = d.id)))";

Values assigned_values(const Van& van, common::Instant at) {
  auto micros = common::to_micros(at);
  return {van.tenant, van.vehicle, micros, micros, van.tenant,
          van.tenant, van.vehicle, micros, micros};
}

std::vector<std::string> load_technicians(Connection& connection, const Van& van,
                                          common::Instant now) {
  auto values = assigned_values(van, now);
  values.insert(values.end(), {van.tenant, van.vehicle, van.tenant,
                               static_cast<std::int64_t>(common::zone::local_day(now, "") - 1),
                               van.device, van.vehicle, van.tenant});
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

/// What a field held before each of its changes after that time, oldest first.
std::vector<Json> json_before(Connection& connection, const std::string& tenant,
                              const std::string& record, const std::string& field,
                              common::Instant after) {
  std::vector<Json> values;
  auto& rows = connection.query(
      "SELECT fields FROM change WHERE tenant = ? AND record = ? AND at > ? ORDER BY seq",
      {tenant, record, common::to_micros(after)});
  while (rows.step()) {
    auto fields = common::try_read_json(rows.text(0));
    if (!fields.is_object() || !fields.contains(field)) continue;
    auto& parts = fields[field];  // salt, before, after
    if (parts.is_array() && parts.size() > 1) values.push_back(parts[1]);
  }
  return values;
}

bool ended_before(const Json& line, common::Instant at) {
  auto end = line.value("to", "");
  return !end.empty() && common::parse_instant(end) < at;
}

/// Whether it was the one he usually drives at that time.
bool was_usual(Connection& connection, const Van& van, const std::string& technician,
               common::Instant at) {
  auto before = values_before(connection, van.tenant, technician, "vehicle", at);
  if (!before.empty()) return before.front() == van.vehicle;
  return connection
      .scalar("SELECT 1 FROM technician WHERE tenant = ? AND id = ? AND vehicle = ?",
              {van.tenant, technician, van.vehicle})
      .has_value();
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
  if (!van.vehicle.empty() && was_usual(connection, van, technician, at)) return true;
  auto values = assigned_values(van, at);
  values.insert(values.begin(), technician);
  values.insert(values.end(), {van.tenant, technician,
                               static_cast<std::int64_t>(common::zone::local_day(at, "") - 1),
                               static_cast<std::int64_t>(common::zone::local_day(at, "") + 1),
                               van.device, van.vehicle, van.device});
  return connection.integer(
             std::string("SELECT CASE WHEN ? IN (") + assigned_sql +
                 ") OR EXISTS (SELECT 1 FROM field_day d WHERE d.tenant = ? AND d.technician = ? "
                 "AND "
                 "d.day BETWEEN ? AND ? AND d.deleted_at IS NULL AND (d.device = ? OR d.vehicle = "
                 "? "
                 "OR EXISTS (SELECT 1 FROM field_day_sign_ons s WHERE s.tenant = d.tenant AND "
                 "s.record = d.id AND s.device = ?))) THEN 1 ELSE 0 END",
             values) == 1;
}

bool served_lately(Connection& connection, const Van& van, const std::string& technician,
                   common::Instant at) {
  if (van.vehicle.empty()) return false;
  auto since = at - unheard_max;
  for (auto& vehicle : values_before(connection, van.tenant, technician, "vehicle", since))
    if (vehicle == van.vehicle) return true;
  for (auto& lines : json_before(connection, van.tenant, van.vehicle, "assignments", since))
    if (lines.is_array() && std::any_of(lines.begin(), lines.end(), [&](const Json& line) {
          return line.value("technician", "") == technician && !ended_before(line, since);
        }))
      return true;
  return false;
}

std::vector<std::string> values_before(Connection& connection, const std::string& tenant,
                                       const std::string& record, const std::string& field,
                                       common::Instant after) {
  std::vector<std::string> values;
  for (auto& value : json_before(connection, tenant, record, field, after))
    values.push_back(value.is_string() ? value.get<std::string>() : std::string());
  return values;
}

}  // namespace hub::gateway
