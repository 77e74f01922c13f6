#pragma once
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "hub/api/api.hpp"
#include "hub/api/presence.hpp"

namespace hub::api {

/// Tells open pages what changed: follows the sealed change log and sends each listener what he may
/// see, and who else is on his record (Presence). Owns one thread. WebSocket /api/live;
/// docs/live.md has the messages.
///
/// `?after=N` goes on after that position of the log: what was missed is read and sent in pieces,
/// as fast as the listener takes them, beside the others, whom that does not keep waiting. The
/// first message is {"type": "hello", "position": N}, or {"type": "reset", "position": head} for
/// who missed more than `missed_max` changes or names a position that the log does not have: he
/// reads anew.
/// `?audit=true` gives auditors whole entries of the log instead.
class Live {
 public:
  static constexpr std::int64_t missed_max = 100'000;
  explicit Live(Hub& hub);
  ~Live();
  Live(const Live&) = delete;
  Live& operator=(const Live&) = delete;

  common::http::Upgrade upgrade(const common::http::Request& request);
  /// There may be new changes. Any thread.
  void wake();
  /// A position of a van, at once to everybody in the tenant who may see position reports.
  void send_position(const std::string& tenant, const std::string& json);
  std::size_t listeners() const;

 private:
  struct Listener {
    Caller caller;
    std::int64_t position = 0;
    std::int64_t told = 0;  // the last position that he heard of
    bool audits = false;
  };
  using Socket = common::http::WebSocketPointer;
  using Listeners = std::map<Socket, Listener>;
  void run();
  void check_sessions();
  bool follow();
  bool follow(const std::string& tenant);
  Listeners listeners_of(const std::string& tenant, std::int64_t from, std::int64_t to) const;
  std::int64_t send_changes(const std::string& tenant, Listeners listeners, std::int64_t from,
                            std::int64_t head);
  void note_reached(const Listeners& served, std::int64_t reached);
  std::string event_for(const Caller& caller, store::Connection& connection,
                        const store::ChangeRow& change);

  Hub& hub_;
  Presence presence_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool woken_ = false, stopping_ = false;
  std::chrono::steady_clock::time_point next_check_{};  // of who listens
  Listeners listeners_;
  std::thread thread_;
};

}  // namespace hub::api
