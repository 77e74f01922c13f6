#include <algorithm>

#include "common/codec/values.hpp"
#include "common/rules/projects/time.hpp"
#include "common/rules/rules.hpp"
#include "proto/records/admin/branch.pb.h"
#include "proto/records/people/technician.pb.h"
#include "proto/records/projects/time_event.pb.h"
#include "proto/wire/actions/projects.pb.h"

namespace common::rules::projects {
namespace {

using truckroll::projects::TimeEntry;
using truckroll::projects::TimeEvent;
namespace input = truckroll::wire::projects;

Instant start_of(const TimeEntry& entry) {
  return codec::from_timestamp(entry.start());
}
/// What still runs has no end yet.
Instant end_of(const TimeEntry& entry) {
  return entry.has_end() ? codec::from_timestamp(entry.end()) : Instant::max();
}

bool overlaps(const TimeEntry& a, const TimeEntry& b) {
  return start_of(a) < end_of(b) && start_of(b) < end_of(a);
}

void set_overlap(TimeEntry& entry, bool overlap) {
  std::vector<int> kept;
  for (auto flag : entry.flags())
    if (flag != TimeEntry::FLAG_OVERLAP) kept.push_back(flag);
  entry.clear_flags();
  for (auto flag : kept) entry.add_flags(static_cast<TimeEntry::Flag>(flag));
  if (overlap) entry.add_flags(TimeEntry::FLAG_OVERLAP);
}

std::string zone_of(Records& records, const TimeEntry& entry) {
  auto technician = records.find<truckroll::people::Technician>(entry.technician());
  if (!technician) return {};
  auto branch = records.find<truckroll::admin::Branch>(technician->branch());
  return branch ? branch->zone() : std::string();
}

bool overlaps_another(Records& records, const TimeEntry& entry, const std::string& id) {
  auto worker = entry.has_technician() ? "technician" : "employee";
  auto& who = entry.has_technician() ? entry.technician() : entry.employee();
  // What ended before this one began cannot overlap, and it is nearly all there ever was.
  auto others = records.where<TimeEntry>(worker, who, {"end", {}, start_of(entry)});
  for (auto& running : records.where<TimeEntry>(worker, who, {"state", "running"}))
    others.push_back(std::move(running));
  return std::any_of(others.begin(), others.end(), [&](auto& other) {
    return other.header().id() != id && overlaps(entry, other);
  });
}

/// A shift may be typed before it is over; what lies further ahead nobody has worked.
constexpr auto typed_ahead_max = std::chrono::hours(12);

/// The field that lies too far ahead, and what is wrong with it.
std::optional<Violation> future_problem(Records& records, Change<TimeEntry>& change) {
  auto& entry = change.after;
  for (auto [field, number, at] :
       {std::tuple{"start", TimeEntry::kStartFieldNumber, &entry.start()},
        {"end", TimeEntry::kEndFieldNumber, &entry.end()}}) {
    auto when = codec::from_timestamp(*at);
    if (change.changed(number) && when > records.now() + typed_ahead_max)
      return Violation{field,
                       say("time worked does not lie in the future: {}", format_instant(when))};
  }
  return std::nullopt;
}

void require_worked(Records& records, Change<TimeEntry>& change) {
  if (change.state_before() == "ended" && !change.after.has_end())
    refuse("end", "time that has ended keeps an end; give another one");
  if (auto problem = future_problem(records, change); problem && !records.fact())
    refuse(problem->field, problem->text);
}

void flag_future(Records& records, Change<TimeEntry>& change) {
  if (!records.fact()) return;
  if (auto problem = future_problem(records, change))
    records.flag(change.after, "status", problem->text.english());
}

void derive(Records& records, Change<TimeEntry>& change) {
  auto& entry = change.after;
  if (entry.worker_case() == TimeEntry::WORKER_NOT_SET)
    refuse("technician", "say whose time this is");
  if (!entry.has_zone())
    if (auto zone = zone_of(records, entry); !zone.empty()) entry.set_zone(zone);
  entry.clear_duration_minutes();
  if (entry.has_end()) {
    if (end_of(entry) < start_of(entry)) refuse("end", "the end lies before the start");
    auto minutes = std::chrono::round<std::chrono::minutes>(end_of(entry) - start_of(entry));
    entry.set_duration_minutes(static_cast<std::int32_t>(minutes.count()));
    // What has an end is no timer, whoever typed it.
    if (entry.header().state() == "running") records.move_as_system(entry, "stop");
  }
  set_overlap(entry, overlaps_another(records, entry, change.id()));
}

template <class Input>
void note(Records& records, const TimeEntry& entry, TimeEvent::Kind kind, const Input* input) {
  TimeEvent event;
  if (entry.has_technician()) event.set_technician(entry.technician());
  if (entry.has_employee()) event.set_employee(entry.employee());
  event.set_kind(kind);
  event.set_activity(static_cast<TimeEvent::Activity>(entry.activity()));
  if (entry.has_work_order()) event.set_work_order(entry.work_order());
  if (entry.has_project_task()) event.set_project_task(entry.project_task());
  *event.mutable_at() = codec::to_timestamp(records.now());
  event.set_origin(TimeEvent::ORIGIN_TIMER);
  if (input && input->has_position()) *event.mutable_position() = input->position();
  records.save(event);
}

void end_now(Records& records, TimeEntry& entry, const input::StopTime* input) {
  records.move_as_system(entry, "stop");
  // An end that somebody typed stands. A clock that was set back does not make a fact impossible.
  if (!entry.has_end())
    *entry.mutable_end() = codec::to_timestamp(std::max(records.now(), start_of(entry)));
  records.save(entry);
  note(records, entry, TimeEvent::KIND_STOP, input);
}

nlohmann::json start(Records& records, TimeEntry& entry, const input::StartTime& input) {
  auto& technician = input.has_technician() ? input.technician() : records.actor().technician;
  if (technician.empty()) refuse("technician", "say whose time this is");
  stop_running_time(records, technician);
  entry.set_technician(technician);
  if (input.has_work_order()) entry.set_work_order(input.work_order());
  entry.set_activity(input.has_activity() ? input.activity() : TimeEntry::ACTIVITY_WORK);
  *entry.mutable_start() = codec::to_timestamp(records.now());
  records.save(entry);
  note(records, entry, TimeEvent::KIND_START, &input);
  return {};
}

void stop(Records& records, TimeEntry& entry, const input::StopTime& input) {
  if (entry.header().state() != "running" && records.fact())
    return;  // the office has ended it meanwhile
  if (entry.header().state() != "running") records.move(entry, "stop");  // says why not
  end_now(records, entry, &input);
}

const Rules<TimeEntry> rules = Rules<TimeEntry>()
                                   .before_save(require_worked)
                                   .before_save(derive)
                                   .after_save(flag_future)
                                   .collection_action<input::StartTime>("start", start)
                                   .action<input::StopTime>("stop", stop);

}  // namespace

std::optional<TimeEntry> find_running_time(Records& records, const std::string& technician) {
  if (technician.empty()) return std::nullopt;
  // One that was typed with its end is no timer, though nobody has stopped it.
  for (auto& entry : records.where<TimeEntry>("technician", technician, {"state", "running"}))
    if (!entry.has_end()) return std::move(entry);
  return std::nullopt;
}

void stop_running_time(Records& records, const std::string& technician) {
  while (auto running = find_running_time(records, technician)) end_now(records, *running, nullptr);
}

}  // namespace common::rules::projects
