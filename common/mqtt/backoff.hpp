#pragma once
#include <algorithm>
#include <chrono>

namespace common::mqtt {

/// How long to wait before each further attempt: full jitter, that is, anything between zero and a
/// ceiling that doubles from `base` up to the cap. Thousands of vans that lost the same broker so
/// come back spread out. Not for several threads.
class Backoff {
 public:
  using milliseconds = std::chrono::milliseconds;

  struct Bounds {
    milliseconds base{1'000};
    milliseconds eager_cap{10'000};  ///< while anything waits or the screen is on
    milliseconds idle_cap{300'000};
  };

  explicit Backoff(Bounds bounds) : bounds_(bounds) { reset(); }

  /// `share` is a random number in [0, 1).
  milliseconds next(double share, bool is_eager) {
    const milliseconds cap = is_eager ? bounds_.eager_cap : bounds_.idle_cap;
    const milliseconds ceiling = std::min(ceiling_, cap);
    ceiling_ = std::min(ceiling_ * 2, std::max(bounds_.idle_cap, bounds_.base));
    return milliseconds(
        static_cast<milliseconds::rep>(share * static_cast<double>(ceiling.count())));
  }
  void reset() { ceiling_ = bounds_.base; }

 private:
  Bounds bounds_;
  milliseconds ceiling_{};
};

}  // namespace common::mqtt
