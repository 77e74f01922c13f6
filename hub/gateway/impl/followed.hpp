#pragma once
#include <optional>

#include "hub/store/transaction.hpp"
#include "proto/wire/sync.pb.h"

namespace hub::gateway::impl {

/// The operation with the records kept in place of those that were merged into them; nothing when
/// it names none of these. Only whole references are rewritten, never an id within a text.
std::optional<truckroll::wire::Operation> follow_merges(
    store::Transaction& transaction, const std::string& tenant,
    const truckroll::wire::Operation& operation);

}  // namespace hub::gateway::impl
