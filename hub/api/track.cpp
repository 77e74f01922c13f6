#include "hub/api/track.hpp"

#include <map>
#include <vector>

#include "common/codec/values.hpp"

namespace hub::api {
namespace {

using store::Connection;

struct Span {
  std::int64_t from, to;
  std::string technician, visit;
};

/// From each setting out (or arriving) for the job to its end, visit by visit and technician by
/// technician: between two of them he may have driven anywhere.
std::vector<Span> spans_of(Connection& connection, const std::string& tenant,
                           const std::string& id) {
  std::vector<Span> spans;
  bool open = false;
  auto& rows = connection.query(
      "SELECT \"at\", kind, technician, scheduled_event FROM job_event WHERE tenant = ? AND "
      "work_order = ? AND kind IN ('on_my_way', 'arrived', 'turned_back', "
      "'no_access', 'done', 'part_done', 'left', 'ended_from_office') "
      "ORDER BY scheduled_event, technician, \"at\", id",
      {tenant, id});
  while (rows.step()) {
    auto at = rows.integer(0);
    auto kind = rows.text(1), technician = rows.text(2), visit = rows.text(3);
    if (open && (spans.back().visit != visit || spans.back().technician != technician))
      open = false;
    bool opens = kind == "on_my_way" || kind == "arrived";
    if (open)
      spans.back().to = at;
    else if (opens)
      spans.push_back({at, at, technician, visit});
    open = opens;
  }
  return spans;
}

/// [longitude, latitude, time] by time.
using Points = std::map<std::int64_t, std::string>;

void collect(store::Statement& rows, Points& points) {
  while (rows.step())
    points.emplace(rows.integer(2),
                   "[" + common::codec::format_scaled(rows.integer(0), 7) + "," +
                       common::codec::format_scaled(rows.integer(1), 7) + ",\"" +
                       common::format_instant(common::from_micros(rows.integer(2))) + "\"]");
}

constexpr const char* in_span =
    "AND \"at\" BETWEEN ? AND ? AND (work_order IS NULL OR work_order = ?) AND "
    "(technician = ? OR (technician IS NULL AND vehicle IN (SELECT a.vehicle FROM "
    "scheduled_event_assignments a WHERE a.tenant = ? AND a.record = ? AND a.technician = ?))) "
    "ORDER BY \"at\" LIMIT 5000";

constexpr const char* points_sql =
    "SELECT position__longitude, position__latitude, \"at\" FROM position_report WHERE tenant = ? ";

}  // namespace

std::string track_json(Connection& connection, const std::string& tenant, const std::string& id) {
  Points points;
  // What the van drove for this job by its own word, whatever its clock said beside the receiver's.
  collect(
      connection.query(std::string(points_sql) + "AND work_order = ? ORDER BY \"at\" LIMIT 5000",
                       {tenant, id}),
      points);
  for (auto& span : spans_of(connection, tenant, id))
    collect(connection.query(std::string(points_sql) + in_span,
                             {tenant, span.from, span.to, id, span.technician, tenant, span.visit,
                              span.technician}),
            points);
  std::string out = "[";
  for (auto& [at, point] : points) out += (out.size() > 1 ? "," : "") + point;
  return out + "]";
}

}  // namespace hub::api
