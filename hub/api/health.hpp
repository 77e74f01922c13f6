#pragma once
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "common/clock/clock.hpp"

namespace hub::api {

/// How well a part of the hub is. degraded: the office can work, but something waits or will soon
/// fail. failed: the hub cannot do its work.
enum class Wellness { ok, degraded, failed };
std::string_view wellness_name(Wellness wellness);

/// The checks of a running hub, made at intervals on a thread of its own, so that asking costs
/// nothing and a check that hangs is noticed. Made by main; report() from any thread.
class Health {
 public:
  struct Finding {
    Wellness status = Wellness::ok;
    std::string text;  ///< what is wrong and what to do; empty when well
  };
  /// What it throws counts as failed.
  using Check = std::function<Finding()>;
  struct Entry {
    std::string name;
    Finding finding;
    common::Instant since;  ///< of this status
  };
  struct Report {
    Wellness status = Wellness::ok;  ///< the worst of all
    std::vector<Entry> checks;       ///< in the order they were added
  };

  explicit Health(const common::Clock& clock) : clock_(clock) {}
  ~Health() { stop(); }
  Health(const Health&) = delete;
  Health& operator=(const Health&) = delete;

  void add(std::string name, Check check);  ///< before start()
  /// Called after each look, on the thread that looked; before start().
  void on_look(std::function<void(const Report&)> tell) { tell_ = std::move(tell); }
  /// Makes every check once; on the caller's thread. A change of status is logged.
  void look();
  void start();  ///< looks, then again every ten seconds
  void stop();
  /// The last findings; failed also when no look has come to an end for a minute.
  Report report() const;

 private:
  void note(std::size_t at, Finding finding);

  const common::Clock& clock_;
  std::vector<Check> checks_;
  std::function<void(const Report&)> tell_;
  mutable std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;
  std::vector<Entry> entries_;
  std::chrono::milliseconds looked_{0};  // monotonic
  std::thread thread_;
};

}  // namespace hub::api
