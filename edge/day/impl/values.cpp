#include "edge/day/impl/values.hpp"

#include <cmath>

#include "common/codec/values.hpp"
#include "common/zone/zone.hpp"

namespace edge::day {
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

std::string local_day(common::Instant at, const std::string& zone) {
  return common::zone::format(at, zone, "%Y-%m-%d");
}
std::string local_time(common::Instant at, const std::string& zone) {
  return common::zone::format(at, zone, "%H:%M");
}
std::string local_day_and_time(common::Instant at, const std::string& zone) {
  return common::zone::format(at, zone, "%Y-%m-%d %H:%M");
}

}  // namespace edge::day
