#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/clock/clock.hpp"
#include "common/http/message.hpp"

namespace common::http {

struct ClientOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 80;
  bool tls = false;
  std::string ca_file;      ///< whom to trust; empty: the system's authorities
  std::string server_name;  ///< name the certificate must carry; empty: `host`
  std::string
      certificate_file;  ///< our own certificate (PEM chain) and key, where the server wants one
  std::string key_file;
  std::optional<Instant> verify_at;  ///< judge validity at this time instead of the system's
  std::chrono::milliseconds deadline{10'000};  ///< for one request, connecting included
  std::size_t body_bytes_max = 64 << 20;
};

/// What came back. That no server was reached is an answer too, not an exception.
struct Reply {
  int status = 0;       ///< 0: not reached, or the connection broke; see `failure`
  std::string failure;  ///< why, in English for the log
  Headers headers;
  std::string body;

  bool reached() const { return status != 0; }
  /// Throws Error{unavailable} if the body is no JSON.
  nlohmann::json json() const;
};

/// A blocking HTTP/1.1 client for one server; keeps its connection. One thread at a time.
/// A request that cannot be harmful twice (GET, HEAD, PUT, DELETE, OPTIONS) is sent again once if a
/// kept connection turned out to be dead.
class Client {
 public:
  /// Throws Error{bad_input} for a certificate file that cannot be used.
  explicit Client(ClientOptions options);
  ~Client();
  Client(Client&&) noexcept;

  Reply send(Method method, std::string_view target, const Headers& headers = {},
             std::string_view body = {});
  Reply get(std::string_view target) { return send(Method::get, target); }
  Reply post(std::string_view target, std::string_view body,
             std::string_view type = "application/json");
  Reply post_json(std::string_view target, const nlohmann::json& body);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace common::http
