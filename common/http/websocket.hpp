#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "common/http/message.hpp"

namespace common::http {

/// One open WebSocket (RFC 6455) as the server sees it. Any thread may call; may be kept after it
/// closed, when it does nothing any more.
class WebSocket {
 public:
  virtual ~WebSocket() = default;

  /// Queues a text message; it must be UTF-8. False if closed, or if the other end reads too
  /// slowly: then the queue is dropped and the socket closes with 1013 (try again later).
  virtual bool send(std::shared_ptr<const std::string> text) = 0;
  bool send(std::string text) { return send(std::make_shared<const std::string>(std::move(text))); }
  /// Sends what is queued, then closes. Codes: RFC 6455, section 7.4.
  virtual void close(std::uint16_t code = 1000, std::string reason = {}) = 0;
  virtual bool is_open() const = 0;
  /// Messages that the other end has not taken yet: who has much to say waits for few.
  virtual std::size_t waiting() const = 0;
};
using WebSocketPointer = std::shared_ptr<WebSocket>;

/// What happens to an accepted WebSocket. All run on the server's pool, one after the other per
/// socket: on_open first, on_close last and exactly once. The next message is read when on_message
/// is done. An exception closes with 1011; each may be empty.
struct WebSocketHandler {
  std::function<void(const WebSocketPointer&)> on_open;
  std::function<void(const WebSocketPointer&, std::string text)> on_message;
  /// 1006 if the connection broke without a close.
  std::function<void(const WebSocketPointer&, std::uint16_t code)> on_close;
  std::string subprotocol;  ///< one of those the client offered, or empty
  std::size_t message_bytes_max = 1 << 20;
  std::size_t queue_messages_max = 1024;
  std::size_t queue_bytes_max = 8 << 20;
};

/// The answer to a wish to upgrade: a handler, or a response that refuses.
using Upgrade = std::variant<Response, WebSocketHandler>;

}  // namespace common::http
