#pragma once
#include "common/rules/rules.hpp"

namespace hub::domain::admin {

/// The job that is due when an assignment of a role ends.
inline constexpr const char* assignment_end_job = "assignment_end";

/// Those whose time is over say so: they expire. An emergency that nobody has reviewed stays on the
/// list of what is active until somebody does.
void end_assignments(common::rules::Records& records);

}  // namespace hub::domain::admin
