#pragma once
#include "hub/store/database.hpp"

namespace hub::store::impl {
/// Tables that are not record types: change log, jobs, sessions, blobs, readers, scopes,
/// operations.
void ensure_engine_tables(Connection& connection);
}  // namespace hub::store::impl
