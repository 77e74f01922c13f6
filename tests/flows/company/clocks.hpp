#pragma once
#include <vector>

#include "common/clock/clock.hpp"

namespace flows {

/// Everybody's clocks go on together; each may show another time.
class Clocks {
 public:
  void add(common::FakeClock& clock) { clocks_.push_back(&clock); }
  void advance(std::chrono::microseconds by) {
    for (auto clock : clocks_) clock->advance(by);
  }

 private:
  std::vector<common::FakeClock*> clocks_;
};

}  // namespace flows
