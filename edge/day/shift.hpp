#pragma once
#include "edge/day/screen.hpp"

namespace edge::day {

/// Whether the technician is at work: where the van is then is the company's matter, and else
/// nobody's. His open day says so; without one of today his visits do: he is on one, or is between
/// two of today's.
bool is_on_shift(const Screen& screen);

}  // namespace edge::day
