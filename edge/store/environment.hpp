#pragma once
#include <lmdb.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "edge/store/seal.hpp"

namespace edge::store {

/// The named databases of the environment.
enum class Db {
  meta,     ///< name → small state
  outbox,   ///< sequence → operation, waiting or acknowledged; the marks stand in meta
  base,     ///< type|id|rank|scope → record as the server has it
  member,   ///< scope|type|id → version
  shadow,   ///< scope|type|id → record, of a scope that is being fetched anew
  overlay,  ///< type|id → record as the screen shows it, where operations are pending
  index,    ///< b or o, type|field|keyed hash of the value|id
  results,  ///< sequence → outcome of an operation that was not plain
  blobs,    ///< sha256 → what is known of a blob
  presses,  ///< key of a press → what it made
  former,   ///< logical time → operation that was acknowledged under another number
  count_
};

class Environment;

/// One LMDB transaction, rolled back unless committed. One thread; values are copied out.
class Txn {
 public:
  enum class Mode { read, write };
  Txn(const Environment& environment, Mode mode);
  ~Txn();
  Txn(const Txn&) = delete;
  Txn& operator=(const Txn&) = delete;

  std::optional<std::string> get(Db db, std::string_view key) const;  ///< opened
  bool has(Db db, std::string_view key) const;
  void put(Db db, std::string_view key, std::string_view value);  ///< sealed on the way
  /// As it is: for values that say nothing about anybody (versions, index entries).
  void put_plain(Db db, std::string_view key, std::string_view value);
  std::optional<std::string> get_plain(Db db, std::string_view key) const;
  bool erase(Db db, std::string_view key);
  /// Durable on return. Throws storage; NoRoom when it does not fit.
  void commit();

  /// In the order of keys, from `from` on, as long as keys begin with `prefix` and `visit` says
  /// true. `visit` must not change this database.
  void walk(Db db, std::string_view prefix, std::string_view from,
            const std::function<bool(std::string_view key, std::string_view raw)>& visit) const;
  std::string open(Db db, std::string_view key, std::string_view raw) const;
  MDB_txn* get() const { return txn_; }
  const Seal& seal() const;

 private:
  void check_write(int code, const char* doing);
  const Environment& environment_;
  MDB_txn* txn_ = nullptr;
};

/// The van's LMDB: durable (no flag but NOTLS), of fixed size. Opened once per process and folder.
class Environment {
 public:
  struct Options {
    std::filesystem::path folder;
    std::size_t map_bytes = 512ull * 1024 * 1024;
    /// Called before a commit, and once it is durable. What it throws rises from the commit, as a
    /// disk that breaks or a process that ends there; before, nothing is kept. For simulations.
    std::function<void(bool is_durable)> on_commit{};
  };
  /// Throws storage when it cannot be opened or what it holds cannot be read.
  Environment(const Options& options, const Seal& seal);
  ~Environment();
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

  const Seal& seal() const { return seal_; }
  /// Reads everything; throws storage at the first value that does not open. A damaged file can
  /// make LMDB itself crash, so this belongs into a child process: see is_sound().
  void check_all() const;
  /// How full the map is, free pages counted as free.
  int used_percent() const;
  /// Pages in the file that hold nothing any more: they need no room on the disk.
  std::uint64_t reusable_bytes() const;
  /// Slots of readers that died.
  int clear_stale_readers() const;
  /// False after a write that did not fit, until one has.
  bool has_room() const { return has_room_; }

  /// Runs check_all() on the folder in a child process, so that no damage can take this one along.
  static bool is_sound(const Options& options, const Seal& seal);
  /// Runs `body` in a child; false when it threw, crashed or did not end within a minute. It may
  /// run twice.
  static bool in_child(const std::function<void()>& body);

 private:
  friend class Txn;
  std::size_t free_pages() const;
  MDB_env* env_ = nullptr;
  std::array<MDB_dbi, static_cast<std::size_t>(Db::count_)> dbs_{};
  mutable std::atomic<bool> has_room_{true};
  const Seal& seal_;
  const std::function<void(bool)> on_commit_;
};

std::string number_key(std::uint64_t number);  ///< eight bytes, so that order is the number's
std::uint64_t key_number(std::string_view key);

}  // namespace edge::store
