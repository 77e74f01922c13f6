#pragma once
#include <optional>
#include <string>

#include "common/rules/records.hpp"
#include "proto/records/projects/time_entry.pb.h"

namespace common::rules::projects {

/// The technician's timer that runs.
std::optional<truckroll::projects::TimeEntry> find_running_time(Records& records,
                                                                const std::string& technician);
/// Ends what runs now, with its event; does nothing when nothing runs.
void stop_running_time(Records& records, const std::string& technician);

}  // namespace common::rules::projects
