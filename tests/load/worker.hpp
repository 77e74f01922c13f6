#pragma once
#include <functional>
#include <future>
#include <mutex>
#include <thread>

#include "common/clock/clock.hpp"
#include "tests/load/van.hpp"

namespace load {

/// A thread with its share of the vans. What others want of them is done on it, by run().
class Worker {
 public:
  Worker();
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  struct Share {
    std::vector<std::unique_ptr<Van>> vans;
    Figures figures;
  };
  /// Waits until it is done; rethrows what the work throws.
  void run(std::function<void(Share&, common::sync::Moment)> work);

 private:
  using Job = std::packaged_task<void(Share&, common::sync::Moment)>;
  void loop();
  void serve_sockets();
  void watch(Van& van, std::size_t index);

  common::SystemClock clock_;
  int poll_;
  Share share_;
  std::vector<std::pair<std::uint64_t, bool>> watched_;  // attempt, and whether for writing
  std::mutex mutex_;
  std::vector<Job> jobs_;
  bool is_stopping_ = false;
  std::thread thread_;
};

}  // namespace load
