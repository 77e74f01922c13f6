#pragma once
#include <string>
#include <vector>

#include "hub/store/tables.hpp"

namespace hub::store::impl {

/// The column that a key's field path names: "about.id" is the id column of about.
std::string key_column(const RecordType& type, const std::string& path);

/// Name of an index, at most 60 characters: PostgreSQL cuts longer names silently. Stable for ever:
/// databases know their indexes by it.
std::string index_name(const std::string& kind, const std::string& table,
                       const std::vector<std::string>& columns);
std::string unique_name(const RecordType& type, const Field& field);
std::string natural_key_name(const RecordType& type, const common::schema::options::Key& key);

/// Which unique index a conflict's text names, in either database's words; empty when it names
/// none.
std::string broken_index(const std::string& text);

}  // namespace hub::store::impl
