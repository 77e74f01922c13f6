// What the day board asks and nobody saves: may this be booked, where would it fit, what is wrong.
#include "common/codec/values.hpp"
#include "common/rules/field/visit.hpp"
#include "common/rules/rules.hpp"
#include "hub/domain/field/placing.hpp"
#include "hub/domain/words/words.hpp"
#include "hub/store/transaction.hpp"
#include "proto/wire/actions/hub_field.pb.h"

namespace hub::domain::field {
namespace {

using common::say;
using common::codec::from_timestamp;
using common::rules::field::is_active;
using common::rules::field::lead_of;
namespace input = truckroll::wire::hub_field;

/// Why the visit stays where it is, whoever and whenever.
std::vector<Violation> stay_problems(const ScheduledEvent& visit) {
  std::vector<Violation> problems;
  if (is_active(visit))
    problems.push_back(
        {"state", "the technician is on the way or on site; the visit can no longer be moved"});
  if (visit.pinned()) problems.push_back({"pinned", "the visit is pinned; unpin it to move it"});
  return problems;
}

nlohmann::json told(const std::vector<Violation>& problems) {
  auto list = nlohmann::json::array();
  for (auto& problem : problems)
    list.push_back({{"field", problem.field}, {"text", problem.text.said()}});
  return list;
}

nlohmann::json told(Interval time) {
  return {{"from", common::format_instant(time.from)}, {"to", common::format_instant(time.to)}};
}

void append(std::vector<Violation>& to, const std::vector<Violation>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

nlohmann::json check(Records& records, ScheduledEvent&, const input::Check& input) {
  ScheduledEvent visit;
  if (input.has_event()) visit = records.load<ScheduledEvent>(input.event());
  if (input.has_work_order()) visit.set_work_order(input.work_order());
  auto lead = records.load<Technician>(input.technician());
  place(records, visit, lead, wanted_by(input));
  auto problems = stay_problems(visit);
  append(problems, slot_problems(records, visit, lead, true));
  append(problems, second_visit_problems(records, visit));
  return {{"problems", told(problems)}};
}

/// Bounds what one question may cost.
template <class Input>
Interval window_of(const Input& input) {
  Interval window{from_timestamp(input.from()), from_timestamp(input.to())};
  if (window.to <= window.from) common::refuse("to", "the end lies after the start");
  if (window.to - window.from > std::chrono::hours(48))
    common::refuse("to", "ask for at most two days at once");
  return window;
}

std::vector<Technician> active_technicians(Records& records) {
  auto all = records.all<Technician>();
  std::erase_if(all, [](auto& one) { return one.header().state() != "active"; });
  return all;
}

nlohmann::json slots_of(Records& records, ScheduledEvent visit, const WorkOrder* job,
                        const Technician& lead, Interval window, std::chrono::minutes length) {
  place(records, visit, lead, {});
  auto crew = crew_of(records, visit, lead);
  Slot slot{job, window, zone_of(records, job, lead), visit.header().id(),
            overlap_allowed(records, visit)};
  Slot day = slot;
  day.time.to -= std::chrono::microseconds(1);  // midnight belongs to the next day
  std::vector<Violation> problems;
  for (auto& text : certification_problems(records, crew, day))
    problems.push_back({"technician", text});
  if (job) append(problems, part_problems(records, *job, lead));
  auto free = nlohmann::json::array();
  for (auto& one : free_times(records, crew, slot, length)) free.push_back(told(one));
  return {{"technician", lead.header().id()}, {"free", free}, {"problems", told(problems)}};
}

nlohmann::json free_slots(Records& records, ScheduledEvent&, const input::FreeSlots& input) {
  ScheduledEvent visit;
  if (input.has_event()) visit = records.load<ScheduledEvent>(input.event());
  if (input.has_work_order()) visit.set_work_order(input.work_order());
  auto window = window_of(input);
  auto length = std::chrono::minutes(input.minutes());
  if (length <= std::chrono::minutes(0)) common::refuse("minutes", "a visit takes some time");
  auto job = records.find<WorkOrder>(visit.work_order());
  auto problems = stay_problems(visit);
  append(problems, job_problems(job));
  auto lanes = nlohmann::json::array();
  for (auto& lead : active_technicians(records))
    lanes.push_back(slots_of(records, visit, job ? &*job : nullptr, lead, window, length));
  return {{"problems", told(problems)}, {"technicians", lanes}};
}

std::vector<ScheduledEvent> visits_in(Records& records, Interval window) {
  constexpr int visits_max = 500;
  std::vector<std::string> ids;
  auto& rows = store::hub_transaction(records).sql().query(
      "SELECT id FROM scheduled_event WHERE tenant = ? AND deleted_at IS NULL AND state IN "
      "('booked', 'sent', 'accepted', 'on_my_way', 'on_site', 'paused') AND start < ? AND \"end\" "
      "> ? ORDER BY start, id LIMIT " +
          std::to_string(visits_max),
      {records.actor().tenant, common::to_micros(window.to), common::to_micros(window.from)});
  while (rows.step()) ids.push_back(rows.text(0));
  std::vector<ScheduledEvent> visits;
  for (auto& id : ids) visits.push_back(records.load<ScheduledEvent>(id));
  return visits;
}

/// Both sides of an overlap hear of it. The rows of technician_booking would know one only: what a
/// van brought as a fact has none.
void note_overlap(Records& records, const ScheduledEvent& visit, const ScheduledEvent& other,
                  std::vector<Violation>& problems) {
  auto a = time_of(visit), b = time_of(other);
  if (a.to <= b.from || b.to <= a.from) return;
  if (overlap_allowed(records, visit) || overlap_allowed(records, other)) return;
  auto job = records.find<WorkOrder>(other.work_order());
  for (auto& id : technicians_of(visit)) {
    if (!technicians_of(other).count(id)) continue;
    auto who = records.find<Technician>(id);
    auto name = who ? person_name(who->name()) : id;
    auto when = told_span(b.from, b.to, visit.zone());
    problems.push_back({"start", job ? say("{} also has {}, {}", name, job_name(*job), when)
                                     : say("{} also has another visit, {}", name, when)});
  }
}

/// What would be refused if it were planned today: since it was booked, people fell ill,
/// certificates ran out, parts went elsewhere.
std::vector<Violation> standing_problems(Records& records, const ScheduledEvent& visit) {
  auto lead = records.find<Technician>(lead_of(visit));
  if (!lead || !is_before_start(visit)) return {};
  auto job = records.find<WorkOrder>(visit.work_order());
  Slot slot{job ? &*job : nullptr, time_of(visit), visit.zone(), visit.header().id(), true};
  auto problems = person_problems(records, crew_of(records, visit, *lead), slot);
  if (job) append(problems, part_problems(records, *job, *lead));
  return problems;
}

nlohmann::json conflicts(Records& records, ScheduledEvent&, const input::Conflicts& input) {
  auto window = window_of(input);
  auto visits = visits_in(records, window);
  auto found = nlohmann::json::array(), away = nlohmann::json::array();
  for (auto& visit : visits) {
    auto problems = standing_problems(records, visit);
    for (auto& other : visits)
      if (other.header().id() != visit.header().id()) note_overlap(records, visit, other, problems);
    if (!problems.empty())
      found.push_back({{"event", visit.header().id()}, {"problems", told(problems)}});
  }
  for (auto& technician : active_technicians(records)) {
    Slot slot{nullptr, window, zone_of(records, nullptr, technician), {}, false};
    for (auto& one : absences(records, technician, slot)) {
      auto lane = told(one.time);
      lane.update({{"technician", technician.header().id()}, {"text", one.text.said()}});
      away.push_back(lane);
    }
  }
  return {{"visits", found}, {"away", away}};
}

const common::rules::Effects<ScheduledEvent> effects =
    common::rules::Effects<ScheduledEvent>()
        .collection_action<input::Check>("check", check)
        .collection_action<input::FreeSlots>("free-slots", free_slots)
        .collection_action<input::Conflicts>("conflicts", conflicts);

}  // namespace
}  // namespace hub::domain::field
