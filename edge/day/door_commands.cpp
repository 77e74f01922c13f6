#include "common/error/error.hpp"
#include "edge/day/commands.hpp"
#include "edge/day/impl/input.hpp"
#include "proto/records/crm/site.pb.h"
#include "proto/records/field/equipment.pb.h"
#include "proto/records/field/job_type.pb.h"
#include "proto/wire/actions/field.pb.h"

namespace edge::day {

using common::refuse;
using nlohmann::json;
using truckroll::crm::Site;
using truckroll::field::Equipment;
using truckroll::field::ScheduledEvent;

namespace {

constexpr std::size_t equipment_max = 50;

void set_equipment(const json& input, truckroll::wire::field::TakeOn& message) {
  auto found = input.find("equipment");
  if (found == input.end() || found->is_null()) return;
  if (!found->is_array() || found->size() > equipment_max)
    refuse("equipment", "expected a list of ids");
  for (auto& one : *found) {
    if (!one.is_string()) refuse("equipment", "expected a list of ids");
    message.add_equipment(one.get<std::string>());
  }
}

/// What is at another site would send the next technician to the wrong door.
void require_there(const Screen& screen, const truckroll::wire::field::TakeOn& message) {
  for (auto& id : message.equipment())
    if (auto one = screen.records.find<Equipment>(id); !one || one->site() != message.site())
      refuse("equipment", "this equipment is not at the site");
}

}  // namespace

std::string Commands::take_on(const json& input) {
  only_fields(input, {"site", "job_type", "summary", "description", "contact", "equipment"});
  truckroll::wire::field::TakeOn message;
  message.set_site(required_text(input, "site"));
  message.set_job_type(required_text(input, "job_type"));
  message.set_summary(required_text(input, "summary"));
  if (auto text = text_in(input, "description"); !text.empty()) message.set_description(text);
  if (auto contact = text_in(input, "contact"); !contact.empty()) message.set_contact(contact);
  set_equipment(input, message);
  auto place = van_.see([&](const Screen& screen) {
    require_there(screen, message);
    return screen.records.load<Site>(message.site()).name();
  });
  auto result = van_.give_action<ScheduledEvent>(van_.crew(), "", "take-on", message,
                                                 "Took on a job at " + place);
  return common::schema::header(std::as_const(*result.record)).id();
}

}  // namespace edge::day
