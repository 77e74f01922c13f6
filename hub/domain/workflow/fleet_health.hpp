#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/clock/clock.hpp"
#include "common/rules/records.hpp"
#include "hub/store/database.hpp"

/// How the company's vans are: what their computers said last, what the hub knows of them, and what
/// of it is trouble.
namespace hub::domain::workflow {

/// From when on something is trouble; settings of the company (alerts.van_…).
struct FleetLimits {
  std::chrono::minutes silent{3 * 24 * 60};
  std::chrono::minutes unsent{4 * 60};
  std::chrono::minutes money{60};
  std::chrono::seconds drift{5 * 60};
  int disk_percent = 90;
  int certificate_days = 14;
};
FleetLimits read_fleet_limits(store::Connection& connection, const std::string& tenant);

/// The kinds of trouble, the heaviest first: hole (work is lost), cloned (two computers send as
/// this van; both until a person has settled the alert), money (in the van for too long), silent,
/// unsent, refused, disk, certificate, drift, conflicts, error.
const std::vector<std::string>& fleet_troubles();

struct VanHealth {
  std::string device, serial, vehicle, vehicle_name, technician, technician_name, state, firmware;
  bool online = false;
  std::optional<common::Instant> last_contact_at, certificate_to;
  std::int64_t epoch = 1, applied = 0;
  struct Said {  ///< by its computer
    common::Instant at;
    std::int64_t drift_ms = 0, acked = 0, waiting = 0, waiting_bytes = 0, money_waiting = 0,
                 blobs_waiting = 0, blob_bytes = 0, refused = 0;
    std::optional<common::Instant> waiting_since, money_since, sync_error_at, device_error_at;
    std::optional<std::int64_t> disk_percent, disk_used, disk_free;
    std::string sync_error, device_error;
  };
  std::optional<Said> said;
  std::int64_t open_conflicts = 0, open_refused = 0;
  struct Position {
    common::Instant at;
    double latitude = 0, longitude = 0;  ///< degrees
  };
  std::optional<Position> position;
  std::set<std::string> troubles;
  std::map<std::string, std::string> alarms;  ///< kind (hole, cloned) → its open finding, or empty
};

/// What was in a van alone when its computer last said how it is, less what has come since.
struct Unsent {
  common::Instant at;
  std::int64_t entries = 0, money = 0;  ///< `money`: those of them that carry some
};
Unsent unsent_of(common::rules::Records& records, const std::string& device);

struct FleetQuery {
  std::string device;   ///< one alone
  std::string search;   ///< within serial number, plate, name of van and technician
  std::string trouble;  ///< a kind, or "any"
  std::string sort;     ///< "trouble" (also empty), "name", "contact", "unsent", "drift", "disk",
                        ///< "certificate"
  std::size_t count = 100, skip = 0;
};
/// One query, whatever the number of vans.
std::vector<VanHealth> list_fleet(store::Connection& connection, const std::string& tenant,
                                  const FleetLimits& limits, common::Instant now,
                                  const FleetQuery& query);

struct FleetCounts {
  std::int64_t total = 0, online = 0, in_trouble = 0;
  std::vector<std::int64_t> of;  ///< in the order of fleet_troubles()
};
/// Of those that the search finds; trouble is not looked at.
FleetCounts count_fleet(store::Connection& connection, const std::string& tenant,
                        const FleetLimits& limits, common::Instant now, const FleetQuery& query);

}  // namespace hub::domain::workflow
