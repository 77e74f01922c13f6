#include "hub/server/backup.hpp"

#include <fcntl.h>
#include <libpq-fe.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <set>

#include "common/error/error.hpp"
#include "common/log/log.hpp"

namespace hub::server {
namespace {

using common::Error;
using common::ErrorCode;
namespace fs = std::filesystem;

constexpr const char* taken_key = "backup_taken";  // when somebody began the last one
constexpr const char* done_key = "backup_done";    // when the last one that is complete was begun
constexpr auto look_every = std::chrono::seconds(10);
constexpr const char* extension = ".backup";

void sync(const fs::path& path, int flags) {
  int file = ::open(path.c_str(), flags | O_CLOEXEC);
  bool synced = file >= 0 && ::fsync(file) == 0;
  if (file >= 0) ::close(file);
  if (!synced) throw Error(ErrorCode::storage, "cannot sync " + path.string());
}

void copy_sqlite(const std::string& url, const fs::path& file) {
  constexpr std::string_view scheme = "sqlite:";
  if (!fs::exists(url.substr(scheme.size())))
    throw Error(ErrorCode::storage, "there is no database " + url);
  std::string name;
  for (char c : file.string()) name += c == '\'' ? std::string("''") : std::string(1, c);
  auto connection = store::open_connection(url);
  // One moment's snapshot; whoever writes is not kept waiting.
  connection->run_script("VACUUM INTO '" + name + "'");
  auto copy = store::open_connection("sqlite:" + file.string());
  auto verdict = copy->scalar("PRAGMA quick_check(1)");
  if (!verdict || std::get<std::string>(*verdict) != "ok")
    throw Error(ErrorCode::storage, "the copy in " + file.string() + " is damaged");
}

/// What is in the address reaches pg_dump by its environment: its arguments can be read by anybody
/// on the machine.
std::vector<std::string> environment_of(const std::string& url) {
  std::vector<std::string> environment;
  for (char** entry = environ; *entry; ++entry) environment.emplace_back(*entry);
  char* trouble = nullptr;
  auto options = PQconninfoParse(url.c_str(), &trouble);
  if (!options) {
    std::string text = trouble ? trouble : "not an address";
    PQfreemem(trouble);
    throw Error(ErrorCode::bad_input, "store.url: " + text);
  }
  for (auto option = options; option->keyword; ++option)
    if (option->val && option->envvar)
      environment.push_back(std::string(option->envvar) + "=" + option->val);
  PQconninfoFree(options);
  return environment;
}

void dump_postgres(const std::string& url, const fs::path& file) {
  auto environment = environment_of(url);
  std::vector<std::string> words{"pg_dump", "--format=custom", "--no-owner", "--no-password",
                                 "--file=" + file.string()};
  std::vector<char*> arguments, variables;
  for (auto& word : words) arguments.push_back(word.data());
  for (auto& variable : environment) variables.push_back(variable.data());
  arguments.push_back(nullptr);
  variables.push_back(nullptr);
  auto child = ::fork();
  if (child == 0) {
    ::execvpe("pg_dump", arguments.data(), variables.data());
    ::_exit(127);
  }
  int status = -1;
  while (child > 0 && ::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (child < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw Error(ErrorCode::storage,
                WIFEXITED(status) && WEXITSTATUS(status) == 127
                    ? "pg_dump is not installed (Debian package postgresql-client)"
                    : "pg_dump has failed");
}

std::int64_t noted(store::Connection& connection, const char* key) {
  auto value = connection.scalar("SELECT value FROM hub_state WHERE key = ?", {std::string(key)});
  return value ? std::stoll(std::get<std::string>(*value)) : 0;
}

void note(store::Connection& connection, const char* key, std::int64_t value) {
  connection.execute(
      "INSERT INTO hub_state (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = "
      "excluded.value",
      {std::string(key), std::to_string(value)});
}

}  // namespace

void back_up(const std::string& store_url, const fs::path& file) {
  if (fs::exists(file)) throw Error(ErrorCode::conflict, file.string() + " is there already");
  auto partial = file;
  partial += ".partial";
  fs::remove(partial);
  try {
    if (store::dialect_of(store_url) == store::Dialect::sqlite)
      copy_sqlite(store_url, partial);
    else
      dump_postgres(store_url, partial);
    sync(partial, O_RDONLY);
    fs::permissions(partial, fs::perms::owner_read | fs::perms::owner_write);
    fs::rename(partial, file);
    sync(fs::absolute(file).parent_path(), O_RDONLY | O_DIRECTORY);
  } catch (...) {
    std::error_code ignored;
    for (auto end : {"", "-wal", "-shm", "-journal"}) fs::remove(partial.string() + end, ignored);
    throw;
  }
}

void Backups::start() {
  if (options_.folder.empty()) return;
  thread_ = std::thread([this] {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
      lock.unlock();
      try {
        run_due();
      } catch (const std::exception& error) {
        common::log::error("hub/server",
                           "a backup has failed; it is tried again when it is next due",
                           {{"error", error.what()}});
      }
      lock.lock();
      stopped_.wait_for(lock, look_every, [&] { return stopping_; });
    }
  });
}

void Backups::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stopped_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool Backups::take_turn() {
  return store_.write_result(store_.system_command("", "backup"),
                             [&](store::Transaction& transaction) {
                               auto now = common::to_micros(transaction.now());
                               auto every = std::chrono::microseconds(options_.every).count();
                               if (noted(transaction.sql(), taken_key) + every > now) return false;
                               note(transaction.sql(), taken_key, now);
                               return true;
                             });
}

bool Backups::run_due() {
  if (!take_turn()) return false;
  auto begun = store_.clock().now();
  auto name = common::format_instant(begun).substr(0, 19) + "Z" + extension;
  for (auto& c : name)
    if (c == ':') c = '-';
  back_up(options_.store_url, options_.folder / name);
  store_.write(store_.system_command("", "backup"), [&](store::Transaction& transaction) {
    note(transaction.sql(), done_key, common::to_micros(begun));
  });
  drop_oldest();
  return true;
}

void Backups::drop_oldest() const {
  std::set<fs::path> files;  // their names begin with the time
  for (auto& entry : fs::directory_iterator(options_.folder))
    if (entry.path().extension() == extension) files.insert(entry.path());
  while (files.size() > options_.kept) {
    fs::remove(*files.begin());
    files.erase(files.begin());
  }
}

api::Health::Finding Backups::check() const {
  auto done =
      store_.read_result([](store::Connection& connection) { return noted(connection, done_key); });
  if (done == 0) return {api::Wellness::degraded, "there is no backup yet"};
  auto made = common::from_micros(done);
  if (store_.clock().now() - made <= 2 * options_.every) return {};
  return {api::Wellness::degraded, "the newest backup is of " + common::format_instant(made)};
}

}  // namespace hub::server
