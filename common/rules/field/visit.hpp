#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/rules/rules.hpp"
#include "proto/records/field/job_event.pb.h"
#include "proto/records/field/scheduled_event.pb.h"
#include "proto/records/field/work_order.pb.h"

/// What the actions on visits share.
namespace common::rules::field {

using truckroll::field::JobEvent;
using truckroll::field::ScheduledEvent;
using truckroll::field::WorkOrder;
using Assignment = ScheduledEvent::Assignment;

const std::string& state_of(const schema::Message& record);
bool is_one_of(std::string_view state, std::initializer_list<std::string_view> states);
/// Booked and not yet over: from booked to paused.
bool is_open(const ScheduledEvent& visit);
/// Somebody is under way to it or there.
bool is_active(const ScheduledEvent& visit);

/// Id of the technician who leads; empty when nobody is assigned.
std::string lead_of(const ScheduledEvent& visit);
/// Who acts: the actor's technician, or the lead when the office acts for him.
std::string acting_technician(const Records& records, const ScheduledEvent& visit);
Assignment* find_assignment(ScheduledEvent& visit, std::string_view technician);
bool is_assigned(const ScheduledEvent& visit, std::string_view technician);
/// Works there while somebody else leads: his facts stay, the visit's state is the lead's.
bool is_crew(const ScheduledEvent& visit, std::string_view technician);

/// Throws conflict naming the field, or flags and goes on where a fact of work is being kept.
void refuse_or_keep(Records& records, const schema::Message& about, std::string field,
                    Sentence text);
/// Throws forbidden for a technician who is not assigned; a fact is flagged.
void require_assigned(Records& records, const ScheduledEvent& visit);

/// An event of the visit by the acting technician, now; not saved yet.
JobEvent make_event(Records& records, const ScheduledEvent& visit, JobEvent::Kind kind);
/// Position, accuracy and origin as far as the action's input has them.
template <class Input>
void set_place(JobEvent& event, const Input& input) {
  if (input.has_position()) *event.mutable_position() = input.position();
  if (input.has_accuracy_m()) *event.mutable_accuracy_m() = input.accuracy_m();
  if constexpr (requires { input.origin(); })
    if (input.has_origin()) event.set_origin(input.origin());
}
void flag_event(JobEvent& event, std::string_view reason);
/// Sets the distance to the site's position, and with `flag_outside` flags what is farther than the
/// arrival radius and the fix's accuracy allow, or cannot be told.
void measure(Records& records, const ScheduledEvent& visit, JobEvent& event, bool flag_outside);

/// Moves the visit by the flow. A fact lifts a cancellation, and where the flow has no move it
/// stays a fact: both are flagged. False when the state stayed as it was.
bool advance(Records& records, ScheduledEvent& visit, std::string_view action, JobEvent& event);
/// The job of the visit is being worked on. Refuses or flags where the job is cancelled, done or
/// closed; with `visit_was_cancelled` that was said for the visit already.
void begin_work(Records& records, const ScheduledEvent& visit, bool visit_was_cancelled);
/// Nobody is at the job any more: back to ready, or planned where it has another visit.
void give_back_work(Records& records, const ScheduledEvent& visit);
bool has_other_open_visit(Records& records, const ScheduledEvent& visit);

/// Everybody assigned to a visit that is not given up, and the latest visit's start, kept in the
/// job.
void refresh_work_order(Records& records, const std::string& work_order);

}  // namespace common::rules::field
