#pragma once
#include "hub/store/database.hpp"

namespace hub::store::impl {

/// Tells SQLite's planner what the indexes of the records are worth. Without being told it takes
/// the records of a company for ten, and rather reads all of them than follow an index to one. The
/// same in every database, so that a plan never changes with what lies in it. Inside a transaction;
/// load_statistics() makes them count on this connection, others that open later read them anyway.
void give_statistics(Connection& connection);
void load_statistics(Connection& connection);

}  // namespace hub::store::impl
