#include "edge/store/environment.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "common/error/error.hpp"
#include "edge/store/pages.hpp"
#include "edge/store/room.hpp"

namespace edge::store {
namespace {

using common::Error;
using common::ErrorCode;

constexpr const char* names[] = {"meta",  "outbox",  "base",  "member",  "shadow", "overlay",
                                 "index", "results", "blobs", "presses", "former"};
static_assert(std::size(names) == static_cast<std::size_t>(Db::count_));

void check(int code, const char* doing) {
  if (code == MDB_SUCCESS) return;
  if (means_no_room(code)) throw NoRoom();
  throw Error(ErrorCode::storage, std::string("cannot ") + doing + ": " + mdb_strerror(code));
}

MDB_val value_of(std::string_view text) {
  return {text.size(), const_cast<char*>(text.data())};
}
std::string_view text_of(const MDB_val& value) {
  return {static_cast<const char*>(value.mv_data), value.mv_size};
}

std::string place(Db db, std::string_view key) {
  return std::string(names[static_cast<std::size_t>(db)]) + "|" + std::string(key);
}

bool is_sealed(Db db) {
  return db != Db::member && db != Db::index;
}

class Cursor {
 public:
  Cursor(MDB_txn* txn, MDB_dbi db) { check(mdb_cursor_open(txn, db, &cursor_), "read the store"); }
  ~Cursor() { mdb_cursor_close(cursor_); }
  Cursor(const Cursor&) = delete;
  Cursor& operator=(const Cursor&) = delete;
  bool move(MDB_val& key, MDB_val& value, MDB_cursor_op how) {
    int code = mdb_cursor_get(cursor_, &key, &value, how);
    if (code == MDB_NOTFOUND) return false;
    check(code, "read the store");
    return true;
  }

 private:
  MDB_cursor* cursor_ = nullptr;
};

/// How the child ended, as waitpid tells it; by SIGALRM when the time was over.
int run_child(const std::function<void()>& body, unsigned seconds) {
  auto child = ::fork();
  if (child < 0) throw Error(ErrorCode::storage, "cannot start the check of the store");
  if (child == 0) {
    ::signal(SIGALRM, SIG_DFL);
    ::alarm(seconds);
    int code = 1;
    try {
      body();
      code = 0;
    } catch (...) {
      // The exit code says it; the parent sets the store aside.
    }
    ::_exit(code);
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

}  // namespace

std::string number_key(std::uint64_t number) {
  std::string key(8, '\0');
  for (std::size_t i = 0; i < 8; ++i) key[i] = static_cast<char>(number >> (56 - 8 * i));
  return key;
}

std::uint64_t key_number(std::string_view key) {
  std::uint64_t number = 0;
  for (char byte : key.substr(0, 8)) number = number << 8 | static_cast<unsigned char>(byte);
  return number;
}

bool means_no_room(int code) {
  return code == MDB_MAP_FULL || code == ENOSPC || code == EDQUOT || code == EFBIG;
}

// ---- Txn

Txn::Txn(const Environment& environment, Mode mode) : environment_(environment) {
  check(mdb_txn_begin(environment.env_, nullptr, mode == Mode::read ? MDB_RDONLY : 0u, &txn_),
        "begin a transaction");
}

Txn::~Txn() {
  if (txn_) mdb_txn_abort(txn_);
}

std::optional<std::string> Txn::get_plain(Db db, std::string_view key) const {
  auto name = value_of(key);
  MDB_val value;
  int code = mdb_get(txn_, environment_.dbs_[static_cast<std::size_t>(db)], &name, &value);
  if (code == MDB_NOTFOUND) return std::nullopt;
  check(code, "read the store");
  return std::string(text_of(value));
}

std::optional<std::string> Txn::get(Db db, std::string_view key) const {
  auto name = value_of(key);
  MDB_val value;
  int code = mdb_get(txn_, environment_.dbs_[static_cast<std::size_t>(db)], &name, &value);
  if (code == MDB_NOTFOUND) return std::nullopt;
  check(code, "read the store");
  return open(db, key, text_of(value));
}

bool Txn::has(Db db, std::string_view key) const {
  auto name = value_of(key);
  MDB_val value;
  int code = mdb_get(txn_, environment_.dbs_[static_cast<std::size_t>(db)], &name, &value);
  if (code != MDB_NOTFOUND) check(code, "read the store");
  return code == MDB_SUCCESS;
}

void Txn::put(Db db, std::string_view key, std::string_view plain) {
  put_plain(db, key, environment_.seal_.close(place(db, key), plain));
}

void Txn::put_plain(Db db, std::string_view key, std::string_view bytes) {
  auto name = value_of(key), value = value_of(bytes);
  auto handle = environment_.dbs_[static_cast<std::size_t>(db)];
  check_write(mdb_put(txn_, handle, &name, &value, 0), "write the store");
}

bool Txn::erase(Db db, std::string_view key) {
  auto name = value_of(key);
  int code = mdb_del(txn_, environment_.dbs_[static_cast<std::size_t>(db)], &name, nullptr);
  if (code == MDB_NOTFOUND) return false;
  check_write(code, "write the store");
  return true;
}

void Txn::commit() {
  if (environment_.on_commit_) environment_.on_commit_(false);
  auto txn = std::exchange(txn_, nullptr);
  int code = mdb_txn_commit(txn);
  // What was written only in part, LMDB calls EIO, with the remark "filesystem full?".
  check_write(code == EIO ? ENOSPC : code, "commit to the store");
  environment_.has_room_ = true;
  if (environment_.on_commit_) environment_.on_commit_(true);
}

void Txn::check_write(int code, const char* doing) {
  if (means_no_room(code)) environment_.has_room_ = false;
  check(code, doing);
}

void Txn::walk(Db db, std::string_view prefix, std::string_view from,
               const std::function<bool(std::string_view, std::string_view)>& visit) const {
  Cursor cursor(txn_, environment_.dbs_[static_cast<std::size_t>(db)]);
  auto start = from > prefix ? from : prefix;
  auto key = value_of(start);
  MDB_val value;
  // SET_RANGE does not accept an empty key.
  for (bool found = cursor.move(key, value, start.empty() ? MDB_FIRST : MDB_SET_RANGE); found;
       found = cursor.move(key, value, MDB_NEXT)) {
    if (!text_of(key).starts_with(prefix) || !visit(text_of(key), text_of(value))) return;
  }
}

std::string Txn::open(Db db, std::string_view key, std::string_view raw) const {
  return environment_.seal_.open(place(db, key), raw);
}

const Seal& Txn::seal() const {
  return environment_.seal_;
}

// ---- Environment

Environment::Environment(const Options& options, const Seal& seal)
    : seal_(seal), on_commit_(options.on_commit) {
  std::filesystem::create_directories(options.folder);
  check(mdb_env_create(&env_), "make the store");
  try {
    check(mdb_env_set_maxdbs(env_, static_cast<MDB_dbi>(Db::count_)), "set up the store");
    check(mdb_env_set_mapsize(env_, options.map_bytes), "set up the store");
    check(mdb_env_open(env_, options.folder.c_str(), MDB_NOTLS, 0600), "open the store");
    clear_stale_readers();
    MDB_txn* txn = nullptr;
    check(mdb_txn_begin(env_, nullptr, 0, &txn), "open the store");
    for (std::size_t i = 0; i < dbs_.size(); ++i) {
      int code = mdb_dbi_open(txn, names[i], MDB_CREATE, &dbs_[i]);
      if (code != MDB_SUCCESS) {
        mdb_txn_abort(txn);
        check(code, "open the store");
      }
    }
    check(mdb_txn_commit(txn), "open the store");
  } catch (...) {
    mdb_env_close(env_);
    throw;
  }
}

Environment::~Environment() {
  mdb_env_close(env_);
}

void Environment::check_all() const {
  Txn txn(*this, Txn::Mode::read);
  for (std::size_t i = 0; i < dbs_.size(); ++i) {
    auto db = static_cast<Db>(i);
    txn.walk(db, {}, {}, [&](std::string_view key, std::string_view raw) {
      if (is_sealed(db)) txn.open(db, key, raw);
      return true;
    });
  }
}

int Environment::used_percent() const {
  MDB_envinfo info;
  MDB_stat stat;
  check(mdb_env_info(env_, &info), "look at the store");
  check(mdb_env_stat(env_, &stat), "look at the store");
  auto total = info.me_mapsize / stat.ms_psize;
  auto used = info.me_last_pgno + 1;
  // The list of free pages is only worth walking when it decides something.
  if (used * 100 / total >= 70) used -= std::min(used, free_pages());
  return static_cast<int>(used * 100 / total);
}

std::size_t Environment::free_pages() const {
  Txn txn(*this, Txn::Mode::read);
  Cursor cursor(txn.get(), 0);
  MDB_val key, value;
  std::size_t free = 0;
  for (bool found = cursor.move(key, value, MDB_FIRST); found;
       found = cursor.move(key, value, MDB_NEXT)) {
    std::size_t count = 0;
    std::memcpy(&count, value.mv_data, std::min(sizeof count, value.mv_size));
    free += count;
  }
  return free;
}

std::uint64_t Environment::reusable_bytes() const {
  MDB_stat stat;
  check(mdb_env_stat(env_, &stat), "look at the store");
  return std::uint64_t{free_pages()} * stat.ms_psize;
}

int Environment::clear_stale_readers() const {
  int dead = 0;
  check(mdb_reader_check(env_, &dead), "clear stale readers");
  return dead;
}

bool Environment::in_child(const std::function<void()>& body) {
  // A child of a program with threads may wait for a lock that nobody in it will release, and pages
  // that point at each other have no end: the first is over when it is tried again, the second not.
  for (unsigned seconds : {10, 60}) {
    auto status = run_child(body, seconds);
    if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGALRM)
      return WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }
  return false;
}

bool Environment::is_sound(const Options& options, const Seal& seal) {
  if (!std::filesystem::exists(options.folder / "data.mdb")) return true;
  return in_child([&] {
    // Mapped, as it may be larger than the memory.
    auto path = options.folder / "data.mdb";
    auto size = std::filesystem::file_size(path);
    int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    auto bytes =
        size > 0 && file >= 0 ? ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0) : MAP_FAILED;
    if (bytes == MAP_FAILED) throw Error(ErrorCode::storage, "the store cannot be read");
    check_pages({static_cast<const char*>(bytes), size});
    Environment(options, seal).check_all();
  });
}

}  // namespace edge::store
