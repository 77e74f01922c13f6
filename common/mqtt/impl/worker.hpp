#pragma once
#include <atomic>
#include <deque>
#include <map>
#include <mutex>
#include <random>
#include <thread>

#include "common/mqtt/impl/handle.hpp"
#include "common/mqtt/impl/socket.hpp"
#include "common/mqtt/mqtt.hpp"

namespace common::mqtt {

/// The thread behind a Client: connect, pump, wait, again.
class Client::Worker {
 public:
  Worker(Options options, Handler handler);
  ~Worker() { stop(); }

  void subscribe(std::vector<std::string> topics) { topics_ = std::move(topics); }
  void start();
  void stop();
  Accepted publish(Publication publication);
  void set_eager(bool is_eager);
  void nudge();
  void reconnect();
  Counters counters() const;

 private:
  using Steady = std::chrono::steady_clock;

  /// How far one connection has come; only the worker's thread touches it.
  struct Session {
    Steady::time_point began;
    Steady::time_point last_inbound;
    bool is_accepted = false;   ///< CONNACK said yes
    bool is_connected = false;  ///< and the subscriptions are confirmed
    std::optional<Steady::time_point> goodbye_deadline;
    std::map<int, std::string> in_flight;  ///< message id → topic, QoS 1 and 2
  };

  void run();
  /// Until it ends; returns why. Emits Connected itself.
  std::string run_connection(Session& session);
  HandleEvents make_events(Session& session, Handle*& handle);
  void on_connack(Session& session, Handle& handle, int reason);
  void on_suback(Session& session, const std::vector<int>& granted);
  void on_puback(Session& session, int message_id, int reason);
  void become_connected(Session& session);
  int pump(Session& session, Handle& handle);
  int feed(Session& session, Handle& handle);
  std::optional<std::string> overdue(const Session& session) const;
  /// True when the goodbye is said, or took too long.
  bool say_goodbye(Session& session, Handle& handle);
  void go_offline(const std::string& reason, bool was_connected);
  void wait_before_next(Backoff& backoff);
  void refused(std::string topic, int reason);

  const Options options_;
  const Handler handler_;
  std::vector<std::string> topics_;
  std::thread thread_;
  Wakeup wakeup_;
  std::mt19937_64 random_{std::random_device{}()};

  std::atomic<bool> is_stopping_{false};
  std::atomic<bool> is_eager_{true};
  std::atomic<bool> is_nudged_{false};
  std::atomic<bool> is_to_reconnect_{false};

  mutable std::mutex mutex_;  // guards what follows
  std::deque<Publication> queue_;
  std::size_t queue_bytes_ = 0;
  bool is_online_ = false;
  Counters counters_;
};

}  // namespace common::mqtt
