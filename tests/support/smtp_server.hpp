#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/tcp.hpp"

namespace support {

/// A mail as it was handed over.
struct Mail {
  std::string sender;                   ///< of the envelope, without angle brackets
  std::vector<std::string> recipients;  ///< of the envelope, in order
  std::string data;  ///< headers and body as received, dots unstuffed, lines end in CRLF

  /// A header's value, unfolded; empty if absent. Names compare without case.
  std::string header(const std::string& name) const;
};

/// A small SMTP server (RFC 5321: EHLO, HELO, MAIL, RCPT, DATA, RSET, NOOP, QUIT; RFC 4954: AUTH
/// PLAIN and LOGIN when a login is required) on a loopback port. One thread of its own; the
/// functions may be called from any thread.
class SmtpServer {
 public:
  SmtpServer();
  ~SmtpServer();

  std::uint16_t port() const { return port_; }
  /// All mails taken so far.
  std::vector<Mail> mails() const;
  /// True once there are that many.
  bool wait_for_mails(std::size_t count) const;

  /// From now on the command ("MAIL", "RCPT", "DATA", or "." for the mail itself) gets this answer,
  /// for example "451 try later" or "550 no such user". `recipient` limits a refusal of RCPT to one
  /// address.
  void refuse(std::string command, std::string answer, std::string recipient = {});
  /// From now on that command gets no answer at all.
  void hang_at(std::string command);
  /// Called once, in the server's thread, with the next mail in hand and not yet answered.
  void before_next_answer(std::function<void()> call);
  /// Mails are taken only after signing in.
  void require_login(std::string user, std::string password);
  /// Ends refusals and hanging. The login stays required.
  void behave();

 private:
  class Session;
  struct Refusal {
    std::string command;
    std::string answer;
    std::string recipient;
  };
  struct Login {
    std::string user;
    std::string password;
  };

  void run();
  std::optional<std::string> refusal_of(const std::string& command,
                                        const std::string& recipient) const;
  bool is_hanging_at(const std::string& command) const;
  std::optional<Login> login() const;
  void keep(Mail mail);
  void call_back();

  Socket listener_;
  std::uint16_t port_;
  mutable std::mutex mutex_;  // guards what follows, to is_stopping_
  std::vector<Mail> mails_;
  std::vector<Refusal> refusals_;
  std::string hang_at_;
  std::optional<Login> login_;
  std::function<void()> before_answer_;
  std::atomic<bool> is_stopping_{false};
  std::thread thread_;
};

}  // namespace support
