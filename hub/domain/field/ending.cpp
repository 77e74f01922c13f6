// A visit that nobody on site can end any more: the van is lost, the technician fell ill.
#include <set>

#include "common/codec/values.hpp"
#include "common/rules/field/visit.hpp"
#include "common/rules/projects/time.hpp"
#include "common/rules/rules.hpp"
#include "hub/domain/field/placing.hpp"
#include "hub/domain/workflow/notify.hpp"
#include "proto/wire/actions/hub_field.pb.h"

namespace hub::domain::field {
namespace {

using common::rules::field::JobEvent;
using common::rules::field::lead_of;
namespace rules = common::rules::field;
namespace input = truckroll::wire::hub_field;

/// The way to the customer that has not ended yet: he may have been told of it.
std::string find_journey(Records& records, const ScheduledEvent& visit) {
  const JobEvent* latest = nullptr;
  auto events = records.where<JobEvent>("scheduled_event", visit.header().id());
  for (auto& event : events)
    if (event.kind() == JobEvent::KIND_ON_MY_WAY && event.technician() == lead_of(visit) &&
        (!latest || event.at().seconds() >= latest->at().seconds()))
      latest = &event;
  return latest ? latest->header().id() : std::string();
}

void note(Records& records, const ScheduledEvent& visit, JobEvent::Kind kind,
          const std::string& text, const std::string& journey) {
  auto event = rules::make_event(records, visit, kind);
  event.set_text(text);
  if (!journey.empty()) event.set_takes_back(journey);
  rules::flag_event(event,
                    workflow::said_to_company(records, common::say("ended from the office")));
  records.save(event);
}

/// What runs for this job ends now; what was booked stays.
void stop_time(Records& records, const ScheduledEvent& visit) {
  for (auto& technician : technicians_of(visit)) {
    auto running = common::rules::projects::find_running_time(records, technician);
    if (running && running->work_order() == visit.work_order())
      common::rules::projects::stop_running_time(records, technician);
  }
}

void end_from_office(Records& records, ScheduledEvent& visit, const input::EndFromOffice& input) {
  bool on_the_way = visit.header().state() == "on_my_way";
  auto journey = on_the_way ? find_journey(records, visit) : std::string();
  records.move(visit, "end-from-office");
  stop_time(records, visit);
  visit.clear_eta();
  visit.clear_eta_basis();
  visit.clear_travel_minutes();
  if (visit.has_actual_start())
    *visit.mutable_actual_end() = common::codec::to_timestamp(records.now());
  records.save(visit);
  note(records, visit, JobEvent::KIND_ENDED_FROM_OFFICE, input.text(), journey);
  if (input.part_done()) note(records, visit, JobEvent::KIND_PART_DONE, input.text(), {});
  rules::give_back_work(records, visit);
}

const common::rules::Effects<ScheduledEvent> effects =
    common::rules::Effects<ScheduledEvent>().action<input::EndFromOffice>("end-from-office",
                                                                          end_from_office);

}  // namespace
}  // namespace hub::domain::field
