#pragma once
#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace support {

/// A running program. Killed and waited for when this object goes; killed by the system when the
/// thread that started it ends, so that a crashed test leaves nothing behind (start it on a thread
/// that stays). One thread at a time.
class ChildProcess {
 public:
  ChildProcess() = default;  ///< nothing runs
  /// `words[0]` is a path, or a name looked up in PATH and the sbin folders. Output and errors go
  /// to `output`, or nowhere. `environment` holds NAME=VALUE, added to the test's own. Throws
  /// std::runtime_error if it cannot be started.
  explicit ChildProcess(const std::vector<std::string>& words,
                        const std::filesystem::path& output = "/dev/null",
                        const std::vector<std::string>& environment = {});
  ~ChildProcess();
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;

  bool is_running();
  /// SIGTERM; wait() tells how it went.
  void terminate();
  /// SIGKILL, and waits.
  void kill();
  void send(int signal);
  /// Exit code, or 128 + signal; nothing if it still runs at the deadline.
  std::optional<int> wait(std::chrono::milliseconds deadline = std::chrono::seconds(10));
  pid_t id() const { return id_; }

 private:
  pid_t id_ = -1;
  std::optional<int> status_;
};

}  // namespace support
