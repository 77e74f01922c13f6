#include "tests/support/smtp_server.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <memory>

#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "tests/support/wait.hpp"

namespace support {
namespace {

constexpr std::size_t line_bytes_max = 1'000;  // RFC 5321, section 4.5.3.1
constexpr std::size_t mail_bytes_max = 32 * 1024 * 1024;

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

/// What stands between < and >; nothing if there is no such pair.
std::optional<std::string> path_of(const std::string& words) {
  const std::size_t open = words.find('<');
  const std::size_t close = words.find('>', open == std::string::npos ? 0 : open);
  if (open == std::string::npos || close == std::string::npos) return std::nullopt;
  return words.substr(open + 1, close - open - 1);
}

}  // namespace

std::string Mail::header(const std::string& name) const {
  const std::string wanted = upper(name) + ":";
  std::string value;
  bool is_found = false;
  for (std::size_t at = 0; at < data.size();) {
    const std::size_t end = std::min(data.find("\r\n", at), data.size());
    const std::string line = data.substr(at, end - at);
    at = end + 2;
    if (line.empty()) break;
    const bool is_folded = line[0] == ' ' || line[0] == '\t';
    if (is_found && !is_folded) break;
    if (is_found) value += line;
    if (!is_found && upper(line.substr(0, wanted.size())) == wanted) {
      is_found = true;
      value = line.substr(std::min(line.size(), line.find_first_not_of(' ', wanted.size())));
    }
  }
  return value;
}

/// One client's conversation.
class SmtpServer::Session {
 public:
  Session(SmtpServer& server, Socket socket) : server_(server), socket_(std::move(socket)) {
    answer("220 localhost test server");
  }

  int descriptor() const { return socket_.descriptor(); }
  bool is_open() const { return socket_.is_open(); }

  void read_some() {
    std::array<char, 16 * 1024> buffer;
    const ssize_t count = ::recv(socket_.descriptor(), buffer.data(), buffer.size(), 0);
    if (count <= 0) return socket_.close();
    input_.append(buffer.data(), static_cast<std::size_t>(count));
    for (std::size_t end = input_.find("\r\n"); end != std::string::npos && is_open();
         end = input_.find("\r\n")) {
      const std::string line = input_.substr(0, end);
      input_.erase(0, end + 2);
      take_line(line);
    }
    if (input_.size() > line_bytes_max && !is_in_data_) socket_.close();
    if (mail_.data.size() > mail_bytes_max) socket_.close();
  }

 private:
  void answer(const std::string& text) {
    const std::string line = text + "\r\n";
    if (::send(socket_.descriptor(), line.data(), line.size(), MSG_NOSIGNAL) < 0) socket_.close();
  }

  void take_line(const std::string& line) {
    if (is_in_data_) return take_data(line);
    if (login_step_ != LoginStep::none) return take_login(line);
    const std::size_t space = line.find(' ');
    const std::string command = upper(line.substr(0, space));
    const std::string rest = space == std::string::npos ? std::string() : line.substr(space + 1);
    if (server_.is_hanging_at(command)) return;
    if (auto refusal = server_.refusal_of(command, path_of(rest).value_or("")))
      return answer(*refusal);
    obey(command, rest);
  }

  void obey(const std::string& command, const std::string& rest) {
    if (command == "EHLO") return greet();
    if (command == "HELO") return answer("250 localhost");
    if (command == "AUTH") return start_login(rest);
    if (command == "MAIL") return begin_mail(rest);
    if (command == "RCPT") return add_recipient(rest);
    if (command == "DATA") return begin_data();
    if (command == "RSET") {
      mail_ = {};
      has_sender_ = false;
      return answer("250 forgotten");
    }
    if (command == "NOOP") return answer("250 nothing done");
    if (command == "QUIT") {
      answer("221 bye");
      return socket_.close();
    }
    answer("500 unknown command");
  }

  void greet() {
    // In one piece: of several, TCP keeps the second back until the client's kernel has
    // acknowledged the first, which it puts off for 40 ms.
    answer("250-localhost\r\n" + std::string(server_.login() ? "250-AUTH PLAIN LOGIN\r\n" : "") +
           "250-SIZE 33554432\r\n250 8BITMIME");
  }

  void begin_mail(const std::string& rest) {
    const auto sender = path_of(rest);
    if (server_.login() && !is_signed_in_) return answer("530 sign in first");
    if (upper(rest.substr(0, 5)) != "FROM:" || !sender)
      return answer("501 expected MAIL FROM:<address>");
    if (has_sender_) return answer("503 the sender was given already");
    mail_ = {};
    mail_.sender = *sender;
    has_sender_ = true;
    answer("250 sender is fine");
  }

  void add_recipient(const std::string& rest) {
    const auto recipient = path_of(rest);
    if (!has_sender_) return answer("503 MAIL comes first");
    if (upper(rest.substr(0, 3)) != "TO:" || !recipient || recipient->empty())
      return answer("501 expected RCPT TO:<address>");
    mail_.recipients.push_back(*recipient);
    answer("250 recipient is fine");
  }

  void begin_data() {
    if (mail_.recipients.empty()) return answer("503 RCPT comes first");
    is_in_data_ = true;
    answer("354 end with a dot");
  }

  void take_data(const std::string& line) {
    if (line != ".") {
      // RFC 5321, section 4.5.2: a leading dot was doubled by the sender.
      mail_.data += (line.starts_with('.') ? line.substr(1) : line) + "\r\n";
      return;
    }
    is_in_data_ = false;
    has_sender_ = false;
    Mail mail = std::move(mail_);
    mail_ = {};
    if (server_.is_hanging_at(".")) return;
    if (auto refusal = server_.refusal_of(".", "")) return answer(*refusal);
    server_.keep(std::move(mail));
    server_.call_back();
    answer("250 taken");
  }

  void start_login(const std::string& rest) {
    const std::size_t space = rest.find(' ');
    const std::string method = upper(rest.substr(0, space));
    const bool has_answer = space != std::string::npos;
    if (method == "PLAIN" && has_answer) return check_plain(rest.substr(space + 1));
    if (method == "PLAIN") {
      login_step_ = LoginStep::plain;
      return answer("334 ");
    }
    if (method != "LOGIN") return answer("504 PLAIN or LOGIN only");
    login_step_ = LoginStep::user;
    answer("334 VXNlcm5hbWU6");
  }

  void take_login(const std::string& line) {
    const LoginStep step = login_step_;
    login_step_ = LoginStep::none;
    if (step == LoginStep::plain) return check_plain(line);
    if (step == LoginStep::user) {
      user_ = decoded(line);
      login_step_ = LoginStep::password;
      return answer("334 UGFzc3dvcmQ6");
    }
    finish_login(user_, decoded(line));
  }

  /// RFC 4616: authorisation identity, user and password, each ended by a zero byte.
  void check_plain(const std::string& text) {
    const std::string parts = decoded(text);
    const std::size_t first = parts.find('\0');
    const std::size_t second = first == std::string::npos ? first : parts.find('\0', first + 1);
    if (second == std::string::npos) return answer("501 not understood");
    finish_login(parts.substr(first + 1, second - first - 1), parts.substr(second + 1));
  }

  void finish_login(const std::string& user, const std::string& password) {
    const auto login = server_.login();
    is_signed_in_ = login && login->user == user && login->password == password;
    answer(is_signed_in_ ? "235 welcome" : "535 wrong user or password");
  }

  static std::string decoded(const std::string& text) {
    try {
      return common::from_base64(text);
    } catch (const common::Error&) {
      return {};  // then the password is wrong, which is answered
    }
  }

  enum class LoginStep { none, plain, user, password };

  SmtpServer& server_;
  Socket socket_;
  std::string input_;
  Mail mail_;
  bool has_sender_ = false;
  bool is_in_data_ = false;
  bool is_signed_in_ = false;
  LoginStep login_step_ = LoginStep::none;
  std::string user_;
};

SmtpServer::SmtpServer() : listener_(listen_on_loopback(0)), port_(port_of(listener_)) {
  thread_ = std::thread([this] { run(); });
}

SmtpServer::~SmtpServer() {
  is_stopping_ = true;
  ::shutdown(listener_.descriptor(), SHUT_RDWR);  // its poll ends at once
  thread_.join();
}

void SmtpServer::run() {
  std::vector<std::unique_ptr<Session>> sessions;
  while (!is_stopping_) {
    std::vector<pollfd> waits{{listener_.descriptor(), POLLIN, 0}};
    for (const auto& session : sessions) waits.push_back({session->descriptor(), POLLIN, 0});
    ::poll(waits.data(), waits.size(), 10);
    for (std::size_t i = 1; i < waits.size(); ++i)
      if (waits[i].revents) sessions[i - 1]->read_some();
    std::erase_if(sessions, [](const auto& session) { return !session->is_open(); });
    if (!waits[0].revents) continue;
    Socket client(::accept4(listener_.descriptor(), nullptr, nullptr, SOCK_CLOEXEC));
    if (client.is_open()) sessions.push_back(std::make_unique<Session>(*this, std::move(client)));
  }
}

std::vector<Mail> SmtpServer::mails() const {
  const std::lock_guard lock(mutex_);
  return mails_;
}

bool SmtpServer::wait_for_mails(std::size_t count) const {
  return wait_until([&] { return mails().size() >= count; });
}

void SmtpServer::refuse(std::string command, std::string answer, std::string recipient) {
  const std::lock_guard lock(mutex_);
  refusals_.push_back({upper(std::move(command)), std::move(answer), std::move(recipient)});
}

void SmtpServer::hang_at(std::string command) {
  const std::lock_guard lock(mutex_);
  hang_at_ = upper(std::move(command));
}

void SmtpServer::before_next_answer(std::function<void()> call) {
  const std::lock_guard lock(mutex_);
  before_answer_ = std::move(call);
}

void SmtpServer::call_back() {
  std::function<void()> call;
  {
    const std::lock_guard lock(mutex_);
    call.swap(before_answer_);
  }
  if (call) call();
}

void SmtpServer::require_login(std::string user, std::string password) {
  const std::lock_guard lock(mutex_);
  login_ = Login{std::move(user), std::move(password)};
}

void SmtpServer::behave() {
  const std::lock_guard lock(mutex_);
  refusals_.clear();
  hang_at_.clear();
}

std::optional<std::string> SmtpServer::refusal_of(const std::string& command,
                                                  const std::string& recipient) const {
  const std::lock_guard lock(mutex_);
  for (const Refusal& refusal : refusals_)
    if (refusal.command == command && (refusal.recipient.empty() || refusal.recipient == recipient))
      return refusal.answer;
  return std::nullopt;
}

bool SmtpServer::is_hanging_at(const std::string& command) const {
  const std::lock_guard lock(mutex_);
  return hang_at_ == command;
}

std::optional<SmtpServer::Login> SmtpServer::login() const {
  const std::lock_guard lock(mutex_);
  return login_;
}

void SmtpServer::keep(Mail mail) {
  const std::lock_guard lock(mutex_);
  mails_.push_back(std::move(mail));
}

}  // namespace support
