// GET /api/vehicles/{id}/track.gpx?day=2026-11-23: where a van was on a day, for maps and drivers'
// logs elsewhere. GPX 1.1 (topografix.com/GPX/1/1).
#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/zone/zone.hpp"
#include "hub/api/endpoint.hpp"
#include "hub/api/parameters.hpp"
#include "proto/records/admin/branch.pb.h"
#include "proto/records/fleet/vehicle.pb.h"

namespace hub::api {
namespace {

using common::http::Params;
using common::http::Request;
using common::http::Response;
using truckroll::fleet::Vehicle;

/// More than a fix in each second of a day of 25 hours: what is beyond was no drive.
constexpr std::int64_t points_max = 100'000;
/// After so long without a report the line would show a way that nobody saw.
constexpr std::int64_t gap_max = 10 * 60 * 1'000'000LL;

std::string escape(const std::string& text) {
  std::string safe;
  for (char c : text) {
    if (c == '&')
      safe += "&amp;";
    else if (c == '<')
      safe += "&lt;";
    else if (c == '>')
      safe += "&gt;";
    else if (static_cast<unsigned char>(c) >= 0x20)
      safe += c;
  }
  return safe;
}

std::int32_t day_in(const Request& request) {
  std::string text(request.parameter("day").value_or(""));
  bool is_day = text.size() == 10 && text[4] == '-' && text[7] == '-';
  try {
    if (is_day)
      return static_cast<std::int32_t>(
          std::chrono::floor<std::chrono::days>(common::parse_instant(text + "T00:00:00Z"))
              .time_since_epoch()
              .count());
  } catch (const common::Error&) {
    // said below, with what was expected
  }
  common::refuse("day", "expected a day such as 2026-11-23");
}

struct Span {
  std::int64_t from, to;
};

/// The day of the van's branch.
Span span_of(const Hub& hub, store::Connection& connection, const std::string& tenant,
             const Vehicle& vehicle, std::int32_t day) {
  auto branch = hub.store.tables()
                    .of(hub.store.catalogue().of<truckroll::admin::Branch>())
                    .find(connection, tenant, vehicle.branch());
  std::string zone =
      branch ? static_cast<const truckroll::admin::Branch&>(*branch).zone() : std::string();
  return {common::to_micros(common::zone::local_instant(day, std::chrono::minutes(0), zone)),
          common::to_micros(common::zone::local_instant(day + 1, std::chrono::minutes(0), zone))};
}

std::string points_of(store::Connection& connection, const std::string& tenant,
                      const std::string& vehicle, Span span) {
  std::string gpx;
  std::int64_t before = 0;
  auto& rows = connection.query(
      "SELECT position__latitude, position__longitude, \"at\" FROM position_report WHERE tenant = "
      "? AND vehicle = ? AND \"at\" >= ? AND \"at\" < ? AND deleted_at IS NULL ORDER BY \"at\" "
      "LIMIT ?",
      {tenant, vehicle, span.from, span.to, points_max});
  while (rows.step()) {
    auto at = rows.integer(2);
    if (gpx.empty() || at - before > gap_max)
      gpx += gpx.empty() ? "<trkseg>\n" : "</trkseg>\n<trkseg>\n";
    before = at;
    gpx += "<trkpt lat=\"" + common::codec::format_scaled(rows.integer(0), 7) + "\" lon=\"" +
           common::codec::format_scaled(rows.integer(1), 7) + "\"><time>" +
           common::format_instant(common::from_micros(at)) + "</time></trkpt>\n";
  }
  return gpx.empty() ? gpx : gpx + "</trkseg>\n";
}

Response track(Hub& hub, const Caller& caller, const Request& request, const Params& params) {
  allow_parameters(request, {"day"});
  auto day = day_in(request);
  auto& catalogue = caller.schema->catalogue;
  records::RecordService::require_may(caller, catalogue.type("fleet.PositionReport"),
                                      store::options::READ);
  std::string id(params["id"]), points, plate;
  hub.store.read([&](store::Connection& connection) {
    auto found = hub.records.load(connection, caller, catalogue.of<Vehicle>(), id);
    auto& vehicle = static_cast<const Vehicle&>(*found);
    plate = vehicle.plate();
    points = points_of(connection, caller.actor.tenant, id,
                       span_of(hub, connection, caller.actor.tenant, vehicle, day));
  });
  note_shown(hub, caller, "fleet.PositionReport", {id});
  std::string text(request.parameter("day").value_or(""));
  Response response(
      200,
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gpx version=\"1.1\" creator=\"Truckroll\" "
      "xmlns=\"http://www.topografix.com/GPX/1/1\">\n<trk><name>" +
          escape(plate + " " + text) + "</name>\n" + points + "</trk>\n</gpx>\n",
      "application/gpx+xml");
  response.headers.set("Content-Disposition", "attachment; filename=\"track-" + text + ".gpx\"");
  response.headers.set("Cache-Control", "no-store");
  return response;
}

}  // namespace

void add_vehicle_track_routes(common::http::Router& router, Hub& hub) {
  add(router, hub, common::http::Method::get, "/api/vehicles/{id}/track.gpx", track,
      {.summary = "Where a van was on a day of its branch, as GPX 1.1",
       .query = {{"day", "2026-11-23"}},
       .media_type = "application/gpx+xml"});
}

}  // namespace hub::api
