#pragma once
#include <optional>
#include <string>

#include "common/rules/records.hpp"

namespace edge::day {

/// Which van this is, as its configuration says.
struct Identity {
  std::string tenant;      ///< id
  std::string device;      ///< serial (the certificate's name) or id of the device's record
  std::string technician;  ///< id; empty: who drives the device's vehicle now
};

/// Who works in the van now, with what belongs to the van; read anew for each screen, since a
/// synchronisation may change it. Fields are empty until the hub has sent the record.
struct Crew {
  common::rules::Actor actor;  ///< on whose behalf commands run
  std::string vehicle;         ///< id
  std::string zone;            ///< of the branch; what "today" means
  std::string company;
};

/// A technician who is set, else who is assigned to the vehicle now, else the first whose vehicle
/// it is.
Crew find_crew(common::rules::Records& records, const Identity& identity, common::Instant now);

}  // namespace edge::day
