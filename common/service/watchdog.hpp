#pragma once
#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/asio/loop.hpp"
#include "common/asio/task.hpp"
#include "common/clock/clock.hpp"
#include "common/service/manager.hpp"

namespace common::service {

/// Tells the manager that the program lives, as long as the loop runs and all watched parts
/// answer: one of them that hangs ends in a restart. Owned by main, used on the loop's thread.
class Watchdog {
 public:
  /// Hands the answer to the part's own threads; false when it takes nothing now.
  using Ask = std::function<bool(asio::Task answer)>;

  Watchdog(const Manager& manager, const Clock& clock) : manager_(manager), clock_(clock) {}

  /// May be called after start(). What `ask` uses must live as long as the loop runs.
  void watch(std::string part, Ask ask);
  /// Does nothing where nobody watches.
  void start(asio::Loop& loop);
  /// What the loop's timer does, four times within the manager's patience.
  void look();

 private:
  struct Part {
    std::string name;
    Ask ask;
    std::shared_ptr<std::atomic<bool>> has_answered;
    std::chrono::milliseconds well_at;
    bool is_asked = false, is_late = false;
  };
  /// Whether it answered lately; asks it anew when it has.
  bool is_well(Part& part);

  const Manager& manager_;
  const Clock& clock_;
  std::vector<Part> parts_;
  asio::Timer timer_;
};

}  // namespace common::service
