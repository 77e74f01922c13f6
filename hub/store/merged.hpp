#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "hub/store/database.hpp"

namespace hub::store {

/// Where a merged record went (hub/quality), at the end of all merges; nothing when it did not.
std::optional<std::string> find_merged_into(Connection& connection, const std::string& tenant,
                                            std::string_view id);

}  // namespace hub::store
