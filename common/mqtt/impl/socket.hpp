#pragma once
#include <chrono>
#include <cstdint>
#include <string>

namespace common::mqtt {

/// Ends a wait of another thread. Any thread may signal.
class Wakeup {
 public:
  Wakeup();
  ~Wakeup();
  Wakeup(const Wakeup&) = delete;
  Wakeup& operator=(const Wakeup&) = delete;

  void signal();
  void clear();  ///< only the thread that waits
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

/// Sees whether host and port accept a TCP connection, and closes it again. Empty if so, else why
/// not. Waits for the deadline at most, less if `wakeup` is signalled ("interrupted"). Looking up
/// the name may take as long as the system's resolver allows.
std::string probe_tcp(const std::string& host, std::uint16_t port,
                      std::chrono::milliseconds deadline, const Wakeup& wakeup);

}  // namespace common::mqtt
