#pragma once
#include <functional>
#include <mutex>
#include <optional>

#include "common/clock/clock.hpp"

namespace edge::agent {

/// What time it is for judging certificates, where the computer's own clock may be years off (its
/// battery is empty, somebody set it): the satellites' time if there is one, else the computer's
/// clock, which is not believed when it lags behind what was known already. Any thread.
class TrustedTime {
 public:
  /// `heard`: the latest time of the hub that is kept.
  TrustedTime(const common::Clock& clock, std::function<std::optional<common::Instant>()> heard)
      : clock_(clock), heard_(std::move(heard)) {}

  void note_fix(common::Instant at);
  common::Instant now() const;
  /// For the next attempt to connect. A clock that was set years ahead makes every certificate look
  /// as if it had ended; each other attempt therefore goes by what was known last.
  common::Instant for_attempt();

 private:
  common::Instant known() const;  ///< when this program was built, or the hub was heard last

  const common::Clock& clock_;
  const std::function<std::optional<common::Instant>()> heard_;
  mutable std::mutex mutex_;
  std::optional<common::Instant> fix_;
  std::chrono::milliseconds fix_monotonic_{0};
  bool by_known_ = false;
};

}  // namespace edge::agent
