#pragma once
#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <utility>

namespace sim {

/// What will happen and when, in simulated time; what is due at the same moment in the order in
/// which it was said.
class Timeline {
 public:
  using Time = std::chrono::milliseconds;
  void at(Time when, std::function<void()> what) {
    events_.emplace(std::make_pair(when, ++order_), std::move(what));
  }
  std::optional<Time> next() const {
    if (events_.empty()) return std::nullopt;
    return events_.begin()->first.first;
  }
  std::function<void()> take() {
    auto what = std::move(events_.begin()->second);
    events_.erase(events_.begin());
    return what;
  }
  bool empty() const { return events_.empty(); }

 private:
  std::map<std::pair<Time, std::uint64_t>, std::function<void()>> events_;
  std::uint64_t order_ = 0;
};

}  // namespace sim
