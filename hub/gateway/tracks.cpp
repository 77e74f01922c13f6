#include "hub/gateway/tracks.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/geo/track.hpp"
#include "common/ids/ids.hpp"
#include "common/text/json_text.hpp"
#include "hub/gateway/following.hpp"
#include "proto/records/fleet/position_report.pb.h"

namespace hub::gateway {
namespace {

using store::Transaction;
using truckroll::fleet::PositionReport;

constexpr auto near = std::chrono::seconds(5);

std::string text_of(Transaction& transaction, const char* sql, const store::Values& values) {
  auto found = transaction.sql().scalar(sql, values);
  auto text = found ? std::get_if<std::string>(&*found) : nullptr;
  return text ? *text : std::string();
}

/// Times at which the hub already knew the van's place, in order: what the van told live, and the
/// point that the stretch before this one ended with.
std::vector<common::Instant> find_known(Transaction& transaction, const std::string& tenant,
                                        const std::string& device, common::Instant from,
                                        common::Instant to) {
  std::vector<common::Instant> known;
  auto& rows = transaction.sql().query(
      "SELECT \"at\" FROM position_report WHERE tenant = ? AND device = ? AND \"at\" BETWEEN ? AND "
      "? ORDER BY \"at\"",
      {tenant, device, common::to_micros(from), common::to_micros(to)});
  while (rows.step()) known.push_back(common::from_micros(rows.integer(0)));
  return known;
}

bool has_near(const std::vector<common::Instant>& known, common::Instant at) {
  auto next = std::lower_bound(known.begin(), known.end(), at - near);
  return next != known.end() && *next <= at + near;
}

}  // namespace

void store_track(store::Store& store, const std::string& tenant, const std::string& payload) {
  auto input = common::try_read_json(payload);
  if (!input.is_object())
    throw common::Error(common::ErrorCode::bad_input, "not a track's payload");
  auto device = input.value("device", std::string());
  auto technician = input.value("technician", std::string());
  auto work_order = input.value("work_order", std::string());
  auto points =
      common::geo::decode_track(common::from_base64(input.value("segment", std::string())));
  if (points.empty()) return;
  auto command = store.system_command(tenant, "track of " + device);
  store.write(command, [&](Transaction& transaction) {
    if (!may_follow(store, transaction.sql(), tenant, technician)) return;
    auto vehicle = text_of(transaction, "SELECT vehicle FROM device WHERE tenant = ? AND id = ?",
                           {tenant, device});
    auto& table = store.tables().of(transaction.catalogue().of<PositionReport>());
    // Read once, before the first is written: points of one stretch may be closer than `near`.
    auto known =
        find_known(transaction, tenant, device, points.front().at - near, points.back().at + near);
    for (auto& point : points) {
      if (has_near(known, point.at)) continue;
      PositionReport report;
      auto& header = *report.mutable_header();
      header.set_id(common::make_id(point.at));
      header.set_tenant(tenant);
      header.set_version(1);
      *header.mutable_created_at() = common::codec::to_timestamp(transaction.now());
      *header.mutable_changed_at() = header.created_at();
      header.set_changed_from(device);
      report.set_device(device);
      if (!vehicle.empty()) report.set_vehicle(vehicle);
      if (!technician.empty()) report.set_technician(technician);
      if (!work_order.empty()) report.set_work_order(work_order);
      *report.mutable_at() = common::codec::to_timestamp(point.at);
      auto position = common::geo::to_e7(point.position);
      report.mutable_position()->set_latitude_e7(position.latitude);
      report.mutable_position()->set_longitude_e7(position.longitude);
      table.insert(transaction.sql(), report);
    }
  });
}

}  // namespace hub::gateway
