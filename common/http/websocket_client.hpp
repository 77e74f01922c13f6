#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/http/client.hpp"

namespace common::http {

/// A blocking WebSocket client (RFC 6455) for tests and tools; one thread at a time.
/// Pings are answered while receiving.
class WebSocketClient {
 public:
  /// Connects and upgrades; upgrade() tells how that went. Throws as Client does.
  WebSocketClient(const ClientOptions& options, std::string_view target,
                  const Headers& headers = {});
  ~WebSocketClient();
  WebSocketClient(WebSocketClient&&) noexcept;

  /// Status 101 if open, else the server's refusal or status 0.
  const Reply& upgrade() const;
  bool is_open() const;
  /// False if the connection is gone.
  bool send(std::string_view text);
  /// The next text; empty at the deadline or when closed, see is_open().
  std::optional<std::string> receive(std::chrono::milliseconds within = std::chrono::seconds(5));
  /// Says goodbye and waits for the answer.
  void close(std::uint16_t code = 1000);
  /// The code the server closed with; 0 while open, 1006 if the connection broke.
  std::uint16_t close_code() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace common::http
