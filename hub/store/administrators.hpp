#pragma once
#include <string>

#include "common/clock/clock.hpp"
#include "hub/store/database.hpp"

namespace hub::store {

/// Whether nobody else of the company is an active user who was himself given the role "admin": he
/// is never locked out, or nobody could let anybody in again.
bool is_only_administrator(Connection& connection, const std::string& tenant,
                           const std::string& user, common::Instant now);

}  // namespace hub::store
