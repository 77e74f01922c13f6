#pragma once
#include "hub/store/database.hpp"

namespace hub::store::impl {
/// Tables that are not record types: change log, jobs, sessions, blobs, readers, scopes,
/// operations.
void ensure_engine_tables(Connection& connection);
/// Differs when the tables do.
std::string engine_tables_text();
}  // namespace hub::store::impl
