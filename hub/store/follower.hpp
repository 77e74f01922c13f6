#pragma once
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "hub/store/rounds.hpp"
#include "hub/store/store.hpp"

namespace hub::store {

/// The thread of a reader of the change log: looks when something was sealed, and once a second in
/// any case. In a hub of an older release it rests while a newer one reads (Store::reads_log).
/// Owned by the reader, as its last member.
class Follower {
 public:
  struct Options {
    std::string module;                        ///< whose, in the log
    std::chrono::milliseconds gathers_for{0};  ///< what comes together is one commit
  };
  /// `round` looks once; true when there is more to do. What it throws is logged, and tried again.
  Follower(Store& store, Options options, std::function<bool()> round);
  /// As stop().
  ~Follower() { stop(); }
  Follower(const Follower&) = delete;
  Follower& operator=(const Follower&) = delete;

  void start();
  void stop();
  void wake();  ///< there may be changes; any thread

 private:
  void run();
  /// False at the end.
  bool wait();

  Store& store_;
  const Options options_;
  const std::function<bool()> round_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false, woken_ = true;
  std::thread thread_;
};

/// A round by companies: `advance` for each that has news, until it finds nothing. True when one
/// has done something.
bool visit_due(Store& store, Rounds& rounds,
               const std::function<bool(const std::string& tenant)>& advance);

}  // namespace hub::store
