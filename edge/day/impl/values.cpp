#include "edge/day/impl/values.hpp"

#include <date/tz.h>

#include <cmath>

#include "common/codec/values.hpp"
#include "common/log/log.hpp"

namespace edge::day {
namespace {

std::string local(common::Instant at, const std::string& zone, const char* format) {
  auto seconds = std::chrono::floor<std::chrono::seconds>(at);
  try {
    auto name = zone.empty() ? "UTC" : zone;
    return date::format(format, date::make_zoned(date::locate_zone(name), seconds));
  } catch (const std::exception& error) {
    common::log::warning("edge/day", "unknown time zone",
                         {{"zone", zone}, {"error", error.what()}});
    return date::format(format, seconds);
  }
}

}  // namespace

json text_or_null(const std::string& text) {
  return text.empty() ? json() : json(text);
}

std::string instant_text(const google::protobuf::Timestamp& at) {
  return common::format_instant(common::codec::from_timestamp(at));
}

json instant_or_null(bool has, const google::protobuf::Timestamp& at) {
  return has ? json(instant_text(at)) : json();
}

common::geo::Position to_position(const truckroll::Position& position) {
  return common::geo::from_e7({position.latitude_e7(), position.longitude_e7()});
}

truckroll::Position to_proto(common::geo::Position position) {
  auto e7 = common::geo::to_e7(position);
  truckroll::Position made;
  made.set_latitude_e7(e7.latitude);
  made.set_longitude_e7(e7.longitude);
  return made;
}

json position_json(const truckroll::Position& position) {
  auto at = to_position(position);
  return {{"latitude", at.latitude}, {"longitude", at.longitude}};
}

truckroll::Decimal metres(double value) {
  return common::codec::decimal(std::llround(value * 10) * 100'000);  // to 10 cm
}

std::string decimal_text(std::int64_t millionths) {
  return common::codec::format_scaled(millionths, 6);
}

std::string name_text(const truckroll::PersonName& name) {
  std::string text = name.given();
  if (!text.empty() && !name.family().empty()) text += " ";
  return text + name.family();
}

std::string local_day(common::Instant at, const std::string& zone) {
  return local(at, zone, "%Y-%m-%d");
}
std::string local_time(common::Instant at, const std::string& zone) {
  return local(at, zone, "%H:%M");
}
std::string local_day_and_time(common::Instant at, const std::string& zone) {
  return local(at, zone, "%Y-%m-%d %H:%M");
}

}  // namespace edge::day
