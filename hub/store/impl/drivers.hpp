#pragma once
#include "hub/store/database.hpp"

namespace hub::store::impl {
std::unique_ptr<Connection> open_sqlite(const std::string& path, bool reader);
/// Without `reconnects` a session that ended is at its end, and does not become another one.
std::unique_ptr<Connection> open_postgres(const std::string& url, bool reconnects = true);
}  // namespace hub::store::impl
