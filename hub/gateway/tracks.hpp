#pragma once
#include <string>

#include "hub/store/store.hpp"

namespace hub::gateway {

/// Makes rows of position_report from a segment that a van brought (payload of the job "track"):
/// device, vehicle, technician. Points within five seconds of a row that telemetry brought are left
/// out. May run twice. Throws bad_input for a payload that is none.
void store_track(store::Store& store, const std::string& tenant, const std::string& payload);

}  // namespace hub::gateway
