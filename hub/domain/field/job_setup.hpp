#pragma once
#include "common/rules/rules.hpp"
#include "proto/records/field/job_type.pb.h"
#include "proto/records/field/work_order.pb.h"

/// What a new job brings along from its type.
namespace hub::domain::field {

using common::rules::Records;
using truckroll::field::JobType;
using truckroll::field::WorkOrder;

/// Adds the type's default items as lines, where their conditions hold.
void add_default_lines(Records& records, const WorkOrder& job, const JobType& type);
/// Takes away lines that the type brought and nobody has touched since.
void remove_default_lines(Records& records, const WorkOrder& job, const std::string& job_type);
/// Adds the type's checklists that are not there yet, in their released version.
void add_checklists(Records& records, const WorkOrder& job, const JobType& type);
/// Makes the certification requirements what crew lines and rules ask for; those set by hand stay.
void refresh_requirements(Records& records, const WorkOrder& job);

/// Whether a condition over the job holds. One that cannot be read does not.
bool holds(Records& records, const std::string& condition, const WorkOrder& job);

}  // namespace hub::domain::field
