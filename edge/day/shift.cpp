#include "edge/day/shift.hpp"

#include "common/codec/values.hpp"
#include "common/rules/field/visit.hpp"
#include "common/zone/zone.hpp"
#include "proto/records/field/field_day.pb.h"

namespace edge::day {
namespace {

using common::rules::field::is_one_of;
using truckroll::field::FieldDay;
using truckroll::field::ScheduledEvent;

}  // namespace

bool is_on_shift(const Screen& screen) {
  auto& me = screen.crew.actor.technician;
  if (me.empty()) return false;
  auto today = common::zone::local_day(screen.now, screen.crew.zone);
  for (auto& day : screen.records.where<FieldDay>("technician", me))
    if (day.day().days() == today) return day.header().state() != "closed";
  bool begun = false, left = false;
  for (auto& visit : screen.records.where<ScheduledEvent>("assignments.technician", me)) {
    auto& state = visit.header().state();
    if (is_one_of(state, {"on_my_way", "on_site", "paused"})) return true;
    if (!visit.has_start() || common::zone::local_day(common::codec::from_timestamp(visit.start()),
                                                      screen.crew.zone) != today)
      continue;
    begun = begun || state == "done";
    left = left || is_one_of(state, {"booked", "sent", "accepted"});
  }
  return begun && left;
}

}  // namespace edge::day
