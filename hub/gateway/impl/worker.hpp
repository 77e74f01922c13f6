#pragma once
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "hub/gateway/impl/van_session.hpp"

namespace hub::gateway::impl {

/// One thread with the sessions of its vans and a bounded queue. add() may be called from any
/// thread and never waits.
class Worker {
 public:
  struct Task {
    enum class Kind { message, feeds, command, refused, gone } kind = Kind::message;
    Topic topic;          ///< feeds: the tenant only
    std::string payload;  ///< refused: what the broker told
    std::set<std::string> scopes, devices;
    bool holders_changed = false;
  };
  Worker(SessionServices& services, std::string schema, std::size_t queue_max);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void start();
  /// Finishes what it is at, drops the rest.
  void stop();
  /// Messages beyond the bound are dropped and counted; news of feeds are not bounded by vans and
  /// always taken.
  void add(Task task);

 private:
  void run();
  void carry_out(const Task& task, bool busy);
  VanSession& session(const Topic& topic);

  static constexpr std::size_t sessions_max = 20'000;
  SessionServices& services_;
  std::string schema_;
  std::size_t queue_max_;
  std::map<std::pair<std::string, std::string>, std::unique_ptr<VanSession>>
      sessions_;  // of the thread
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Task> queue_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace hub::gateway::impl
