#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "common/asio/pool.hpp"
#include "common/http/message.hpp"
#include "common/http/websocket.hpp"

namespace common::http {

/// Served to a browser unless a response brings its own: only what comes from here, in no one's
/// frame.
inline constexpr std::string_view strict_content_security_policy =
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; worker-src "
    "'self' blob:; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors "
    "'none'";

enum class ClientCertificate {
  none,      ///< not asked for
  optional,  ///< checked if there is one; Request::client_name tells
  required,  ///< without one the handshake fails
};

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;   ///< 0 takes a free one
  std::size_t threads = 1;  ///< for the network; handlers run on the pool

  /// Address of a proxy that is believed in whom it speaks for (X-Forwarded-For, -Proto); empty:
  /// nobody is.
  std::string proxy;
  std::string certificate_file;  ///< PEM chain; with key_file it turns TLS (1.2 and up) on
  std::string key_file;
  std::string client_ca_file;  ///< who may issue client certificates
  ClientCertificate client_certificate = ClientCertificate::none;

  std::size_t head_bytes_max = 16 << 10;
  std::size_t body_bytes_max = 8 << 20;
  /// May lower it for a request, once its head is there (method, target as sent, headers). Called
  /// on a network thread: looks at the request and at nothing else. Empty: the same for all.
  std::function<std::size_t(const Request&)> body_bytes_max_of;
  std::size_t connections_max = 4096;  ///< one more is told 503 and closed

  std::chrono::milliseconds idle{60'000};  ///< between two requests
  std::chrono::milliseconds head_within{
      10'000};  ///< TLS handshake, or first to last byte of the head
  /// A body or a reply may take this long plus its size at `rate_bytes_min` per second.
  std::chrono::milliseconds transfer_grace{20'000};
  std::size_t rate_bytes_min = 1024;
  std::chrono::milliseconds drain{10'000};           ///< how long stop() lets replies go out
  std::chrono::milliseconds websocket_idle{60'000};  ///< a ping is sent after half of it

  std::string content_security_policy{strict_content_security_policy};
  /// Whether a browser page of that origin may open a WebSocket.
  std::function<bool(const Request&)> origin_allowed = same_origin;
  /// Runs on the pool. Empty refuses every upgrade with 404.
  std::function<Upgrade(const Request&)> on_upgrade;
};

/// An HTTP/1.1 server. Binds and serves from construction to stop(). Owns its network threads;
/// handlers run on the pool, never on those, so a handler may block and contains no coroutine. What
/// a handler throws becomes a problem reply here and only here: common::Error by its code, anything
/// else 500. Both storage, internal and foreign errors are logged under the correlation the client
/// sees. A full pool is 503.
class Server {
 public:
  using Handler = std::function<Response(const Request&)>;

  /// Throws Error{unavailable} if the address cannot be bound, Error{bad_input} for a bad
  /// certificate. The pool must outlive the server.
  Server(ServerOptions options, Handler handler, asio::Pool& pool);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const;
  std::size_t connections() const;
  /// Takes no more connections, lets the requests at hand finish, closes WebSockets with 1001, and
  /// after `drain` cuts what is left. Waits for handlers that run, however long. Not from a
  /// handler.
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace common::http
