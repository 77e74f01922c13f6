#include "hub/work/mailer.hpp"

#include <chrono>
#include <string>

#include "common/ids/ids.hpp"
#include "tests/support/smtp_server.hpp"

#include <CppUTest/TestHarness.h>

using hub::work::Mail;
using hub::work::Mailer;
using Kind = Mailer::Result::Kind;

namespace {

Mail make_mail() {
  return {"office@truckroll.example", "anna@example.com",       "Your visit",
          "See you at nine.\n",       "id-1@truckroll.example", {}};
}

/// Decodes RFC 2047 words; enough for what base64 words hold.
std::string decoded(std::string text) {
  std::string out;
  const std::string begin = "=?UTF-8?B?";
  while (text.rfind(begin, 0) == 0) {
    auto end = text.find("?=", begin.size());
    out += common::from_base64(text.substr(begin.size(), end - begin.size()));
    text.erase(0, end + 2);
    text.erase(0, text.find_first_not_of(' '));
  }
  return out + text;
}

}  // namespace

TEST_GROUP(Mailer) {
  support::SmtpServer server;
  Mailer::Options options() const {
    Mailer::Options options;
    options.url = "smtp://127.0.0.1:" + std::to_string(server.port());
    return options;
  }
  Mailer::Result send(const Mail& mail) const {
    return Mailer(options()).send(mail);
  }
};

TEST(Mailer, hands_over_envelope_headers_text_and_attachments) {
  auto mail = make_mail();
  mail.attachments = {{"invoice.pdf", "application/pdf", std::string("%PDF\0\xff", 6)}};
  CHECK(send(mail).kind == Kind::sent);
  CHECK(server.wait_for_mails(1));
  auto taken = server.mails().at(0);
  STRCMP_EQUAL("office@truckroll.example", taken.sender.c_str());
  STRCMP_EQUAL("anna@example.com", taken.recipients.at(0).c_str());
  STRCMP_EQUAL("Your visit", taken.header("Subject").c_str());
  STRCMP_EQUAL("<id-1@truckroll.example>", taken.header("Message-ID").c_str());
  STRCMP_EQUAL("auto-generated", taken.header("Auto-Submitted").c_str());
  CHECK(taken.data.find(common::to_base64("See you at nine.\n")) != std::string::npos);
  CHECK(taken.data.find(common::to_base64(mail.attachments[0].bytes)) != std::string::npos);
  CHECK(taken.data.find("filename=\"invoice.pdf\"") != std::string::npos);
}

TEST(Mailer, a_subject_in_any_script_arrives_whole) {
  for (auto subject :
       {"Müller & Söhne: Prüfung am 20. November um 09:00 in Vaduz, Städtle 1, bitte Zugang "
        "freihalten",
        "日本語の件名はとても長いので折り返されますがそれでも読めます", "ü", "=?UTF-8?B?eA==?="}) {
    auto mail = make_mail();
    mail.subject = subject;
    auto count = server.mails().size() + 1;
    CHECK(send(mail).kind == Kind::sent);
    CHECK(server.wait_for_mails(count));
    STRCMP_EQUAL(subject, decoded(server.mails().back().header("Subject")).c_str());
    std::size_t from = 0;
    auto data = server.mails().back().data;
    for (auto end = data.find("\r\n"); end != std::string::npos;
         from = end + 2, end = data.find("\r\n", from))
      if (data.find("=?UTF-8?B?", from) < end) CHECK(end - from <= 76);  // RFC 2047, section 2
  }
}

TEST(Mailer, line_breaks_begin_no_header_of_their_own) {
  auto mail = make_mail();
  mail.subject = "Hello\r\nBcc: thief@example.com\r\n\r\nBody";
  mail.attachments = {{"a\r\nX-Evil: 1.pdf", "text/plain\r\nX-Evil: 2", "x"}};
  CHECK(send(mail).kind == Kind::sent);
  CHECK(server.wait_for_mails(1));
  auto taken = server.mails().at(0);
  STRCMP_EQUAL("", taken.header("Bcc").c_str());
  STRCMP_EQUAL("", taken.header("X-Evil").c_str());
  CHECK(taken.data.find("\r\nX-Evil") == std::string::npos);
  LONGS_EQUAL(1, taken.recipients.size());
}

TEST(Mailer, an_address_that_is_none_never_reaches_the_server) {
  for (auto address :
       {"", "a@b.li\r\nRCPT TO:<thief@example.com>", "a@b.li>\r\n", "a b@c.li", "<a@b.li>"}) {
    auto to = make_mail(), from = make_mail(), id = make_mail();
    to.to = from.from = id.message_id = address;
    for (auto& mail : {to, from, id}) CHECK(send(mail).kind == Kind::refused);
  }
  LONGS_EQUAL(0, server.mails().size());
}

TEST(Mailer, four_hundreds_may_be_tried_again) {
  for (auto command : {"MAIL", "RCPT", "DATA", "."}) {
    server.behave();
    server.refuse(command, "451 try later");
    auto result = send(make_mail());
    CHECK_TEXT(result.kind == Kind::unreachable, command);
    CHECK_TEXT(result.reason.find("451") != std::string::npos, result.reason.c_str());
  }
}

TEST(Mailer, five_hundreds_are_final) {
  for (auto command : {"MAIL", "RCPT", "DATA", "."}) {
    server.behave();
    server.refuse(command, "550 no such user");
    auto result = send(make_mail());
    CHECK_TEXT(result.kind == Kind::refused, command);
    CHECK_TEXT(result.reason.find("550") != std::string::npos, result.reason.c_str());
  }
}

TEST(Mailer, a_server_that_says_nothing_is_left_at_the_deadline) {
  for (auto command : {"EHLO", "RCPT", "."}) {
    server.behave();
    server.hang_at(command);
    auto patient = options();
    patient.deadline = std::chrono::milliseconds(300);
    auto begin = std::chrono::steady_clock::now();
    CHECK_TEXT(Mailer(patient).send(make_mail()).kind == Kind::unreachable, command);
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(5));
  }
}

TEST(Mailer, no_server_is_no_reason_to_give_up) {
  Mailer::Options nobody;
  nobody.url = "smtp://127.0.0.1:1";
  CHECK(Mailer(nobody).send(make_mail()).kind == Kind::unreachable);
  CHECK(Mailer({}).send(make_mail()).kind == Kind::unreachable);
}
