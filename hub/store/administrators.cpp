#include "hub/store/administrators.hpp"

#include <algorithm>
#include <vector>

namespace hub::store {

bool is_only_administrator(Connection& connection, const std::string& tenant,
                           const std::string& user, common::Instant now) {
  auto micros = common::to_micros(now);
  std::vector<std::string> found;
  auto& rows = connection.query(
      "SELECT DISTINCT u.id FROM role_assignment a JOIN role r ON r.tenant = a.tenant AND r.id = "
      "a.role AND r.\"key\" = 'admin' JOIN \"user\" u ON u.tenant = a.tenant AND u.id = a.\"user\" "
      "AND u.state = 'active' AND u.deleted_at IS NULL WHERE a.tenant = ? AND a.deleted_at IS NULL "
      "AND a.state IN ('active', 'reviewed') AND (a.\"from\" IS NULL OR a.\"from\" <= ?) AND "
      "(a.until IS NULL OR a.until > ?)",
      {tenant, micros, micros});
  while (rows.step()) found.push_back(rows.text(0));
  return found.size() == 1 && found[0] == user;
}

}  // namespace hub::store
