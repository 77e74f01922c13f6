#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/clock/clock.hpp"

namespace hub::domain::field {

using common::Instant;

struct Interval {
  Instant from, to;
};

/// The part of RFC 5545, section 3.3.10, that shifts use: FREQ=DAILY or WEEKLY with INTERVAL, BYDAY
/// (days without number), UNTIL, COUNT. Wall clocks run in a zone, so that a shift begins at eight
/// before and after a clock change.
class Recurrence {
 public:
  /// Nothing for a rule beyond that part.
  static std::optional<Recurrence> parse(const std::string& rule);
  /// The occurrences of the first one that overlap with the window; in order.
  std::vector<Interval> occurrences(Interval first, const std::string& zone, Interval window) const;

 private:
  bool hits(std::int32_t day, std::int32_t first_day) const;
  bool weekly_ = false;
  int interval_ = 1, count_ = 0;       // count 0: without end
  unsigned weekdays_ = 0;              // bit 0 is Monday; 0: the first one's
  std::optional<std::int32_t> until_;  // last day
};

}  // namespace hub::domain::field
