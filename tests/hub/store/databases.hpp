#pragma once
#include <memory>
#include <set>
#include <string>

#include "common/error/error.hpp"
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

/// A new database with all tables: a copy of one that was migrated once, which takes a tenth of the
/// time. Now and then the earlier ones that
/// nobody holds open are removed.
inline std::string copy_of_migrated() {
  static const std::string url = [] {
    auto made = postgres().make_database();
    hub::store::migrate(*hub::store::open_connection(made), catalogue());
    return made;
  }();
  static const std::string other = postgres().make_database();
  static int copies = 0;
  static std::set<std::string> left;
  auto name_begin = url.find(":///") + 4;
  auto name_end = url.find('?');
  auto copy = "copy" + std::to_string(++copies);
  auto control = hub::store::open_connection(other);
  if (left.size() > 8) {
    for (auto it = left.begin(); it != left.end();) try {
        control->run_script("DROP DATABASE " + *it);
        it = left.erase(it);
      } catch (const common::Error&) {
        ++it;  // still in use
      }
  }
  control->run_script("CREATE DATABASE " + copy + " TEMPLATE " +
                      url.substr(name_begin, name_end - name_begin));
  left.insert(copy);
  return url.substr(0, name_begin) + copy + url.substr(name_end);
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
