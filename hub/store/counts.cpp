#include "hub/store/counts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/text/text.hpp"
#include "hub/store/partitions.hpp"

namespace hub::store {
namespace {

using common::schema::Message;
using common::schema::RecordType;

constexpr std::int64_t rows_at_once = 20000;

// {0} the type's table. COALESCE: the state of a type that got its flow later.
constexpr const char* postgres_triggers = R"(
CREATE OR REPLACE FUNCTION count_record() RETURNS trigger LANGUAGE plpgsql AS $count$ BEGIN
  IF TG_OP <> 'INSERT' AND OLD.deleted_at IS NULL THEN
    INSERT INTO record_count (tenant, type, state, count)
      VALUES (OLD.tenant, TG_TABLE_NAME, COALESCE(OLD.state, ''), -1);
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.deleted_at IS NULL THEN
    INSERT INTO record_count (tenant, type, state, count)
      VALUES (NEW.tenant, TG_TABLE_NAME, COALESCE(NEW.state, ''), 1);
  END IF;
  RETURN NULL;
END $count$;
CREATE TRIGGER "count_{0}_insert" AFTER INSERT OR DELETE OR UPDATE OF state, deleted_at ON "{0}"
  FOR EACH ROW EXECUTE FUNCTION count_record();
)";

constexpr const char* count_once = R"(
DELETE FROM record_count WHERE type = '{0}';
INSERT INTO record_count (tenant, type, state, count)
  SELECT tenant, '{0}', COALESCE(state, ''), COUNT(*) FROM "{0}" WHERE deleted_at IS NULL
  GROUP BY 1, 3;
)";

bool is_counted(const RecordType& type, Dialect dialect) {
  if (!type.flow() || type.made_by) return false;
  return dialect == Dialect::sqlite || partition_column(type).empty();
}

/// On SQLite the row of no company says that the type is counted.
bool is_begun(Connection& connection, const std::string& table) {
  if (connection.dialect() == Dialect::sqlite)
    return connection.scalar("SELECT 1 FROM record_count WHERE tenant = '' AND type = ?", {table})
        .has_value();
  return connection
      .scalar("SELECT 1 FROM pg_trigger WHERE NOT tgisinternal AND tgname = ?",
              {"count_" + table + "_insert"})
      .has_value();
}

void add(Connection& connection, const RecordType& type, const truckroll::Header& header,
         std::int64_t more) {
  connection.execute(
      "INSERT INTO record_count (tenant, type, state, count) VALUES (?, ?, ?, ?) ON CONFLICT "
      "(tenant, type, state) DO UPDATE SET count = count + excluded.count",
      {header.tenant(), type.table, header.state(), more});
}

/// The state that the filter asks for and nothing else; empty: any.
std::optional<std::string> only_state(std::string_view filter) {
  filter = common::text::trim(filter);
  if (filter.empty()) return "";
  constexpr std::string_view field = "state";
  if (!filter.starts_with(field)) return std::nullopt;
  filter = common::text::trim(filter.substr(field.size()));
  if (filter.empty() || filter.front() != '=') return std::nullopt;
  filter = common::text::trim(filter.substr(1));
  if (filter.size() < 3 || filter.front() != '"' || filter.back() != '"') return std::nullopt;
  filter = filter.substr(1, filter.size() - 2);
  auto is_plain = [](char c) { return (c >= 'a' && c <= 'z') || c == '_' || c == '-'; };
  if (!std::all_of(filter.begin(), filter.end(), is_plain)) return std::nullopt;
  return std::string(filter);
}

}  // namespace

void ensure_counts(Connection& connection, const RecordType& type) {
  if (!is_counted(type, connection.dialect()) || is_begun(connection, type.table)) return;
  // The trigger locks others' writes out until the migration's end.
  if (connection.dialect() == Dialect::postgres)
    connection.run_script(fmt::format(fmt::runtime(postgres_triggers), type.table));
  connection.run_script(fmt::format(fmt::runtime(count_once), type.table));
  if (connection.dialect() == Dialect::sqlite)
    connection.execute(
        "INSERT INTO record_count (tenant, type, state, count) VALUES ('', ?, '', 0)",
        {type.table});
}

void note_count(Connection& connection, const RecordType& type, const Message* before,
                const Message& after) {
  if (connection.dialect() != Dialect::sqlite || !is_counted(type, Dialect::sqlite)) return;
  auto is = &common::schema::header(after);
  auto was = before ? &common::schema::header(*before) : nullptr;
  if (was && was->has_deleted_at()) was = nullptr;
  if (is->has_deleted_at()) is = nullptr;
  if (was && is && was->state() == is->state()) return;
  if (was) add(connection, type, *was, -1);
  if (is) add(connection, type, *is, 1);
}

std::optional<std::int64_t> find_count(Connection& connection, const std::string& tenant,
                                       const RecordType& type, std::string_view filter) {
  auto state = only_state(filter);
  if (!state || !is_counted(type, connection.dialect())) return std::nullopt;
  Values values{tenant, type.table};
  if (!state->empty()) values.emplace_back(*state);
  return connection.integer(
      std::string(
          "SELECT COALESCE(SUM(count), 0) FROM record_count WHERE tenant = ? AND type = ?") +
          (state->empty() ? "" : " AND state = ?"),
      values);
}

std::int64_t fold_counts(Connection& connection) {
  constexpr const char* sql =
      "WITH taken AS (DELETE FROM record_count WHERE seq IN (SELECT seq FROM record_count ORDER BY "
      "seq LIMIT ?) RETURNING tenant, type, state, count), folded AS (INSERT INTO record_count "
      "(tenant, type, state, count) SELECT tenant, type, state, SUM(count) FROM taken GROUP BY 1, "
      "2, 3) SELECT COUNT(*) FROM taken";
  return connection.integer(sql, {rows_at_once});
}

}  // namespace hub::store
