#pragma once
#include <memory>

#include "common/rules/rules.hpp"
#include "hub/graphql/schema.hpp"
#include "hub/store/access.hpp"

namespace hub::graphql {

inline constexpr int first_default = 50, nested_first_default = 10, first_max = 500;

/// The types of what this actor may read and do, from the catalogue and its grants: a record type,
/// field or action that is not his does not exist in it. It depends on his roles alone, so that
/// one schema serves all who have the same. Throws internal.
std::shared_ptr<const Schema> make_schema(std::shared_ptr<const store::Schema> types,
                                          const common::rules::RuleBook& book,
                                          const common::rules::Actor& actor);

}  // namespace hub::graphql
