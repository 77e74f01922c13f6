#include "edge/agent/trusted_time.hpp"

#include <algorithm>
#include <ctime>
#include <iomanip>
#include <sstream>

namespace edge::agent {
namespace {

common::Instant build_time() {
  std::tm parts{};
  std::istringstream(__DATE__) >> std::get_time(&parts, "%b %d %Y");
  return common::Instant{std::chrono::seconds(timegm(&parts))};
}

}  // namespace

void TrustedTime::note_fix(common::Instant at) {
  std::lock_guard lock(mutex_);
  fix_ = at;
  fix_monotonic_ = clock_.monotonic();
}

common::Instant TrustedTime::known() const {
  static const auto built = build_time();
  return std::max(built, heard_().value_or(built));
}

common::Instant TrustedTime::now() const {
  {
    std::lock_guard lock(mutex_);
    if (fix_) return *fix_ + (clock_.monotonic() - fix_monotonic_);
  }
  return std::max(clock_.now(), known());
}

common::Instant TrustedTime::for_attempt() {
  {
    std::lock_guard lock(mutex_);
    by_known_ = !by_known_;
    if (fix_ || by_known_) {
      // The first attempt, and each with satellites, goes by the better clock.
    } else {
      return known();
    }
  }
  return now();
}

}  // namespace edge::agent
