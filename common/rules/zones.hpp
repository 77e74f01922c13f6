#pragma once
#include <string>

#include "common/rules/records.hpp"

namespace common::rules {

/// Where the entity's books are kept: the zone of its first branch, else of the company's first
/// one. Empty without branches.
std::string zone_of(Records& records, const std::string& legal_entity);

}  // namespace common::rules
