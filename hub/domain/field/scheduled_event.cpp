#include "proto/records/field/scheduled_event.pb.h"

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/rules/field/visit.hpp"
#include "common/rules/rules.hpp"
#include "common/rules/stock/reservations.hpp"
#include "hub/domain/field/placing.hpp"
#include "hub/domain/words/words.hpp"
#include "hub/domain/workflow/notify.hpp"
#include "hub/store/transaction.hpp"
#include "proto/records/stock/stock_reservation.pb.h"
#include "proto/records/workflow/notification_log.pb.h"
#include "proto/wire/actions/hub_field.pb.h"

namespace hub::domain::field {
namespace {

using common::Error;
using common::ErrorCode;
using common::say;
using common::codec::from_timestamp;
using common::rules::Change;
using common::rules::field::is_active;
using common::rules::field::is_open;
using common::rules::field::lead_of;
namespace stock = common::rules::stock;
namespace input = truckroll::wire::hub_field;

[[noreturn]] void refuse_all(const std::vector<Violation>& problems) {
  Sentence text;
  for (auto& problem : problems)
    text = text.empty() ? problem.text : say("{}; {}", text, problem.text);
  throw Error(ErrorCode::conflict, text, problems);
}

// ---- what every save keeps true

/// Booked anew, or another time or another technician.
bool is_planned_anew(const Change<ScheduledEvent>& change) {
  if (!is_before_start(change.after)) return false;
  if (!change.before || change.state_before() == "held" || change.state_before() == "no_access")
    return true;
  return change.changed(ScheduledEvent::kStartFieldNumber) ||
         change.changed(ScheduledEvent::kEndFieldNumber) ||
         technicians_of(*change.before) != technicians_of(change.after);
}

void check_plan(Records& records, Change<ScheduledEvent>& change) {
  auto& visit = change.after;
  if (records.fact() || !is_planned_anew(change) || !visit.has_start() || !visit.has_end()) return;
  if (change.before && change.before->pinned() && visit.pinned())
    throw Error(ErrorCode::conflict, "the visit is pinned; unpin it to move it", "pinned");
  auto job = records.find<WorkOrder>(visit.work_order());
  std::vector<Technician> technicians;
  for (auto& id : technicians_of(visit))
    if (auto found = records.find<Technician>(id)) technicians.push_back(*found);
  Slot slot{job ? &*job : nullptr, time_of(visit), visit.zone(), visit.header().id(),
            overlap_allowed(records, visit)};
  auto problems = person_problems(records, technicians, slot);
  if (!problems.empty()) refuse_all(problems);
}

/// The van knows another time, or a visit that stands: until it has the new word, the planner must
/// not read that it was received.
void ask_receipt_anew(Records& records, Change<ScheduledEvent>& change) {
  if (!change.before || records.fact()) return;
  bool moved = change.changed(ScheduledEvent::kStartFieldNumber) ||
               change.changed(ScheduledEvent::kEndFieldNumber);
  if (!moved && !change.enters("cancelled")) return;
  for (auto& line : *change.after.mutable_assignments()) line.clear_received_at();
}

bool has_promise(const ScheduledEvent& visit) {
  return visit.has_window_from() && visit.has_window_to();
}

/// The customer was told a window and the visit leaves it: the window goes along.
void move_promise(Records& records, Change<ScheduledEvent>& change) {
  auto& visit = change.after;
  if (!change.before || records.fact() || !has_promise(visit) || !visit.has_start()) return;
  Interval window{from_timestamp(visit.window_from()), from_timestamp(visit.window_to())};
  auto start = from_timestamp(visit.start());
  if (!change.changed(ScheduledEvent::kStartFieldNumber) ||
      (window.from <= start && start <= window.to))
    return;
  auto by = start - from_timestamp(change.before->start());
  *visit.mutable_window_from() = common::codec::to_timestamp(window.from + by);
  *visit.mutable_window_to() = common::codec::to_timestamp(window.to + by);
}

void insert_booking(Records& records, const ScheduledEvent& visit, const std::string& technician) {
  auto& sql = store::hub_transaction(records).sql();
  auto time = time_of(visit);
  if (auto other = find_overlap(records, technician, time, visit.header().id())) {
    auto who = records.load<Technician>(technician);
    Slot slot{nullptr, time, visit.zone(), visit.header().id(), false};
    auto text = overlap_problem(records, who, slot);
    if (!records.fact()) throw Error(ErrorCode::conflict, text, "start");
    return records.flag(visit, "overlap", workflow::said_to_company(records, text));
  }
  try {
    sql.execute(
        "INSERT INTO technician_booking (tenant, technician, event, from_at, to_at) VALUES (?, ?, "
        "?, ?, ?)",
        {records.actor().tenant, technician, visit.header().id(), common::to_micros(time.from),
         common::to_micros(time.to)});
  } catch (const Error& error) {
    if (error.code() != ErrorCode::conflict) throw;
    // Another transaction was faster: seen afresh, its visit can be named.
    throw store::RetryTransaction{error.text()};
  }
}

/// The rows by which the database itself keeps a technician's visits apart.
void keep_bookings(Records& records, Change<ScheduledEvent>& change) {
  auto& visit = change.after;
  auto counts = [](const std::string& state) {
    return common::rules::field::is_one_of(
        state, {"held", "booked", "sent", "accepted", "on_my_way", "on_site", "paused"});
  };
  bool same = change.before && counts(change.state_before()) == counts(change.state()) &&
              technicians_of(*change.before) == technicians_of(visit) &&
              !change.changed(ScheduledEvent::kStartFieldNumber) &&
              !change.changed(ScheduledEvent::kEndFieldNumber) &&
              !change.changed(ScheduledEvent::kOverlapFieldNumber);
  if (same) return;
  store::hub_transaction(records).sql().execute(
      "DELETE FROM technician_booking WHERE tenant = ? AND event = ?",
      {records.actor().tenant, visit.header().id()});
  if (!counts(change.state()) || overlap_allowed(records, visit)) return;
  for (auto& technician : technicians_of(visit)) insert_booking(records, visit, technician);
}

std::vector<ScheduledEvent> other_open(Records& records, const ScheduledEvent& visit) {
  std::vector<ScheduledEvent> others;
  for (auto& other : records.where<ScheduledEvent>("work_order", visit.work_order()))
    if (other.header().id() != visit.header().id() && is_open(other)) others.push_back(other);
  return others;
}

/// The job is planned while it has an open visit.
void plan_job(Records& records, Change<ScheduledEvent>& change) {
  if (change.before && change.state() == change.state_before()) return;
  auto job = records.find<WorkOrder>(change.after.work_order());
  if (!job) return;
  bool open = is_open(change.after) || !other_open(records, change.after).empty();
  auto& state = job->header().state();
  if (!(open && state == "ready") && !(!open && state == "planned")) return;
  records.move_as_system(*job, open ? "plan" : "unplan");
  records.save(*job);
}

/// Every part is kept in the van that comes. The actions have taken shortages that were accepted
/// before this.
void keep_parts(Records& records, Change<ScheduledEvent>& change) {
  auto job = records.find<WorkOrder>(change.after.work_order());
  if (!job) return;
  bool given_up = change.before && (is_open(*change.before) || change.state_before() == "held") &&
                  common::rules::field::is_one_of(change.state(), {"cancelled", "expired"});
  if (given_up && other_open(records, change.after).empty())
    return stock::release_parts(records, job->header().id());
  if (!is_planned_anew(change) || records.fact()) return;
  auto technician = records.find<Technician>(lead_of(change.after));
  if (!technician) return;
  auto problems = part_problems(records, *job, *technician);
  if (!problems.empty()) refuse_all(problems);
  if (auto place = find_van_stock(records, *technician)) {
    stock::move_reservations(records, *job, *place);
    stock::reserve_parts(records, *job, *place, time_of(change.after).from, true);
  }
}

void tell(Records& records, Change<ScheduledEvent>& change) {
  auto& visit = change.after;
  auto before = change.before ? technicians_of(*change.before) : std::set<std::string>();
  auto after = technicians_of(visit);
  bool was_sent = change.before && is_open(*change.before) && change.state_before() != "booked";
  bool is_sent = is_open(visit) && change.state() != "booked";
  bool moved = change.before && (change.changed(ScheduledEvent::kStartFieldNumber) ||
                                 change.changed(ScheduledEvent::kEndFieldNumber));
  bool cancelled = change.enters("cancelled") || change.enters("broken_off");
  // Taken back to be sent again: who stays hears of the new time then.
  bool withdrawn = change.state_before() == "accepted" || change.state_before() == "sent";
  for (auto& id : before)
    if (was_sent && (cancelled || (is_open(visit) && !after.count(id))))
      workflow::tell_technician(records, id, "visit_cancelled", visit);
  for (auto& id : after) {
    if (!is_sent || records.fact()) continue;
    bool known = before.count(id) && was_sent;
    if (!known)
      workflow::tell_technician(records, id, "visit_assigned", visit);
    else if (moved && withdrawn)
      workflow::tell_technician(records, id, "visit_moved", visit);
  }
}

/// A mail that named the time went out to the customer.
bool was_written(Records& records, const ScheduledEvent& visit) {
  using truckroll::workflow::NotificationLog;
  for (auto& log : records.where<NotificationLog>("about", visit.header().id()))
    if (common::rules::field::is_one_of(log.purpose(), {"turned_back", "appointment_moved"}) &&
        common::rules::field::is_one_of(log.header().state(), {"queued", "sent", "delivered"}))
      return true;
  return false;
}

/// The customer hears of another time if he was told one: promised as a window, or by mail.
void tell_customer(Records& records, Change<ScheduledEvent>& change) {
  auto& visit = change.after;
  if (!change.before || records.fact() || !is_open(visit)) return;
  bool promise_moved = has_promise(*change.before) && has_promise(visit) &&
                       (change.changed(ScheduledEvent::kWindowFromFieldNumber) ||
                        change.changed(ScheduledEvent::kWindowToFieldNumber));
  bool time_moved = !has_promise(visit) && change.changed(ScheduledEvent::kStartFieldNumber) &&
                    was_written(records, visit);
  auto job = records.find<WorkOrder>(visit.work_order());
  if (!job || (!promise_moved && !time_moved)) return;
  auto to = workflow::recipient_of(records, *job);
  workflow::Message message;
  message.purpose = "appointment_moved";
  message.about_type = "field.ScheduledEvent";
  message.about_id = visit.header().id();
  message.occurrence = std::to_string(visit.header().version());
  message.contact = to.contact;
  message.address = to.address;
  workflow::queue_message(records, message);
}

// ---- actions

/// Keeps what there is in the lead's van, and what is missing as short.
void reserve_accepted(Records& records, const ScheduledEvent& visit, const Technician& lead) {
  auto job = records.find<WorkOrder>(visit.work_order());
  auto place = find_van_stock(records, lead);
  if (!job || !place) return;
  stock::move_reservations(records, *job, *place);
  stock::reserve_parts(records, *job, *place, from_timestamp(visit.start()), true);
}

void send(Records& records, ScheduledEvent& visit) {
  records.move(visit, "send");
  for (auto& line : *visit.mutable_assignments())
    if (!line.has_sent_at()) *line.mutable_sent_at() = common::codec::to_timestamp(records.now());
}

nlohmann::json book(Records& records, ScheduledEvent& visit, const input::Book& input) {
  if (input.has_event()) visit = records.load<ScheduledEvent>(input.event());
  if (!input.has_event()) visit.mutable_header()->set_state("held");
  if (!visit.has_work_order())
    visit.set_work_order(records.load<WorkOrder>(input.work_order()).header().id());
  if (visit.work_order() != input.work_order())
    common::refuse("event", "the visit belongs to another job");
  auto lead = records.load<Technician>(input.technician());
  place(records, visit, lead, wanted_by(input));
  auto problems = slot_problems(records, visit, lead, !input.accept_shortage());
  if (!input.accept_second_visit())
    for (auto& problem : second_visit_problems(records, visit)) problems.push_back(problem);
  if (!problems.empty()) refuse_all(problems);
  if (input.accept_shortage()) reserve_accepted(records, visit, lead);
  records.move(visit, "book");
  send(records, visit);
  records.save(visit);
  return {};
}

nlohmann::json move(Records& records, ScheduledEvent& visit, const input::Move& input) {
  if (is_active(visit))
    throw Error(ErrorCode::conflict,
                "the technician is on the way or on site; the visit can no longer be moved",
                "state");
  if (!is_before_start(visit) && visit.header().state() != "held")
    throw Error(ErrorCode::conflict,
                say("the visit is \"{}\" and cannot be moved", state_label(visit.header().state())),
                "state");
  if (visit.pinned())
    throw Error(ErrorCode::conflict, "the visit is pinned; unpin it to move it", "pinned");
  auto former = lead_of(visit);
  auto lead = records.load<Technician>(input.has_technician() ? input.technician() : former);
  place(records, visit, lead, wanted_by(input));
  auto problems = slot_problems(records, visit, lead, !input.accept_shortage());
  if (!problems.empty()) refuse_all(problems);
  if (input.accept_shortage()) reserve_accepted(records, visit, lead);
  bool goes = former != lead.header().id() &&
              (visit.header().state() == "sent" || visit.header().state() == "accepted");
  if (goes) {
    records.move(visit, "withdraw");
    send(records, visit);
  }
  records.save(visit);
  return {};
}

const common::rules::Effects<ScheduledEvent> effects =
    common::rules::Effects<ScheduledEvent>()
        .before_save(check_plan)
        .before_save(ask_receipt_anew)
        .before_save(move_promise)
        .after_save(keep_bookings)
        .after_save(keep_parts)
        .after_save(plan_job)
        .after_save(tell)
        .after_save(tell_customer)
        .collection_action<input::Book>("book", book)
        .action<input::Move>("move", move);

}  // namespace
}  // namespace hub::domain::field
