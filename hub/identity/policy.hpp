#pragma once
#include <chrono>
#include <set>
#include <string>

#include "hub/store/database.hpp"

namespace hub::identity {

/// What a company's settings say of signing in and of programs (admin.Setting); read anew at each
/// use, which is one row each.
struct Policy {
  std::chrono::minutes session_length{12 * 60};  ///< sign_in.session_hours
  std::chrono::minutes session_idle{12 * 60};    ///< sign_in.idle_minutes; at most the length
  bool factor_for_all = false;                   ///< sign_in.second_factor: "everyone"
  std::set<std::string> factor_for_roles;        ///< or a list of roles' keys
  std::int64_t user_requests_per_minute = 3000;  ///< api.user_requests_per_minute

  bool requires_factor(const std::set<std::string>& roles) const;
};

Policy load_policy(store::Connection& connection, const std::string& tenant);

}  // namespace hub::identity
