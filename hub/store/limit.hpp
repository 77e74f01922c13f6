#pragma once
#include <cstddef>
#include <string>

namespace hub::store {

/// " LIMIT n" for a page in the order of an index. PostgreSQL must see the number: it takes a
/// parameter for a tenth of all rows, and sorts them. SQLite must not: it thinks that sorting is
/// cheap where few rows are wanted of it, and reads a whole company for the first two. A sum is
/// known to the one before it plans, and not to the other.
inline std::string limit_clause(std::size_t rows) {
  return " LIMIT " + std::to_string(rows) + " + 0";
}

}  // namespace hub::store
