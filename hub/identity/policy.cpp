#include "hub/identity/policy.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "common/text/json_text.hpp"

namespace hub::identity {
namespace {

using nlohmann::json;

void apply(Policy& policy, const std::string& key, const json& value) {
  if (key == "sign_in.session_hours" && value.is_number_integer())
    policy.session_length = std::chrono::hours(value.get<int>());
  if (key == "sign_in.idle_minutes" && value.is_number_integer())
    policy.session_idle = std::chrono::minutes(value.get<int>());
  if (key == "api.user_requests_per_minute" && value.is_number_integer())
    policy.user_requests_per_minute = value.get<std::int64_t>();
  if (key != "sign_in.second_factor") return;
  policy.factor_for_all = value == "everyone";
  if (value.is_array()) policy.factor_for_roles = value.get<std::set<std::string>>();
}

}  // namespace

bool Policy::requires_factor(const std::set<std::string>& roles) const {
  return factor_for_all || std::any_of(roles.begin(), roles.end(), [&](auto& role) {
           return factor_for_roles.count(role) > 0;
         });
}

Policy load_policy(store::Connection& connection, const std::string& tenant) {
  Policy policy;
  auto& rows = connection.query(
      "SELECT \"key\", value FROM setting WHERE tenant = ? AND deleted_at IS NULL AND \"key\" IN "
      "('sign_in.session_hours', 'sign_in.idle_minutes', 'sign_in.second_factor', "
      "'api.user_requests_per_minute')",
      {tenant});
  while (rows.step()) apply(policy, rows.text(0), common::try_read_json(rows.text(1)));
  policy.session_idle = std::min(policy.session_idle, policy.session_length);
  return policy;
}

}  // namespace hub::identity
