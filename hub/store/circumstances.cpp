#include "hub/store/circumstances.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "common/error/error.hpp"
#include "common/text/text.hpp"
#include "common/zone/zone.hpp"
#include "proto/records/admin/permission.pb.h"

namespace hub::store {
namespace {

using truckroll::admin::Permission;
using When = truckroll::admin::Permission_When;

std::vector<std::string> alternatives(const std::string& text) {
  std::vector<std::string> parts;
  for (auto& part : common::text::split(text, ','))
    if (auto trimmed = std::string(common::text::trim(part)); !trimmed.empty())
      parts.push_back(common::text::to_lower(trimmed));
  return parts;
}

std::optional<int> number(std::string_view text, int most) {
  int value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  bool whole = error == std::errc() && end == text.data() + text.size() && !text.empty();
  return whole && value >= 0 && value <= most ? std::optional(value) : std::nullopt;
}

// ---- place

/// 16 bytes; of IPv4 as it is mapped into IPv6 (RFC 4291, 2.5.5.2).
using Address = std::array<unsigned char, 16>;

std::optional<Address> address_of(const std::string& text) {
  Address address{};
  if (inet_pton(AF_INET6, text.c_str(), address.data()) == 1) return address;
  address[10] = address[11] = 0xff;
  if (inet_pton(AF_INET, text.c_str(), address.data() + 12) == 1) return address;
  return std::nullopt;
}

struct AddressRange {
  Address first;
  int bits;
};

std::optional<AddressRange> range_of(const std::string& text) {
  auto slash = text.find('/');
  auto first = address_of(text.substr(0, slash));
  if (!first) return std::nullopt;
  if (slash == std::string::npos) return AddressRange{*first, 128};
  bool four = text.find(':') == std::string::npos;
  auto bits = number(std::string_view(text).substr(slash + 1), four ? 32 : 128);
  if (!bits) return std::nullopt;
  return AddressRange{*first, *bits + (four ? 96 : 0)};
}

bool has(const AddressRange& range, const Address& address) {
  for (int bit = 0; bit < range.bits; ++bit) {
    auto byte = static_cast<std::size_t>(bit / 8);
    auto mask = static_cast<unsigned char>(0x80 >> (bit % 8));
    if ((range.first[byte] & mask) != (address[byte] & mask)) return false;
  }
  return true;
}

std::optional<bool> is_at(const std::vector<std::string>& places, const std::string& peer) {
  auto address = address_of(peer);
  if (!address) return std::nullopt;
  return std::any_of(places.begin(), places.end(), [&](auto& place) {
    auto range = range_of(place);
    return range && has(*range, *address);
  });
}

// ---- hours

struct Window {
  int first_day, last_day;  ///< Monday is 0
  int from, to;             ///< minutes since midnight
};

std::optional<int> day_of(std::string_view text) {
  constexpr std::array days{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  for (std::size_t i = 0; i < days.size(); ++i)
    if (text == days[i]) return static_cast<int>(i);
  return std::nullopt;
}

std::optional<int> minutes_of(std::string_view text) {
  auto colon = text.find(':');
  if (colon == text.npos) return std::nullopt;
  auto hours = number(text.substr(0, colon), 24), minutes = number(text.substr(colon + 1), 59);
  if (!hours || !minutes || *hours * 60 + *minutes > 24 * 60) return std::nullopt;
  return *hours * 60 + *minutes;
}

/// "mon-fri 07:00-18:00", "sat 08:00-12:00", "07:00-18:00".
std::optional<Window> window_of(const std::string& text) {
  auto words = common::text::split(text, ' ');
  if (words.empty() || words.size() > 2) return std::nullopt;
  auto days = words.size() == 2 ? common::text::split(words[0], '-')
                                : std::vector<std::string>{"mon", "sun"};
  auto times = common::text::split(words.back(), '-');
  if (days.empty() || days.size() > 2 || times.size() != 2) return std::nullopt;
  auto first = day_of(days.front()), last = day_of(days.back());
  auto from = minutes_of(times[0]), to = minutes_of(times[1]);
  if (!first || !last || !from || !to) return std::nullopt;
  return Window{*first, *last, *from, *to};
}

bool covers(const Window& window, int day, int minute) {
  auto has_day = [&](int at) {
    return window.first_day <= window.last_day ? at >= window.first_day && at <= window.last_day
                                               : at >= window.first_day || at <= window.last_day;
  };
  if (window.from <= window.to) return has_day(day) && minute >= window.from && minute < window.to;
  // Past midnight: the day is that on which it began.
  return (has_day(day) && minute >= window.from) || (has_day((day + 6) % 7) && minute < window.to);
}

std::optional<bool> is_in_hours(const std::vector<std::string>& windows,
                                const Circumstances& given) {
  if (given.now == common::Instant{}) return std::nullopt;
  auto local = common::zone::to_local(given.now, given.zone).time_since_epoch();
  auto all = std::chrono::floor<std::chrono::minutes>(local).count();
  auto days = (all - (all % 1440 + 1440) % 1440) / 1440;
  auto day = static_cast<int>(((days + 3) % 7 + 7) % 7);  // 1970-01-01 was a Thursday
  auto minute = static_cast<int>((all % 1440 + 1440) % 1440);
  return std::any_of(windows.begin(), windows.end(), [&](auto& text) {
    auto window = window_of(text);
    return window && covers(*window, day, minute);
  });
}

// ---- device and risk

bool is_by(const std::vector<std::string>& devices, const std::string& device) {
  return std::any_of(devices.begin(), devices.end(), [&](auto& one) {
    return one == (device.empty() ? "office" : "van") || (!device.empty() && one == device);
  });
}

std::optional<bool> is_safe(const std::vector<std::string>& needed, const Circumstances& given) {
  bool all = true;
  for (auto& one : needed) {
    auto& fact = one == "second_factor" ? given.second_factor : given.known_address;
    if (!fact) return std::nullopt;
    all = all && *fact;
  }
  return all;
}

bool can_be_read(const When& when, const std::string& part) {
  switch (when.kind()) {
    case Permission::CIRCUMSTANCE_PLACE:
      return range_of(part).has_value();
    case Permission::CIRCUMSTANCE_DEVICE:
      return part == "office" || part == "van" || part.size() == 36;
    case Permission::CIRCUMSTANCE_HOURS:
      return window_of(part).has_value();
    case Permission::CIRCUMSTANCE_RISK:
      return part == "second_factor" || part == "known_address";
    default:
      return false;
  }
}

}  // namespace

std::optional<bool> holds(const When& when, const Circumstances& given) {
  auto parts = alternatives(when.condition());
  switch (when.kind()) {
    case Permission::CIRCUMSTANCE_PLACE:
      return is_at(parts, given.address);
    case Permission::CIRCUMSTANCE_DEVICE:
      return is_by(parts, given.device);
    case Permission::CIRCUMSTANCE_HOURS:
      return is_in_hours(parts, given);
    case Permission::CIRCUMSTANCE_RISK:
      return is_safe(parts, given);
    default:
      return std::nullopt;
  }
}

void check_when(const When& when) {
  auto parts = alternatives(when.condition());
  bool right = !parts.empty() && std::all_of(parts.begin(), parts.end(),
                                             [&](auto& part) { return can_be_read(when, part); });
  if (right) return;
  switch (when.kind()) {
    case Permission::CIRCUMSTANCE_PLACE:
      common::refuse("when", "expected addresses or ranges, like 192.0.2.7, 10.0.0.0/8");
    case Permission::CIRCUMSTANCE_DEVICE:
      common::refuse("when", "expected office, van or the id of a van's device");
    case Permission::CIRCUMSTANCE_HOURS:
      common::refuse("when", "expected days and times, like mon-fri 07:00-18:00");
    default:
      common::refuse("when", "expected second_factor or known_address");
  }
}

}  // namespace hub::store
