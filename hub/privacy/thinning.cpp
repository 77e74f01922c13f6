#include "hub/privacy/thinning.hpp"

#include <set>

#include "common/geo/track.hpp"

namespace hub::privacy {
namespace {

using common::Instant;
using store::Connection;
using store::Transaction;

constexpr std::chrono::days late_days{2};
/// More than a fix in each second of a day: what is beyond is looked at with the next night.
constexpr std::int64_t points_max = 100'000;
constexpr std::size_t at_once = 500;

struct Report {
  std::string id;
  common::geo::TrackPoint point;
};

/// A rule that was changed begins anew.
std::string mark_of(const std::string& tenant, const truckroll::admin::RetentionRule& rule) {
  return "thinned|" + tenant + "|" + rule.header().id() + "|" +
         std::to_string(rule.thin_after_days()) + "|" + std::to_string(rule.thin_minutes());
}

std::optional<Instant> find_mark(Connection& sql, const std::string& mark) {
  auto value = sql.scalar("SELECT value FROM hub_state WHERE key = ?", {mark});
  auto text = value ? std::get_if<std::string>(&*value) : nullptr;
  return text ? std::optional(common::parse_instant(*text)) : std::nullopt;
}

/// The day of the oldest position; nothing without one.
std::optional<Instant> find_first(Connection& sql, const std::string& tenant) {
  auto value = sql.scalar(
      "SELECT \"at\" FROM position_report WHERE tenant = ? ORDER BY \"at\" LIMIT 1", {tenant});
  auto at = value ? std::get_if<std::int64_t>(&*value) : nullptr;
  return at ? std::optional<Instant>(
                  std::chrono::floor<std::chrono::days>(common::from_micros(*at)))
            : std::nullopt;
}

std::vector<std::string> devices_of(Connection& sql, const std::string& tenant, Instant day) {
  std::vector<std::string> devices;
  auto& rows = sql.query(
      "SELECT DISTINCT device FROM position_report WHERE tenant = ? AND \"at\" >= ? AND \"at\" < ?",
      {tenant, common::to_micros(day), common::to_micros(day + std::chrono::days(1))});
  while (rows.step()) devices.push_back(rows.text(0));
  return devices;
}

std::vector<Report> reports_of(Connection& sql, const std::string& tenant,
                               const std::string& device, Instant day) {
  std::vector<Report> reports;
  auto& rows = sql.query(
      "SELECT id, \"at\", position__latitude, position__longitude FROM position_report WHERE "
      "tenant "
      "= ? AND device = ? AND \"at\" >= ? AND \"at\" < ? ORDER BY \"at\", id LIMIT ?",
      {tenant, device, common::to_micros(day), common::to_micros(day + std::chrono::days(1)),
       points_max});
  while (rows.step())
    reports.push_back({rows.text(0),
                       {common::from_micros(rows.integer(1)),
                        common::geo::from_e7({static_cast<std::int32_t>(rows.integer(2)),
                                              static_cast<std::int32_t>(rows.integer(3))})}});
  return reports;
}

std::vector<std::string> superfluous(const std::vector<Report>& reports, int minutes) {
  std::vector<common::geo::TrackPoint> points;
  for (auto& report : reports)
    if (points.empty() || points.back().at < report.point.at) points.push_back(report.point);
  common::geo::ThinSettings settings;
  settings.interval_max = std::chrono::minutes(minutes);
  std::set<Instant> kept;
  for (auto& point : common::geo::thin(points, settings)) kept.insert(point.at);
  std::vector<std::string> ids;
  // Of several at the same time the first stays.
  for (auto& report : reports)
    if (kept.erase(report.point.at) == 0) ids.push_back(report.id);
  return ids;
}

void remove(Connection& sql, const std::string& tenant, const std::vector<std::string>& ids) {
  for (std::size_t begin = 0; begin < ids.size(); begin += at_once) {
    auto end = std::min(ids.size(), begin + at_once);
    std::string marks;
    store::Values values{tenant};
    for (auto at = begin; at < end; ++at) {
      marks += marks.empty() ? "?" : ", ?";
      values.emplace_back(ids[at]);
    }
    sql.execute("DELETE FROM position_report WHERE tenant = ? AND id IN (" + marks + ")", values);
  }
}

}  // namespace

std::int64_t thin_positions(store::Store& store, const std::string& tenant,
                            const truckroll::admin::RetentionRule& rule,
                            const std::function<void(Transaction&)>& renew) {
  if (rule.thin_minutes() <= 0) return 0;
  auto mark = mark_of(tenant, rule);
  auto end = std::chrono::floor<std::chrono::days>(store.clock().now() -
                                                   std::chrono::days(rule.thin_after_days()));
  auto begin = store.read_result([&](Connection& sql) -> std::optional<Instant> {
    auto first = find_first(sql, tenant);
    auto done = find_mark(sql, mark);
    if (!first || !done) return first;
    return std::max(*first, *done - late_days);
  });
  std::int64_t gone = 0;
  for (auto day = begin; day && *day < end; *day += std::chrono::days(1)) {
    auto devices =
        store.read_result([&](Connection& sql) { return devices_of(sql, tenant, *day); });
    for (auto& device : devices)
      store.write(store.system_command(tenant, "thinning of " + device),
                  [&](Transaction& transaction) {
                    if (renew) renew(transaction);
                    auto ids = superfluous(reports_of(transaction.sql(), tenant, device, *day),
                                           rule.thin_minutes());
                    remove(transaction.sql(), tenant, ids);
                    gone += static_cast<std::int64_t>(ids.size());
                  });
    store.write(store.system_command(tenant, "thinning"), [&](Transaction& transaction) {
      transaction.sql().execute(
          "INSERT INTO hub_state (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value "
          "= excluded.value",
          {mark, common::format_instant(*day + std::chrono::days(1))});
    });
  }
  return gone;
}

}  // namespace hub::privacy
