#pragma once
#include "board/button/button.hpp"

namespace board {

/// A button that a test presses, on the test's own thread.
class SimulatedButton final : public Button {
 public:
  void start(Listener listener) override { listener_ = std::move(listener); }
  void stop() override { listener_ = nullptr; }

  /// Goes to the listener, if it is started.
  void press() {
    if (listener_) listener_();
  }

 private:
  Listener listener_;
};

}  // namespace board
