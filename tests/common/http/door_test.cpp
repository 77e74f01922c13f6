// What the server refuses before a handler sees it.
#include <nlohmann/json.hpp>

#include "fixture.hpp"

#include <CppUTest/TestHarness.h>

using namespace common;
using namespace common::http;
using namespace common::http::test;

TEST_GROUP(Door) {
  TestServer test;
  std::atomic<int> handled = 0;
  void setup() override {
    test.router.fallback([this](const Request& request) {
      ++handled;
      return Response(200, "body:" + request.body);
    });
  }
  void refused(int status, const std::string& request, const std::string& detail = {}) {
    auto before = handled.load();
    auto reply = test.ask(request);
    auto expected = "HTTP/1.1 " + std::to_string(status) + " ";
    CHECK_TEXT(reply.starts_with(expected),
               (request.substr(0, 120) + " -> " + reply.substr(0, 60)).c_str());
    STRCMP_CONTAINS("Content-Type: application/problem+json\r\n", reply.c_str());
    auto problem = nlohmann::json::parse(reply.substr(reply.find("\r\n\r\n") + 4));
    LONGS_EQUAL(status, problem["status"].get<int>());
    STRCMP_CONTAINS(detail.c_str(), problem["detail"].get<std::string>().c_str());
    LONGS_EQUAL(before, handled);
  }
};

TEST(Door, malformed_requests_are_400) {
  test.start();
  for (std::string request : {
           "\x16\x03\x01\x02\r\n\r\n",
           "GET\r\n\r\n",
           "GET / HTTP/9.9\r\nHost: h\r\n\r\n",
           "GET / HTTX/1.1\r\nHost: h\r\n\r\n",
           "GET /a b HTTP/1.1\r\nHost: h\r\n\r\n",
           "G(T / HTTP/1.1\r\nHost: h\r\n\r\n",
           "GET / HTTP/1.1\r\n\r\n",
           "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
           "GET / HTTP/1.1\r\nHost: h\r\nBad Name: x\r\n\r\n",
           "GET / HTTP/1.1\r\nHost: h\r\nName : x\r\n\r\n",
           "GET / HTTP/1.1\r\nHost: h\r\nName: a\x01z\r\n\r\n",
           "GET / HTTP/1.1\r\nHost: h\r\nno colon\r\n\r\n",
           "GET /../etc/passwd HTTP/1.1\r\nHost: h\r\n\r\n",
           "GET /%2e%2e/ HTTP/1.1\r\nHost: h\r\n\r\n",
           "GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n",
           "CONNECT host:443 HTTP/1.1\r\nHost: h\r\n\r\n",
       })
    refused(400, request);
}

TEST(Door, smuggling_is_400) {
  test.start();
  std::string start = "POST / HTTP/1.1\r\nHost: h\r\n";
  for (std::string rest : {
           "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
           "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
           "Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
           "Content-Length: 4, 5\r\n\r\nabcde",
           "Content-Length: +4\r\n\r\nabcd",
           "Content-Length: -1\r\n\r\n",
           "Content-Length: 4x\r\n\r\nabcd",
           "Content-Length: 99999999999999999999999\r\n\r\n",
           "Transfer-Encoding: identity\r\n\r\n",
           "Transfer-Encoding: chunked, identity\r\n\r\n",
           "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
           "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
           "Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
           "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
           "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
       })
    refused(400, start + rest);
  refused(400, "POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
}

TEST(Door, what_follows_a_refused_request_is_not_read_as_another) {
  test.start();
  refused(400,
          "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nTransfer-Encoding: "
          "chunked\r\n\r\n0\r\n\r\n"
          "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
}

TEST(Door, a_huge_head_is_431) {
  test.options.head_bytes_max = 4096;
  test.start();
  refused(431, "GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(10'000, 'x') + "\r\n\r\n");
  refused(431, "GET /" + std::string(100'000, 'x'));
  std::string many = "GET / HTTP/1.1\r\nHost: h\r\n";
  for (int i = 0; i < 1000; ++i) many += "X" + std::to_string(i) + ": y\r\n";
  refused(431, many + "\r\n");
}

TEST(Door, a_huge_body_is_413) {
  test.options.body_bytes_max = 1000;
  test.start();
  refused(413,
          "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\n\r\n" + std::string(1001, 'x'));
  refused(413, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 18446744073709551615\r\n\r\n");
  refused(413,
          "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" +
              std::string(1001, 'x'),
          "more than the 1000 bytes");
  auto just_right = test.client().post("/", std::string(1000, 'x'));
  LONGS_EQUAL(200, just_right.status);
  LONGS_EQUAL(1005, just_right.body.size());
}

TEST(Door, a_body_may_be_bounded_by_the_requests_head) {
  test.options.body_bytes_max = 1000;
  test.options.body_bytes_max_of = [](const common::http::Request& request) -> std::size_t {
    return request.headers.find("X-Known") && request.target == "/" ? 500 : 10;
  };
  test.start();
  std::string post = "POST / HTTP/1.1\r\nHost: h\r\n", known = "X-Known: 1\r\n";
  auto sized = [](int size) {
    return "Content-Length: " + std::to_string(size) + "\r\nConnection: close\r\n\r\n" +
           std::string(static_cast<std::size_t>(size), 'x');
  };
  std::string chunked = "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
  refused(413, post + sized(11));
  refused(413, post + known + sized(501), "more than the 500 bytes");
  refused(413, post + chunked + "b\r\n" + std::string(11, 'x'));
  refused(413, post + "Expect: 100-continue\r\nContent-Length: 11\r\n\r\n");
  for (auto& allowed :
       {post + sized(10), post + known + sized(500),
        post + known + chunked + "b\r\n" + std::string(11, 'x') + "\r\n0\r\n\r\n"}) {
    RawSocket socket(test.server->port());
    socket.send(allowed);
    STRCMP_CONTAINS("HTTP/1.1 200", socket.read_all().c_str());
  }
}

TEST(Door, the_413_arrives_even_while_the_client_still_sends) {
  test.start();
  auto reply = test.client().post("/", std::string((8 << 20) + 1, 'x'));
  LONGS_EQUAL(413, reply.status);
}

TEST(Door, a_long_chunk_extension_is_refused) {
  test.start();
  refused(400, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3;x=" +
                   std::string(100'000, 'y'));
}

TEST(Door, expect_continue_is_answered_before_the_body) {
  test.start();
  RawSocket socket(test.server->port());
  socket.send(
      "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\nConnection: "
      "close\r\n\r\n");
  STRCMP_EQUAL("HTTP/1.1 100 Continue\r\n\r\n", socket.read_until("\r\n\r\n").c_str());
  socket.send("abc");
  STRCMP_CONTAINS("body:abc", socket.read_all().c_str());
}

TEST(Door, expect_continue_of_too_much_is_413_at_once) {
  test.start();
  refused(413,
          "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n");
}

TEST(Door, a_slow_head_is_cut_off) {
  test.options.head_within = 100ms;
  test.start();
  RawSocket socket(test.server->port());
  auto start = std::chrono::steady_clock::now();
  socket.send("GET / HTTP/1.1\r\nHo");
  STRCMP_CONTAINS("408 Request Timeout", socket.read_all().c_str());
  CHECK(std::chrono::steady_clock::now() - start < 3s);
  LONGS_EQUAL(0, handled);
}

TEST(Door, a_dripping_head_does_not_gain_time) {
  test.options.head_within = 150ms;
  test.start();
  RawSocket socket(test.server->port());
  std::atomic<bool> done = false;
  std::jthread drip([&] {
    socket.send("GET / HTTP/1.1\r\n");
    while (!done) {
      socket.send("X: y\r\n");
      std::this_thread::sleep_for(10ms);
    }
  });
  auto text = socket.read_until("\r\n\r\n");
  done = true;
  drip.join();
  STRCMP_CONTAINS("408", text.c_str());
}

TEST(Door, a_slow_body_is_cut_off) {
  test.options.transfer_grace = 100ms;
  test.start();
  RawSocket socket(test.server->port());
  socket.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nabc");
  STRCMP_CONTAINS("408", socket.read_all().c_str());
  LONGS_EQUAL(0, handled);
}

TEST(Door, an_idle_connection_is_closed_without_a_word) {
  test.options.idle = 100ms;
  test.start();
  RawSocket socket(test.server->port());
  socket.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  socket.read_until("body:");
  STRCMP_EQUAL("", socket.read_all().c_str());
  CHECK(socket.ended());
}

TEST(Door, a_client_that_does_not_read_is_cut_off) {
  test.options.transfer_grace = 100ms;
  test.options.rate_bytes_min = 1 << 30;
  test.router.add(Method::get, "/big", [](const Request&, const Params&) {
    return Response(200, std::string(32 << 20, 'x'));
  });
  test.start();
  RawSocket socket(test.server->port(), 4096);
  socket.send("GET /big HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK(soon([&] { return test.server->connections() == 1; }));
  CHECK(soon([&] { return test.server->connections() == 0; }));
}
