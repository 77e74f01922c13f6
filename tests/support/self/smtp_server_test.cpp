#include "tests/support/smtp_server.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <string>

#include "common/ids/ids.hpp"

#include <CppUTest/TestHarness.h>

namespace {

/// Speaks SMTP by the line.
class Talker {
 public:
  explicit Talker(std::uint16_t port) : socket_(support::connect_to_loopback(port)) {}

  /// The last line of the answer; empty if none comes in that time.
  std::string answer(int wait_ms = 5'000) {
    for (;;) {
      const std::size_t end = input_.find("\r\n");
      if (end != std::string::npos) {
        const std::string line = input_.substr(0, end);
        input_.erase(0, end + 2);
        if (line.size() < 4 || line[3] != '-') return line;
        continue;
      }
      pollfd wait{socket_.descriptor(), POLLIN, 0};
      if (::poll(&wait, 1, wait_ms) <= 0) return {};
      char buffer[1'024];
      const ssize_t count = ::recv(socket_.descriptor(), buffer, sizeof buffer, 0);
      if (count <= 0) return "closed";
      input_.append(buffer, static_cast<std::size_t>(count));
    }
  }
  void send(const std::string& text) {
    ::send(socket_.descriptor(), text.data(), text.size(), MSG_NOSIGNAL);
  }
  std::string say(const std::string& line) {
    send(line + "\r\n");
    return answer().substr(0, 3);
  }

 private:
  support::Socket socket_;
  std::string input_;
};

}  // namespace

TEST_GROUP(SmtpServer) {
  support::SmtpServer server;
  Talker talker{server.port()};

  void setup() override {
    STRCMP_EQUAL("220", talker.answer().substr(0, 3).c_str());
  }
  void begin_mail() {
    STRCMP_EQUAL("250", talker.say("EHLO test").c_str());
    STRCMP_EQUAL("250", talker.say("MAIL FROM:<office@example.li> SIZE=100").c_str());
    STRCMP_EQUAL("250", talker.say("RCPT TO:<anna@example.li>").c_str());
  }
};

TEST(SmtpServer, mail_is_kept_with_envelope_headers_and_unstuffed_body) {
  begin_mail();
  STRCMP_EQUAL("250", talker.say("rcpt to:<ben@example.li>").c_str());
  STRCMP_EQUAL("354", talker.say("DATA").c_str());
  talker.send("Subject: Your visit\r\n on Monday\r\nX-Other: 1\r\n\r\nSubject: body\r\n..dot\r\n");
  STRCMP_EQUAL("250", talker.say(".").c_str());
  STRCMP_EQUAL("221", talker.say("QUIT").c_str());

  CHECK(server.wait_for_mails(1));
  const support::Mail mail = server.mails()[0];
  STRCMP_EQUAL("office@example.li", mail.sender.c_str());
  CHECK_EQUAL(2, mail.recipients.size());
  STRCMP_EQUAL("ben@example.li", mail.recipients[1].c_str());
  STRCMP_EQUAL("Your visit on Monday", mail.header("subject").c_str());
  STRCMP_EQUAL("", mail.header("Bcc").c_str());
  STRCMP_CONTAINS("\r\n\r\nSubject: body\r\n.dot\r\n", mail.data.c_str());
}

TEST(SmtpServer, commands_out_of_order_are_refused) {
  STRCMP_EQUAL("503", talker.say("DATA").c_str());
  STRCMP_EQUAL("503", talker.say("RCPT TO:<a@b.li>").c_str());
  STRCMP_EQUAL("501", talker.say("MAIL FROM office").c_str());
  STRCMP_EQUAL("500", talker.say("NONSENSE").c_str());
  begin_mail();
  STRCMP_EQUAL("503", talker.say("MAIL FROM:<x@y.li>").c_str());
  STRCMP_EQUAL("250", talker.say("RSET").c_str());
  STRCMP_EQUAL("503", talker.say("DATA").c_str());
}

TEST(SmtpServer, refusals_are_given_as_told_until_it_behaves) {
  server.refuse("RCPT", "550 no such user", "gone@example.li");
  server.refuse(".", "451 try later");
  begin_mail();
  STRCMP_EQUAL("550", talker.say("RCPT TO:<gone@example.li>").c_str());
  STRCMP_EQUAL("354", talker.say("DATA").c_str());
  STRCMP_EQUAL("451", talker.say("text\r\n.").c_str());
  CHECK_EQUAL(0, server.mails().size());

  server.behave();
  begin_mail();
  STRCMP_EQUAL("354", talker.say("DATA").c_str());
  STRCMP_EQUAL("250", talker.say("text\r\n.").c_str());
  CHECK_EQUAL(1, server.mails().size());
}

TEST(SmtpServer, hanging_gives_no_answer_and_others_are_still_served) {
  server.hang_at("DATA");
  begin_mail();
  talker.send("DATA\r\n");
  STRCMP_EQUAL("", talker.answer(100).c_str());

  Talker other(server.port());
  STRCMP_EQUAL("220", other.answer().substr(0, 3).c_str());
}

TEST(SmtpServer, required_login_is_checked_both_ways) {
  server.require_login("office", "geheim");
  STRCMP_EQUAL("530", talker.say("MAIL FROM:<a@b.li>").c_str());
  STRCMP_EQUAL(
      "535",
      talker.say("AUTH PLAIN " + common::to_base64(std::string("\0office\0falsch", 14))).c_str());
  STRCMP_EQUAL("501", talker.say("AUTH PLAIN !!!").c_str());
  STRCMP_EQUAL(
      "235",
      talker.say("AUTH PLAIN " + common::to_base64(std::string("\0office\0geheim", 14))).c_str());
  begin_mail();

  Talker other(server.port());
  other.answer();
  STRCMP_EQUAL("334", other.say("AUTH LOGIN").c_str());
  STRCMP_EQUAL("334", other.say(common::to_base64("office")).c_str());
  STRCMP_EQUAL("235", other.say(common::to_base64("geheim")).c_str());
}

TEST(SmtpServer, endless_line_ends_the_connection) {
  talker.send(std::string(100'000, 'x'));
  STRCMP_EQUAL("closed", talker.answer().c_str());
}
