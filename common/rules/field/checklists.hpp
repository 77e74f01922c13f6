#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "common/rules/records.hpp"
#include "proto/records/field/scheduled_event.pb.h"
#include "proto/records/field/work_order.pb.h"

namespace common::rules::field {

/// What checklists still ask before the job is done, one sentence each.
std::vector<Sentence> blocking_checklists(Records& records, const truckroll::field::WorkOrder& job,
                                          const truckroll::field::ScheduledEvent& visit);
/// Completes what is fully answered, then freezes what is complete or failed of the record's lists.
void freeze_checklists(Records& records, std::string_view about);

}  // namespace common::rules::field
