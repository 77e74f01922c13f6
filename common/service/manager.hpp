#pragma once
#include <chrono>
#include <string>
#include <string_view>

namespace common::service {

/// Who started this program as a service and watches it, by systemd's protocol sd_notify(3).
/// Without one everything here does nothing. Any thread.
class Manager {
 public:
  Manager() = default;  ///< nobody
  /// `socket` as NOTIFY_SOCKET: a path, or "@…" in the abstract name space.
  explicit Manager(std::string socket, std::chrono::milliseconds patience = {})
      : socket_(std::move(socket)), patience_(patience) {}
  /// Takes NOTIFY_SOCKET and what belongs to it out of the environment, so that children do not
  /// speak for this program. Before there are threads.
  static Manager from_environment();

  /// Whoever waits for this program may go on.
  void ready() const { tell("READY=1"); }
  void alive() const { tell("WATCHDOG=1"); }
  void stopping() const { tell("STOPPING=1"); }

  /// The program is ended when it has not said alive() for so long; 0: it is not watched.
  std::chrono::milliseconds patience() const { return patience_; }

 private:
  void tell(std::string_view state) const;

  std::string socket_;
  std::chrono::milliseconds patience_{0};
};

}  // namespace common::service
