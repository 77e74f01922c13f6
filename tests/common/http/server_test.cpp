#include "common/http/server.hpp"

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <vector>

#include "fixture.hpp"

#include <CppUTest/TestHarness.h>

using namespace common;
using namespace common::http;
using namespace common::http::test;

namespace {
constexpr const char* get_hello = "GET /hello HTTP/1.1\r\nHost: h\r\n\r\n";
constexpr const char* get_hello_and_close =
    "GET /hello HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
}  // namespace

TEST_GROUP(Server) {
  TestServer test;
  void setup() override {
    test.get("/hello", hello);
  }
};

TEST(Server, a_connection_serves_many_requests) {
  test.start();
  auto client = test.client();
  for (int i = 0; i < 50; ++i) STRCMP_EQUAL("hello", client.get("/hello").body.c_str());
  LONGS_EQUAL(1, test.server->connections());
}

TEST(Server, pipelined_requests_are_answered_in_order) {
  test.get("/n/{n}/", [](const Request&, const Params& params) {
    // The first answers last if order were not kept.
    if (params["n"] == "0") std::this_thread::sleep_for(30ms);
    return Response(200, "<" + std::string(params["n"]) + ">");
  });
  test.start();
  std::string all, expected;
  for (int i = 0; i < 20; ++i) {
    all += "GET /n/" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\n" +
           (i == 19 ? "Connection: close\r\n" : "") + "\r\n";
    expected += "<" + std::to_string(i) + ">";
  }
  auto text = test.ask(all);
  std::string bodies;
  for (std::size_t at = 0; (at = text.find('<', at)) != std::string::npos; ++at)
    bodies += text.substr(at, text.find('>', at) - at + 1);
  STRCMP_EQUAL(expected.c_str(), bodies.c_str());
}

TEST(Server, a_request_may_come_byte_by_byte) {
  test.post("/echo",
            [](const Request& request, const Params&) { return Response(200, request.body); });
  test.start();
  RawSocket socket(test.server->port());
  for (char c : std::string("POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: "
                            "chunked\r\nConnection: close\r\n\r\n"
                            "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: 1\r\n\r\n"))
    socket.send({&c, 1});
  STRCMP_CONTAINS("\r\n\r\nabcde", socket.read_all().c_str());
}

TEST(Server, http_1_0_closes_unless_asked_to_stay) {
  test.start();
  STRCMP_CONTAINS("Connection: close", test.ask("GET /hello HTTP/1.0\r\n\r\n").c_str());
}

TEST(Server, the_reply_has_frame_date_and_security_headers) {
  test.start();
  auto reply = test.client().get("/hello");
  CHECK(reply.headers.find("Content-Length") == "5");
  CHECK(reply.headers.find("Date").has_value());
  CHECK(reply.headers.find("X-Content-Type-Options") == "nosniff");
  CHECK(reply.headers.find("X-Frame-Options") == "DENY");
  CHECK(reply.headers.find("Referrer-Policy") == "same-origin");
  CHECK(reply.headers.find("Content-Security-Policy") == strict_content_security_policy);
}

TEST(Server, a_response_may_bring_its_own_security_headers) {
  test.get("/frame", [](const Request&, const Params&) {
    Response response(200, "x");
    response.headers.add("Content-Security-Policy", "default-src 'none'");
    response.headers.add("X-Frame-Options", "SAMEORIGIN");
    response.headers.add("Content-Length", "77");
    return response;
  });
  test.start();
  auto text = test.ask("GET /frame HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  STRCMP_CONTAINS("Content-Security-Policy: default-src 'none'\r\n", text.c_str());
  STRCMP_CONTAINS("X-Frame-Options: SAMEORIGIN\r\n", text.c_str());
  STRCMP_CONTAINS("Content-Length: 1\r\n", text.c_str());
  CHECK(text.find("DENY") == std::string::npos);
  CHECK(text.find("Content-Length: 77") == std::string::npos);
}

TEST(Server, head_has_the_length_and_no_body) {
  test.start();
  auto text = test.ask("HEAD /hello HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  STRCMP_CONTAINS("Content-Length: 5\r\n", text.c_str());
  CHECK(text.ends_with("\r\n\r\n"));
}

TEST(Server, unknown_address_and_method) {
  test.start();
  auto client = test.client();
  auto missing = client.get("/none");
  LONGS_EQUAL(404, missing.status);
  CHECK(missing.json()["code"] == "not_found");
  auto refused = client.send(Method::delete_, "/hello");
  LONGS_EQUAL(405, refused.status);
  CHECK(refused.headers.find("Allow") == "GET, HEAD, OPTIONS");
  CHECK(refused.headers.find("Content-Type") == "application/problem+json");
  CHECK(refused.json()["code"] == "method_not_allowed");
  LONGS_EQUAL(204, client.send(Method::options, "/hello").status);
}

TEST(Server, the_handler_sees_the_request_decoded) {
  Request seen;
  test.router.add(Method::put, "/a/{id}/", [&](const Request& request, const Params& params) {
    seen = request;
    return Response(200, std::string(params["id"]));
  });
  test.start();
  Headers headers;
  headers.add("X-One", "1");
  auto reply = test.client().send(Method::put, "/a/x%20y?q=a%26b", headers, "body");
  STRCMP_EQUAL("x y", reply.body.c_str());
  CHECK(seen.parameter("q") == "a&b");
  CHECK(seen.headers.find("x-one") == "1");
  STRCMP_EQUAL("body", seen.body.c_str());
  STRCMP_EQUAL("127.0.0.1", seen.peer.c_str());
  STRCMP_EQUAL("PUT", seen.method_text.c_str());
  CHECK(!seen.tls);
}

TEST(Server, each_error_becomes_its_problem) {
  struct Case {
    ErrorCode code;
    int status;
  };
  std::vector<Case> cases{
      {ErrorCode::bad_input, 400},   {ErrorCode::unauthenticated, 401}, {ErrorCode::forbidden, 403},
      {ErrorCode::not_found, 404},   {ErrorCode::conflict, 409},        {ErrorCode::too_large, 413},
      {ErrorCode::unavailable, 503}, {ErrorCode::storage, 507},         {ErrorCode::internal, 500}};
  test.get("/fail/{n}/", [&](const Request&, const Params& params) -> Response {
    throw Error(cases[std::stoul(std::string(params["n"]))].code, "detail text", "the.field");
  });
  test.start();
  auto client = test.client();
  for (std::size_t i = 0; i < cases.size(); ++i) {
    auto reply = client.get("/fail/" + std::to_string(i));
    auto body = reply.json();
    LONGS_EQUAL(cases[i].status, reply.status);
    CHECK(reply.headers.find("Content-Type") == "application/problem+json");
    CHECK(body["code"] == std::string(code_name(cases[i].code)));
    CHECK(body["correlation"].get<std::string>().size() == 36);
    bool told = cases[i].status != 500 && cases[i].status != 507;
    LONGS_EQUAL(told ? 1 : 0, body["errors"].size());
    CHECK_EQUAL(told, body["detail"] == "detail text");
  }
}

TEST(Server, any_other_exception_is_500_and_the_connection_lives) {
  test.get("/std",
           [](const Request&, const Params&) -> Response { throw std::runtime_error("inner"); });
  test.get("/int", [](const Request&, const Params&) -> Response { throw 7; });
  test.get("/split", [](const Request&, const Params&) {
    Response response(200, "x");
    response.headers.add("X-Bad", "a\r\nSet-Cookie: b=c");
    return response;
  });
  test.get("/gone", [](const Request&, const Params&) {
    Response response;
    response.body = FilePart{"/nonexistent/file", 0, 10};
    return response;
  });
  test.start();
  auto client = test.client();
  for (auto target : {"/std", "/int", "/split"}) {
    auto reply = client.get(target);
    LONGS_EQUAL(500, reply.status);
    CHECK(!reply.headers.find("Set-Cookie"));
    CHECK(reply.body.find("inner") == std::string::npos);
  }
  LONGS_EQUAL(404, client.get("/gone").status);
  LONGS_EQUAL(1, test.server->connections());
}

TEST(Server, two_hundred_connections_at_once) {
  test.options.threads = 2;
  test.start();
  std::vector<std::unique_ptr<RawSocket>> sockets;
  for (int i = 0; i < 200; ++i) sockets.push_back(std::make_unique<RawSocket>(test.server->port()));
  for (auto& socket : sockets) socket->send(get_hello);
  for (auto& socket : sockets)
    STRCMP_CONTAINS("\r\n\r\nhello", socket->read_until("hello").c_str());
  LONGS_EQUAL(200, test.server->connections());
  sockets.clear();
  CHECK(soon([&] { return test.server->connections() == 0; }));
}

TEST(Server, one_connection_too_many_is_told_so) {
  test.options.connections_max = 2;
  test.start();
  RawSocket first(test.server->port()), second(test.server->port());
  CHECK(soon([&] { return test.server->connections() == 2; }));
  STRCMP_CONTAINS("503", test.ask("").c_str());
  first.close();
  CHECK(soon([&] { return test.server->connections() == 1; }));
  STRCMP_CONTAINS("200", test.ask(get_hello_and_close).c_str());
}

TEST(Server, a_full_pool_is_503) {
  asio::Pool narrow("narrow", 1, 1);
  std::atomic<bool> go = false;
  std::atomic<int> inside = 0;
  Server server(
      {},
      [&](const Request&) {
        ++inside;
        soon([&] { return go.load(); });
        return Response(200, "slow");
      },
      narrow);
  RawSocket first(server.port()), second(server.port()), third(server.port());
  first.send(get_hello_and_close);
  CHECK(soon([&] { return inside == 1; }));
  second.send(get_hello_and_close);
  CHECK(soon([&] { return narrow.waiting() == 1; }));
  third.send(get_hello_and_close);
  STRCMP_CONTAINS("503", third.read_all().c_str());
  go = true;
  STRCMP_CONTAINS("slow", first.read_all().c_str());
  STRCMP_CONTAINS("slow", second.read_all().c_str());
}

TEST(Server, a_client_that_vanishes_leaves_nothing) {
  std::atomic<int> inside = 0;
  test.get("/slow", [&](const Request&, const Params&) {
    ++inside;
    std::this_thread::sleep_for(30ms);
    return Response(200, std::string(1 << 20, 'x'));
  });
  test.start();
  for (auto part : {"", "GET /slow", "GET /slow HTTP/1.1\r\nHost: h\r\n\r\n",
                    "POST /slow HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nab"}) {
    RawSocket socket(test.server->port());
    socket.send(part);
    if (std::string_view(part).starts_with("GET /slow ")) CHECK(soon([&] { return inside == 1; }));
    socket.reset();
  }
  CHECK(soon([&] { return test.server->connections() == 0; }));
  LONGS_EQUAL(200, test.client().get("/hello").status);
}

TEST(Server, a_big_reply_arrives_whole) {
  std::string big(5 << 20, 'x');
  auto shared = std::make_shared<const std::string>(big);
  test.get("/own", [&](const Request&, const Params&) { return Response(200, big); });
  test.get("/shared", [&](const Request&, const Params&) {
    Response response;
    response.body = shared;
    return response;
  });
  test.start();
  auto client = test.client();
  CHECK(client.get("/own").body == big);
  CHECK(client.get("/shared").body == big);
  LONGS_EQUAL(1, test.server->connections());
}

TEST(Server, stop_lets_running_requests_finish) {
  std::atomic<int> inside = 0;
  std::atomic<bool> go = false;
  test.get("/slow", [&](const Request&, const Params&) {
    ++inside;
    soon([&] { return go.load(); });
    return Response(200, "finished");
  });
  auto port = test.start();
  RawSocket busy(port), idle(port);
  busy.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n");
  idle.send(get_hello);
  idle.read_until("hello");
  CHECK(soon([&] { return inside == 1; }));
  std::jthread stopper([&] { test.server->stop(); });
  STRCMP_EQUAL("", idle.read_all().c_str());
  CHECK(idle.ended());
  go = true;
  auto text = busy.read_all();
  STRCMP_CONTAINS("finished", text.c_str());
  STRCMP_CONTAINS("Connection: close", text.c_str());
  busy.close();
  stopper.join();
  CHECK(!RawSocket(port).connected());
}

TEST(Server, stop_under_load_never_tears_a_reply) {
  auto port = test.start();
  std::atomic<bool> torn = false;
  std::vector<std::jthread> threads;
  std::atomic<int> served = 0;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] {
      ClientOptions options;
      options.port = port;
      Client client(options);
      for (;;) {
        auto reply = client.get("/hello");
        if (!reply.reached()) return;
        ++served;
        if (reply.body != "hello") torn = true;
      }
    });
  CHECK(soon([&] { return served > 200; }));
  test.server->stop();
  for (auto& thread : threads) thread.join();
  CHECK(!torn);
}

TEST(Server, a_taken_port_is_told) {
  test.start();
  ServerOptions options;
  options.port = test.server->port();
  CHECK_THROWS(Error, Server(
                          options, [](const Request&) { return Response(); }, test.pool));
  options.address = "nowhere";
  CHECK_THROWS(Error, Server(
                          options, [](const Request&) { return Response(); }, test.pool));
}

TEST(Server, only_its_proxy_is_believed_in_whom_it_speaks_for) {
  Request seen;
  test.router.add(Method::get, "/who/", [&](const Request& request, const Params&) {
    seen = request;
    return Response(200);
  });
  test.options.proxy = "127.0.0.1";
  test.start();
  auto ask = [&](const std::string& headers) {
    test.ask("GET /who HTTP/1.1\r\nHost: h\r\n" + headers + "Connection: close\r\n\r\n");
    return seen.peer + (seen.tls ? " by TLS" : "");
  };
  STRCMP_EQUAL("127.0.0.1", ask("").c_str());
  STRCMP_EQUAL("10.0.0.9 by TLS",
               ask("X-Forwarded-For: 1.2.3.4, 10.0.0.9\r\nX-Forwarded-Proto: https\r\n").c_str());
  STRCMP_EQUAL("::2", ask("X-Forwarded-For: 1.2.3.4\r\nx-forwarded-for: ::2\r\n").c_str());
  STRCMP_EQUAL("127.0.0.1", ask("X-Forwarded-For: unknown\r\n").c_str());
}

TEST(Server, without_a_proxy_nobody_speaks_for_another) {
  Request seen;
  test.router.add(Method::get, "/who/", [&](const Request& request, const Params&) {
    seen = request;
    return Response(200);
  });
  test.start();
  test.ask(
      "GET /who HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: "
      "https\r\nConnection: close\r\n\r\n");
  STRCMP_EQUAL("127.0.0.1", seen.peer.c_str());
  CHECK_FALSE(seen.tls);
}

// features: A11Y-04
TEST(Server, problems_are_said_in_the_language_that_is_asked_for) {
  test.get("/refuse", [](const Request&, const Params&) -> Response {
    refuse("count", say("expected a number from {} to {}", 1, 9));
  });
  test.start();
  auto ask = [&](Method method, std::string_view target, std::string_view language) {
    Headers headers;
    if (!language.empty()) headers.add("Accept-Language", language);
    return test.client().send(method, target, headers);
  };

  auto german = ask(Method::get, "/refuse", "fr, de-LI;q=0.9, en;q=0.8");
  auto method = ask(Method::delete_, "/refuse", "de");
  auto english = ask(Method::get, "/refuse", "en, de;q=0.5");
  auto none = ask(Method::get, "/refuse", "");

  CHECK(german.headers.find("Content-Language") == "de");
  STRCMP_EQUAL("Eingabe stimmt nicht", german.json()["title"].get<std::string>().c_str());
  STRCMP_EQUAL("erwartet wird eine Zahl von 1 bis 9",
               german.json()["detail"].get<std::string>().c_str());
  CHECK(german.json()["errors"][0]["text"] == german.json()["detail"]);
  CHECK(method.headers.find("Content-Language") == "de");
  STRCMP_CONTAINS("kennt die Methode nicht", method.body.c_str());
  for (auto& reply : {english, none}) {
    CHECK(reply.headers.find("Content-Language") == "en");
    STRCMP_EQUAL("Bad input", reply.json()["title"].get<std::string>().c_str());
    STRCMP_EQUAL("expected a number from 1 to 9",
                 reply.json()["detail"].get<std::string>().c_str());
  }
}

// features: A11Y-04
TEST(Server, a_failure_of_our_own_is_told_in_german_without_its_cause) {
  test.get("/fail", [](const Request&, const Params&) -> Response {
    throw Error(ErrorCode::internal, "row 7 of people is torn");
  });
  test.start();
  Headers headers;
  headers.add("Accept-Language", "de");

  auto reply = test.client().send(Method::get, "/fail", headers);

  STRCMP_EQUAL("Bei uns ist etwas schiefgegangen.",
               reply.json()["detail"].get<std::string>().c_str());
  CHECK(reply.body.find("torn") == std::string::npos);
}
