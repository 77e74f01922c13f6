#pragma once
#include "hub/transfer/import.hpp"

namespace hub::transfer::impl {

/// Takes back what an import made, from its last batch to its first: deletes what it created and
/// restores what it changed, where nobody has changed it since. What is left stands in the faults
/// of the undo, with the reason.
work::Outcome take_back(store::Store& store, const std::string& tenant, const ImportJob& job,
                        const std::function<void(store::Transaction&)>& renew);

}  // namespace hub::transfer::impl
