#include "edge/agent/link_watch.hpp"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <limits>
#include <sstream>

#include "common/log/log.hpp"

namespace edge::agent {
namespace {

int open_route_socket() {
  int socket = ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR;
  if (socket >= 0 && ::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0)
    return socket;
  common::log::warning("edge/agent", "changes of the network are not noticed",
                       {{"error", std::strerror(errno)}});
  if (socket >= 0) ::close(socket);
  return -1;
}

}  // namespace

LinkWatch::LinkWatch() : socket_(open_route_socket()) {}

LinkWatch::~LinkWatch() {
  if (socket_ >= 0) ::close(socket_);
}

bool LinkWatch::has_changed() {
  // What changed does not matter: whoever asks tries the network.
  std::array<char, 4096> rest{};
  bool has_changed = false;
  for (int left = 1'000; socket_ >= 0 && left > 0; --left) {
    auto size = ::recv(socket_, rest.data(), rest.size(), MSG_DONTWAIT | MSG_TRUNC);
    if (size < 0 && errno == EINTR) continue;
    // More than the socket could hold: that was a change, too.
    bool is_overrun = size < 0 && errno == ENOBUFS;
    if (size <= 0 && !is_overrun) break;
    has_changed = true;
  }
  return has_changed;
}

std::string default_interface(const std::string& routes) {
  std::ifstream file(routes);
  std::string line, found;
  long best = std::numeric_limits<long>::max();
  std::getline(file, line);  // names of the columns
  while (std::getline(file, line)) {
    std::istringstream columns(line);
    std::string name, destination, gateway, flags, references, uses;
    long metric = 0;
    columns >> name >> destination >> gateway >> flags >> references >> uses >> metric;
    if (destination != "00000000" || metric >= best) continue;
    best = metric;
    found = name;
  }
  return found;
}

}  // namespace edge::agent
