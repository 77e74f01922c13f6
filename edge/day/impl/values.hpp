#pragma once
#include <google/protobuf/timestamp.pb.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "common/clock/clock.hpp"
#include "common/geo/position.hpp"
#include "common/schema/schema.hpp"
#include "proto/values/values.pb.h"

/// How values of records stand in the screens' JSON.
namespace edge::day {

using nlohmann::json;

/// Null for empty text, so that a screen shows nothing rather than a blank.
json text_or_null(const std::string& text);
json instant_or_null(bool has, const google::protobuf::Timestamp& at);
std::string instant_text(const google::protobuf::Timestamp& at);
/// {latitude, longitude} in degrees.
json position_json(const truckroll::Position& position);
common::geo::Position to_position(const truckroll::Position& position);
truckroll::Position to_proto(common::geo::Position position);
truckroll::Decimal metres(double value);
/// "1.5"
std::string decimal_text(std::int64_t millionths);
/// Lower-case name of an enum's value, without its prefix; empty when unspecified.
template <class Enum>
std::string choice(const google::protobuf::EnumDescriptor* type, Enum value) {
  auto found = type->FindValueByNumber(static_cast<int>(value));
  if (!found || found->number() == 0) return {};
  return common::schema::choice_name(found);
}

/// Wall-clock day and time in a zone; a zone that is not known counts as UTC.
std::string local_day(common::Instant at, const std::string& zone);   ///< "2026-11-20"
std::string local_time(common::Instant at, const std::string& zone);  ///< "09:51"
std::string local_day_and_time(common::Instant at, const std::string& zone);

}  // namespace edge::day
