#include "hub/domain/workflow/fleet_health.hpp"

#include <algorithm>

#include "common/error/error.hpp"
#include "common/text/json_text.hpp"
#include "hub/store/transaction.hpp"

namespace hub::domain::workflow {
namespace {

using common::Instant;
using store::Connection;
using store::Statement;
using store::Value;
using store::Values;

constexpr const char* in_service = "state IN ('active', 'silent')";
constexpr const char* in_any_state = "state <> ''";

/// What it is called, how heavy it is, and when it is so; conditions on `van`, `:x` being the
/// limit.
struct Trouble {
  const char* kind;
  int weight;
  const char* condition;
  const char* states = in_service;
};
constexpr Trouble troubles[] = {
    {"hole", 300, "hole IS NOT NULL", in_any_state},
    {"cloned", 200, "cloned IS NOT NULL"},
    {"money", 100, "money_waiting > 0 AND money_since < ?"},
    {"silent", 60, "state = 'silent' OR (online = 0 AND last_contact_at < ?)"},
    {"unsent", 40, "waiting > 0 AND waiting_since < ?"},
    {"refused", 30, "open_refused > 0"},
    {"disk", 25, "disk_percent >= ?"},
    {"certificate", 20, "certificate_to < ?"},
    {"drift", 15, "drift_ms > ? OR drift_ms < ?"},
    {"conflicts", 10, "open_conflicts > 0"},
    {"error", 5, "sync_error_at = received_at OR device_error_at = received_at"},
};

/// Every van with what is known of it. The technician is one of those whose usual van it is.
constexpr const char* van_sql =
    "SELECT d.id, d.serial, d.vehicle, v.plate, v.name AS vehicle_name, d.state, "
    "coalesce(s.online, 0) AS online, s.last_contact_at, s.applied, d.firmware, s.epoch, t.id AS "
    "technician, t.name AS technician_name, h.received_at, h.drift_ms, h.acked, h.waiting, "
    "h.waiting_bytes, h.waiting_since, h.money_waiting, h.money_since, h.blobs_waiting, "
    "h.blob_bytes, h.refused, h.disk_percent, h.disk_used, h.disk_free, h.sync_error, "
    "h.sync_error_at, h.device_error, h.device_error_at, coalesce(k.others, 0) AS open_conflicts, "
    "coalesce(k.refused, 0) AS open_refused, c.ends AS certificate_to, fh.id AS hole, fc.id AS "
    "cloned FROM "
    "device d "
    "LEFT JOIN vehicle v ON v.tenant = d.tenant AND v.id = d.vehicle "
    "LEFT JOIN device_session s ON s.tenant = d.tenant AND s.device = d.id "
    "LEFT JOIN device_health h ON h.tenant = d.tenant AND h.device = d.id "
    "LEFT JOIN (SELECT vehicle, min(id) AS id FROM technician WHERE tenant = ? AND vehicle IS NOT "
    "NULL AND deleted_at IS NULL GROUP BY vehicle) u ON u.vehicle = d.vehicle "
    "LEFT JOIN technician t ON t.tenant = d.tenant AND t.id = u.id "
    "LEFT JOIN (SELECT device, sum(CASE WHEN kind = 'rejected' THEN 0 ELSE 1 END) AS others, "
    "sum(CASE WHEN kind = 'rejected' THEN 1 ELSE 0 END) AS refused FROM sync_conflict WHERE tenant "
    "= ? AND deleted_at IS NULL AND state IN ('open', 'reopened') GROUP BY device) k ON k.device = "
    "d.id "
    "LEFT JOIN (SELECT record, max(\"to\") AS ends FROM device_certificates WHERE tenant = ? AND "
    "revoked IS NULL GROUP BY record) c ON c.record = d.id "
    // Alarms of the protocol are alerts that stay until a person has settled them (alert.cpp).
    "LEFT JOIN hub_state mh ON mh.key = 'alert|' || d.tenant || '|alarm_hole:' || d.serial "
    "LEFT JOIN finding fh ON fh.tenant = d.tenant AND fh.id = substr(mh.value, 1, 36) AND fh.state "
    "IN ('new', 'acknowledged', 'investigating') "
    "LEFT JOIN hub_state mc ON mc.key = 'alert|' || d.tenant || '|alarm_cloned:' || d.serial "
    "LEFT JOIN finding fc ON fc.tenant = d.tenant AND fc.id = substr(mc.value, 1, 36) AND fc.state "
    "IN ('new', 'acknowledged', 'investigating') "
    "WHERE d.tenant = ? AND d.deleted_at IS NULL";

std::string like(const std::string& text) {
  std::string pattern = "%";
  for (char c : text) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern + "%";
}

/// The vans with a column "is_<kind>" each and their weight.
struct Sql {
  std::string text;
  Values values;
};

Sql with_troubles(const std::string& tenant, const FleetLimits& limits, Instant now,
                  const FleetQuery& query) {
  Sql sql;
  auto before = [&](std::chrono::seconds age) { return Value(common::to_micros(now - age)); };
  auto drift = std::chrono::duration_cast<std::chrono::milliseconds>(limits.drift).count();
  std::vector<Values> bounds{{},
                             {},
                             {before(limits.money)},
                             {before(limits.silent)},
                             {before(limits.unsent)},
                             {},
                             {Value(std::int64_t{limits.disk_percent})},
                             {before(-std::chrono::hours(24) * limits.certificate_days)},
                             {Value(std::int64_t{drift}), Value(std::int64_t{-drift})},
                             {},
                             {}};
  std::string flags, weight;
  for (std::size_t i = 0; i < std::size(troubles); ++i) {
    flags += std::string(", CASE WHEN ") + troubles[i].states + " AND (" + troubles[i].condition +
             ") THEN 1 ELSE 0 END AS is_" + troubles[i].kind;
    weight += (i ? " + is_" : "is_") + std::string(troubles[i].kind) + " * " +
              std::to_string(troubles[i].weight);
    sql.values.insert(sql.values.end(), bounds[i].begin(), bounds[i].end());
  }
  std::string vans = van_sql;
  Values of{tenant, tenant, tenant, tenant};
  if (!query.device.empty()) {
    vans += " AND d.id = ?";
    of.push_back(query.device);
  }
  if (!query.search.empty()) {
    vans +=
        " AND (lower(coalesce(d.serial, '') || ' ' || coalesce(v.plate, '') || ' ' || "
        "coalesce(v.name, '') || ' ' || coalesce(t.name, '')) LIKE lower(?) ESCAPE '\\')";
    of.push_back(like(query.search));
  }
  sql.values.insert(sql.values.end(), of.begin(), of.end());
  sql.text = "SELECT f.*, " + weight + " AS weight FROM (SELECT van.*" + flags + " FROM (" + vans +
             ") van) f";
  return sql;
}

std::string order_of(const std::string& sort) {
  if (sort == "name") return "serial, id";
  // What is not known stands last, on both databases alike.
  if (sort == "contact")
    return "CASE WHEN last_contact_at IS NULL THEN 1 ELSE 0 END, last_contact_at, id";
  if (sort == "unsent") return "coalesce(waiting, -1) DESC, serial, id";
  if (sort == "drift") return "abs(coalesce(drift_ms, 0)) DESC, serial, id";
  if (sort == "disk") return "coalesce(disk_percent, -1) DESC, serial, id";
  if (sort == "certificate")
    return "CASE WHEN certificate_to IS NULL THEN 1 ELSE 0 END, certificate_to, id";
  return "weight DESC, serial, id";
}

std::optional<Instant> instant(const Statement& row, std::size_t index) {
  if (row.is_null(index)) return std::nullopt;
  return common::from_micros(row.integer(index));
}

std::optional<std::int64_t> number(const Statement& row, std::size_t index) {
  if (row.is_null(index)) return std::nullopt;
  return row.integer(index);
}

VanHealth::Said said(const Statement& row) {
  VanHealth::Said one;
  one.at = common::from_micros(row.integer(13));
  one.drift_ms = row.integer(14);
  one.acked = row.integer(15);
  one.waiting = row.integer(16);
  one.waiting_bytes = row.integer(17);
  one.waiting_since = instant(row, 18);
  one.money_waiting = row.integer(19);
  one.money_since = instant(row, 20);
  one.blobs_waiting = row.integer(21);
  one.blob_bytes = row.integer(22);
  one.refused = row.integer(23);
  one.disk_percent = number(row, 24);
  one.disk_used = number(row, 25);
  one.disk_free = number(row, 26);
  one.sync_error = row.text(27);
  one.sync_error_at = instant(row, 28);
  one.device_error = row.text(29);
  one.device_error_at = instant(row, 30);
  return one;
}

VanHealth read(const Statement& row) {
  VanHealth van;
  van.device = row.text(0);
  van.serial = row.text(1);
  van.vehicle = row.text(2);
  van.vehicle_name = row.text(3) + (row.text(4).empty() ? "" : " · " + row.text(4));
  van.state = row.text(5);
  van.online = row.integer(6) != 0;
  van.last_contact_at = instant(row, 7);
  van.applied = row.is_null(8) ? 0 : row.integer(8);
  van.firmware = row.text(9);
  van.epoch = row.is_null(10) ? 1 : row.integer(10);
  van.technician = row.text(11);
  auto name = common::try_read_json(row.text(12));
  if (name.is_object())
    van.technician_name = name.value("given", "") + " " + name.value("family", "");
  if (!row.is_null(13)) van.said = said(row);
  van.open_conflicts = row.integer(31);
  van.open_refused = row.integer(32);
  van.certificate_to = instant(row, 33);
  van.alarms = {{"hole", row.text(34)}, {"cloned", row.text(35)}};
  std::size_t at = 36;
  for (auto& trouble : troubles)
    if (row.integer(at++) != 0) van.troubles.insert(trouble.kind);
  at += 2;  // weight and place
  if (!row.is_null(at))
    van.position = VanHealth::Position{common::from_micros(row.integer(at)),
                                       static_cast<double>(row.integer(at + 1)) / 1e7,
                                       static_cast<double>(row.integer(at + 2)) / 1e7};
  return van;
}

std::string chosen(const std::string& trouble) {
  if (trouble.empty()) return {};
  return trouble == "any" ? " WHERE weight > 0" : " WHERE is_" + trouble + " = 1";
}

}  // namespace

const std::vector<std::string>& fleet_troubles() {
  static const std::vector<std::string> kinds = [] {
    std::vector<std::string> all;
    for (auto& trouble : troubles) all.emplace_back(trouble.kind);
    return all;
  }();
  return kinds;
}

Unsent unsent_of(common::rules::Records& records, const std::string& device) {
  auto& rows = store::hub_transaction(records).sql().query(
      "SELECT h.received_at, h.waiting, h.money_waiting, coalesce(h.acked, 0), coalesce(s.applied, "
      "0) FROM device_health h LEFT JOIN device_session s ON s.tenant = h.tenant AND s.device = "
      "h.device WHERE h.tenant = ? AND h.device = ?",
      {records.actor().tenant, device});
  if (!rows.step()) return {};
  Unsent unsent{common::from_micros(rows.integer(0)), rows.integer(1), rows.integer(2)};
  // It says how it is once a minute; what came since is here.
  if (auto since = rows.integer(4) - rows.integer(3); since > 0) {
    unsent.entries = std::max<std::int64_t>(0, unsent.entries - since);
    unsent.money = std::min(unsent.money, unsent.entries);
  }
  return unsent;
}

FleetLimits read_fleet_limits(Connection& connection, const std::string& tenant) {
  FleetLimits limits;
  auto& rows = connection.query(
      "SELECT key, value FROM setting WHERE tenant = ? AND deleted_at IS NULL AND branch IS NULL "
      "AND \"user\" IS NULL AND device IS NULL AND key LIKE 'alerts.van%'",
      {tenant});
  while (rows.step()) {
    auto value = common::try_read_json(rows.text(1));
    if (!value.is_number_integer()) continue;
    auto key = rows.text(0);
    auto number = value.get<int>();
    if (key == "alerts.van_silent_minutes") limits.silent = std::chrono::minutes(number);
    if (key == "alerts.van_unsent_minutes") limits.unsent = std::chrono::minutes(number);
    if (key == "alerts.van_money_minutes") limits.money = std::chrono::minutes(number);
    if (key == "alerts.van_drift_seconds") limits.drift = std::chrono::seconds(number);
    if (key == "alerts.van_disk_percent") limits.disk_percent = number;
    if (key == "alerts.van_certificate_days") limits.certificate_days = number;
  }
  return limits;
}

std::vector<VanHealth> list_fleet(Connection& connection, const std::string& tenant,
                                  const FleetLimits& limits, Instant now, const FleetQuery& query) {
  auto sql = with_troubles(tenant, limits, now, query);
  auto order = order_of(query.sort);
  sql.values.insert(sql.values.end(), {static_cast<std::int64_t>(query.count),
                                       static_cast<std::int64_t>(query.skip), tenant, tenant});
  std::vector<VanHealth> vans;
  // The position is looked up for the page's vans alone.
  auto& rows = connection.query(
      "SELECT page.*, p.\"at\", p.position__latitude, p.position__longitude FROM (SELECT w.*, "
      "row_number() "
      "OVER (ORDER BY " +
          order + ") AS place FROM (" + sql.text + ") w" + chosen(query.trouble) +
          " ORDER BY place LIMIT ? OFFSET ?) page LEFT JOIN position_report p ON p.tenant = ? AND "
          "p.id = (SELECT "
          "r.id FROM position_report r WHERE r.tenant = ? AND r.vehicle = page.vehicle ORDER BY "
          "r.\"at\" DESC LIMIT 1) ORDER BY page.place",
      sql.values);
  while (rows.step()) vans.push_back(read(rows));
  return vans;
}

FleetCounts count_fleet(Connection& connection, const std::string& tenant,
                        const FleetLimits& limits, Instant now, const FleetQuery& query) {
  auto sql = with_troubles(tenant, limits, now, query);
  std::string sums;
  for (auto& trouble : troubles) sums += std::string(", coalesce(sum(is_") + trouble.kind + "), 0)";
  auto& rows = connection.query(
      "SELECT count(*), coalesce(sum(online), 0), coalesce(sum(CASE WHEN weight > 0 THEN 1 ELSE 0 "
      "END), 0)" +
          sums + " FROM (" + sql.text + ") w",
      sql.values);
  FleetCounts counts;
  while (rows.step()) {
    counts.total = rows.integer(0);
    counts.online = rows.integer(1);
    counts.in_trouble = rows.integer(2);
    for (std::size_t i = 0; i < std::size(troubles); ++i) counts.of.push_back(rows.integer(3 + i));
  }
  return counts;
}

}  // namespace hub::domain::workflow
