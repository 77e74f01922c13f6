#include "pdf/worker/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "common/error/error.hpp"

extern char** environ;

namespace pdf {
namespace {

using common::Error;
using common::ErrorCode;

[[noreturn]] void fail_start(const std::string& program, int code) {
  throw Error(ErrorCode::unavailable,
              "The PDF program " + program + " cannot be started: " + std::strerror(code));
}

[[noreturn]] void fail_late() {
  throw Error(ErrorCode::unavailable, "The document took too long to work on and was given up.");
}

[[noreturn]] void fail_dead(int status) {
  const std::string how = WIFSIGNALED(status) ? std::string("signal ") + strsignal(WTERMSIG(status))
                                              : "exit code " + std::to_string(WEXITSTATUS(status));
  throw Error(ErrorCode::internal,
              "The document could not be worked on: the PDF program ended early (" + how + ").");
}

/// What the child starts with: the socket as input and output, errors thrown away, all signals as
/// usual.
class SpawnPlan {
 public:
  explicit SpawnPlan(int socket) {
    posix_spawn_file_actions_init(&files_);
    posix_spawn_file_actions_adddup2(&files_, socket, 0);
    posix_spawn_file_actions_adddup2(&files_, socket, 1);
    posix_spawn_file_actions_addopen(&files_, 2, "/dev/null", O_WRONLY, 0);
    posix_spawnattr_init(&attributes_);
    sigset_t signals;
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes_, &signals);
    sigaddset(&signals, SIGPIPE);
    sigaddset(&signals, SIGTERM);
    posix_spawnattr_setsigdefault(&attributes_, &signals);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&files_);
    posix_spawnattr_destroy(&attributes_);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  int start(const std::string& program, std::vector<char*> arguments, pid_t& pid) const {
    return posix_spawnp(&pid, program.c_str(), &files_, &attributes_, arguments.data(), environ);
  }

 private:
  posix_spawn_file_actions_t files_;
  posix_spawnattr_t attributes_;
};

int wait_for_end(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0)
    if (errno != EINTR) return 0;  // reaped by someone else: the answer itself must do
  return status;
}

}  // namespace

Child::Child(const std::string& program, const std::vector<std::string>& arguments,
             std::chrono::milliseconds deadline)
    : end_(std::chrono::steady_clock::now() + deadline) {
  std::array<int, 2> pair{};
  // A socket rather than two pipes: writing to a dead child is then an error and no signal.
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()) != 0)
    fail_start(program, errno);
  std::vector<std::string> words{program};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  const int failed = SpawnPlan(pair[1]).start(program, pointers, pid_);
  close(pair[1]);
  socket_ = pair[0];
  if (failed != 0) {
    pid_ = -1;
    close(socket_);
    fail_start(program, failed);
  }
}

Child::~Child() {
  close(socket_);
  if (pid_ < 0) return;
  kill(pid_, SIGKILL);
  wait_for_end(pid_);
}

int Child::left_ms() const {
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(end_ - std::chrono::steady_clock::now());
  if (left.count() <= 0) fail_late();
  return static_cast<int>(std::min<std::int64_t>(left.count(), 3'600'000));
}

std::string Child::exchange(std::string_view input, std::size_t output_bytes_max) {
  std::string output;
  for (;;) {
    pollfd watched{socket_, static_cast<short>(input.empty() ? POLLIN : POLLIN | POLLOUT), 0};
    const int count = poll(&watched, 1, left_ms());
    if (count < 0 && errno != EINTR)
      throw Error(ErrorCode::internal, "waiting for the PDF program failed");
    if (count <= 0) continue;
    if ((watched.revents & POLLOUT) != 0 && !input.empty()) send_some(input);
    if ((watched.revents & (POLLIN | POLLHUP | POLLERR)) == 0) continue;
    if (!read_some(output, output_bytes_max)) break;
  }
  require_good_end();
  return output;
}

void Child::send_some(std::string_view& input) {
  const ssize_t sent = send(socket_, input.data(), input.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent > 0) input.remove_prefix(static_cast<std::size_t>(sent));
  if (sent < 0 && errno != EAGAIN && errno != EINTR) input = {};  // it is gone: reading tells how
  if (input.empty()) shutdown(socket_, SHUT_WR);
}

/// False at the end.
bool Child::read_some(std::string& output, std::size_t output_bytes_max) {
  std::array<char, 65536> buffer;
  const ssize_t got = recv(socket_, buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (got < 0) return errno == EAGAIN || errno == EINTR;
  output.append(buffer.data(), static_cast<std::size_t>(got));
  if (output.size() > output_bytes_max)
    throw Error(ErrorCode::internal, "The PDF program answered more than it may.");
  return got > 0;
}

/// It has closed its output; the deadline holds for its end too.
void Child::require_good_end() {
  const int handle = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
  if (handle >= 0) {
    pollfd watched{handle, POLLIN, 0};
    const auto left = end_ - std::chrono::steady_clock::now();
    const auto left_time = std::chrono::duration_cast<std::chrono::milliseconds>(left).count();
    const int count = poll(&watched, 1, static_cast<int>(std::max<std::int64_t>(left_time, 1)));
    close(handle);
    if (count <= 0) fail_late();
  }
  const int status = wait_for_end(pid_);
  pid_ = -1;
  if (status != 0) fail_dead(status);
}

}  // namespace pdf
