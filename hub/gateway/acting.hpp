#pragma once
#include <string>

#include "hub/gateway/registry.hpp"
#include "hub/store/access.hpp"

namespace hub::gateway {

using store::Actor;

/// The technician's user with the roles he has now. Throws forbidden when the technician has no
/// user that may sign in, or the operation names another user than his.
Actor acting_person(store::Connection& connection, const Van& van, const std::string& technician,
                    const std::string& user, common::Instant now);
/// The gateway itself on behalf of the device: conflicts, numbers, states.
Actor gateway_actor(const Van& van, const std::string& cause);

}  // namespace hub::gateway
