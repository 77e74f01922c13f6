#include "certificates.hpp"
#include "fixture.hpp"

#include <CppUTest/TestHarness.h>

using namespace common;
using namespace common::http;
using namespace common::http::test;

TEST_GROUP(Tls) {
  Certificates files;
  TestServer test;
  WebSocketHandler handler;

  void setup() override {
    test.options.certificate_file = files["server.pem"];
    test.options.key_file = files["server.key"];
    test.options.client_ca_file = files["ca.pem"];
    test.get("/who", [](const Request& request, const Params&) {
      return Response(200, request.client_name + "|" +
                               std::to_string(request.client_fingerprint.size()) + "|" +
                               (request.tls ? "tls" : "plain"));
    });
    handler.on_message = [](const WebSocketPointer& socket, std::string text) {
      socket->send(text);
    };
    test.options.on_upgrade = [this](const Request&) -> Upgrade { return handler; };
  }
  void teardown() override {
    test.server.reset();
  }

  ClientOptions options(const std::string& certificate = {}) {
    auto wanted = test.client_options();
    wanted.tls = true;
    wanted.ca_file = files["ca.pem"];
    if (certificate.empty()) return wanted;
    wanted.certificate_file = files[certificate + ".pem"];
    wanted.key_file = files[certificate + ".key"];
    return wanted;
  }
  Reply who(const ClientOptions& wanted) {
    return Client(wanted).get("/who");
  }
};

TEST(Tls, serves_many_requests_on_one_connection) {
  test.start();
  Client client(options());
  for (int i = 0; i < 10; ++i) STRCMP_EQUAL("|0|tls", client.get("/who").body.c_str());
  LONGS_EQUAL(1, test.server->connections());
}

TEST(Tls, the_client_refuses_what_it_cannot_trust) {
  test.start();
  auto wrong_authority = options();
  wrong_authority.ca_file = files["other-ca.pem"];
  CHECK(!who(wrong_authority).reached());
  STRCMP_CONTAINS("certificate", who(wrong_authority).failure.c_str());
  auto wrong_name = options();
  wrong_name.server_name = "elsewhere.example";
  CHECK(!who(wrong_name).reached());
  auto right_name = options();
  right_name.server_name = "localhost";
  LONGS_EQUAL(200, who(right_name).status);
}

TEST(Tls, validity_is_judged_at_the_time_given) {
  test.start();
  auto wanted = options();
  wanted.verify_at = SystemClock().now() + std::chrono::hours(48);
  STRCMP_CONTAINS("expired", who(wanted).failure.c_str());
  wanted.verify_at = SystemClock().now();
  LONGS_EQUAL(200, who(wanted).status);
}

TEST(Tls, a_demanded_client_certificate_gives_the_name) {
  test.options.client_certificate = ClientCertificate::required;
  test.start();
  STRCMP_EQUAL("van-7|64|tls", who(options("van")).body.c_str());
  CHECK(!who(options()).reached());
  CHECK(!who(options("stranger")).reached());
}

TEST(Tls, an_optional_client_certificate_may_be_missing_but_not_false) {
  test.options.client_certificate = ClientCertificate::optional;
  test.start();
  STRCMP_EQUAL("van-7|64|tls", who(options("van")).body.c_str());
  STRCMP_EQUAL("|0|tls", who(options()).body.c_str());
  CHECK(!who(options("stranger")).reached());
}

TEST(Tls, big_bodies_both_ways) {
  test.post("/echo",
            [](const Request& request, const Params&) { return Response(200, request.body); });
  test.start();
  std::string big(3 << 20, 'y');
  CHECK(Client(options()).post("/echo", big).body == big);
}

TEST(Tls, websocket) {
  test.start();
  WebSocketClient client(options(), "/live");
  LONGS_EQUAL(101, client.upgrade().status);
  for (auto size : {1, 70'000, 500'000}) {
    client.send(std::string(static_cast<std::size_t>(size), 'z'));
    LONGS_EQUAL(size, client.receive().value_or("").size());
  }
  client.close();
  LONGS_EQUAL(1000, client.close_code());
}

TEST(Tls, plain_talk_and_silence_do_not_block_others) {
  test.options.head_within = 200ms;
  test.start();
  RawSocket silent(test.server->port());
  auto text = test.ask("GET /who HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK(text.find("HTTP/1.1 200") == std::string::npos);
  LONGS_EQUAL(200, who(options()).status);
  silent.read_all();
  CHECK(silent.ended());
}

TEST(Tls, bad_files_are_told) {
  test.options.key_file = files["van.key"];
  CHECK_THROWS(Error, test.start());
  test.options.key_file = files["none.key"];
  CHECK_THROWS(Error, test.start());
  auto wanted = test.options;
  ClientOptions bad;
  bad.tls = true;
  bad.ca_file = files["none.pem"];
  CHECK_THROWS(Error, Client{bad});
}
