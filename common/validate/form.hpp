#pragma once
#include <string>

namespace common::validate {

/// A short text that has the form of a pattern (ECMAScript), so that people see what is meant:
/// "AB1234" of [A-Z]{2}\d{4}. Empty where none was found. Any thread; found once for each pattern.
std::string example_of(const std::string& pattern);

}  // namespace common::validate
