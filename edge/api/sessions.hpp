#pragma once
#include <chrono>
#include <map>
#include <mutex>
#include <string>

#include "common/clock/clock.hpp"

namespace edge::api {

/// Who has opened the screen with his PIN, and when it was touched last. In memory alone: after a
/// restart the PIN is asked for again. Any thread.
class Sessions {
 public:
  explicit Sessions(const common::Clock& clock) : clock_(clock) {}

  /// A new session of that technician; those of others end: one person acts in a van.
  std::string open(const std::string& technician);
  /// False for a session of somebody else, or one not touched for longer than `idle` (0: for ever).
  bool is_open(const std::string& token, const std::string& technician,
               std::chrono::milliseconds idle) const;
  void touch(const std::string& token);
  void close(const std::string& token);
  void close_all();

 private:
  static constexpr std::size_t sessions_max = 64;
  struct Session {
    std::string technician;
    std::chrono::milliseconds touched_at;  // since boot: setting the clock opens nothing
  };
  const common::Clock& clock_;
  mutable std::mutex mutex_;
  std::map<std::string, Session> sessions_;
};

}  // namespace edge::api
