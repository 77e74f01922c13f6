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

/// Repeats the last of so many values at the end up to a power of two, so that lists of any length
/// make few texts to prepare; how many they are then.
std::size_t pad_list(store::Values& values, std::size_t count);

}  // namespace hub::search::impl
