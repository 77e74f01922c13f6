#pragma once
#include <memory>
#include <set>
#include <string>

#include "common/expr/expr.hpp"
#include "hub/store/transaction.hpp"

namespace hub::store {

/// Keys of the user's roles in force at that time, his own, those of his teams, and what these
/// inherit. What another delegated to him is in force as long as that one has it himself. Beside
/// them, for each role taken in an emergency, its mark (see access.hpp).
std::set<std::string> load_roles(Connection& connection, const std::string& tenant,
                                 const std::string& user, common::Instant now);
/// The roles of these that somebody may delegate: those in force that nobody delegated to him, nor
/// he took in an emergency.
std::set<std::string> load_roles_of_his_own(Connection& connection, const std::string& tenant,
                                            const std::string& user, common::Instant now);

/// The actor for a user: the roles in force at that time, what is shared with his organisation, and
/// the technician this user is.
/// Throws unauthenticated when the user is not active.
Actor load_actor(Connection& connection, const Tables& tables, const std::string& tenant,
                 const std::string& user, common::Instant now);

/// Teams, colleagues, territories and roles of the actor on that day.
std::shared_ptr<const common::expr::Circle> load_circle(Connection& connection, const Actor& actor,
                                                        std::int32_t today_days);

}  // namespace hub::store
