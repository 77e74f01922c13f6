#pragma once
#include "board/gps/gps.hpp"

namespace board {

/// A receiver that says what a test tells it to, on the test's own thread.
class SimulatedGps final : public Gps {
 public:
  void start(Listener listener) override { listener_ = std::move(listener); }
  void stop() override { listener_ = nullptr; }

  /// Goes to the listener, if it is started.
  void give(const Fix& fix) { pass_on({.fix = fix}); }
  void lose(NoFix reason) { pass_on({.fix = {}, .reason = reason}); }

 private:
  void pass_on(const Reading& reading) {
    if (listener_) listener_(reading);
  }

  Listener listener_;
};

}  // namespace board
