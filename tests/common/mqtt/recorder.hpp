#pragma once
#include <mutex>
#include <optional>
#include <vector>

#include "common/mqtt/mqtt.hpp"
#include "tests/support/wait.hpp"

/// Takes a client's events on its thread and lets the test look at them.
class Recorder {
 public:
  common::mqtt::Client::Handler handler() {
    return [this](common::mqtt::Event event) {
      const std::lock_guard lock(mutex_);
      events_.push_back(std::move(event));
    };
  }

  template <typename E>
  std::vector<E> all() const {
    const std::lock_guard lock(mutex_);
    std::vector<E> result;
    for (const auto& event : events_)
      if (const E* found = std::get_if<E>(&event)) result.push_back(*found);
    return result;
  }

  template <typename E>
  bool wait_for(std::size_t count = 1,
                std::chrono::milliseconds deadline = std::chrono::seconds(20)) const {
    return support::wait_until([&] { return all<E>().size() >= count; }, deadline);
  }

 private:
  mutable std::mutex mutex_;
  std::vector<common::mqtt::Event> events_;
};
