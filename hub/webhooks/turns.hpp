#pragma once
#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace hub::webhooks {

/// Whose message may be sent now, so that systems that keep the hub waiting hold up nobody else's:
/// one that does so gets one message at a time, then none for a minute, two, four, up to an hour;
/// and no company holds the last place with messages that are long on their way. Of one process.
/// Any thread.
class Turns {
 public:
  using Clock = std::chrono::steady_clock;
  explicit Turns(std::size_t places, std::function<Clock::time_point()> now = Clock::now)
      : places_(places), now_(std::move(now)) {}

  /// Nothing: it is sent, and end() follows. Else it is looked at again after that.
  std::optional<std::chrono::seconds> begin(const std::string& tenant, const std::string& endpoint,
                                            const std::string& delivery);
  void end(const std::string& delivery, bool arrived);

  static constexpr auto slow_after = std::chrono::seconds(1);

 private:
  struct Sending {
    std::string tenant, endpoint;
    Clock::time_point since;
  };
  struct Slow {
    int times = 0;  ///< one after the other
    Clock::time_point until;
  };
  const std::size_t places_;
  const std::function<Clock::time_point()> now_;
  std::mutex mutex_;
  std::map<std::string, Sending> sending_;  // by delivery
  std::map<std::string, Slow> slow_;        // by endpoint
};

}  // namespace hub::webhooks
