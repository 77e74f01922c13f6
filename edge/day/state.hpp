#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "edge/day/journey.hpp"
#include "edge/day/van.hpp"

namespace edge::day {

/// How the connection to the hub is.
struct Link {
  bool online = false;
  std::optional<common::Instant> last_contact;
  bool upgrade_needed = false;
};

/// What of the van is seen: of a locked screen neither who, nor where, nor which job.
enum class Sight { all, locked };

/// What the head of every screen shows: who, where, what waits, how full; and when the next visit
/// of the day begins.
nlohmann::json make_status(const Van& van, const Journey& journey, const Link& link,
                           const std::string& version, Sight sight = Sight::all);
/// What waits for the hub and what came back from it, newest first, at most 200 operations.
nlohmann::json make_sync(const Van& van, const Link& link);

}  // namespace edge::day
