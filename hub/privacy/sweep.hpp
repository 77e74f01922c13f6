#pragma once
#include "hub/privacy/subject.hpp"

namespace hub::privacy {

/// What lies outside of the record types: each step empties one kind of it in one transaction.
/// Every step may be done again.
constexpr int sweep_steps = 6;
void sweep(store::Transaction& transaction, const std::string& tenant, const Subject& subject,
           int step);

/// Commands of vans, as they came, that name the person. Pages after `after` ("device|epoch|
/// sequence"); where to go on, empty at the end.
std::string sweep_operations(store::Transaction& transaction, const std::string& tenant,
                             const Subject& subject, const std::string& after);

}  // namespace hub::privacy
