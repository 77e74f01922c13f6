#pragma once
#include <string>
#include <string_view>

namespace common::log {

/// The id that tells what belongs together: from the request of a person or program through the
/// jobs it asks for, the messages to vans and what these log; from an action in a van to what the
/// hub makes of it. While it lives, each line that this thread writes bears it as "correlation".
/// May be nested; the inner one counts. Never leaves its thread.
class Correlation {
 public:
  explicit Correlation(std::string id);
  ~Correlation();
  Correlation(const Correlation&) = delete;
  Correlation& operator=(const Correlation&) = delete;

 private:
  std::string before_;
};

/// This thread's; empty without one.
const std::string& correlation();
/// Whether a stranger's id may be taken over: 8 to 64 letters, digits and hyphens.
bool is_correlation(std::string_view id);

}  // namespace common::log
