#include "hub/gateway/telemetry.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "common/codec/values.hpp"
#include "common/ids/ids.hpp"
#include "common/text/json_text.hpp"
#include "proto/records/fleet/position_report.pb.h"

namespace hub::gateway {
namespace {

constexpr std::int32_t latitude_max_e7 = 900'000'000, longitude_max_e7 = 1'800'000'000;
constexpr double degrees = 1e-7;
constexpr auto ahead_max = std::chrono::minutes(5);

std::int64_t kmh_millionths(std::uint32_t cm_s) {
  return std::int64_t{cm_s} * 36'000;
}

}  // namespace

/// The device names one; only one who serves the van is believed.
std::string technician_of(const Van& van, const Fix& fix) {
  auto& named = fix.sent.technician();
  if (std::find(van.technicians.begin(), van.technicians.end(), named) != van.technicians.end())
    return named;
  return van.technicians.size() == 1 ? van.technicians.front() : std::string();
}

std::optional<Fix> read_fix(const truckroll::wire::Telemetry& telemetry, common::Instant now) {
  if (!telemetry.has_at() || !telemetry.has_latitude_e7() || !telemetry.has_longitude_e7())
    return std::nullopt;
  auto fits = [](std::int64_t value, std::int64_t bound) {
    return value >= -bound && value <= bound;
  };
  if (!fits(telemetry.latitude_e7(), latitude_max_e7) ||
      !fits(telemetry.longitude_e7(), longitude_max_e7))
    return std::nullopt;
  auto seconds = telemetry.at().seconds();
  if (seconds <= 0 || seconds > common::to_micros(now + ahead_max) / 1'000'000) return std::nullopt;
  return Fix{common::codec::from_timestamp(telemetry.at()), telemetry.latitude_e7() * degrees,
             telemetry.longitude_e7() * degrees, telemetry};
}

bool says_of_itself(const truckroll::wire::Telemetry& telemetry) {
  return telemetry.has_supply_mv() || telemetry.has_temperature_cdeg() ||
         telemetry.has_signal_dbm() || telemetry.has_waiting() || telemetry.has_storage_percent();
}

bool Thinning::is_news(common::Instant fix) {
  if (latest_ && fix < *latest_) return false;
  latest_ = fix;
  return true;
}

bool Thinning::is_kept(common::Instant fix) {
  if (kept_ && fix < *kept_ + keep_every) return false;
  kept_ = fix;
  return true;
}

void store_position(store::Store& store, const Van& van, const Fix& fix) {
  auto command = store.system_command(van.tenant, "telemetry of " + van.device);
  store.write(command, [&](store::Transaction& transaction) {
    truckroll::fleet::PositionReport report;
    auto& header = *report.mutable_header();
    header.set_id(common::make_id(fix.at));
    header.set_tenant(van.tenant);
    header.set_version(1);
    *header.mutable_created_at() = common::codec::to_timestamp(transaction.now());
    *header.mutable_changed_at() = header.created_at();
    header.set_changed_from(van.device);
    report.set_device(van.device);
    if (!van.vehicle.empty()) report.set_vehicle(van.vehicle);
    if (auto technician = technician_of(van, fix); !technician.empty())
      report.set_technician(technician);
    *report.mutable_at() = common::codec::to_timestamp(fix.at);
    report.mutable_position()->set_latitude_e7(fix.sent.latitude_e7());
    report.mutable_position()->set_longitude_e7(fix.sent.longitude_e7());
    if (fix.sent.has_accuracy_dm())
      *report.mutable_accuracy_m() =
          common::codec::decimal(std::int64_t{fix.sent.accuracy_dm()} * 100'000);
    if (fix.sent.has_speed_cm_s())
      *report.mutable_speed_kmh() = common::codec::decimal(kmh_millionths(fix.sent.speed_cm_s()));
    store.tables().of(transaction.catalogue().of(report)).insert(transaction.sql(), report);
  });
}

std::string owntracks_json(const Van& van, const Fix& fix) {
  // Two characters name a tracker on maps: the last ones of an id differ.
  nlohmann::json json{
      {"_type", "location"},
      {"tst", common::to_micros(fix.at) / 1'000'000},
      {"lat", fix.latitude},
      {"lon", fix.longitude},
      {"tid", van.device.substr(van.device.size() - std::min<std::size_t>(2, van.device.size()))}};
  if (fix.sent.has_accuracy_dm()) json["acc"] = (fix.sent.accuracy_dm() + 5) / 10;
  if (fix.sent.has_speed_cm_s())
    json["vel"] = (kmh_millionths(fix.sent.speed_cm_s()) + 500'000) / 1'000'000;
  if (fix.sent.has_course_cdeg()) json["cog"] = (fix.sent.course_cdeg() + 50) / 100 % 360;
  return common::told_json_text(json);
}

std::string live_json(const Van& van, const Fix& fix) {
  nlohmann::json json{{"type", "position"},
                      {"device", van.device},
                      {"at", common::format_instant(fix.at)},
                      {"latitude", fix.latitude},
                      {"longitude", fix.longitude}};
  if (!van.vehicle.empty()) json["vehicle"] = van.vehicle;
  if (auto technician = technician_of(van, fix); !technician.empty())
    json["technician"] = technician;
  if (fix.sent.has_speed_cm_s())
    json["speed_kmh"] = static_cast<double>(kmh_millionths(fix.sent.speed_cm_s())) / 1e6;
  if (fix.sent.has_course_cdeg()) json["course"] = fix.sent.course_cdeg() / 100.0;
  if (fix.sent.has_accuracy_dm()) json["accuracy_m"] = fix.sent.accuracy_dm() / 10.0;
  if (fix.sent.has_work_order()) json["work_order"] = fix.sent.work_order();
  if (fix.sent.has_visit_state()) json["visit_state"] = fix.sent.visit_state();
  if (fix.sent.has_waiting()) json["waiting"] = fix.sent.waiting();
  return common::told_json_text(json);
}

}  // namespace hub::gateway
