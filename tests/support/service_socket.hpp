#pragma once
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <stdexcept>
#include <string>

#include "tests/support/temp_folder.hpp"

namespace support {

/// The end of NOTIFY_SOCKET at which systemd stands otherwise.
class ServiceSocket {
 public:
  ServiceSocket() : descriptor_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path().c_str(), sizeof(address.sun_path) - 1);
    if (::bind(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0)
      throw std::runtime_error("no socket at " + path());
  }
  ~ServiceSocket() { ::close(descriptor_); }
  ServiceSocket(const ServiceSocket&) = delete;
  ServiceSocket& operator=(const ServiceSocket&) = delete;

  std::string path() const { return (folder_ / "notify").string(); }

  /// The next datagram; empty when none comes in time.
  std::string next(std::chrono::milliseconds patience) {
    pollfd waiting{descriptor_, POLLIN, 0};
    if (::poll(&waiting, 1, static_cast<int>(patience.count())) != 1) return "";
    char text[256];
    auto size = ::recv(descriptor_, text, sizeof(text), 0);
    return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : "";
  }
  void drop_all() {
    while (!next(std::chrono::milliseconds(0)).empty()) {
    }
  }

 private:
  TempFolder folder_;
  int descriptor_;
};

}  // namespace support
