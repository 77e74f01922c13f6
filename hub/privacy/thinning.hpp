#pragma once
#include <functional>
#include <string>

#include "hub/store/store.hpp"
#include "proto/records/admin/retention_rule.pb.h"

namespace hub::privacy {

/// Thins positions that are older than the rule's thin_after_days: of each day of each van those
/// stay that a straight drive between the others does not tell, and one in thin_minutes at least. A
/// transaction a van and day; goes on where it stood when it ended, and looks at the last two days
/// again, as tracks come late. How many went.
std::int64_t thin_positions(store::Store& store, const std::string& tenant,
                            const truckroll::admin::RetentionRule& rule,
                            const std::function<void(store::Transaction&)>& renew);

}  // namespace hub::privacy
