#include "proto/records/fleet/safety_timer.pb.h"

#include <nlohmann/json.hpp>

#include "common/codec/values.hpp"
#include "common/rules/rules.hpp"
#include "proto/wire/actions/fleet.pb.h"

namespace common::rules::fleet {
namespace {

using codec::to_timestamp;
using truckroll::fleet::SafetyTimer;
using truckroll::wire::fleet::ExtendSafetyTimer;
using truckroll::wire::fleet::StartSafetyTimer;

void note_position(SafetyTimer& timer, const truckroll::Position& position, Instant at) {
  *timer.mutable_last_position() = position;
  *timer.mutable_last_position_at() = to_timestamp(at);
}

nlohmann::json answer(const SafetyTimer& timer) {
  return {{"id", timer.header().id()}, {"due", format_instant(codec::from_timestamp(timer.due()))}};
}

/// Nobody works alone at two places: what ran before is over, as he has just shown to be well.
void end_others(Records& records, const std::string& technician) {
  for (auto state : {"running", "fired"})
    for (auto& timer : records.where<SafetyTimer>("technician", technician, Also{"state", state})) {
      records.move(timer, "end");
      records.save(timer);
    }
}

nlohmann::json start(Records& records, SafetyTimer& timer, const StartSafetyTimer& input) {
  auto& actor = records.actor();
  if (actor.technician.empty())
    throw Error(ErrorCode::forbidden, "only who works in the field has a safety timer");
  end_others(records, actor.technician);
  timer.set_technician(actor.technician);
  if (!actor.device.empty()) timer.set_device(actor.device);
  if (!input.work_order().empty()) timer.set_work_order(input.work_order());
  timer.set_minutes(input.minutes());
  *timer.mutable_started() = to_timestamp(records.now());
  *timer.mutable_due() = to_timestamp(records.now() + std::chrono::minutes(input.minutes()));
  if (input.has_position()) note_position(timer, input.position(), records.now());
  records.save(timer);
  return answer(timer);
}

/// From the moment he pressed, also when the hub hears of it later.
nlohmann::json extend(Records& records, SafetyTimer& timer, const ExtendSafetyTimer& input) {
  auto minutes = input.has_minutes() ? input.minutes() : timer.minutes();
  if (minutes <= 0) refuse("minutes", "say for how long");
  auto due = records.now() + std::chrono::minutes(minutes);
  records.move(timer, "extend");
  auto& line = *timer.add_extensions();
  line.set_line("e" + std::to_string(timer.extensions_size()));
  *line.mutable_at() = to_timestamp(records.now());
  *line.mutable_to() = to_timestamp(due);
  *timer.mutable_due() = to_timestamp(due);
  if (input.has_position()) note_position(timer, input.position(), records.now());
  records.save(timer);
  return answer(timer);
}

const Rules<SafetyTimer> safety_timer_rules =
    Rules<SafetyTimer>()
        .collection_action<StartSafetyTimer>("start", start)
        .action<ExtendSafetyTimer>("extend", extend);

}  // namespace
}  // namespace common::rules::fleet
