#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "common/config/config.hpp"
#include "common/service/watchdog.hpp"

namespace hub::server {

struct Start {
  bool empty =
      false;  ///< print a one-time link for the first administrator when there is no company
  std::string demo_file;      ///< fill an empty store with this company
  std::string demo_password;  ///< of its users
};

/// The office hub: store, readers of its log, queue, vans and web server, started in that order and
/// stopped in the reverse. Made by main; one per process.
class Hub {
 public:
  /// Throws bad_input for settings that contradict themselves, storage or unavailable when
  /// something cannot be opened.
  Hub(const common::Config& config, const Start& start);
  ~Hub();
  Hub(const Hub&) = delete;
  Hub& operator=(const Hub&) = delete;

  /// One line of JSON for whoever started the program: address, setup link, devices of the
  /// demonstration.
  std::string ready_line() const;
  /// What has to work for the hub to be of use.
  void watch_with(common::service::Watchdog& watchdog);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The store was put back from a backup: vans fetch anew and send again what it lacks, and what was
/// erased since the backup is erased once more. While no hub
/// runs on it. Throws storage or unavailable when it cannot be opened, not_found when it holds no
/// company.
void note_restored(const common::Config& config);

/// Erases once more what the list of erasures names; how many entries. While no hub runs on it.
/// Throws as note_restored.
std::size_t replay_erasures(const common::Config& config);

/// Builds every company's search index anew; the old one answers until then. Where a hub runs
/// beside it, that one may do the building. Throws storage or unavailable when the store cannot be
/// opened, not_found when it holds no company.
void rebuild_search(const common::Config& config);

struct LogCheck {
  std::string tenant;
  std::int64_t entries = 0;
  std::int64_t broken_at = 0;  ///< position of the first entry that was altered or cut; 0 if none
};
/// Reckons the hash chain of every company's change log anew. A hub may run beside it. Throws
/// storage or unavailable when the store cannot be opened, not_found when it holds no company.
std::vector<LogCheck> verify_log(const common::Config& config);

}  // namespace hub::server
