#include "board/sim/nmea_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "common/error/error.hpp"

namespace board {

NmeaServer::NmeaServer(std::uint16_t port)
    : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
  const int yes = 1;
  ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::listen(listener_, 8) != 0) {
    const std::string reason = std::strerror(errno);
    ::close(listener_);
    throw common::Error(common::ErrorCode::unavailable,
                        "listening on port " + std::to_string(port) + ": " + reason);
  }
  ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
}

NmeaServer::~NmeaServer() {
  for (const int client : clients_) ::close(client);
  ::close(listener_);
}

void NmeaServer::accept_waiting() {
  for (;;) {
    const int client = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (client < 0) return;
    clients_.push_back(client);
  }
}

void NmeaServer::send(std::string_view text) {
  accept_waiting();
  std::erase_if(clients_, [&](int client) {
    const ssize_t count = ::send(client, text.data(), text.size(), MSG_NOSIGNAL);
    if (count == static_cast<ssize_t>(text.size())) return false;
    ::close(client);
    return true;
  });
}

}  // namespace board
