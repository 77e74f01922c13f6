#pragma once
#include <chrono>
#include <map>
#include <mutex>
#include <string>

#include "common/clock/clock.hpp"

namespace hub::identity {

/// Systems of others that did not answer are left alone for a while, so that not everybody waits
/// for the same deadline. In memory, for each process; any thread. The clock must outlive it.
class Pauses {
 public:
  static constexpr std::chrono::seconds length{30};
  explicit Pauses(const common::Clock& clock) : clock_(clock) {}
  /// False while it is left alone. Of those who come when a pause is over one may ask, and the
  /// others wait for what he finds, as if the pause went on.
  bool may_ask(const std::string& system);
  void note_failure(const std::string& system);
  void note_success(const std::string& system);

 private:
  static constexpr std::size_t systems_max = 10'000;
  const common::Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, std::chrono::milliseconds> until_;  // on the clock that never jumps
};

/// Those of directories, of this process.
Pauses& directory_pauses();

}  // namespace hub::identity
