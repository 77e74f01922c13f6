#pragma once
#include <nlohmann/json.hpp>

#include "edge/day/screen.hpp"

namespace edge::day {

/// Who works alone is looked after: his timer that runs, or has fired; null without one. "known":
/// the office has heard of it as it is, so that it would call for help. "visit": null when the
/// timer is of no job that is here.
nlohmann::json make_safety(const Screen& screen);

}  // namespace edge::day
