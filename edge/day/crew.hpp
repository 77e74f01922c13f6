#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "common/rules/records.hpp"
#include "proto/records/people/technician.pb.h"

namespace edge::day {

/// Which van this is, as its configuration says.
struct Identity {
  std::string tenant;      ///< id
  std::string device;      ///< serial (the certificate's name) or id of the device's record
  std::string technician;  ///< id; empty: who drives the device's vehicle now
};

/// Somebody who is signed on to the van.
struct Member {
  std::string technician;  ///< id
  std::string name;
  std::string day;  ///< id of his field.FieldDay
};

/// Who works in the van now, with what belongs to the van; read anew for each screen, since a
/// synchronisation may change it. Fields are empty until the hub has sent the record.
struct Crew {
  common::rules::Actor actor;          ///< on whose behalf commands run; no technician: nobody's
  std::vector<Member> members;         ///< signed on, in the order in which they did
  bool asks_pin = false;               ///< the screen of who acts opens with his PIN
  bool waits_for_sign_on = false;      ///< nobody is signed on, and somebody could be
  std::chrono::minutes lock_after{0};  ///< without a touch; 0: never
  std::string driver;   ///< id of who is set, assigned to the vehicle, or usually drives it
  std::string vehicle;  ///< id
  std::string branch;   ///< id
  std::string zone;     ///< of the branch; what "today" means
  std::string company;
};

/// Signed on, or else the driver where none asks him for a PIN: a technician who is set, else who
/// is assigned to the vehicle now, else the first whose vehicle it is. `active` acts where he is
/// signed on, else who was first.
Crew find_crew(common::rules::Records& records, const Identity& identity, common::Instant now,
               const std::string& active = {});

/// The same van, with that technician acting. Throws not_found.
common::rules::Actor actor_of(common::rules::Records& records, const Crew& crew,
                              const std::string& technician);
/// Whether the company wants the PIN that he has (setting `van.pin`).
bool is_asked_for_pin(common::rules::Records& records, const Crew& crew,
                      const truckroll::people::Technician& technician);
/// Who may sign on: the active technicians of the branch, and the driver.
std::vector<truckroll::people::Technician> find_people(common::rules::Records& records,
                                                       const Crew& crew);

}  // namespace edge::day
