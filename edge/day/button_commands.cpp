#include <algorithm>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/rules/field/day.hpp"
#include "common/rules/field/visit.hpp"
#include "edge/day/commands.hpp"
#include "edge/day/impl/values.hpp"

namespace edge::day {
namespace {

using common::rules::field::is_one_of;
using truckroll::field::JobEvent;
using truckroll::field::ScheduledEvent;

/// As the rules have it for one visit; here it also keeps a hasty second press from beginning the
/// way to the visit after, when the first was ended on the screen at once.
constexpr std::chrono::seconds second_press{60};

bool set_out_just_now(const Screen& screen, const ScheduledEvent& visit) {
  auto events = screen.records.where<JobEvent>("scheduled_event", visit.header().id());
  return std::any_of(events.begin(), events.end(), [&](const JobEvent& event) {
    auto ago = screen.now - common::codec::from_timestamp(event.at());
    return event.kind() == JobEvent::KIND_ON_MY_WAY &&
           event.technician() == screen.crew.actor.technician && ago >= std::chrono::seconds(0) &&
           ago < second_press;
  });
}

bool is_declined(const Screen& screen, const ScheduledEvent& visit) {
  return std::any_of(visit.assignments().begin(), visit.assignments().end(), [&](auto& line) {
    return line.technician() == screen.crew.actor.technician &&
           line.answer() == ScheduledEvent::Assignment::ANSWER_DECLINED;
  });
}

bool can_set_out(const Screen& screen, const ScheduledEvent& visit) {
  if (is_declined(screen, visit)) return false;
  if (!is_one_of(visit.header().state(), {"booked", "sent", "accepted"})) return false;
  auto moves = common::rules::field::allowed_moves(screen.records, visit);
  return std::any_of(moves.begin(), moves.end(),
                     [](auto& move) { return move.action == "on-my-way"; });
}

Commands::ButtonPress find_due(const Screen& screen) {
  auto day = local_day(screen.now, screen.crew.zone);
  std::optional<ScheduledEvent> due;
  auto start = [](const ScheduledEvent& visit) {
    return common::codec::from_timestamp(visit.start());
  };
  for (auto& visit : screen.records.where<ScheduledEvent>("assignments.technician",
                                                          screen.crew.actor.technician)) {
    if (visit.header().state() == "on_my_way" || set_out_just_now(screen, visit))
      return {visit.header().id(), false};
    if (local_day(start(visit), screen.crew.zone) != day || !can_set_out(screen, visit)) continue;
    if (!due || start(visit) < start(*due)) due = visit;
  }
  return due ? Commands::ButtonPress{due->header().id(), true} : Commands::ButtonPress{};
}

}  // namespace

Commands::ButtonPress Commands::press_on_my_way() {
  auto press = van_.see(find_due);
  if (press.visit.empty())
    throw common::Error(common::ErrorCode::not_found, "no visit is due today");
  if (press.is_new) move_visit(press.visit, "on-my-way", {{"origin", "button"}});
  return press;
}

}  // namespace edge::day
