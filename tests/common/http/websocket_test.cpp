#include "common/http/websocket.hpp"

#include <mutex>
#include <nlohmann/json.hpp>
#include <vector>

#include "fixture.hpp"

#include <CppUTest/TestHarness.h>

using namespace common;
using namespace common::http;
using namespace common::http::test;

TEST_GROUP(WebSocket) {
  TestServer test;
  WebSocketHandler handler;
  std::mutex mutex;
  std::vector<WebSocketPointer> open;
  std::vector<std::uint16_t> closed;

  void setup() override {
    handler.on_open = [this](const WebSocketPointer& socket) {
      std::lock_guard lock(mutex);
      open.push_back(socket);
    };
    handler.on_close = [this](const WebSocketPointer&, std::uint16_t code) {
      std::lock_guard lock(mutex);
      closed.push_back(code);
    };
    test.options.on_upgrade = [this](const Request& request) -> Upgrade {
      if (request.path == "/refuse") throw Error(ErrorCode::unauthenticated, "Sign in first.");
      if (request.path == "/teapot") return Response(418, "tea");
      return handler;
    };
  }
  void teardown() override {
    test.server.reset();
  }

  WebSocketClient connect(std::string_view target = "/live") {
    return WebSocketClient(test.client_options(), target);
  }
  std::size_t open_count() {
    std::lock_guard lock(mutex);
    return open.size();
  }
  bool closed_with(std::uint16_t code) {
    return soon([&] {
      std::lock_guard lock(mutex);
      return !closed.empty() && closed.back() == code;
    });
  }
  void echo() {
    handler.on_message = [](const WebSocketPointer& socket, std::string text) {
      socket->send(text);
    };
  }
};

TEST(WebSocket, echoes_small_and_large_texts_in_order) {
  echo();
  test.start();
  auto client = connect();
  LONGS_EQUAL(101, client.upgrade().status);
  for (auto size : {0, 1, 125, 126, 65535, 65536, 1'000'000}) {
    CHECK(client.send(std::string(static_cast<std::size_t>(size), 'x')));
    auto text = client.receive();
    CHECK(text.has_value());
    LONGS_EQUAL(size, text->size());
  }
  for (int i = 0; i < 100; ++i) client.send(std::to_string(i));
  for (int i = 0; i < 100; ++i)
    STRCMP_EQUAL(std::to_string(i).c_str(), client.receive().value_or("-").c_str());
  client.close(1000);
  LONGS_EQUAL(1000, client.close_code());
  CHECK(closed_with(1000));
}

TEST(WebSocket, broadcast_from_other_threads_reaches_all) {
  test.options.threads = 2;
  test.start();
  std::vector<WebSocketClient> clients;
  for (int i = 0; i < 10; ++i) clients.push_back(connect());
  CHECK(soon([&] { return open_count() == 10; }));
  std::vector<std::jthread> senders;
  for (int t = 0; t < 4; ++t)
    senders.emplace_back([&] {
      for (int i = 0; i < 25; ++i) {
        auto text = std::make_shared<const std::string>("news");
        for (auto& socket : open) socket->send(text);
      }
    });
  for (auto& sender : senders) sender.join();
  for (auto& client : clients)
    for (int i = 0; i < 100; ++i) STRCMP_EQUAL("news", client.receive().value_or("-").c_str());
}

TEST(WebSocket, a_slow_reader_is_closed_with_1013) {
  handler.queue_bytes_max = 1 << 20;
  test.start();
  auto client = connect();
  CHECK(soon([&] { return open_count() == 1; }));
  auto big = std::make_shared<const std::string>(std::string(256 << 10, 'x'));
  CHECK(soon([&] { return !open[0]->send(big); }));
  CHECK(!open[0]->is_open());
  while (client.receive()) {
  }
  LONGS_EQUAL(1013, client.close_code());
  CHECK(closed_with(1013));
}

TEST(WebSocket, too_many_small_messages_overflow_too) {
  handler.queue_messages_max = 8;
  std::atomic<bool> overflowed = false;
  handler.on_message = [&](const WebSocketPointer& socket, std::string) {
    while (socket->send("x")) {
    }
    overflowed = true;
  };
  test.start();
  auto client = connect();
  client.send("go");
  while (client.receive()) {
  }
  CHECK(soon([&] { return overflowed.load(); }));
  LONGS_EQUAL(1013, client.close_code());
}

TEST(WebSocket, the_server_may_close_with_a_code) {
  handler.on_message = [](const WebSocketPointer& socket, std::string) {
    socket->send("last words");
    socket->close(4001, std::string(200, 'r'));
    CHECK(!socket->send("too late"));
  };
  test.start();
  auto client = connect();
  client.send("x");
  STRCMP_EQUAL("last words", client.receive().value_or("-").c_str());
  CHECK(!client.receive());
  LONGS_EQUAL(4001, client.close_code());
  CHECK(closed_with(4001));
}

TEST(WebSocket, refusals_are_plain_replies) {
  test.start();
  auto refused = connect("/refuse");
  LONGS_EQUAL(401, refused.upgrade().status);
  CHECK(refused.upgrade().json()["code"] == "unauthenticated");
  LONGS_EQUAL(418, connect("/teapot").upgrade().status);
}

TEST(WebSocket, a_foreign_page_may_not_open_one) {
  test.start();
  Headers headers;
  headers.add("Origin", "https://evil.example");
  LONGS_EQUAL(403, WebSocketClient(test.client_options(), "/live", headers).upgrade().status);
  headers.set("Origin", "http://127.0.0.1:" + std::to_string(test.server->port()));
  LONGS_EQUAL(101, WebSocketClient(test.client_options(), "/live", headers).upgrade().status);
}

TEST(WebSocket, bad_handshakes_are_refused) {
  test.start();
  std::string start =
      "GET /live HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n";
  STRCMP_CONTAINS(" 400 ", test.ask(start + "\r\n").c_str());
  STRCMP_CONTAINS(
      " 4",
      test.ask(start +
               "Sec-WebSocket-Version: 7\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
          .substr(0, 12)
          .c_str());
  auto early = test.ask(
      start +
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\nearly");
  STRCMP_CONTAINS(" 400 ", early.c_str());
}

TEST(WebSocket, a_message_too_large_closes_with_1009) {
  echo();
  handler.message_bytes_max = 100;
  test.start();
  auto client = connect();
  client.send(std::string(101, 'x'));
  CHECK(!client.receive());
  LONGS_EQUAL(1009, client.close_code());
}

TEST(WebSocket, text_that_is_not_utf8_closes_with_1007) {
  echo();
  test.start();
  auto client = connect();
  client.send("\xff\xfe");
  CHECK(!client.receive());
  LONGS_EQUAL(1007, client.close_code());
}

TEST(WebSocket, a_failing_handler_closes_with_1011) {
  handler.on_message = [](const WebSocketPointer&, std::string) {
    throw std::runtime_error("broken");
  };
  test.start();
  auto client = connect();
  client.send("x");
  CHECK(!client.receive());
  LONGS_EQUAL(1011, client.close_code());
}

TEST(WebSocket, a_broken_connection_is_told_as_1006) {
  test.start();
  {
    auto client = connect();
    CHECK(soon([&] { return open_count() == 1; }));
  }
  CHECK(closed_with(1006));
  CHECK(soon([&] { return test.server->connections() == 0; }));
  CHECK(!open[0]->send("into the void"));
}

TEST(WebSocket, a_dead_peer_is_found_by_ping) {
  test.options.websocket_idle = 200ms;
  test.start();
  auto client = connect();
  CHECK(soon([&] { return open_count() == 1; }));
  // Nobody reads at the client, so no pong is sent.
  CHECK(closed_with(1006));
}

TEST(WebSocket, a_live_but_silent_peer_stays) {
  test.options.websocket_idle = 200ms;
  test.start();
  auto client = connect();
  CHECK(!client.receive(600ms));
  CHECK(client.is_open());
  CHECK(open[0]->send("still there"));
  STRCMP_EQUAL("still there", client.receive().value_or("-").c_str());
}

TEST(WebSocket, stop_closes_with_1001_and_handles_survive) {
  echo();
  test.start();
  auto client = connect();
  CHECK(soon([&] { return open_count() == 1; }));
  std::jthread stopper([&] { test.server->stop(); });
  CHECK(!client.receive());
  LONGS_EQUAL(1001, client.close_code());
  stopper.join();
  test.server.reset();
  CHECK(closed_with(1001));
  CHECK(!open[0]->send("after the end"));
  open[0]->close();
}

TEST(WebSocket, without_a_handler_there_is_no_upgrade) {
  test.options.on_upgrade = nullptr;
  test.start();
  LONGS_EQUAL(404, connect().upgrade().status);
}

TEST(WebSocket, the_subprotocol_chosen_is_told) {
  handler.subprotocol = "live.v1";
  test.start();
  Headers headers;
  headers.add("Sec-WebSocket-Protocol", "live.v1, live.v2");
  WebSocketClient client(test.client_options(), "/live", headers);
  CHECK(client.upgrade().headers.find("Sec-WebSocket-Protocol") == "live.v1");
}
