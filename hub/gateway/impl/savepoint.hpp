#pragma once
#include <functional>

#include "hub/store/store.hpp"

namespace hub::gateway::impl {

/// Runs the body on a transaction of its own inside the outer one, for another actor and time; its
/// changes are logged as its own. Of what throws, nothing stays. Throws what the body throws.
void in_savepoint(store::Transaction& outer, const store::Store& store,
                  const store::Command& command,
                  const std::function<void(store::Transaction&)>& body);

}  // namespace hub::gateway::impl
