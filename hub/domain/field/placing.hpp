#pragma once
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "hub/domain/field/guards.hpp"

/// A visit with a technician and a time, before it is saved: what booking, moving and asking have
/// in common.
namespace hub::domain::field {

bool is_before_start(const ScheduledEvent& visit);
std::set<std::string> technicians_of(const ScheduledEvent& visit);
Interval time_of(const ScheduledEvent& visit);
/// Of the site, else of its branch, else of the technician's; may be empty.
std::string zone_of(Records& records, const WorkOrder* job, const Technician& technician);
/// Somebody has approved that it overlaps with another visit.
bool overlap_allowed(Records& records, const ScheduledEvent& visit);

std::vector<Violation> job_problems(const std::optional<WorkOrder>& job);
/// The open visits that the job of a visit yet to be booked has already: a second one is asked for.
std::vector<Violation> second_visit_problems(Records& records, const ScheduledEvent& visit);
/// The lead and who else is planned with him.
std::vector<Technician> crew_of(Records& records, const ScheduledEvent& visit,
                                const Technician& lead);
/// What is wrong with the visit as it is placed, all at once; the parts only when asked for.
std::vector<Violation> slot_problems(Records& records, const ScheduledEvent& visit,
                                     const Technician& lead, bool parts);

/// Without a start the time stays; without an end the visit stays as long as it is, a new one is as
/// long as its job type says.
struct Wanted {
  std::optional<google::protobuf::Timestamp> start, end;
};
template <class Input>
Wanted wanted_by(const Input& input) {
  Wanted wanted;
  if (input.has_start()) wanted.start = input.start();
  if (input.has_end()) wanted.end = input.end();
  return wanted;
}
/// The visit with its lead and time exchanged; nothing is saved.
void place(Records& records, ScheduledEvent& visit, const Technician& lead, const Wanted& wanted);

}  // namespace hub::domain::field
