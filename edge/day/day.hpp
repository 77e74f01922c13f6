#pragma once
/// The face of this module.
#include "edge/day/commands.hpp"
#include "edge/day/journey.hpp"
#include "edge/day/papers.hpp"
#include "edge/day/screen.hpp"
#include "edge/day/sign_on.hpp"
#include "edge/day/state.hpp"
#include "edge/day/van.hpp"
