#pragma once
#include "edge/day/directory.hpp"

/// Customers as the van holds them: those of the branch, or of its jobs alone (setting
/// `van.customer_scope`), and those who were met on the road.
namespace edge::day {

/// {rows, total}: the first 50 by name.
nlohmann::json make_customers(const Van& van, Directory& directory, const std::string& search);
/// With sites, contacts, equipment, visits, quotes, and the kinds of jobs that there are. Throws
/// not_found.
nlohmann::json make_customer(const Screen& screen, const std::string& account);

}  // namespace edge::day
