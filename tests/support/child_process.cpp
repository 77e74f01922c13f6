#include "tests/support/child_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <utility>

extern char** environ;

namespace support {
namespace {

std::string find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) return name;
  const char* path = std::getenv("PATH");
  std::istringstream folders(std::string(path ? path : "") +
                             ":/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin");
  for (std::string folder; std::getline(folders, folder, ':');) {
    const std::string candidate = folder + "/" + name;
    if (!folder.empty() && ::access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  throw std::runtime_error("the program " + name + " is not installed");
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (const std::string& text : texts) result.push_back(const_cast<char*>(text.c_str()));
  result.push_back(nullptr);
  return result;
}

/// In the child, between fork and exec: only what is safe after a fork of a program with threads.
[[noreturn]] void become(const char* program, char* const* words, char* const* environment,
                         int output) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  const int input = ::open("/dev/null", O_RDONLY);
  ::dup2(input, STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  ::execve(program, words, environment);
  ::_exit(127);
}

}  // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& words,
                           const std::filesystem::path& output,
                           const std::vector<std::string>& environment) {
  const std::string program = find_program(words.at(0));
  std::vector<std::string> variables;
  for (char** variable = environ; *variable; ++variable) variables.emplace_back(*variable);
  variables.insert(variables.end(), environment.begin(), environment.end());
  const std::vector<char*> word_pointers = pointers(words);
  const std::vector<char*> variable_pointers = pointers(variables);
  const int descriptor = ::open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (descriptor < 0) throw std::runtime_error("cannot write " + output.string());
  id_ = ::fork();
  if (id_ == 0) become(program.c_str(), word_pointers.data(), variable_pointers.data(), descriptor);
  ::close(descriptor);
  if (id_ < 0)
    throw std::runtime_error(std::string("cannot start ") + program + ": " + std::strerror(errno));
}

ChildProcess::~ChildProcess() {
  kill();
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : id_(std::exchange(other.id_, -1)), status_(std::exchange(other.status_, std::nullopt)) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  if (this == &other) return *this;
  kill();
  id_ = std::exchange(other.id_, -1);
  status_ = std::exchange(other.status_, std::nullopt);
  return *this;
}

bool ChildProcess::is_running() {
  return id_ > 0 && !wait(std::chrono::milliseconds(0));
}

void ChildProcess::terminate() {
  send(SIGTERM);
}

void ChildProcess::kill() {
  send(SIGKILL);
  wait();
}

void ChildProcess::send(int signal) {
  if (is_running()) ::kill(id_, signal);
}

std::optional<int> ChildProcess::wait(std::chrono::milliseconds deadline) {
  if (id_ <= 0 || status_) return status_;
  const auto end = std::chrono::steady_clock::now() + deadline;
  for (;;) {
    int raw = 0;
    const pid_t done = ::waitpid(id_, &raw, WNOHANG);
    if (done == id_) return status_ = WIFEXITED(raw) ? WEXITSTATUS(raw) : 128 + WTERMSIG(raw);
    if (done < 0 && errno != EINTR) return status_ = -1;
    if (std::chrono::steady_clock::now() >= end) return std::nullopt;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

}  // namespace support
