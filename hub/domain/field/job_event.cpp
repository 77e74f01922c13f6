#include "proto/records/field/job_event.pb.h"

#include "common/codec/values.hpp"
#include "common/rules/field/visit.hpp"
#include "common/rules/rules.hpp"
#include "common/text/text.hpp"
#include "hub/domain/words/words.hpp"
#include "hub/domain/workflow/notify.hpp"
#include "proto/records/people/technician.pb.h"

namespace hub::domain::field {
namespace {

using common::Instant;
using common::say;
using common::codec::from_timestamp;
using common::rules::Change;
using common::rules::Records;
using truckroll::field::JobEvent;
using truckroll::field::ScheduledEvent;
using truckroll::field::WorkOrder;
using truckroll::workflow::Notification;

constexpr auto news_for =
    std::chrono::minutes(30);  // how long "on my way" is news without a time of its own

Instant valid_until(const JobEvent& event) {
  return event.has_valid_until() ? from_timestamp(event.valid_until())
                                 : from_timestamp(event.at()) + news_for;
}

/// Why the customer need not hear of it any more; empty when he should.
common::Sentence why_too_late(Records& records, const JobEvent& event,
                              const ScheduledEvent& visit) {
  auto now = hub_now(records);
  if (now > valid_until(event))
    return say("came too late: recorded {}, reached us {}",
               local_clock(from_timestamp(event.at()), visit.zone()),
               local_clock(now, visit.zone()));
  if (visit.header().state() != "on_my_way")
    return say("the visit was \"{}\" already", state_label(visit.header().state()));
  return {};
}

void tell_customer(Records& records, const JobEvent& event, const ScheduledEvent& visit) {
  auto job = records.find<WorkOrder>(visit.work_order());
  if (!job || event.technician() != common::rules::field::lead_of(visit))
    return;  // one mail a visit, not one a head
  auto to = workflow::recipient_of(records, *job);
  workflow::Message message;
  message.purpose = "on_my_way";
  message.about_type = "field.ScheduledEvent";
  message.about_id = visit.header().id();
  message.occurrence = event.header().id();
  message.contact = to.contact;
  message.address = to.address;
  message.valid_until = valid_until(event);
  message.expired = why_too_late(records, event, visit);
  workflow::queue_message(records, message);
}

/// What was not sent yet is not sent; who was told already is told that it was a mistake. A mail
/// that is on the wire at this moment is corrected by whoever notes that it went out.
void take_back(Records& records, const JobEvent& event, const ScheduledEvent& visit) {
  auto log = workflow::find_log(records, "on_my_way", visit.header().id(), event.takes_back());
  if (!log) return;
  if (log->header().state() == "queued" || log->header().state() == "failed") {
    workflow::add_attempt(records, *log, "expired", say("taken back before it was sent"));
    records.move_as_system(*log, "expire");
    return records.save_as_system(*log);
  }
  if (log->header().state() == "sent" || log->header().state() == "delivered")
    workflow::tell_turned_back(records, *log, event.header().id(), visit);
}

void tell_office(Records& records, const JobEvent& event, const ScheduledEvent& visit) {
  auto job = records.find<WorkOrder>(visit.work_order());
  auto technician = records.find<truckroll::people::Technician>(event.technician());
  auto name = job ? common::Sentence(job_name(*job)) : say("A visit");
  auto title = event.kind() == JobEvent::KIND_PART_DONE   ? say("{} needs another visit", name)
               : event.kind() == JobEvent::KIND_NO_ACCESS ? say("{} had no access", name)
                                                          : say("{} was declined", name);
  auto text = (technician ? person_name(technician->name()) + ": " : std::string()) + event.text();
  workflow::tell_role(records, "dispatcher", Notification::CATEGORY_JOB, title, text,
                      job ? "field.WorkOrder" : "field.ScheduledEvent",
                      job ? job->header().id() : visit.header().id(), true);
}

void spread(Records& records, Change<JobEvent>& change) {
  auto& event = change.after;
  auto visit = records.find<ScheduledEvent>(event.scheduled_event());
  if (!change.creates() || !visit) return;
  switch (event.kind()) {
    case JobEvent::KIND_ON_MY_WAY:
      return tell_customer(records, event, *visit);
    case JobEvent::KIND_TURNED_BACK:
    case JobEvent::KIND_ENDED_FROM_OFFICE:
      return take_back(records, event, *visit);
    case JobEvent::KIND_PART_DONE:
    case JobEvent::KIND_NO_ACCESS:
    case JobEvent::KIND_DECLINED:
      return tell_office(records, event, *visit);
    default:
      return;
  }
}

const common::rules::Effects<JobEvent> effects =
    common::rules::Effects<JobEvent>().after_save(spread);

}  // namespace
}  // namespace hub::domain::field
