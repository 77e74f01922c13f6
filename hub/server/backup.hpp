#pragma once
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>

#include "common/config/config.hpp"
#include "hub/api/health.hpp"
#include "hub/store/store.hpp"

namespace hub::server {

/// The whole database as it was at one moment, in one new file; hubs go on writing. SQLite: a
/// database to be put in the place of the old one. PostgreSQL: for pg_restore, made by pg_dump. The
/// file is there when it is complete and on the disk, not before. Throws storage, conflict when
/// there is such a file already.
void back_up(const std::string& store_url, const std::filesystem::path& file);

/// Makes backups at intervals and lets the oldest go. Of several hubs on one database the one whose
/// turn it is makes it, in its own folder. Thread of its own.
class Backups {
 public:
  struct Options {
    std::string store_url;
    std::filesystem::path folder;
    std::chrono::minutes every{30};
    std::size_t kept = 48;
  };
  Backups(store::Store& store, Options options) : store_(store), options_(std::move(options)) {}
  ~Backups() { stop(); }
  Backups(const Backups&) = delete;
  Backups& operator=(const Backups&) = delete;

  void start();
  void stop();
  /// Makes one when it is time; true when it did.
  bool run_due();
  /// degraded when the newest of all hubs is older than twice the interval.
  api::Health::Finding check() const;

 private:
  bool take_turn();
  void drop_oldest() const;
  store::Store& store_;
  const Options options_;
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace hub::server
