#pragma once
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "common/asio/task.hpp"

namespace common::asio {

/// Threads for work that blocks: SQL, files, Poppler. One pool per resource, sized to it.
/// Owned by main or by the module whose resource it serves; any thread may hand it work.
class Pool {
 public:
  /// `name` stands in logs and thread names; at most `queue_max` tasks wait.
  Pool(std::string name, std::size_t threads, std::size_t queue_max);
  /// As stop().
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  /// Takes the task, or leaves it alone and gives false: the queue is full or the pool stops.
  /// An exception that leaves a task is logged and ends only that task.
  [[nodiscard]] bool try_post(Task& task);
  [[nodiscard]] bool try_post(Task&& task) { return try_post(task); }

  /// Takes no more, finishes what waits, joins the threads. Not from one of its own tasks.
  void stop();

  std::size_t waiting() const;

 private:
  void work();
  /// Waits for the next task; false at the end.
  bool take(Task& task);
  /// Whether to wake a thread now. One at a time: who wakes up wakes the next if there is more to
  /// do, so a burst of short tasks costs one wake-up rather than one each.
  bool claim_wake();

  std::string name_;
  std::size_t queue_max_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Task> queue_;
  std::size_t idle_ = 0;
  bool waking_ = false;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace common::asio
