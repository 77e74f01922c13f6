#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "common/rules/records.hpp"
#include "proto/records/field/default_work_order_item.pb.h"
#include "proto/records/field/job_type.pb.h"
#include "proto/records/field/work_order.pb.h"

/// The lines that a new job starts with.
namespace common::rules::billing {

/// Whether a condition over the job holds, at a time and a place's day. One that cannot be read
/// does not.
bool holds(Records& records, const std::string& condition, const truckroll::field::WorkOrder& job,
           Instant at, std::string_view zone);

/// The type's default items in their order.
std::vector<truckroll::field::DefaultWorkOrderItem> items_of(Records& records,
                                                             const std::string& job_type);
/// Adds the items as lines at the customer's prices, where their conditions hold.
void add_default_lines(Records& records, const truckroll::field::WorkOrder& job,
                       const truckroll::field::JobType& type, Instant at, std::string_view zone);

}  // namespace common::rules::billing
