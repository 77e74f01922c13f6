#include "common/service/manager.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <cstring>

#include "common/log/log.hpp"

namespace common::service {
namespace {

std::string take(const char* name) {
  auto value = std::getenv(name);
  std::string text = value ? value : "";
  ::unsetenv(name);
  return text;
}

/// 0 for what is no number.
std::int64_t number(const std::string& text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

Manager Manager::from_environment() {
  auto socket = take("NOTIFY_SOCKET");
  auto micros = number(take("WATCHDOG_USEC"));
  auto process = take("WATCHDOG_PID");
  bool is_meant = process.empty() || number(process) == ::getpid();
  return Manager(std::move(socket), std::chrono::milliseconds(is_meant ? micros / 1000 : 0));
}

void Manager::tell(std::string_view state) const {
  if (socket_.empty()) return;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (socket_.size() >= sizeof(address.sun_path)) return;
  std::memcpy(address.sun_path, socket_.data(), socket_.size());
  if (socket_[0] == '@') address.sun_path[0] = '\0';
  auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());
  int descriptor = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return;
  auto sent = ::sendto(descriptor, state.data(), state.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
                       reinterpret_cast<const sockaddr*>(&address), size);
  auto reason = errno;
  ::close(descriptor);
  if (sent < 0)
    log::warning("common/service", "the service manager was not told",
                 {{"state", std::string(state)}, {"error", std::strerror(reason)}});
}

}  // namespace common::service
