#include "common/geo/osm/car_profile.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <string>

namespace common::geo::osm {
namespace {

struct ClassSpeed {
  std::string_view highway;
  double average_kmh;  ///< where no limit is signed
  double fastest_kmh;  ///< average however high the limit
};

constexpr std::array class_speeds{
    ClassSpeed{"motorway", 100, 110},   ClassSpeed{"motorway_link", 60, 70},
    ClassSpeed{"trunk", 80, 95},        ClassSpeed{"trunk_link", 50, 60},
    ClassSpeed{"primary", 55, 80},      ClassSpeed{"primary_link", 40, 60},
    ClassSpeed{"secondary", 50, 75},    ClassSpeed{"secondary_link", 40, 55},
    ClassSpeed{"tertiary", 45, 70},     ClassSpeed{"tertiary_link", 35, 50},
    ClassSpeed{"unclassified", 35, 60}, ClassSpeed{"residential", 25, 45},
    ClassSpeed{"road", 25, 45},         ClassSpeed{"living_street", 10, 15},
    ClassSpeed{"service", 15, 25},      ClassSpeed{"track", 15, 20},
};

constexpr double limit_share = 0.85;
constexpr double restricted_kmh = 10;

constexpr std::array allowed{"yes", "permissive", "designated", "official"};
constexpr std::array restricted{"private",  "destination", "customers",
                                "delivery", "permit",      "residents"};

template <typename List>
bool holds(const List& list, std::string_view value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

enum class Access { unsaid, allowed, restricted, closed };

// The most particular key decides.
Access read_access(const Tags& tags) {
  for (const char* key : {"motorcar", "motor_vehicle", "vehicle", "access"}) {
    const std::string_view value = tags.value(key);
    if (value.empty()) continue;
    if (holds(allowed, value)) return Access::allowed;
    return holds(restricted, value) ? Access::restricted : Access::closed;
  }
  return Access::unsaid;
}

enum class OneWay { both, forward, backward, closed };

OneWay read_one_way(const Tags& tags) {
  const std::string_view value = tags.value("oneway");
  if (value == "yes" || value == "true" || value == "1") return OneWay::forward;
  if (value == "-1" || value == "reverse") return OneWay::backward;
  if (value == "reversible") return OneWay::closed;
  if (value == "no" || value == "false" || value == "0") return OneWay::both;
  const std::string_view junction = tags.value("junction");
  const bool implied =
      junction == "roundabout" || junction == "circular" || tags.value("highway") == "motorway";
  return implied ? OneWay::forward : OneWay::both;
}

// Farm and forest tracks are closed to vans unless they are paved or signed open.
bool is_drivable_track(const Tags& tags, Access access) {
  return access == Access::allowed || tags.value("tracktype") == "grade1";
}

double average_speed(const ClassSpeed& road, const Tags& tags) {
  const auto limit = parse_speed_limit(tags.value("maxspeed"));
  if (!limit) return road.average_kmh;
  return std::clamp(*limit * limit_share, 5.0, road.fastest_kmh);
}

}  // namespace

std::optional<double> parse_speed_limit(std::string_view text) {
  if (text == "walk") return 7;
  if (text.ends_with(":living_street")) return 20;
  if (text.ends_with(":urban")) return 50;
  if (text.ends_with(":rural"))
    return text.starts_with("CH:") || text.starts_with("LI:") ? 80 : 100;
  if (text.ends_with(":motorway")) return 120;
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || value < 1 || value > 300) return std::nullopt;
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (unit.empty() || unit == " km/h") return value;
  if (unit == " mph" || unit == "mph") return value * 1.609344;
  return std::nullopt;
}

std::optional<RoadUse> find_road_use(const Tags& tags) {
  const std::string_view highway = tags.value("highway");
  const auto road = std::find_if(class_speeds.begin(), class_speeds.end(),
                                 [&](const ClassSpeed& speed) { return speed.highway == highway; });
  if (road == class_speeds.end() || tags.value("area") == "yes") return std::nullopt;
  const Access access = read_access(tags);
  if (access == Access::closed) return std::nullopt;
  if (highway == "track" && !is_drivable_track(tags, access)) return std::nullopt;
  const OneWay one_way = read_one_way(tags);
  if (one_way == OneWay::closed) return std::nullopt;
  RoadUse use;
  use.speed_kmh = average_speed(*road, tags);
  if (access == Access::restricted) use.speed_kmh = std::min(use.speed_kmh, restricted_kmh);
  use.forward = one_way != OneWay::backward;
  use.backward = one_way != OneWay::forward;
  return use;
}

bool is_barrier(const Tags& tags) {
  constexpr std::array stopping{"bollard", "block",     "jersey_barrier", "kissing_gate",
                                "stile",   "turnstile", "debris",         "cycle_barrier",
                                "log",     "chain",     "planter"};
  const std::string_view barrier = tags.value("barrier");
  if (barrier.empty()) return false;
  const Access access = read_access(tags);
  if (access == Access::allowed || access == Access::restricted) return false;
  return access == Access::closed || holds(stopping, barrier);
}

}  // namespace common::geo::osm
