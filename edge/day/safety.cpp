#include "edge/day/safety.hpp"

#include "common/codec/values.hpp"
#include "edge/day/impl/values.hpp"
#include "proto/records/fleet/safety_timer.pb.h"

namespace edge::day {
namespace {

using common::rules::Also;
using truckroll::field::ScheduledEvent;
using truckroll::fleet::SafetyTimer;

std::optional<SafetyTimer> find_timer(const Screen& screen) {
  auto& me = screen.crew.actor.technician;
  if (me.empty()) return std::nullopt;
  for (auto state : {"fired", "running"})
    if (auto timers = screen.records.where<SafetyTimer>("technician", me, Also{"state", state});
        !timers.empty())
      return timers.back();
  return std::nullopt;
}

json visit_of(const Screen& screen, const SafetyTimer& timer) {
  if (timer.work_order().empty()) return nullptr;
  auto visits = screen.records.where<ScheduledEvent>("work_order", timer.work_order());
  return visits.empty() ? json() : json(visits.back().header().id());
}

}  // namespace

json make_safety(const Screen& screen) {
  auto timer = find_timer(screen);
  if (!timer) return nullptr;
  auto& id = timer->header().id();
  auto& type = screen.records.catalogue().of<SafetyTimer>();
  return {{"id", id},
          {"state", timer->header().state()},
          {"started", instant_text(timer->started())},
          {"due", instant_text(timer->due())},
          {"minutes", timer->minutes()},
          {"known", !screen.is_waiting(type, id)},
          {"visit", visit_of(screen, *timer)}};
}

}  // namespace edge::day
