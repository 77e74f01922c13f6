#pragma once
#include <string>

#include "common/clock/clock.hpp"
#include "common/schema/schema.hpp"
#include "hub/store/database.hpp"

namespace hub::store {

/// Streams grow without end, so on PostgreSQL their tables lie in one part for each month of this
/// instant: the one they are ordered by, else when they were created. Empty for other types and
/// for streams with a key, which could not be unique over all parts; on SQLite nothing is parted.
std::string partition_column(const common::schema::RecordType& type);

/// Parts of the last, this and the next three months where they are missing; what came before its
/// part was made (clocks are wrong, vans come late) is moved there. Called by migrate() and daily.
/// Tables that an older release made in one piece stay so.
void ensure_partitions(Connection& connection, const common::schema::Catalogue& catalogue,
                       common::Instant now);

}  // namespace hub::store
