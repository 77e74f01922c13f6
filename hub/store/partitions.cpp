#include "hub/store/partitions.hpp"

#include <fmt/format.h>

#include <chrono>

namespace hub::store {

using common::schema::Catalogue;
using common::schema::FieldKind;
using common::schema::RecordType;

namespace {

constexpr int months_back = 1, months_ahead = 3;

std::int64_t micros_of(std::chrono::year_month month) {
  return common::to_micros(common::Instant(std::chrono::duration_cast<common::Instant::duration>(
      std::chrono::sys_days(month / std::chrono::day(1)).time_since_epoch())));
}

bool is_parted(Connection& connection, const std::string& table) {
  auto& rows = connection.query(
      "SELECT 1 FROM pg_class WHERE oid = to_regclass(?) AND relkind = 'p'", {table});
  return rows.step();
}

bool exists(Connection& connection, const std::string& table) {
  auto& rows = connection.query("SELECT 1 FROM pg_class WHERE oid = to_regclass(?)", {table});
  return rows.step();
}

/// Attached when it is complete: a part that is declared at once would lock the whole table.
void add_month(Connection& connection, const std::string& table, const std::string& column,
               std::chrono::year_month month) {
  auto part = fmt::format("{}_y{}m{:02}", table, static_cast<int>(month.year()),
                          static_cast<unsigned>(month.month()));
  if (exists(connection, part)) return;
  connection.run_script(fmt::format(
      "CREATE TABLE {part} (LIKE {table} INCLUDING ALL);"
      "WITH moved AS (DELETE FROM {table}_rest WHERE \"{column}\" >= {from} AND \"{column}\" < "
      "{to} RETURNING *) INSERT INTO {part} SELECT * FROM moved;"
      "ALTER TABLE {table} ATTACH PARTITION {part} FOR VALUES FROM ({from}) TO ({to})",
      fmt::arg("part", part), fmt::arg("table", table), fmt::arg("column", column),
      fmt::arg("from", micros_of(month)),
      fmt::arg("to", micros_of(month + std::chrono::months(1)))));
}

}  // namespace

std::string partition_column(const RecordType& type) {
  if (type.kind() != common::schema::options::STREAM || type.options->key_size() > 0) return {};
  for (auto& field : type.fields)
    if (field.options->unique()) return {};
  auto& order = type.options->order_by();
  auto field = type.find_field(order.substr(0, order.find(' ')));
  bool timed = field && field->kind == FieldKind::instant && field->options->required();
  return timed ? field->name : "created_at";
}

void ensure_partitions(Connection& connection, const Catalogue& catalogue, common::Instant now) {
  if (connection.dialect() != Dialect::postgres) return;
  // One hub at a time, as for migrate(); who is at it makes them for all. Nobody waits: an index
  // that is built concurrently would wait for him.
  if (connection.integer("SELECT CASE WHEN pg_try_advisory_xact_lock(7236871) THEN 1 ELSE 0 END") ==
      0)
    return;
  std::chrono::year_month_day today(std::chrono::floor<std::chrono::days>(now));
  std::chrono::year_month month(today.year(), today.month());
  for (auto& type : catalogue.types()) {
    auto column = partition_column(*type);
    if (column.empty() || !is_parted(connection, type->table)) continue;
    connection.run_script(
        fmt::format("CREATE TABLE IF NOT EXISTS {0}_rest PARTITION OF {0} DEFAULT", type->table));
    for (int step = -months_back; step <= months_ahead; ++step)
      add_month(connection, type->table, column, month + std::chrono::months(step));
  }
}

}  // namespace hub::store
