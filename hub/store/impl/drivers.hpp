#pragma once
#include "hub/store/database.hpp"

namespace hub::store::impl {
std::unique_ptr<Connection> open_sqlite(const std::string& path, bool reader);
std::unique_ptr<Connection> open_postgres(const std::string& url);
}  // namespace hub::store::impl
