#pragma once
#include <functional>

namespace board {

/// A push button of the van, such as the one for "on my way".
class Button {
 public:
  /// Called once a press, however long it is held or bounces, on a thread of the button; must only
  /// hand the press over.
  using Listener = std::function<void()>;

  virtual ~Button() = default;
  virtual void start(Listener listener) = 0;
  /// No press comes after it returned.
  virtual void stop() = 0;
};

}  // namespace board
