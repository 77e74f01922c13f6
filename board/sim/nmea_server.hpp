#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

namespace board {

/// Gives NMEA text to whoever connects to a loopback port, as a receiver gives it to everybody on
/// its wire. gpsd takes it as tcp://127.0.0.1:PORT. One thread.
class NmeaServer {
 public:
  /// Port 0 takes any that is free. Throws Error{unavailable} if it cannot listen.
  explicit NmeaServer(std::uint16_t port);
  ~NmeaServer();
  NmeaServer(const NmeaServer&) = delete;
  NmeaServer& operator=(const NmeaServer&) = delete;

  std::uint16_t port() const { return port_; }
  /// Lets in those who wait. A listener that does not take its text is dropped, as it would get it
  /// late.
  void accept_waiting();
  void send(std::string_view text);
  std::size_t listeners() const { return clients_.size(); }

 private:
  int listener_;
  std::uint16_t port_;
  std::vector<int> clients_;
};

}  // namespace board
