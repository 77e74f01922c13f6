#include <algorithm>

#include "common/codec/values.hpp"
#include "hub/domain/field/guards.hpp"
#include "hub/domain/words/words.hpp"
#include "hub/store/transaction.hpp"
#include "proto/records/people/technician_availability.pb.h"
#include "proto/records/people/time_off.pb.h"

namespace hub::domain::field {
namespace {

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

/// " (available 08:00–12:00, 13:00–17:00)" of the visit's day.
std::string told_times(Records& records, const Technician& technician, const Slot& slot) {
  auto day = local_day(slot.time.from, slot.zone);
  auto midnight = [&](std::int32_t d) {
    return local_instant(d, std::chrono::minutes(0), slot.zone);
  };
  std::string text;
  for (auto& one : times_of(records, technician, {midnight(day), midnight(day + 1)}).free)
    text += (text.empty() ? "" : ", ") + local_clock(one.from, slot.zone) + "–" +
            local_clock(one.to, slot.zone);
  return text.empty() ? " (not available that day)" : " (available " + text + ")";
}

}  // namespace

std::string availability_problem(Records& records, const Technician& technician, const Slot& slot) {
  auto times = times_of(records, technician, slot.time);
  auto name = person_name(technician.name());
  auto when = local_span(slot.time.from, slot.time.to, slot.zone);
  if (!times.unreadable.empty())
    return "The working times of " + name +
           " follow a rule that cannot be planned by: " + times.unreadable;
  for (auto& one : times.blocked)
    if (overlaps(one, slot.time))
      return name + " is blocked " + local_span(one.from, one.to, slot.zone);
  if (!times.has_pattern || covers(times.free, slot.time)) return {};
  return name + " is not available " + when + told_times(records, technician, slot);
}

std::string time_off_problem(Records& records, const Technician& technician, const Slot& slot) {
  auto absences = records.where<TimeOff>("technician", technician.header().id());
  if (!technician.employee().empty())
    for (auto& one : records.where<TimeOff>("employee", technician.employee()))
      absences.push_back(one);
  for (auto& one : absences) {
    auto& state = one.header().state();
    Interval away{from_timestamp(one.from()), from_timestamp(one.to())};
    if ((state == "approved" || state == "taken") && overlaps(away, slot.time))
      return person_name(technician.name()) + " is away " +
             local_span(away.from, away.to, slot.zone);
  }
  return {};
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

std::string overlap_problem(Records& records, const Technician& technician, const Slot& slot) {
  if (slot.overlap_allowed) return {};
  auto other = find_overlap(records, technician.header().id(), slot.time, slot.event);
  if (!other) return {};
  auto visit = records.find<ScheduledEvent>(*other);
  if (!visit) return person_name(technician.name()) + " already has another visit then";
  auto job = records.find<WorkOrder>(visit->work_order());
  return person_name(technician.name()) + " already has " +
         (job ? job_name(*job) : "another visit") + ", " +
         local_span(from_timestamp(visit->start()), from_timestamp(visit->end()), slot.zone);
}

}  // namespace hub::domain::field
