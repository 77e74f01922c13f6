#pragma once
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "hub/api/api.hpp"

namespace hub::api {

/// Tells open pages what changed: follows the sealed change log and sends each listener what he may
/// see. Owns one thread. WebSocket /api/live; `?after=N` begins after that position of the log
/// instead of now.
class Live {
 public:
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
  };
  void run();
  void check_sessions();
  void follow();
  void send_changes(const std::string& tenant, std::int64_t from, std::int64_t to);
  std::string event_for(const Caller& caller, store::Connection& connection,
                        const store::ChangeRow& change);

  Hub& hub_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool woken_ = false, stopping_ = false;
  std::map<common::http::WebSocketPointer, Listener> listeners_;
  std::thread thread_;
};

}  // namespace hub::api
