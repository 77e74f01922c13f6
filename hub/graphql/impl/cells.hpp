#pragma once
#include <span>
#include <string>

#include "hub/graphql/plan.hpp"
#include "hub/store/database.hpp"

namespace hub::graphql::impl {

/// Appends a header's value, a field's, or an id, from the cells of its columns, as JSON.
/// `planner` for the parts of a value that is an object.
void write_cells(std::string& out, const Planner& planner, Pick& pick,
                 std::span<const store::Value> cells);

/// The ids of a reference in its cell: one, or a list as JSON, or under the number of a company's
/// own field.
std::vector<std::string> ids_in(const Origin& origin, const store::Value& cell);

}  // namespace hub::graphql::impl
