#include "hub/work/sms_gateway.hpp"

#include <string>

#include "tests/support/sms_server.hpp"

#include <CppUTest/TestHarness.h>

using hub::work::SmsGateway;
using Kind = hub::work::Delivery::Kind;

TEST_GROUP(SmsGateway) {
  support::SmsServer server;

  hub::work::Delivery send(const std::string& to, const std::string& text) {
    return SmsGateway({server.url(), "account", "secret", "+423790000000", std::chrono::seconds(5)})
        .send(to, text);
  }
};

TEST(SmsGateway, posts_a_form_and_keeps_the_gateways_id) {
  auto result = send("+423781234567", "Grüezi & hallo\nVaduz");

  CHECK(result.kind == Kind::sent);
  STRCMP_EQUAL("SM1", result.provider_id.c_str());
  auto message = server.messages().at(0);
  STRCMP_EQUAL("From=%2B423790000000&To=%2B423781234567&Body=Gr%C3%BCezi%20%26%20hallo%0AVaduz",
               message.form.c_str());
  STRCMP_EQUAL("Basic YWNjb3VudDpzZWNyZXQ=", message.authorization.c_str());
}

TEST(SmsGateway, tells_what_is_refused_from_what_may_be_tried_again) {
  struct Case {
    int status;
    Kind kind;
  };
  for (auto& one :
       {Case{400, Kind::refused}, Case{404, Kind::refused}, Case{401, Kind::unreachable},
        Case{429, Kind::unreachable}, Case{503, Kind::unreachable}}) {
    server.answer(one.status, R"({"message":"The number is not valid"})");
    auto result = send("+423781234567", "x");
    CHECK(result.kind == one.kind);
    STRCMP_EQUAL(("The number is not valid (" + std::to_string(one.status) + ")").c_str(),
                 result.reason.c_str());
  }
}

TEST(SmsGateway, an_answer_that_is_no_json_harms_nothing) {
  server.answer(202, "<html>");
  auto result = send("+423781234567", "x");
  CHECK(result.kind == Kind::sent);
  STRCMP_EQUAL("", result.provider_id.c_str());
  server.answer(500, "<html>");
  STRCMP_EQUAL("the gateway answered (500)", send("+423781234567", "x").reason.c_str());
}

TEST(SmsGateway, without_a_gateway_or_a_number_nothing_is_asked) {
  CHECK(SmsGateway({}).send("+423781234567", "x").kind == Kind::unreachable);
  CHECK(send("781234567", "x").kind == Kind::refused);
  CHECK(server.messages().empty());
  server.stop();
  CHECK(send("+423781234567", "x").kind == Kind::unreachable);
}
