#pragma once
#include "common/expr/impl/resolve.hpp"

namespace common::expr::impl {

/// Throws bad_input for field "filter", with the place.
Node check_filter(std::string_view text, const Scope& scope);
/// Throws bad_input for field "formula", with the place.
Computation check_formula(std::string_view text, const Scope& scope);

/// The value of a function without a field of the record among its arguments, such as today();
/// nothing when there is no such function. Throws Refusal.
std::optional<Literal> constant_function(const std::string& name,
                                         const std::vector<Literal>& arguments);
/// a + b and the like of two constants. Throws Refusal.
Literal fold(char operation, const Literal& a, const Literal& b);
/// "today(), now(), …", for people.
const std::vector<std::string>& function_names();

}  // namespace common::expr::impl
