#pragma once
#include <mutex>
#include <string>
#include <vector>

#include "common/asio/pool.hpp"
#include "common/http/http.hpp"

namespace support {

/// An SMS gateway on a loopback port: takes messages by POST of a form with From, To and Body, and
/// keeps them. The functions may be called from any thread.
class SmsServer {
 public:
  struct Message {
    std::string to, body;
    std::string form, authorization;  ///< as sent
  };
  std::string url() const;
  std::vector<Message> messages() const;
  /// From now on every message gets this answer and is not kept; 201 takes them again.
  void answer(int status, std::string body);
  void stop() { server_.stop(); }

 private:
  common::http::Response take(const common::http::Request& request);

  mutable std::mutex mutex_;  // guards what follows, to body_
  std::vector<Message> messages_;
  int status_ = 201;
  std::string body_ = R"({"sid":"SM1","status":"queued"})";
  common::asio::Pool pool_{"sms", 1, 16};
  common::http::Server server_{
      {}, [this](const common::http::Request& request) { return take(request); }, pool_};
};

}  // namespace support
