#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "common/rules/records.hpp"
#include "hub/store/tables.hpp"

namespace hub::store {

using common::rules::Actor;

/// One commit's effect on one record, as the log keeps it.
struct ChangeRow {
  std::int64_t position = 0;  ///< dense per tenant, from 1; 0 until sealed
  std::string tenant;
  common::Instant at;
  std::string actor, actor_name, device, address, cause;
  std::string type, record;
  std::int64_t version = 0;
  std::string action;  ///< "create", "change", "delete", or the state's action
  std::string fields;  ///< JSON: {"name": [salt, before, after]}; values as in the API
  std::string
      commitments;  ///< JSON: {"name": SHA-256 of salt, before and after}; what the chain hashes
  std::string session{};  ///< public name of the sign-in; empty for jobs and vans
};

/// The row for a change; before or after may be null. Only differing fields stand in it, and of the
/// header state, tags, external ids and custom values; of secrets only that they differ.
ChangeRow describe_change(const RecordType& type, const Message* before, const Message* after,
                          const Actor& actor, common::Instant at, std::string action);

/// The field that a name in `fields` stands for, "custom.7" for a company's own; null for what
/// belongs to the header and for a field that is gone.
const common::schema::Field* find_logged_field(const RecordType& type, std::string_view name);

/// Appends rows. On SQLite, where whoever writes is alone until his commit, they are sealed with
/// that; on PostgreSQL they have no position yet and become visible to readers when sealed.
void append_changes(Connection& connection, const std::vector<ChangeRow>& rows);

/// Gives committed rows without position the next positions of their tenants and continues each
/// tenant's hash chain (hash = SHA-256 of the hash before, the row's columns and its commitments).
/// One sealer at a time: whoever holds the advisory lock of PostgreSQL. Returns how many it sealed.
std::size_t seal_changes(Connection& connection, std::size_t limit = 1000);

/// Sealed rows after `position`, in order.
std::vector<ChangeRow> read_changes(Connection& connection, const std::string& tenant,
                                    std::int64_t position, std::size_t limit);
std::int64_t last_position(Connection& connection, const std::string& tenant);
/// Tenants that have a log.
std::vector<std::string> tenants_with_changes(Connection& connection);

struct ChainCheck {
  std::int64_t checked = 0;
  std::int64_t broken_at =
      0;  ///< first position whose hash or commitment does not fit; 0 when all do
};
ChainCheck verify_chain(Connection& connection, const std::string& tenant);

/// A reader's cursor.
std::int64_t reader_position(Connection& connection, const std::string& tenant,
                             const std::string& reader);
void set_reader_position(Connection& connection, const std::string& tenant,
                         const std::string& reader, std::int64_t position);

}  // namespace hub::store
