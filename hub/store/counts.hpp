#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/schema/schema.hpp"
#include "hub/store/database.hpp"

namespace hub::store {

/// How many records there are of a type in each state, without those deleted: kept by triggers of
/// the database with every write, in its transaction, so that a number of millions is as exact as
/// a count and costs a look. Of types with a flow, but neither those that a company made nor
/// streams that PostgreSQL keeps in parts.

/// Makes the triggers where they are missing, and counts once what is there already. Inside the
/// migration's transaction: no write may come in between.
void ensure_counts(Connection& connection, const common::schema::RecordType& type);

/// A row was written by RecordTable; `before` is null for a new one.
void note_count(Connection& connection, const common::schema::RecordType& type,
                const common::schema::Message* before, const common::schema::Message& after);

/// Of this filter: empty, or `state = "…"` and nothing else; nothing for any other, and for types
/// that are not counted.
std::optional<std::int64_t> find_count(Connection& connection, const std::string& tenant,
                                       const common::schema::RecordType& type,
                                       std::string_view filter);

/// PostgreSQL writes a row for each change of a number, since two transactions would wait for each
/// other at one; this adds them up. Whoever holds the sealer's lock calls it. How many it took.
std::int64_t fold_counts(Connection& connection);

}  // namespace hub::store
