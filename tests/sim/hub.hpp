#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "tests/flows/company/office.hpp"
#include "tests/sim/chance.hpp"

namespace sim {

/// The hub's process ends here.
struct HubKilled {};

/// The real office (store, rules, feeds), whose commits fail as chance wants it, one protocol
/// machine a van.
class Hub {
 public:
  Hub(Chance& chance, common::Instant now, const std::filesystem::path& database);
  ~Hub();

  /// What the hub wants sent. Throws HubKilled; Error: nothing is sent, and the machine is new.
  common::sync::Effects message(const std::string& device, const common::sync::Publish& message);
  /// Reads the change log on.
  void follow_log();
  /// That there is news for this device.
  common::sync::Effects nudge(const std::string& device);
  /// What was not committed is gone, and with it all that was only in memory.
  void restart();
  /// As stored, whatever a planted bug would say.
  common::sync::DeviceSession session(const std::string& device);
  std::string incarnation();
  void back_up();
  bool has_backup() const { return has_backup_; }
  void restore();

  /// What the office wrote last as a job's findings, which are the technician's to write.
  std::map<std::string, std::string> findings;

 private:
  std::unique_ptr<flows::Office> kept_;

 public:
  flows::Office& office;

 private:
  class FaultyStore;
  struct Connected;
  Connected& connected(const std::string& device);
  std::filesystem::path backup() const { return folder_ / "backup.db"; }

  Chance& chance_;
  support::TempFolder folder_;
  bool has_backup_ = false;
  std::map<std::string, std::string> findings_then_;  // at the backup
  std::map<std::string, std::unique_ptr<Connected>> connected_;
};

}  // namespace sim
