#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "tests/flows/company/office.hpp"
#include "tests/sim/chance.hpp"
#include "tests/sim/post.hpp"
#include "tests/sim/rewind.hpp"

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
  /// Works off what waits for customers. What must not have been sent; empty: all was right.
  std::string send_mails() { return post_.work_off(); }
  std::size_t mails_sent() const { return post_.sent(); }
  /// That there is news for this device.
  common::sync::Effects nudge(const std::string& device);
  /// What was not committed is gone, and with it all that was only in memory.
  void restart();
  /// As stored, whatever a planted bug would say.
  common::sync::DeviceSession session(const std::string& device);
  bool has_blob(const std::string& device, const std::string& sha256);
  std::string incarnation();
  void back_up();
  bool has_backup() const { return backup_.has_value(); }
  /// As an operator brings it back. False: the company cannot be put back so far any more.
  bool restore();

  /// What the office wrote last as a job's findings, which are the technician's to write.
  std::map<std::string, std::string> findings;

 private:
  struct Kept;
  std::unique_ptr<Kept> kept_;
  static std::unique_ptr<Kept> idle;
  static std::unique_ptr<Kept> take(common::Instant now, const std::filesystem::path& database);

 public:
  flows::Office& office;

 private:
  class FaultyStore;
  struct Connected;
  Connected& connected(const std::string& device);

  Chance& chance_;
  Post post_;
  std::optional<Rewind::Moment> backup_;
  std::map<std::string, std::string> findings_then_;  // at the backup
  std::map<std::string, std::unique_ptr<Connected>> connected_;
};

}  // namespace sim
