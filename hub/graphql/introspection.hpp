#pragma once
#include <string>

#include "hub/graphql/plan.hpp"

namespace hub::graphql {

/// An answer grew beyond what is sent at once.
inline constexpr std::size_t answer_bytes_max = 16 << 20;
/// Throws too_large naming the limit.
void require_answer_size(const std::string& out);

/// Appends the value of __schema or __type. Source: section 4. Throws too_large.
void write_introspection(std::string& out, const Planner& planner, Pick& pick);

}  // namespace hub::graphql
