#include <sqlite3.h>

#include <chrono>
#include <thread>

#include "common/error/error.hpp"
#include "hub/store/impl/drivers.hpp"
#include "hub/store/impl/statement_cache.hpp"

namespace hub::store::impl {
namespace {

using common::Error;
using common::ErrorCode;

constexpr int busy_ms = 5000, wal_pause_ms = 20;

void check(int code, sqlite3* db, const char* doing) {
  if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return;
  std::string text = std::string(doing) + ": " + sqlite3_errmsg(db);
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw RetryTransaction{text};
    case SQLITE_CONSTRAINT:
      throw Error(ErrorCode::conflict, sqlite3_errmsg(db));
    case SQLITE_NOMEM:
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
      throw Error(ErrorCode::storage, text);
    default:
      throw Error(ErrorCode::internal, text);
  }
}

class SqliteStatement final : public Statement {
 public:
  /// `open` counts those that gave a row and were not read to their end.
  SqliteStatement(sqlite3* db, const std::string& sql, int& open) : db_(db), open_(open) {
    check(sqlite3_prepare_v3(db, sql.c_str(), static_cast<int>(sql.size()),
                             SQLITE_PREPARE_PERSISTENT, &statement_, nullptr),
          db, sql.c_str());
  }
  ~SqliteStatement() override {
    note_open(false);
    sqlite3_finalize(statement_);
  }
  SqliteStatement(const SqliteStatement&) = delete;
  SqliteStatement& operator=(const SqliteStatement&) = delete;

  void reset() {
    note_open(false);
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }

  void bind(std::size_t index, const Value& value) override {
    int at = static_cast<int>(index) + 1;
    int code = SQLITE_OK;
    if (auto number = std::get_if<std::int64_t>(&value))
      code = sqlite3_bind_int64(statement_, at, *number);
    else if (auto text = std::get_if<std::string>(&value))
      code = sqlite3_bind_text(statement_, at, text->data(), static_cast<int>(text->size()),
                               SQLITE_TRANSIENT);
    else if (auto blob = std::get_if<Blob>(&value))
      code = sqlite3_bind_blob(statement_, at, blob->bytes.data(),
                               static_cast<int>(blob->bytes.size()), SQLITE_TRANSIENT);
    else
      code = sqlite3_bind_null(statement_, at);
    check(code, db_, "binding a value");
  }

  bool step() override {
    int code = sqlite3_step(statement_);
    note_open(code == SQLITE_ROW);
    if (code == SQLITE_ROW) return true;
    // An open statement would hold its read snapshot, and with it the WAL.
    if (code != SQLITE_DONE) {
      sqlite3_reset(statement_);
      check(code, db_, sqlite3_sql(statement_));
    }
    sqlite3_reset(statement_);
    return false;
  }

  std::size_t column_count() const override {
    return static_cast<std::size_t>(sqlite3_column_count(statement_));
  }

  Value column(std::size_t index) const override {
    int at = static_cast<int>(index);
    switch (sqlite3_column_type(statement_, at)) {
      case SQLITE_INTEGER:
        return static_cast<std::int64_t>(sqlite3_column_int64(statement_, at));
      case SQLITE_FLOAT:
        return static_cast<std::int64_t>(sqlite3_column_double(statement_, at));
      case SQLITE_TEXT:
        return std::string(reinterpret_cast<const char*>(sqlite3_column_text(statement_, at)),
                           static_cast<std::size_t>(sqlite3_column_bytes(statement_, at)));
      case SQLITE_BLOB:
        return Blob{std::string(static_cast<const char*>(sqlite3_column_blob(statement_, at)),
                                static_cast<std::size_t>(sqlite3_column_bytes(statement_, at)))};
      default:
        return {};
    }
  }

 private:
  void note_open(bool open) {
    open_ += int{open} - int{is_open_};
    is_open_ = open;
  }

  sqlite3* db_;
  sqlite3_stmt* statement_ = nullptr;
  int& open_;
  bool is_open_ = false;
};

class SqliteConnection final : public Connection {
 public:
  SqliteConnection(const std::string& path, bool reader) {
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI;
    int code = sqlite3_open_v2(path.c_str(), &db_, flags, nullptr);
    if (code != SQLITE_OK) {
      std::string text = "opening " + path + ": " + (db_ ? sqlite3_errmsg(db_) : "no memory");
      sqlite3_close(db_);
      throw Error(ErrorCode::storage, text);
    }
    sqlite3_extended_result_codes(db_, 1);
    sqlite3_busy_timeout(db_, busy_ms);
    enter_wal();
    // The writer checkpoints by itself, see Writer; a reader never writes.
    run_script(
        "PRAGMA synchronous=FULL; PRAGMA foreign_keys=OFF; PRAGMA wal_autocheckpoint=0;"
        // Otherwise the log's file keeps its largest size, and every commit would empty it again.
        "PRAGMA journal_size_limit=16777216;"
        "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16384;");
    if (reader) run_script("PRAGMA query_only=ON;");
  }
  /// While two programs do so at once on a new file, SQLite answers "locked" without waiting for
  /// the busy time.
  void enter_wal() {
    for (int waited_ms = 0;; waited_ms += wal_pause_ms) {
      try {
        return run_script("PRAGMA journal_mode=WAL;");
      } catch (const RetryTransaction&) {
        if (waited_ms >= busy_ms) throw;
        std::this_thread::sleep_for(std::chrono::milliseconds(wal_pause_ms));
      }
    }
  }
  ~SqliteConnection() override {
    statements_.clear();
    sqlite3_close(db_);
  }
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  Dialect dialect() const override { return Dialect::sqlite; }

  Statement& prepare(const std::string& sql) override {
    auto& statement =
        statements_.get(sql, [&] { return std::make_unique<SqliteStatement>(db_, sql, open_); });
    statement.reset();
    return statement;
  }

  void run_script(const std::string& sql) override {
    // A query that nobody read to its end would keep its snapshot beyond the transaction, and the
    // next one of this connection would see old data.
    if (sql.rfind("COMMIT", 0) == 0 || sql.rfind("ROLLBACK", 0) == 0) reset_open_queries();
    // Around each reading: to parse them again was a twentieth of a list.
    if (sql == "BEGIN" || sql == "COMMIT") {
      prepare(sql).step();
      return;
    }
    check(sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr), db_, sql.c_str());
  }

  std::int64_t changed_rows() const override { return sqlite3_changes64(db_); }

  std::vector<std::string> columns(const std::string& table) override {
    std::vector<std::string> names;
    SqliteStatement statement(db_, "SELECT name FROM pragma_table_info(?)", open_);
    statement.bind(0, table);
    while (statement.step()) names.push_back(statement.text(0));
    return names;
  }

 private:
  void reset_open_queries() {
    if (open_ == 0) return;
    for (auto open = sqlite3_next_stmt(db_, nullptr); open; open = sqlite3_next_stmt(db_, open))
      if (sqlite3_stmt_busy(open)) sqlite3_reset(open);
  }

  sqlite3* db_ = nullptr;
  int open_ = 0;
  StatementCache<SqliteStatement> statements_;
};

}  // namespace

std::unique_ptr<Connection> open_sqlite(const std::string& path, bool reader) {
  // The library's own count of its memory takes one lock for every allocation of all readers:
  // a fifth of the time of a list. Refused, and no harm, where the library is in use already.
  static const int once = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(once);
  return std::make_unique<SqliteConnection>(path, reader);
}

}  // namespace hub::store::impl
