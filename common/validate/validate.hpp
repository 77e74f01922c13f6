#pragma once
#include <vector>

#include "common/error/error.hpp"
#include "common/schema/schema.hpp"

namespace common::validate {

/// Checks a record against what its fields' options declare: required, length, bounds, pattern,
/// choices, shape of addresses, zones, colours, ids and lines. Empty when all is well. Pure; the
/// same in van and hub.
std::vector<Violation> check(const schema::RecordType& type, const schema::Message& record);
/// An action's input.
std::vector<Violation> check(const std::vector<schema::Field>& fields,
                             const schema::Message& message);

/// Throws bad_input for numbers that are too large to calculate with (beyond a billion units or ten
/// thousand billion of a currency): before any rule does.
void require_sizes(const schema::RecordType& type, const schema::Message& record);

/// Throws bad_input with all violations, if any.
void require_valid(const std::vector<Violation>& violations);

}  // namespace common::validate
