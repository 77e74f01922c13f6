#include "hub/store/impl/migration.hpp"

#include <thread>

#include "common/error/error.hpp"
#include "common/log/log.hpp"

namespace hub::store::impl {
namespace {

// A writer waits as long as we do for a lock that he would need too, so that is not long.
constexpr const char* begin_part = "BEGIN; SET LOCAL lock_timeout = '300ms'";
constexpr auto pause = std::chrono::milliseconds(200);
constexpr int attempts_max = 1500;  // five minutes or more: then somebody holds on for ever

/// Indexes that can be used. What an earlier attempt left half built is dropped.
std::set<std::string> valid_indexes(Connection& connection) {
  std::set<std::string> names;
  std::vector<std::string> broken;
  auto& rows = connection.query(
      "SELECT c.relname::text, CASE WHEN i.indisvalid THEN 1 ELSE 0 END FROM pg_index i JOIN "
      "pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE "
      "n.nspname = current_schema() AND c.relkind = 'i'");
  while (rows.step()) {
    if (rows.integer(1) == 1)
      names.insert(rows.text(0));
    else
      broken.push_back(rows.text(0));
  }
  for (auto& name : broken)
    connection.run_script("DROP INDEX CONCURRENTLY IF EXISTS " + sql_name(name));
  return names;
}

}  // namespace

Migration::Migration(Connection& connection) : connection_(connection) {
  if (connection.dialect() == Dialect::sqlite) {
    connection.run_script("BEGIN IMMEDIATE");
    return;
  }
  // Of the session: there are several transactions. Who waited for it in one would be waited for by
  // an index that is built concurrently, so it is asked for again and again.
  while (connection.integer("SELECT CASE WHEN pg_try_advisory_lock(7236871) THEN 1 ELSE 0 END") ==
         0)
    std::this_thread::sleep_for(pause);
  online_ = !connection.columns("hub_state").empty();
  if (online_)
    present_ = valid_indexes(connection);
  else
    connection.run_script("BEGIN");
}

Migration::~Migration() {
  if (!open_) return;
  try {
    connection_.run_script("ROLLBACK");
    if (connection_.dialect() == Dialect::postgres)
      connection_.run_script("SELECT pg_advisory_unlock(7236871)");
  } catch (const std::exception& error) {
    common::log::warning("hub/store", "a change of the layout could not be rolled back",
                         {{"error", error.what()}});
  }
}

void Migration::part(const std::function<void()>& body) {
  if (!online_) return body();
  for (int attempt = 1;; ++attempt) {
    auto missing_before = missing_.size();
    auto new_before = new_tables_;
    try {
      connection_.run_script(begin_part);
      body();
      connection_.run_script("COMMIT");
      return;
    } catch (const RetryTransaction& retry) {
      connection_.run_script("ROLLBACK");
      if (attempt == attempts_max)
        throw common::Error(
            common::ErrorCode::unavailable,
            common::say("the layout cannot be changed, somebody holds a table: {}", retry.text));
    }
    missing_.resize(missing_before);
    new_tables_ = new_before;
    std::this_thread::sleep_for(pause);
  }
}

bool Migration::is_parted(const std::string& table) {
  auto& rows = connection_.query(
      "SELECT 1 FROM pg_class WHERE oid = to_regclass(?) AND relkind = 'p'", {sql_name(table)});
  return rows.step();
}

void Migration::index(const std::string& table, const std::string& unique, const std::string& name,
                      const std::string& on) {
  if (present_.count(name)) return;
  // On a table of parts PostgreSQL builds none concurrently.
  bool later = online_ && !new_tables_.count(table) && !is_parted(table);
  if (later)
    missing_.push_back({table, unique, name, on});
  else
    connection_.run_script("CREATE " + unique + "INDEX IF NOT EXISTS " + sql_name(name) + " ON " +
                           sql_name(table) + " " + on);
}

void Migration::build(const Index& index) {
  for (int attempt = 1;; ++attempt) {
    try {
      connection_.run_script("CREATE " + index.unique + "INDEX CONCURRENTLY IF NOT EXISTS " +
                             sql_name(index.name) + " ON " + sql_name(index.table) + " " +
                             index.on);
      return;
    } catch (const RetryTransaction& retry) {
      // Half an index is left; it would be taken for a whole one.
      connection_.run_script("DROP INDEX CONCURRENTLY IF EXISTS " + sql_name(index.name));
      if (attempt == attempts_max)
        throw common::Error(
            common::ErrorCode::unavailable,
            common::say("the index {} cannot be built: {}", index.name, retry.text));
    }
    std::this_thread::sleep_for(pause);
  }
}

void Migration::drop_index(const std::string& table, const std::string& name) {
  if (new_tables_.count(table) || (online_ && !present_.count(name))) return;
  dropped_.insert(name);
}

void Migration::build_indexes() {
  for (auto& index : missing_) build(index);
  missing_.clear();
  for (auto& name : dropped_)
    part([&] { connection_.run_script("DROP INDEX IF EXISTS " + sql_name(name)); });
  dropped_.clear();
}

void Migration::finish() {
  if (!online_) connection_.run_script("COMMIT");
  open_ = false;
  if (connection_.dialect() == Dialect::postgres)
    connection_.run_script("SELECT pg_advisory_unlock(7236871)");
}

}  // namespace hub::store::impl
