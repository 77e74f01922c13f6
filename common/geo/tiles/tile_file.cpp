#include "common/geo/tiles/tile_file.hpp"

#include <sqlite3.h>

#include <mutex>

#include "common/error/error.hpp"

namespace common::geo {
namespace {

constexpr const char* tile_sql =
    "SELECT tile_data FROM tiles WHERE zoom_level = ?1 AND tile_column = ?2 AND tile_row = ?3";
constexpr const char* metadata_sql = "SELECT value FROM metadata WHERE name = ?1";

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

// Resets even when reading throws; a statement left open would hold its row.
struct ResetLater {
  sqlite3_stmt* statement;
  ~ResetLater() {
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
  }
};

void check(sqlite3* database, int result, const char* doing) {
  if (result == SQLITE_OK) return;
  const char* why = database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(result);
  throw Error(ErrorCode::storage, std::string(doing) + ": " + why);
}

Database open(const std::string& path) {
  sqlite3* raw = nullptr;
  const int result =
      sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr);
  Database database(raw);
  check(raw, result, "opening map tiles");
  return database;
}

Statement prepare(sqlite3* database, const char* sql) {
  sqlite3_stmt* raw = nullptr;
  check(database, sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, &raw, nullptr),
        "reading map tiles");
  return Statement(raw);
}

std::optional<std::string> take_bytes(sqlite3* database, sqlite3_stmt* statement) {
  const int result = sqlite3_step(statement);
  if (result == SQLITE_DONE) return std::nullopt;
  if (result != SQLITE_ROW) check(database, result, "reading map tiles");
  const void* bytes = sqlite3_column_blob(statement, 0);
  const int size = sqlite3_column_bytes(statement, 0);
  if (bytes == nullptr) return std::string();
  return std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
}

}  // namespace

struct TileFile::Data {
  Database database;
  Statement tile;
  Statement metadata;
  std::mutex mutex;  // guards the two statements
};

TileFile::TileFile(const std::string& path) : data_(std::make_unique<Data>()) {
  data_->database = open(path);
  data_->tile = prepare(data_->database.get(), tile_sql);
  data_->metadata = prepare(data_->database.get(), metadata_sql);
}

TileFile::TileFile(TileFile&&) noexcept = default;
TileFile::~TileFile() = default;

std::optional<std::string> TileFile::tile(TileAddress address) const {
  if (address.zoom > 30) return std::nullopt;
  const std::uint32_t across = 1U << address.zoom;
  if (address.x >= across || address.y >= across) return std::nullopt;
  const std::lock_guard lock(data_->mutex);
  sqlite3_stmt* statement = data_->tile.get();
  const ResetLater reset{statement};
  sqlite3_bind_int64(statement, 1, address.zoom);
  sqlite3_bind_int64(statement, 2, address.x);
  sqlite3_bind_int64(statement, 3, across - 1 - address.y);
  return take_bytes(data_->database.get(), statement);
}

std::optional<std::string> TileFile::metadata(std::string_view name) const {
  const std::lock_guard lock(data_->mutex);
  sqlite3_stmt* statement = data_->metadata.get();
  const ResetLater reset{statement};
  check(
      data_->database.get(),
      sqlite3_bind_text(statement, 1, name.data(), static_cast<int>(name.size()), SQLITE_TRANSIENT),
      "reading map tiles");
  return take_bytes(data_->database.get(), statement);
}

}  // namespace common::geo
