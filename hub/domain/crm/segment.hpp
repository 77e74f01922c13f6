#pragma once
#include "hub/store/transaction.hpp"

namespace hub::domain::crm {

/// Lets in and out who meets the segment's condition by now and who no longer does, at most `limit`
/// members at once. True when there may be more to do. Nothing for segments without a rule.
bool refresh_segment(store::Transaction& transaction, const std::string& segment,
                     std::size_t limit = 500);

}  // namespace hub::domain::crm
