#include "hub/gateway/zones.hpp"

#include <date/tz.h>

namespace hub::gateway {

std::int32_t day_in(const std::string& zone, common::Instant at) {
  auto days = [](auto local) {
    return static_cast<std::int32_t>(
        std::chrono::floor<std::chrono::days>(local).time_since_epoch().count());
  };
  if (zone.empty()) return days(at);
  try {
    return days(date::locate_zone(zone)->to_local(at));
  } catch (const std::runtime_error&) {
    return days(at);
  }
}

}  // namespace hub::gateway
