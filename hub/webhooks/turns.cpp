#include "hub/webhooks/turns.hpp"

#include <algorithm>

namespace hub::webhooks {
namespace {

using std::chrono::seconds;

constexpr seconds asked_again_after(5), rest_first(60), rest_longest(3600);

}  // namespace

std::optional<seconds> Turns::begin(const std::string& tenant, const std::string& endpoint,
                                    const std::string& delivery) {
  std::lock_guard lock(mutex_);
  auto now = now_();
  auto slow = slow_.find(endpoint);
  bool was_slow = slow != slow_.end();
  if (was_slow && slow->second.until > now)
    return std::chrono::ceil<seconds>(slow->second.until - now);
  std::size_t held = 0;
  for (auto& [id, one] : sending_) {
    bool waits = now - one.since >= slow_after;
    if (one.endpoint == endpoint && (waits || was_slow)) return asked_again_after;
    held += one.tenant == tenant && waits;
  }
  if (held > 0 && held + 1 >= places_) return asked_again_after;
  sending_[delivery] = {tenant, endpoint, now};
  return std::nullopt;
}

void Turns::end(const std::string& delivery, bool arrived) {
  std::lock_guard lock(mutex_);
  auto found = sending_.find(delivery);
  if (found == sending_.end()) return;
  auto now = now_();
  auto [tenant, endpoint, since] = found->second;
  sending_.erase(found);
  if (arrived || now - since < slow_after) {
    slow_.erase(endpoint);
    return;
  }
  auto& slow = slow_[endpoint];
  slow.until = now + std::min(rest_longest, rest_first * (1 << std::min(slow.times, 6)));
  ++slow.times;
}

}  // namespace hub::webhooks
