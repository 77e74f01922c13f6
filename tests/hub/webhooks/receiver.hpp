#pragma once
#include <mutex>
#include <string>
#include <vector>

#include "common/asio/pool.hpp"
#include "common/http/http.hpp"

namespace test {

/// Another system that takes webhooks on a loopback port, and answers as it is told.
class Receiver {
 public:
  struct Taken {
    std::string path, id, timestamp, signature, body;
  };
  /// With a certificate: over TLS.
  explicit Receiver(const std::string& certificate = "", const std::string& key = "")
      : tls_(!certificate.empty()),
        pool_("receiver", 4, 100),
        server_(
            options(certificate, key),
            [this](const common::http::Request& request) { return take(request); }, pool_) {}
  ~Receiver() {
    server_.stop();
    pool_.stop();
  }
  std::string url() const {
    return std::string(tls_ ? "https" : "http") + "://127.0.0.1:" + std::to_string(server_.port()) +
           "/in";
  }
  std::uint16_t port() const { return server_.port(); }
  /// From now on.
  void answer(int status, std::string body = "", std::string location = "") {
    std::lock_guard lock(mutex_);
    status_ = status, body_ = std::move(body), location_ = std::move(location);
  }
  /// Sent with each answer from now on.
  void ask_to_wait(std::string retry_after) {
    std::lock_guard lock(mutex_);
    retry_after_ = std::move(retry_after);
  }
  std::vector<Taken> taken() {
    std::lock_guard lock(mutex_);
    return taken_;
  }

 private:
  static common::http::ServerOptions options(const std::string& certificate,
                                             const std::string& key) {
    common::http::ServerOptions options;
    options.certificate_file = certificate;
    options.key_file = key;
    return options;
  }
  common::http::Response take(const common::http::Request& request) {
    std::lock_guard lock(mutex_);
    auto header = [&](const char* name) {
      return std::string(request.headers.find(name).value_or(""));
    };
    taken_.push_back({std::string(request.path), header("webhook-id"), header("webhook-timestamp"),
                      header("webhook-signature"), request.body});
    common::http::Response response(status_, body_, "text/plain");
    if (!location_.empty()) response.headers.set("Location", location_);
    if (!retry_after_.empty()) response.headers.set("Retry-After", retry_after_);
    return response;
  }
  const bool tls_;
  std::mutex mutex_;
  int status_ = 204;
  std::string body_, location_, retry_after_;
  std::vector<Taken> taken_;
  common::asio::Pool pool_;
  common::http::Server server_;
};

}  // namespace test
