#include "hub/store/database.hpp"

#include <algorithm>
#include <bit>

#include "common/error/error.hpp"
#include "hub/store/impl/drivers.hpp"
#include "hub/store/together.hpp"

namespace hub::store {
namespace {
constexpr std::string_view sqlite_prefix = "sqlite:";
bool is_postgres(std::string_view url) {
  return url.rfind("postgresql://", 0) == 0 || url.rfind("postgres://", 0) == 0;
}
}  // namespace

std::int64_t Statement::integer(std::size_t index) const {
  auto value = column(index);
  if (auto number = std::get_if<std::int64_t>(&value)) return *number;
  return 0;
}

std::string Statement::text(std::size_t index) const {
  auto value = column(index);
  if (auto text = std::get_if<std::string>(&value)) return std::move(*text);
  if (auto blob = std::get_if<Blob>(&value)) return std::move(blob->bytes);
  return {};
}

Statement& Connection::query(const std::string& sql, const Values& values) {
  auto& statement = prepare(sql);
  for (std::size_t i = 0; i < values.size(); ++i) statement.bind(i, values[i]);
  return statement;
}

std::int64_t Connection::execute(const std::string& sql, const Values& values) {
  auto& statement = query(sql, values);
  while (statement.step()) {
  }
  return changed_rows();
}

std::optional<Value> Connection::scalar(const std::string& sql, const Values& values) {
  auto& statement = query(sql, values);
  if (!statement.step()) return std::nullopt;
  auto value = statement.column(0);
  while (statement.step()) {
  }
  return value;
}

std::int64_t Connection::integer(const std::string& sql, const Values& values) {
  auto value = scalar(sql, values);
  auto number = value ? std::get_if<std::int64_t>(&*value) : nullptr;
  return number ? *number : 0;
}

Dialect dialect_of(const std::string& url) {
  return is_postgres(url) ? Dialect::postgres : Dialect::sqlite;
}

std::unique_ptr<Connection> open_connection(const std::string& url, bool reader) {
  if (is_postgres(url)) return impl::open_postgres(url);
  if (url.rfind(sqlite_prefix, 0) == 0)
    return impl::open_sqlite(url.substr(sqlite_prefix.size()), reader);
  throw common::Error(
      common::ErrorCode::bad_input,
      "expected a store like sqlite:/var/lib/truckroll/hub.db or postgresql://user@host/database",
      "store");
}

std::string sql_name(std::string_view name) {
  return "\"" + std::string(name) + "\"";
}

void insert_rows(Connection& connection, const std::string& insert, std::size_t columns,
                 const std::vector<Values>& rows, std::size_t rows_at_once) {
  std::string places = "(";
  for (std::size_t i = 0; i < columns; ++i) places += i ? ", ?" : "?";
  places += ")";
  for (std::size_t at = 0; at < rows.size();) {
    // Powers of two, so that there are few texts to prepare.
    auto count = std::min(rows_at_once, std::bit_floor(rows.size() - at));
    auto sql = insert + " VALUES ";
    Values values;
    values.reserve(count * columns);
    for (std::size_t i = 0; i < count; ++i) {
      sql += (i ? ", " : "") + places;
      values.insert(values.end(), rows[at + i].begin(), rows[at + i].end());
    }
    execute_soon(connection, sql, values);
    at += count;
  }
}

}  // namespace hub::store
