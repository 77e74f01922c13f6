#pragma once
#include <string>

#include "hub/gateway/registry.hpp"
#include "hub/store/access.hpp"

namespace hub::gateway {

using store::Actor;

struct ActingPerson {
  Actor actor;
  bool was_locked_since = false;  ///< might sign in when he worked, and may not any more
};

/// The technician's user with the roles he has now. Throws forbidden when the technician has no
/// user that may sign in, or the operation names another user than his. A fact of work has the time
/// at which it was done: who might sign in then did it.
ActingPerson acting_person(store::Connection& connection, const Van& van,
                           const std::string& technician, const std::string& user,
                           common::Instant now, std::optional<common::Instant> fact_at);
/// What an operation of this technician is answered in, as sentences are translated: "de", or
/// nothing for English. Also of one who may not sign in any more: he reads why.
std::string language_of(store::Connection& connection, const Van& van,
                        const std::string& technician);
/// The gateway itself on behalf of the device: conflicts, numbers, states.
Actor gateway_actor(const Van& van, const std::string& cause);

}  // namespace hub::gateway
