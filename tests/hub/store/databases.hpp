#pragma once
#include <memory>
#include <string>

#include "common/schema/schema.hpp"
#include "hub/store/database.hpp"
#include "hub/store/tables.hpp"
#include "tests/support/postgres_server.hpp"

namespace stores {

inline const common::schema::Catalogue& catalogue() {
  static const auto all = common::schema::Catalogue::compiled();
  return all;
}

/// One server for the whole test program.
inline support::PostgresServer& postgres() {
  static support::PostgresServer server;
  return server;
}

/// An empty store with all tables, on SQLite in memory or on PostgreSQL.
inline std::unique_ptr<hub::store::Connection> open_empty(hub::store::Dialect dialect) {
  auto url = dialect == hub::store::Dialect::postgres ? postgres().make_database()
                                                      : std::string("sqlite::memory:");
  auto connection = hub::store::open_connection(url);
  hub::store::migrate(*connection, catalogue());
  return connection;
}

inline const char* name_of(hub::store::Dialect dialect) {
  return dialect == hub::store::Dialect::postgres ? "PostgreSQL" : "SQLite";
}

}  // namespace stores
