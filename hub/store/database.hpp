#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/codec/columns.hpp"

namespace hub::store {

using common::codec::Blob;
using common::codec::Value;
using Values = std::vector<Value>;

enum class Dialect { sqlite, postgres };

/// Thrown by the drivers when the database asks to run the transaction again (PostgreSQL 40001,
/// 40P01; SQLITE_BUSY).
struct RetryTransaction {
  std::string text;
};

/// A prepared statement. Placeholders are `?`, bound from 0. Owned by its connection and kept for
/// reuse; reset by the next `prepare` of the same text.
class Statement {
 public:
  virtual ~Statement() = default;
  virtual void bind(std::size_t index, const Value& value) = 0;
  /// True while there is a row. Throws Error{conflict} for a broken constraint, Error{storage} when
  /// the disk failed, Error{unavailable} when the server is gone, RetryTransaction.
  virtual bool step() = 0;
  virtual std::size_t column_count() const = 0;
  virtual Value column(std::size_t index) const = 0;

  bool is_null(std::size_t index) const {
    return std::holds_alternative<std::monostate>(column(index));
  }
  std::int64_t integer(std::size_t index) const;  ///< 0 for null
  std::string text(std::size_t index) const;      ///< empty for null; bytes of a blob
};

/// One session with the database; used by one thread at a time.
class Connection {
 public:
  virtual ~Connection() = default;
  virtual Dialect dialect() const = 0;
  virtual Statement& prepare(const std::string& sql) = 0;
  /// Several statements without parameters: DDL, transaction control.
  virtual void run_script(const std::string& sql) = 0;
  virtual std::int64_t changed_rows() const = 0;

  Statement& query(const std::string& sql, const Values& values = {});
  /// Runs to the end; how many rows it changed.
  std::int64_t execute(const std::string& sql, const Values& values = {});
  std::optional<Value> scalar(const std::string& sql, const Values& values = {});
  std::int64_t integer(const std::string& sql,
                       const Values& values = {});  ///< 0 when there is no row
  /// Names of the table's columns; empty when there is no such table.
  virtual std::vector<std::string> columns(const std::string& table) = 0;
};

/// "sqlite:/path/to/file.db" (created when missing, WAL, synchronous FULL) or
/// "postgresql://user@host/database". `reader`: a connection that is not meant to write. Throws
/// Error{bad_input} for another URL, Error{storage}.
std::unique_ptr<Connection> open_connection(const std::string& url, bool reader = false);
Dialect dialect_of(const std::string& url);

/// `insert`, "INSERT INTO t (a, b)", with its rows in few statements: one that takes many costs a
/// third of as many that take one. At most `rows_at_once` in each, a power of two.
void insert_rows(Connection& connection, const std::string& insert, std::size_t columns,
                 const std::vector<Values>& rows, std::size_t rows_at_once = 16);

/// A name as SQL, quoted: user is a reserved word somewhere. (Not "quoted": std::quoted would be
/// found too.).
std::string sql_name(std::string_view name);

}  // namespace hub::store
