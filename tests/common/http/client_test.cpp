#include "common/http/client.hpp"

#include <nlohmann/json.hpp>

#include "fixture.hpp"

#include <CppUTest/TestHarness.h>

using namespace common;
using namespace common::http;
using namespace common::http::test;

namespace {

/// Accepts one connection after the other and answers each with the same bytes, then closes it.
class CannedServer {
 public:
  explicit CannedServer(std::string bytes) : bytes_(std::move(bytes)) {
    socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    (void)::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address);
    ::listen(socket_, 8);
    socklen_t size = sizeof address;
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    port = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~CannedServer() {
    ::shutdown(socket_, SHUT_RDWR);
    thread_.join();
    ::close(socket_);
  }
  std::uint16_t port = 0;
  std::atomic<int> accepted = 0;

 private:
  void serve() {
    for (int peer = 0; (peer = ::accept(socket_, nullptr, nullptr)) >= 0;) {
      ++accepted;
      char request[4096];
      (void)!::recv(peer, request, sizeof request, 0);
      (void)::send(peer, bytes_.data(), bytes_.size(), MSG_NOSIGNAL);
      ::close(peer);
    }
  }
  std::string bytes_;
  int socket_ = -1;
  std::thread thread_;
};

Reply get_from(const CannedServer& server, std::size_t bytes_max = 1000) {
  ClientOptions options;
  options.port = server.port;
  options.body_bytes_max = bytes_max;
  return Client(options).get("/");
}

}  // namespace

TEST_GROUP(Client){};

TEST(Client, nobody_there_is_an_answer) {
  std::uint16_t port = CannedServer("").port;
  ClientOptions options;
  options.port = port;
  auto reply = Client(options).get("/");
  CHECK(!reply.reached());
  CHECK(!reply.failure.empty());
  options.host = "name.invalid";
  CHECK(!Client(options).get("/").reached());
}

TEST(Client, silence_ends_at_the_deadline) {
  TestServer test;
  std::atomic<bool> go = false;
  test.get("/slow", [&](const Request&, const Params&) {
    soon([&] { return go.load(); });
    return Response(200, "late");
  });
  test.start();
  auto options = test.client_options();
  options.deadline = 100ms;
  Client client(options);
  auto start = std::chrono::steady_clock::now();
  CHECK(!client.get("/slow").reached());
  CHECK(std::chrono::steady_clock::now() - start < 3s);
  go = true;
}

TEST(Client, what_is_no_proper_reply_is_a_failure) {
  for (std::string bytes :
       {"", "nonsense\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
        "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n"}) {
    CannedServer server(bytes);
    CHECK_TEXT(!get_from(server).reached(), bytes.c_str());
  }
}

TEST(Client, replies_of_every_frame_are_read) {
  for (std::string bytes :
       {"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", "HTTP/1.0 200 OK\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"}) {
    CannedServer server(bytes);
    auto reply = get_from(server);
    LONGS_EQUAL_TEXT(200, reply.status, (bytes + " " + reply.failure).c_str());
    STRCMP_EQUAL("abc", reply.body.c_str());
  }
}

TEST(Client, a_kept_connection_that_died_is_made_anew) {
  CannedServer server("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc");
  ClientOptions options;
  options.port = server.port;
  Client client(options);
  for (int i = 0; i < 5; ++i) LONGS_EQUAL(200, client.get("/").status);
  LONGS_EQUAL(5, server.accepted);
}

TEST(Client, json_goes_both_ways) {
  TestServer test;
  test.post("/json", [](const Request& request, const Params&) {
    auto value = request.json();
    value["seen"] = std::string(*request.headers.find("Content-Type"));
    return json(value, 201);
  });
  test.start();
  auto reply = test.client().post_json("/json", {{"id", 7}});
  LONGS_EQUAL(201, reply.status);
  CHECK(reply.json() == nlohmann::json({{"id", 7}, {"seen", "application/json"}}));
}
