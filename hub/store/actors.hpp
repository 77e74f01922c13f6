#pragma once
#include <set>
#include <string>

#include "hub/store/transaction.hpp"

namespace hub::store {

/// Keys of the user's roles in force at that time, his own and those of his teams.
std::set<std::string> load_roles(Connection& connection, const std::string& tenant,
                                 const std::string& user, common::Instant now);

/// The actor for a user: the roles in force at that time, and the technician this user is.
/// Throws unauthenticated when the user is not active.
Actor load_actor(Connection& connection, const Tables& tables, const std::string& tenant,
                 const std::string& user, common::Instant now);

}  // namespace hub::store
