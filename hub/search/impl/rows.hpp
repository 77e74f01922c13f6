#pragma once
#include <string>
#include <vector>

#include "hub/store/database.hpp"

namespace hub::search::impl {

/// "INSERT INTO <into> VALUES (…), (…) <tail>" with many rows in a statement: PostgreSQL answers
/// each one over a socket.
void write_rows(store::Connection& connection, const std::string& into, const std::string& tail,
                const std::vector<store::Values>& rows);
/// "?, ?, ?"
std::string placeholders(std::size_t count);

}  // namespace hub::search::impl
