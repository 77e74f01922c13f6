#pragma once
#include "common/rules/records.hpp"
#include "proto/records/field/work_order.pb.h"

namespace hub::domain::crm {

/// Books the work of a job that is done as an interaction with the customer; once per job.
void book_visit(common::rules::Records& records, const truckroll::field::WorkOrder& job);

}  // namespace hub::domain::crm
