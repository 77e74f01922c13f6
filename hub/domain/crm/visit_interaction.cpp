#include "hub/domain/crm/visit_interaction.hpp"

#include "common/codec/values.hpp"
#include "hub/domain/words/words.hpp"
#include "hub/domain/workflow/notify.hpp"
#include "hub/domain/workflow/texts.hpp"
#include "proto/records/crm/interaction.pb.h"
#include "proto/records/field/scheduled_event.pb.h"
#include "proto/records/people/technician.pb.h"

namespace hub::domain::crm {
namespace {

using common::rules::Records;
using truckroll::crm::Interaction;
using truckroll::field::ScheduledEvent;

bool is_booked(Records& records, const std::string& job) {
  for (auto& there : records.where<Interaction>("about", job))
    if (there.type() == Interaction::TYPE_VISIT) return true;
  return false;
}

void add_people(Records& records, Interaction& interaction, const truckroll::field::WorkOrder& job,
                const ScheduledEvent& visit) {
  auto add = [&] {
    auto& line = *interaction.add_participants();
    line.set_line("p" + std::to_string(interaction.participants_size()));
    return &line;
  };
  for (auto& assignment : visit.assignments()) {
    auto technician = records.find<truckroll::people::Technician>(assignment.technician());
    if (!technician || technician->user().empty()) continue;
    auto line = add();
    line->set_user(technician->user());
    line->set_role(Interaction::PARTICIPANT_ROLE_GUEST);
  }
  if (job.contact().empty()) return;
  auto line = add();
  line->set_contact(job.contact());
  line->set_role(Interaction::PARTICIPANT_ROLE_HOST);
}

}  // namespace

void book_visit(Records& records, const truckroll::field::WorkOrder& job) {
  if (is_booked(records, job.header().id())) return;
  std::optional<ScheduledEvent> last;
  for (auto& visit : records.where<ScheduledEvent>("work_order", job.header().id()))
    if (visit.has_actual_start() &&
        (!last || common::codec::from_timestamp(visit.actual_start()) >
                      common::codec::from_timestamp(last->actual_start())))
      last = visit;
  Interaction interaction;
  interaction.set_type(Interaction::TYPE_VISIT);
  interaction.set_direction(Interaction::DIRECTION_OUT);
  *interaction.mutable_start() =
      last ? last->actual_start() : common::codec::to_timestamp(records.now());
  if (last && last->has_actual_end()) {
    auto length = common::codec::from_timestamp(last->actual_end()) -
                  common::codec::from_timestamp(last->actual_start());
    interaction.set_duration_minutes(static_cast<std::int32_t>(
        std::max<std::int64_t>(0, std::chrono::round<std::chrono::minutes>(length).count())));
  }
  if (last) add_people(records, interaction, job, *last);
  interaction.set_account(job.account());
  *interaction.mutable_about() = common::codec::about("field.WorkOrder", job.header().id());
  interaction.set_subject(workflow::short_text(
      workflow::said_to_company(records, common::say("{}: done", job_name(job))), 200));
  if (!job.resolution().empty()) interaction.set_notes(job.resolution());
  records.save(interaction);
}

}  // namespace hub::domain::crm
