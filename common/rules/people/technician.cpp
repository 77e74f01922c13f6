#include "proto/records/people/technician.pb.h"

#include "common/rules/people/pin.hpp"
#include "common/rules/rules.hpp"
#include "proto/wire/actions/people.pb.h"

namespace common::rules::people {
namespace {

using truckroll::people::Technician;
namespace input = truckroll::wire::people;

void set_pin(Records& records, Technician& technician, const input::SetPin& input) {
  check_pin(input.pin());
  technician.set_pin(make_pin_hash(input.pin()));
  records.save_as_system(technician);
}

/// The old PIN was asked for where it can be compared without network.
void change_pin(Records& records, Technician& technician, const input::ChangePin& input) {
  auto& actor = records.actor();
  if (actor.device.empty() || actor.technician != technician.header().id())
    throw Error(ErrorCode::forbidden,
                "a technician changes his own PIN in the van; the office sets a new one");
  if (!is_pin_hash(input.hash())) refuse("hash", "expected the hash of a PIN, as a van makes it");
  technician.set_pin(input.hash());
  records.save_as_system(technician);
}

const Rules<Technician> rules = Rules<Technician>()
                                    .action<input::SetPin>("set-pin", set_pin)
                                    .action<input::ChangePin>("change-pin", change_pin);

}  // namespace
}  // namespace common::rules::people
