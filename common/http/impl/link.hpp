#pragma once
#include <openssl/ssl.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "common/http/client.hpp"

struct addrinfo;

namespace common::http {

/// OpenSSL's side of a client; kept for all its connections. Null without TLS.
using TlsContext = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;
TlsContext make_client_tls(const ClientOptions& options);

/// One blocking connection, plain or TLS, every wait of which has a deadline.
class Link {
 public:
  using Deadline = std::chrono::steady_clock::time_point;
  enum class Read { some, ended, timed_out, broken };

  Link() = default;
  ~Link();
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  /// Empty if it worked, else why not. Resolving a name is the system's and keeps its own deadline.
  std::string open(const ClientOptions& options, SSL_CTX* tls, Deadline deadline);
  bool is_open() const { return socket_ >= 0; }
  /// True if the other end closed or spoke unasked while nobody was looking.
  bool is_stale() const;
  bool write(std::string_view bytes, Deadline deadline);
  /// Appends what comes.
  Read read(std::string& bytes, Deadline deadline);
  void close();

 private:
  bool connect_to(const ::addrinfo& address, Deadline deadline);
  std::string shake_hands(const ClientOptions& options, SSL_CTX* tls, Deadline deadline);
  bool wait(short events, Deadline deadline) const;
  /// Waits for what the TLS call wants; false if it failed for good.
  bool wait_for_tls(int result, Deadline deadline) const;

  int socket_ = -1;
  SSL* tls_ = nullptr;
};

}  // namespace common::http
