#pragma once
#include <nlohmann/json.hpp>

#include "edge/day/van.hpp"

namespace edge::day {

/// The technician's own day: {day, state: "none" | "open" | "closing" | "closed" | "reopened",
/// closed_at, unsent_money, unsent_reason} and what is only in this van now: {unsent, money,
/// money_since}.
nlohmann::json make_day(const Van& van);

/// Closes today of whoever is signed on; a day that nobody opened is opened by it. `input` may have
/// "reason". Throws bad_input naming `reason` while money waits in the van and none is given;
/// conflict when nobody is signed on.
void close_day(Van& van, const nlohmann::json& input);
/// More came to be done. Throws conflict when the day is not closed.
void reopen_day(Van& van);
/// Money that comes in after the technician closed his day opens it, so that its end asks again.
/// Throws nothing: what brought the money is saved.
void reopen_for_money(Van& van, const common::rules::Actor& actor);

}  // namespace edge::day
