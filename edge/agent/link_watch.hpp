#pragma once
#include <string>

namespace edge::agent {

/// Hears from the kernel when a network link or an IPv4 address comes or goes. One thread at a
/// time; never blocks.
class LinkWatch {
 public:
  /// Of this computer. Where the kernel tells nothing, nothing ever changes.
  LinkWatch();
  /// Hears what comes on this socket instead; it is closed with this.
  explicit LinkWatch(int socket) : socket_(socket) {}
  ~LinkWatch();
  LinkWatch(const LinkWatch&) = delete;
  LinkWatch& operator=(const LinkWatch&) = delete;

  /// Whether anything changed since it was last asked.
  bool has_changed();

 private:
  int socket_ = -1;
};

/// Name of the interface by which this computer reaches the rest of the world ("wwan0"), from
/// /proc/net/route or a file like it; empty without a default route.
std::string default_interface(const std::string& routes = "/proc/net/route");

}  // namespace edge::agent
