#pragma once
#include <string>

#include "common/schema/schema.hpp"

namespace common::schema {

/// SHA-256 of all record types as declared, as hex: equal where van and hub were built from the
/// same schema.
std::string fingerprint(const Catalogue& catalogue);

}  // namespace common::schema
