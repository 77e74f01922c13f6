#include "common/error/error.hpp"
#include "edge/day/commands.hpp"
#include "edge/day/impl/input.hpp"
#include "edge/day/impl/sections.hpp"
#include "proto/records/fleet/safety_timer.pb.h"
#include "proto/wire/actions/fleet.pb.h"

namespace edge::day {

using truckroll::fleet::SafetyTimer;
namespace wire = truckroll::wire::fleet;

namespace {

int minutes_in(const json& input) {
  auto found = input.find("minutes");
  if (found == input.end() || found->is_null()) return 0;
  constexpr int minutes_max = 12 * 60;
  if (!found->is_number_integer() || *found < 1 || *found > minutes_max)
    common::refuse("minutes", common::say("expected a number from {} to {}", 1, minutes_max));
  return found->get<int>();
}

}  // namespace

std::string Commands::start_safety(const std::string& visit, const json& input) {
  only_fields(input, {"minutes"});
  wire::StartSafetyTimer message;
  message.set_minutes(minutes_in(input));
  if (message.minutes() == 0) common::refuse("minutes", "say for how long");
  message.set_work_order(
      van_.see([&](const Screen& s) { return load_work(s.records, visit).visit.work_order(); }));
  set_position(message);
  auto result = van_.give_action<SafetyTimer>(van_.crew(), "", "start", message,
                                              "Works alone at " + place_of(visit));
  return common::schema::header(std::as_const(*result.record)).id();
}

void Commands::extend_safety(const std::string& timer, const json& input) {
  only_fields(input, {"minutes"});
  wire::ExtendSafetyTimer message;
  if (auto minutes = minutes_in(input); minutes > 0) message.set_minutes(minutes);
  set_position(message);
  van_.give_action<SafetyTimer>(van_.crew(), timer, "extend", message, "Is well");
}

void Commands::end_safety(const std::string& timer) {
  auto& type = van_.catalogue().of<SafetyTimer>();
  van_.give(van_.crew().actor, common::rules::make_action(type, timer, "end", nullptr),
            "Works alone no more");
}

}  // namespace edge::day
