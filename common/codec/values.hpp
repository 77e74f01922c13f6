#pragma once
#include <google/protobuf/timestamp.pb.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "common/clock/clock.hpp"
#include "proto/values/values.pb.h"

namespace common::codec {

/// Exact decimal text of a scaled integer: (1500000, 6) is "1.5"; (1250, 2, true) is "12.50" (all
/// places kept).
std::string format_scaled(std::int64_t value, int places, bool all_places = false);
/// Reads plain decimal text ("-1.5"). Throws bad_input for anything else, more places than allowed,
/// or overflow.
std::int64_t parse_scaled(std::string_view text, int places);
/// ISO 4217 minor digits of a currency: CHF 2, JPY 0, KWD 3. Unknown codes have 2.
int currency_places(std::string_view currency);

std::string format_date(std::int32_t days);
std::int32_t parse_date(std::string_view text);  ///< "2026-11-20"; throws bad_input

google::protobuf::Timestamp to_timestamp(Instant instant);
Instant from_timestamp(const google::protobuf::Timestamp& timestamp);

truckroll::Decimal decimal(std::int64_t millionths);
truckroll::Quantity quantity(std::int64_t millionths, std::string unit);
truckroll::Money money(std::int64_t minor, std::string currency);
truckroll::About about(std::string type, std::string id);

/// a × b of two numbers with six places, rounded half away from zero. Throws bad_input on overflow.
std::int64_t multiply_millionths(std::int64_t a, std::int64_t b);
/// Amount in minor units times a number with six places, rounded half away from zero (commercial
/// rounding).
std::int64_t multiply_money(std::int64_t minor, std::int64_t millionths);

}  // namespace common::codec
