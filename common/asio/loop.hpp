#pragma once
#include <chrono>
#include <functional>
#include <memory>

#include "common/asio/task.hpp"

namespace boost::asio {
class io_context;
}

namespace common::asio {

/// A timer that is set. Cancelled when this goes; empty when default-made or moved from.
/// Belongs to the loop's thread.
class Timer {
 public:
  struct State;
  Timer() = default;
  explicit Timer(std::shared_ptr<State> state) : state_(std::move(state)) {}
  Timer(Timer&&) noexcept = default;
  Timer& operator=(Timer&& other) noexcept;
  ~Timer();

  void cancel();

 private:
  std::shared_ptr<State> state_;
};

/// The one thread of a program that does sockets, timers and hand-over. Owned by main and made
/// first, so that it outlives what posts to it.
/// An exception that leaves a posted task or a timer leaves run(): it ends the program.
class Loop {
 public:
  Loop();
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// Makes this thread the loop's until stop(); also with nothing to do. May be called again.
  void run();
  /// Ends run() after the task at hand. Any thread.
  void stop();
  /// Runs the task on the loop's thread, in the order posted. Any thread. The caller keeps a bound:
  /// a library's thread posts a wake-up, not every item.
  void post(Task task);

  /// SIGINT and SIGTERM call stop().
  void stop_on_signals();
  /// Calls `handler` on the loop's thread each time the signal arrives.
  void on_signal(int signal, std::function<void()> handler);

  /// Calls once, after the delay. Loop's thread, or before run().
  [[nodiscard]] Timer after(std::chrono::milliseconds delay, std::function<void()> handler);
  /// Calls again and again; the pause is between two calls, so that slow calls do not pile up.
  [[nodiscard]] Timer every(std::chrono::milliseconds pause, std::function<void()> handler);

  /// For coroutines and wrappers of this layer.
  boost::asio::io_context& context();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace common::asio
