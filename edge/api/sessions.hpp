#pragma once
#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "common/clock/clock.hpp"

namespace edge::api {

/// Who asks: a phone of the crew by its id, or the van's own screen (no id), with the session that
/// its cookie names.
struct Visitor {
  std::string phone;
  std::string session;
  auto operator<=>(const Visitor&) const = default;
};

/// Who has opened the screen, or a phone, with his PIN, and when it was touched last. In memory
/// alone: after a restart the PIN is asked for again. Any thread.
class Sessions {
 public:
  explicit Sessions(const common::Clock& clock) : clock_(clock) {}

  /// A new session of that technician; those of others on the same phone or screen end: one person
  /// acts at each.
  std::string open(const std::string& technician, const std::string& phone = {});
  /// Whose session that is; nobody's for one of another phone.
  std::optional<std::string> find_technician(const Visitor& visitor) const;
  /// False for a session of somebody else, or one not touched for longer than `idle` (0: for ever).
  bool is_open(const Visitor& visitor, const std::string& technician,
               std::chrono::milliseconds idle) const;
  void touch(const std::string& token);
  void close(const std::string& token);
  /// On the screen and on all phones.
  void close_of(const std::string& technician);
  void close_phone(const std::string& phone);

 private:
  static constexpr std::size_t sessions_max = 64;
  struct Session {
    std::string technician, phone;
    std::chrono::milliseconds touched_at;  // since boot: setting the clock opens nothing
  };
  const Session* find(const Visitor& visitor) const;

  const common::Clock& clock_;
  mutable std::mutex mutex_;
  std::map<std::string, Session> sessions_;
};

}  // namespace edge::api
