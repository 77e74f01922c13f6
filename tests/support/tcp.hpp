#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

namespace support {

/// Owns a socket.
class Socket {
 public:
  explicit Socket(int descriptor = -1) : descriptor_(descriptor) {}
  ~Socket() { close(); }
  Socket(Socket&& other) noexcept : descriptor_(other.descriptor_) { other.descriptor_ = -1; }
  Socket& operator=(Socket&& other) noexcept;

  void close();
  void reset();  ///< closes so that the peer sees a broken connection, not an orderly end
  int descriptor() const { return descriptor_; }
  bool is_open() const { return descriptor_ >= 0; }

 private:
  int descriptor_;
};

/// Bound to 127.0.0.1 but not listening: connections are refused while nobody else can take the
/// port. Port 0 takes any that is free. Throws std::runtime_error.
Socket bind_loopback(std::uint16_t port);
/// Bound and listening.
Socket listen_on_loopback(std::uint16_t port);
std::uint16_t port_of(const Socket& socket);
/// Not open if nobody listens.
Socket connect_to_loopback(std::uint16_t port);
bool accepts_connections(std::uint16_t port);

}  // namespace support
