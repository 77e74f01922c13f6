#pragma once
#include "hub/records/service.hpp"
#include "hub/store/summary.hpp"

namespace hub::records {

/// Counts and sums of what the caller may read, by groups, as JSON:
///   {"groups": [{"by": {"state": "open"}, "count": 3, "figures": {"amount": [{"unit": "CHF",
///   "count": 3, "sum": …, "average": …, "minimum": …, "maximum": …}]}}], "more": false,
///   "total": 3, "titles": {…}}
/// Fields that he may not see are refused as if they did not exist. The records whose values stand
/// for their group are noted as read.
std::string summary_json(const RecordService& records, Connection& connection, const Caller& caller,
                         store::SummaryQuery query);

}  // namespace hub::records
