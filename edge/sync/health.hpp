#pragma once
#include <chrono>
#include <optional>
#include <string>

#include "edge/store/store.hpp"

namespace edge::sync {

/// What the van says of itself: what waits, how full it is, what went wrong last. Texts are cut to
/// 200 characters.
truckroll::wire::Health make_health(const store::Store& store, const common::Clock& clock,
                                    std::uint64_t acked, const std::string& sync_error);

/// When that is said again: each minute, and soon after something changed over which somebody in
/// the office would act. One thread.
class HealthPace {
 public:
  static constexpr std::chrono::seconds every{60}, apart{5};

  /// True when it is to be sent now; counts it as sent.
  bool is_due(const truckroll::wire::Health& health, std::chrono::milliseconds now);
  /// In monotonic time; nothing before the first.
  std::optional<std::chrono::milliseconds> deadline() const;
  /// It was sent another way (with the hello).
  void note_sent(const truckroll::wire::Health& health, std::chrono::milliseconds now);

 private:
  bool differs_much(const truckroll::wire::Health& health) const;

  truckroll::wire::Health sent_;
  std::optional<std::chrono::milliseconds> sent_at_;
  bool waits_ = false;  // changed much, but too soon after the last
};

}  // namespace edge::sync
