#include "hub/store/merged.hpp"

namespace hub::store {

std::optional<std::string> find_merged_into(Connection& connection, const std::string& tenant,
                                            std::string_view id) {
  std::optional<std::string> found;
  std::string at(id);
  // Merges cannot go round: what was merged is there no longer. The bound is for broken rows.
  for (int steps = 0; steps < 100; ++steps) {
    auto next = connection.scalar("SELECT kept FROM merged_record WHERE tenant = ? AND record = ?",
                                  {tenant, at});
    if (!next) break;
    found = at = std::get<std::string>(*next);
  }
  return found;
}

}  // namespace hub::store
