#include <algorithm>

#include "common/codec/values.hpp"
#include "hub/domain/field/guards.hpp"
#include "hub/domain/words/words.hpp"
#include "hub/store/transaction.hpp"
#include "proto/records/people/technician_availability.pb.h"
#include "proto/records/people/time_off.pb.h"

namespace hub::domain::field {
namespace {

using common::say;
using common::codec::from_timestamp;
using truckroll::people::TechnicianAvailability;
using truckroll::people::TimeOff;

bool overlaps(Interval a, Interval b) {
  return a.from < b.to && b.from < a.to;
}

Interval first_of(const TechnicianAvailability& record) {
  auto from = from_timestamp(record.from());
  if (record.has_to()) return {from, from_timestamp(record.to())};
  return {from, local_instant(local_day(from, record.zone()) + 1, std::chrono::minutes(0),
                              record.zone())};
}

struct Times {
  std::vector<Interval> free, blocked;
  bool has_pattern = false;
  std::string unreadable;  // a rule that nobody here understands
};

void add_times(const TechnicianAvailability& record, Interval window, Times& times) {
  bool blocks = record.kind() == TechnicianAvailability::KIND_BLOCKED ||
                record.kind() == TechnicianAvailability::KIND_OUTSIDE;
  if (!blocks) times.has_pattern = true;
  auto& into = blocks ? times.blocked : times.free;
  auto first = first_of(record);
  if (!record.has_recurrence() || record.recurrence().rule().empty()) {
    if (overlaps(first, window)) into.push_back(first);
    return;
  }
  auto rule = Recurrence::parse(record.recurrence().rule());
  if (!rule) {
    times.unreadable = record.recurrence().rule();
    return;
  }
  auto& zone = record.recurrence().has_zone() ? record.recurrence().zone() : record.zone();
  for (auto& one : rule->occurrences(first, zone, window)) into.push_back(one);
}

Times times_of(Records& records, const Technician& technician, Interval window) {
  Times times;
  for (auto& record : records.where<TechnicianAvailability>("technician", technician.header().id()))
    add_times(record, window, times);
  std::sort(times.free.begin(), times.free.end(), [](auto& a, auto& b) { return a.from < b.from; });
  return times;
}

bool covers(const std::vector<Interval>& free, Interval wanted) {
  auto reached = wanted.from;
  for (auto& one : free)
    if (one.from <= reached) reached = std::max(reached, one.to);
  return reached >= wanted.to;
}

/// "08:00–12:00, 13:00–17:00" of the visit's day; empty when he does not work then.
std::string working_times(Records& records, const Technician& technician, const Slot& slot) {
  auto day = local_day(slot.time.from, slot.zone);
  auto midnight = [&](std::int32_t d) {
    return local_instant(d, std::chrono::minutes(0), slot.zone);
  };
  std::string text;
  for (auto& one : times_of(records, technician, {midnight(day), midnight(day + 1)}).free)
    text += (text.empty() ? "" : ", ") + local_clock(one.from, slot.zone) + "–" +
            local_clock(one.to, slot.zone);
  return text;
}

}  // namespace

Sentence availability_problem(Records& records, const Technician& technician, const Slot& slot) {
  auto times = times_of(records, technician, slot.time);
  auto name = person_name(technician.name());
  if (!times.unreadable.empty())
    return say("The working times of {} follow a rule that cannot be planned by: {}", name,
               times.unreadable);
  for (auto& one : times.blocked)
    if (overlaps(one, slot.time))
      return say("{} is blocked {}", name, told_span(one.from, one.to, slot.zone));
  if (!times.has_pattern || covers(times.free, slot.time)) return {};
  auto when = told_span(slot.time.from, slot.time.to, slot.zone);
  auto works = working_times(records, technician, slot);
  return works.empty() ? say("{} is not available {} (not available that day)", name, when)
                       : say("{} is not available {} (available {})", name, when, works);
}

namespace {

std::vector<Interval> time_off(Records& records, const Technician& technician, Interval window) {
  auto found = records.where<TimeOff>("technician", technician.header().id());
  if (!technician.employee().empty())
    for (auto& one : records.where<TimeOff>("employee", technician.employee()))
      found.push_back(one);
  std::vector<Interval> times;
  for (auto& one : found) {
    auto& state = one.header().state();
    Interval away{from_timestamp(one.from()), from_timestamp(one.to())};
    if ((state == "approved" || state == "taken") && overlaps(away, window)) times.push_back(away);
  }
  return times;
}

/// The stretches without this one.
void subtract(std::vector<Interval>& stretches, Interval taken) {
  std::vector<Interval> left;
  for (auto& one : stretches) {
    if (!overlaps(one, taken)) {
      left.push_back(one);
      continue;
    }
    if (one.from < taken.from) left.push_back({one.from, taken.from});
    if (taken.to < one.to) left.push_back({taken.to, one.to});
  }
  stretches = std::move(left);
}

/// The gaps between times of work, which are sorted and may touch.
std::vector<Interval> closed_between(const std::vector<Interval>& open, Interval window) {
  std::vector<Interval> closed{window};
  for (auto& one : open) subtract(closed, one);
  return closed;
}

std::vector<Interval> booked_times(Records& records, const std::string& technician,
                                   const Slot& slot) {
  std::vector<Interval> times;
  if (slot.overlap_allowed) return times;
  auto& rows = store::hub_transaction(records).sql().query(
      "SELECT from_at, to_at FROM technician_booking WHERE tenant = ? AND technician = ? AND event "
      "<> ? AND from_at < ? AND to_at > ?",
      {records.actor().tenant, technician, slot.event, common::to_micros(slot.time.to),
       common::to_micros(slot.time.from)});
  while (rows.step())
    times.push_back({common::from_micros(rows.integer(0)), common::from_micros(rows.integer(1))});
  return times;
}

}  // namespace

Sentence time_off_problem(Records& records, const Technician& technician, const Slot& slot) {
  for (auto& away : time_off(records, technician, slot.time))
    return say("{} is away {}", person_name(technician.name()),
               told_span(away.from, away.to, slot.zone));
  return {};
}

std::vector<Hindrance> absences(Records& records, const Technician& technician, const Slot& slot) {
  auto name = person_name(technician.name());
  std::vector<Hindrance> found;
  for (auto& one : time_off(records, technician, slot.time))
    found.push_back({one, say("{} is away {}", name, told_span(one.from, one.to, slot.zone))});
  for (auto& one : times_of(records, technician, slot.time).blocked)
    found.push_back({one, say("{} is blocked {}", name, told_span(one.from, one.to, slot.zone))});
  std::sort(found.begin(), found.end(), [](auto& a, auto& b) { return a.time.from < b.time.from; });
  return found;
}

std::vector<Interval> free_times(Records& records, const std::vector<Technician>& technicians,
                                 const Slot& slot, std::chrono::minutes length) {
  std::vector<Interval> stretches{slot.time};
  for (auto& technician : technicians) {
    auto times = times_of(records, technician, slot.time);
    if (!times.unreadable.empty()) return {};
    if (times.has_pattern)
      for (auto& one : closed_between(times.free, slot.time)) subtract(stretches, one);
    for (auto& one : times.blocked) subtract(stretches, one);
    for (auto& one : time_off(records, technician, slot.time)) subtract(stretches, one);
    for (auto& one : booked_times(records, technician.header().id(), slot))
      subtract(stretches, one);
  }
  std::erase_if(stretches, [&](auto& one) { return one.to - one.from < length; });
  return stretches;
}

std::optional<std::string> find_overlap(Records& records, const std::string& technician,
                                        Interval time, const std::string& event) {
  auto& rows = store::hub_transaction(records).sql().query(
      "SELECT event FROM technician_booking WHERE tenant = ? AND technician = ? AND event <> ? AND "
      "from_at < ? "
      "AND to_at > ? ORDER BY from_at",
      {records.actor().tenant, technician, event, common::to_micros(time.to),
       common::to_micros(time.from)});
  std::optional<std::string> found;
  while (rows.step())
    if (!found) found = rows.text(0);
  return found;
}

Sentence overlap_problem(Records& records, const Technician& technician, const Slot& slot) {
  if (slot.overlap_allowed) return {};
  auto other = find_overlap(records, technician.header().id(), slot.time, slot.event);
  if (!other) return {};
  auto visit = records.find<ScheduledEvent>(*other);
  auto name = person_name(technician.name());
  if (!visit) return say("{} already has another visit then", name);
  auto job = records.find<WorkOrder>(visit->work_order());
  auto when = told_span(from_timestamp(visit->start()), from_timestamp(visit->end()), slot.zone);
  return job ? say("{} already has {}, {}", name, job_name(*job), when)
             : say("{} already has another visit, {}", name, when);
}

}  // namespace hub::domain::field
