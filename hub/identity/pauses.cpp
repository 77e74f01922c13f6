#include "hub/identity/pauses.hpp"

namespace hub::identity {

bool Pauses::may_ask(const std::string& system) {
  std::lock_guard lock(mutex_);
  auto found = until_.find(system);
  if (found == until_.end()) return true;
  if (clock_.monotonic() < found->second) return false;
  found->second = clock_.monotonic() + length;
  return true;
}

void Pauses::note_failure(const std::string& system) {
  std::lock_guard lock(mutex_);
  // Addresses come from companies' own records: what is over goes before there are too many.
  if (until_.size() >= systems_max)
    std::erase_if(until_, [&](auto& one) { return one.second < clock_.monotonic(); });
  until_[system] = clock_.monotonic() + length;
}

void Pauses::note_success(const std::string& system) {
  std::lock_guard lock(mutex_);
  until_.erase(system);
}

Pauses& directory_pauses() {
  static const common::SystemClock clock;
  static Pauses pauses(clock);
  return pauses;
}

}  // namespace hub::identity
