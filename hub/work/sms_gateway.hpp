#pragma once
#include <chrono>
#include <string>

#include "hub/work/delivery.hpp"

namespace hub::work {

/// Sends text messages through a gateway's HTTP interface: a form with From, To and Body by POST
/// and Basic authentication, answered with 2xx and JSON that may hold "sid". So does Twilio's
/// resource "Messages" (API 2010-04-01), and with it the gateways that imitate it. Blocks up to its
/// deadline.
class SmsGateway {
 public:
  struct Options {
    std::string url;  ///< "https://gateway.example/Messages.json"; empty: no text message is sent
    std::string user, password;
    std::string from;  ///< number or name that the gateway gave us
    std::chrono::milliseconds deadline = std::chrono::seconds(30);
  };
  explicit SmsGateway(Options options) : options_(std::move(options)) {}

  /// `to` as E.164 ("+423781234567"), `text` UTF-8. Refused: 4xx, but for 401, 403, 408 and 429,
  /// which are ours to mend or pass.
  Delivery send(const std::string& to, const std::string& text) const;

 private:
  Options options_;
};

}  // namespace hub::work
