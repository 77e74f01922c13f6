#pragma once
#include <mutex>

#include "board/sensors/sensors.hpp"

namespace board {

/// Sensors that measure what a test says. Any thread.
class SimulatedSensors final : public Sensors {
 public:
  Measured read() override {
    std::lock_guard lock(mutex_);
    return measured_;
  }
  void set(const Measured& measured) {
    std::lock_guard lock(mutex_);
    measured_ = measured;
  }

 private:
  std::mutex mutex_;
  Measured measured_;
};

}  // namespace board
