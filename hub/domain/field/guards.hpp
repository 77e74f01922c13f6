#pragma once
#include <optional>
#include <string>
#include <vector>

#include "common/error/error.hpp"
#include "common/rules/records.hpp"
#include "hub/domain/field/recurrence.hpp"
#include "proto/records/field/scheduled_event.pb.h"
#include "proto/records/field/work_order.pb.h"
#include "proto/records/people/technician.pb.h"

/// What keeps a technician from being planned. Each answers in words for the dispatcher; empty when
/// all is well.
namespace hub::domain::field {

using common::Sentence;
using common::Violation;
using common::rules::Records;
using truckroll::field::ScheduledEvent;
using truckroll::field::WorkOrder;
using truckroll::people::Technician;

/// A technician, a time and a job that are to come together.
struct Slot {
  const WorkOrder* job = nullptr;  ///< may be null: a visit without a job
  Interval time;
  std::string zone;   ///< in which times are told
  std::string event;  ///< the visit itself, when it is there already
  bool overlap_allowed = false;
};

/// Inside patterns and shifts, outside what is blocked. Without any pattern or shift everything is
/// free.
Sentence availability_problem(Records& records, const Technician& technician, const Slot& slot);
Sentence time_off_problem(Records& records, const Technician& technician, const Slot& slot);
/// Names the other visit.
Sentence overlap_problem(Records& records, const Technician& technician, const Slot& slot);
/// The visit of the technician that overlaps, as the database's constraint sees it.
std::optional<std::string> find_overlap(Records& records, const std::string& technician,
                                        Interval time, const std::string& event);

/// A time in which a technician cannot be planned, and why.
struct Hindrance {
  Interval time;
  Sentence text;
};
/// Absences and blocked times that touch the slot's time; in order of their start.
std::vector<Hindrance> absences(Records& records, const Technician& technician, const Slot& slot);
/// The stretches of the slot's time, each at least `length` long, in which all of these technicians
/// are free: inside every such stretch none of the three problems above arises. In order, apart
/// from each other.
std::vector<Interval> free_times(Records& records, const std::vector<Technician>& technicians,
                                 const Slot& slot, std::chrono::minutes length);

/// Each certification that the job asks for and that too few of these technicians hold on that day.
std::vector<Sentence> certification_problems(Records& records,
                                             const std::vector<Technician>& technicians,
                                             const Slot& slot);

/// All of the above and that he is active, for every technician of the visit.
std::vector<Violation> person_problems(Records& records, const std::vector<Technician>& technicians,
                                       const Slot& slot);

/// Each part of the job that is neither reserved in this technician's van nor free there. Changes
/// nothing.
std::vector<Violation> part_problems(Records& records, const WorkOrder& job,
                                     const Technician& technician);
/// The stock of the technician's van; nothing when he has none.
std::optional<std::string> find_van_stock(Records& records, const Technician& technician);

}  // namespace hub::domain::field
