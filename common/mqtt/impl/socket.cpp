#include "common/mqtt/impl/socket.hpp"

#include <netdb.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

#include "common/error/error.hpp"

namespace common::mqtt {
namespace {

using Steady = std::chrono::steady_clock;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

int remaining_ms(Steady::time_point end) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Steady::now()).count();
  return left > 0 ? static_cast<int>(left) : 0;
}

/// Empty when connected.
std::string connect_by(const addrinfo& address, Steady::time_point end, const Wakeup& wakeup) {
  const Descriptor socket(::socket(
      address.ai_family, address.ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, address.ai_protocol));
  if (socket.number() < 0) return std::strerror(errno);
  if (::connect(socket.number(), address.ai_addr, address.ai_addrlen) == 0) return {};
  if (errno != EINPROGRESS) return std::strerror(errno);

  std::array<pollfd, 2> waits{pollfd{socket.number(), POLLOUT, 0},
                              pollfd{wakeup.descriptor(), POLLIN, 0}};
  int ready = 0;
  do {
    ready = ::poll(waits.data(), waits.size(), remaining_ms(end));
  } while (ready < 0 && errno == EINTR);
  if (waits[1].revents) return "interrupted";
  if (ready <= 0) return "no answer in time";
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(socket.number(), SOL_SOCKET, SO_ERROR, &error, &size);
  return error ? std::strerror(error) : std::string();
}

}  // namespace

Wakeup::Wakeup() : descriptor_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (descriptor_ < 0)
    throw Error(ErrorCode::internal, std::string("eventfd: ") + std::strerror(errno));
}

Wakeup::~Wakeup() {
  ::close(descriptor_);
}

void Wakeup::signal() {
  const std::uint64_t one = 1;
  // Fails only when the counter is at its limit, and then the wait ends anyway.
  [[maybe_unused]] const ssize_t count = ::write(descriptor_, &one, sizeof one);
}

void Wakeup::clear() {
  std::uint64_t count = 0;
  // Fails only when nothing was signalled.
  [[maybe_unused]] const ssize_t size = ::read(descriptor_, &count, sizeof count);
}

std::string probe_tcp(const std::string& host, std::uint16_t port,
                      std::chrono::milliseconds deadline, const Wakeup& wakeup) {
  const auto end = Steady::now() + deadline;
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int rc = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
  if (rc != 0) return "looking up " + host + ": " + ::gai_strerror(rc);
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> addresses(found, ::freeaddrinfo);

  std::string reason = "no address";
  for (const addrinfo* address = found; address; address = address->ai_next) {
    reason = connect_by(*address, end, wakeup);
    if (reason.empty() || reason == "interrupted") break;
  }
  return reason;
}

}  // namespace common::mqtt
