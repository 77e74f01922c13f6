#pragma once
#include <chrono>
#include <string>
#include <vector>

#include "hub/work/delivery.hpp"

namespace hub::work {

struct MailAttachment {
  std::string name, mime, bytes;
};

struct Mail {
  std::string from, to, subject, text;  ///< addresses bare; UTF-8
  std::string message_id;               ///< without angle brackets; the same at every attempt
  std::vector<MailAttachment> attachments;
};

/// Sends mail over SMTP (RFC 5321; libcurl). Blocks up to its deadline.
class Mailer {
 public:
  struct Options {
    std::string url;  ///< "smtp://127.0.0.1:25" or "smtps://…"; empty: no mail is sent
    std::string user, password;
    std::string from = "truckroll@localhost";
    std::chrono::milliseconds deadline = std::chrono::seconds(30);  ///< for one mail
  };
  explicit Mailer(Options options) : options_(std::move(options)) {}

  using Result = Delivery;
  /// refused: the server will never take it (5xx). unreachable: trying later may help (no server,
  /// 4xx, deadline).
  Result send(const Mail& mail) const;
  const Options& options() const { return options_; }

 private:
  Options options_;
};

}  // namespace hub::work
