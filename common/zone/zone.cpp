#include "common/zone/zone.hpp"

#include <date/tz.h>

namespace common::zone {
namespace {

const date::time_zone* find(const std::string& zone) {
  try {
    return date::locate_zone(zone);
  } catch (const std::runtime_error&) {
    return nullptr;  // how the library says that it has no such zone
  }
}

const date::time_zone& zone_or_utc(const std::string& zone) {
  auto found = zone.empty() ? nullptr : find(zone);
  return found ? *found : *date::locate_zone("UTC");
}

}  // namespace

bool is_known(const std::string& zone) {
  return find(zone) != nullptr;
}

LocalTime to_local(Instant at, const std::string& zone) {
  return zone_or_utc(zone).to_local(at);
}

std::int32_t local_day(Instant at, const std::string& zone) {
  return date::floor<date::days>(to_local(at, zone)).time_since_epoch().count();
}

Instant local_instant(std::int32_t day, std::chrono::minutes since_midnight,
                      const std::string& zone) {
  auto wall = date::local_days(date::days(day)) + since_midnight;
  return std::chrono::time_point_cast<std::chrono::microseconds>(
      zone_or_utc(zone).to_sys(wall, date::choose::earliest));
}

std::string format(Instant at, const std::string& zone, const char* pattern) {
  return date::format(pattern, std::chrono::floor<std::chrono::seconds>(to_local(at, zone)));
}

}  // namespace common::zone
