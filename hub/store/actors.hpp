#pragma once
#include <string>

#include "hub/store/transaction.hpp"

namespace hub::store {

/// The actor for a user: the roles in force at that time, and the technician this user is.
/// Throws unauthenticated when the user is not active.
Actor load_actor(Connection& connection, const Tables& tables, const std::string& tenant,
                 const std::string& user, common::Instant now);

}  // namespace hub::store
