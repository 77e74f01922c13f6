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
  /// `name` stands in logs and thread names; at most `queue_max` tasks wait. `spare`: how many more
  /// threads there may be while tasks are Waiting; made when needed.
  Pool(std::string name, std::size_t threads, std::size_t queue_max, std::size_t spare = 0);
  /// As stop().
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  /// While it lives, another task may run in place of this thread's: for a wait that tasks share,
  /// such as a commit, which only gathers many of them when many of them can begin. Does nothing on
  /// threads of no pool. Its end does not wait for a place, so for a moment more tasks may run than
  /// there are `threads`.
  class Waiting {
   public:
    Waiting();
    ~Waiting();
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;

   private:
    Pool* pool_;
  };

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
  void finish(Task& task);
  void add_thread();
  void begin_wait();
  void end_wait();
  /// Whether to wake a thread now. One at a time: who wakes up wakes the next if there is more to
  /// do, so a burst of short tasks costs one wake-up rather than one each.
  bool claim_wake();
  bool has_task() const { return !queue_.empty() && (running_ < running_max_ || stopping_); }

  std::string name_;
  std::size_t queue_max_, running_max_, threads_max_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Task> queue_;
  std::size_t idle_ = 0, running_ = 0;
  bool waking_ = false;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace common::asio
