#include "common/codec/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "common/error/error.hpp"

namespace common::codec {
namespace {

// 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z, the range of google.protobuf.Timestamp.
constexpr std::int64_t instant_seconds_min = -62'135'596'800, instant_seconds_max = 253'402'300'799;

std::int64_t power_of_ten(int places) {
  std::int64_t value = 1;
  while (places-- > 0) value *= 10;
  return value;
}

[[noreturn]] void not_a_number() {
  throw Error(ErrorCode::bad_input, "expected a decimal number like 12.5");
}

}  // namespace

std::string format_scaled(std::int64_t value, int places, bool all_places) {
  auto scale = static_cast<std::uint64_t>(power_of_ten(places));
  auto magnitude =
      value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  auto text = std::to_string(magnitude / scale);
  if (places > 0) {
    auto fraction = fmt::format("{:0{}}", magnitude % scale, places);
    if (!all_places) fraction.erase(fraction.find_last_not_of('0') + 1);
    if (!fraction.empty()) text += "." + fraction;
  }
  return value < 0 ? "-" + text : text;
}

std::int64_t parse_scaled(std::string_view text, int places) {
  bool negative = !text.empty() && text[0] == '-';
  if (negative) text.remove_prefix(1);
  if (text.empty()) not_a_number();
  const __int128 limit =
      static_cast<__int128>(std::numeric_limits<std::int64_t>::max()) + (negative ? 1 : 0);
  __int128 value = 0;
  int seen = -1;
  for (char c : text) {
    if (c == '.' && seen < 0) {
      seen = 0;
      continue;
    }
    if (c < '0' || c > '9') not_a_number();
    if (seen >= places) {
      if (c != '0')
        throw Error(ErrorCode::bad_input, say("expected at most {} decimal places", places));
      continue;
    }
    if (seen >= 0) ++seen;
    value = value * 10 + (c - '0');
    if (value > limit) throw Error(ErrorCode::bad_input, "the number is too large");
  }
  if (text == "." || text.back() == '.') not_a_number();
  for (int i = seen < 0 ? 0 : seen; i < places; ++i) value *= 10;
  if (value > limit) throw Error(ErrorCode::bad_input, "the number is too large");
  return static_cast<std::int64_t>(negative ? -value : value);
}

int currency_places(std::string_view currency) {
  for (auto code : {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX",
                    "VND", "VUV", "XAF", "XOF", "XPF"})
    if (currency == code) return 0;
  for (auto code : {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
    if (currency == code) return 3;
  return 2;
}

std::string format_date(std::int32_t days) {
  std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days}}};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::int32_t parse_date(std::string_view text) {
  bool shape = text.size() == 10 && text[4] == '-' && text[7] == '-';
  for (std::size_t i = 0; shape && i < 10; ++i)
    shape = i == 4 || i == 7 || (text[i] >= '0' && text[i] <= '9');
  if (!shape) throw Error(ErrorCode::bad_input, "expected a day like 2026-11-20");
  auto number = [&](std::size_t at, std::size_t size) {
    return std::stoi(std::string(text.substr(at, size)));
  };
  std::chrono::year_month_day date{std::chrono::year{number(0, 4)},
                                   std::chrono::month{static_cast<unsigned>(number(5, 2))},
                                   std::chrono::day{static_cast<unsigned>(number(8, 2))}};
  if (!date.ok()) throw Error(ErrorCode::bad_input, "there is no such day");
  return static_cast<std::int32_t>(std::chrono::sys_days{date}.time_since_epoch().count());
}

google::protobuf::Timestamp to_timestamp(Instant instant) {
  auto seconds = std::chrono::floor<std::chrono::seconds>(instant);
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(seconds.time_since_epoch().count());
  timestamp.set_nanos(static_cast<std::int32_t>((instant - seconds).count() * 1000));
  return timestamp;
}

Instant from_timestamp(const google::protobuf::Timestamp& timestamp) {
  // What a device sent may be anything; beyond years 1 to 9999 microseconds would overflow.
  auto seconds = std::clamp(timestamp.seconds(), instant_seconds_min, instant_seconds_max);
  auto nanos = std::clamp(timestamp.nanos(), 0, 999'999'999);
  return Instant{std::chrono::seconds{seconds}} + std::chrono::microseconds{nanos / 1000};
}

truckroll::Decimal decimal(std::int64_t millionths) {
  truckroll::Decimal value;
  value.set_millionths(millionths);
  return value;
}

truckroll::Quantity quantity(std::int64_t millionths, std::string unit) {
  truckroll::Quantity value;
  value.set_millionths(millionths);
  value.set_unit(std::move(unit));
  return value;
}

truckroll::Money money(std::int64_t minor, std::string currency) {
  truckroll::Money value;
  value.set_minor(minor);
  value.set_currency(std::move(currency));
  return value;
}

truckroll::About about(std::string type, std::string id) {
  truckroll::About value;
  value.set_type(std::move(type));
  value.set_id(std::move(id));
  return value;
}

std::int64_t multiply_millionths(std::int64_t a, std::int64_t b) {
  __int128 product = static_cast<__int128>(a) * b;
  __int128 rounded = (product + (product < 0 ? -500000 : 500000)) / 1000000;
  if (rounded > std::numeric_limits<std::int64_t>::max() ||
      rounded < std::numeric_limits<std::int64_t>::min())
    throw Error(ErrorCode::bad_input, "the amount is too large");
  return static_cast<std::int64_t>(rounded);
}

std::int64_t multiply_money(std::int64_t minor, std::int64_t millionths) {
  return multiply_millionths(minor, millionths);
}

}  // namespace common::codec
