#include "hub/domain/workflow/safety.hpp"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "common/codec/values.hpp"
#include "common/rules/rules.hpp"
#include "common/text/json_text.hpp"
#include "hub/domain/words/words.hpp"
#include "hub/domain/workflow/escalation.hpp"
#include "hub/domain/workflow/notify.hpp"
#include "hub/store/transaction.hpp"
#include "proto/records/fleet/position_report.pb.h"
#include "proto/records/fleet/safety_timer.pb.h"
#include "proto/records/workflow/escalation.pb.h"

namespace hub::domain::workflow {
namespace {

using common::codec::from_timestamp;
using common::codec::to_timestamp;
using common::rules::Change;
using truckroll::fleet::PositionReport;
using truckroll::fleet::SafetyTimer;

const std::string timer_type = common::rules::type_name<SafetyTimer>();

/// Where he, or his van, was last heard of; the newest of the two ways to know it counts.
void complete_position(Records& records, SafetyTimer& timer) {
  auto& sql = store::hub_transaction(records).sql();
  auto id = sql.scalar(
      "SELECT id FROM position_report WHERE tenant = ? AND (technician = ? OR device = ?) AND "
      "deleted_at IS NULL ORDER BY \"at\" DESC LIMIT 1",
      {records.actor().tenant, timer.technician(), timer.device()});
  auto text = id ? std::get_if<std::string>(&*id) : nullptr;
  auto report = text ? records.find<PositionReport>(*text) : std::nullopt;
  if (!report) return;
  if (timer.has_last_position_at() &&
      from_timestamp(timer.last_position_at()) >= from_timestamp(report->at()))
    return;
  *timer.mutable_last_position() = report->position();
  *timer.mutable_last_position_at() = report->at();
}

bool is_told_already(Records& records, const std::string& timer) {
  for (auto& one : records.where<truckroll::workflow::Escalation>("about", timer))
    if (one.header().state() == "running") return true;
  return false;
}

void tell_all(Records& records, const std::string& timer, const common::Sentence& title,
              const common::Sentence& text) {
  tell_roles(records, {"dispatcher", "admin"}, Notification::CATEGORY_SYSTEM, title, text,
             timer_type, timer, true);
}

void fire(Records& records, SafetyTimer& timer) {
  complete_position(records, timer);
  records.move_as_system(timer, "fire");
  records.save_as_system(timer);
  auto& id = timer.header().id();
  if (is_told_already(records, id)) return;
  if (begin_escalations(records, EscalationPolicy::USE_SAFETY, timer_type, id) > 0) return;
  auto subject = safety_subject(records, timer);
  tell_all(records, id, subject.title, subject.text);
}

void give_all_clear(Records& records, const SafetyTimer& timer) {
  auto& id = timer.header().id();
  auto text = safety_subject(records, timer).all_clear;
  if (records.where<truckroll::workflow::Escalation>("about", id).empty())
    return tell_all(records, id, text, {});
  tell_the_told(records, timer_type, id, said_to_company(records, text));
  end_escalations(records, id, "stop");
}

/// The queue looks when it is due; each new time has a look of its own.
void ask_for_look(Records& records, const SafetyTimer& timer) {
  auto due = from_timestamp(timer.due());
  auto& id = timer.header().id();
  records.enqueue(safety_job, id + "|" + common::format_instant(due),
                  common::json_text(nlohmann::json{{"timer", id}}), due);
}

/// A sign of life that comes late stops the alarm, unless its time has run out too: since then
/// nobody has heard of him.
void follow(Records& records, Change<SafetyTimer>& change) {
  auto& timer = change.after;
  bool is_new_time = change.creates() || change.changed(SafetyTimer::kDueFieldNumber);
  if (timer.header().state() == "running" && is_new_time) ask_for_look(records, timer);
  if (change.state_before() != "fired") return;
  auto& state = timer.header().state();
  bool is_well =
      state == "ended" || (state == "running" && from_timestamp(timer.due()) > hub_now(records));
  if (is_well)
    give_all_clear(records, timer);
  else if (state == "closed")
    end_escalations(records, change.id(), "stop");
}

const common::rules::Effects<SafetyTimer> timer_effects =
    common::rules::Effects<SafetyTimer>().after_save(follow);

std::string place_text(const truckroll::Position& position) {
  char text[64];
  std::snprintf(text, sizeof text, "%.5f, %.5f", position.latitude_e7() / 1e7,
                position.longitude_e7() / 1e7);
  return text;
}

}  // namespace

SafetySubject safety_subject(Records& records, const SafetyTimer& timer) {
  using common::say;
  std::string name;
  if (auto technician = records.find<truckroll::people::Technician>(timer.technician()))
    name = person_name(technician->name());
  auto job = records.find<truckroll::field::WorkOrder>(timer.work_order());
  auto zone = job ? zone_of_job(records, *job) : zone_of(records, "");
  auto due = local_clock(from_timestamp(timer.due()), zone);
  SafetySubject subject;
  subject.title = say("{} works alone and has not reported", name);
  subject.all_clear = say("{} has reported and is well", name);
  auto where = job ? job_name(*job) : std::string("–");
  subject.text = timer.has_last_position_at()
                     ? say("Due at {}. Job: {}. Last position at {}: {}.", due, where,
                           local_clock(from_timestamp(timer.last_position_at()), zone),
                           place_text(timer.last_position()))
                     : say("Due at {}. Job: {}. No position is known.", due, where);
  return subject;
}

void look_at_safety_timer(Records& records, const std::string& id) {
  auto timer = records.find<SafetyTimer>(id);
  if (!timer || timer->header().state() != "running") return;
  if (hub_now(records) < from_timestamp(timer->due())) return;
  fire(records, *timer);
}

}  // namespace hub::domain::workflow
