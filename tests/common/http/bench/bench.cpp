// A server that says hello, to be compared with nginx by wrk. Ends on SIGINT or SIGTERM.
//   /       13 bytes of text      /json   a small record      /file   the file named on the command
//   line
#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>

#include "common/asio/asio.hpp"
#include "common/http/http.hpp"

using namespace common;

int main(int argc, char** argv) {
  auto number = [&](int at, long otherwise) { return argc > at ? std::atol(argv[at]) : otherwise; };
  asio::Loop loop;
  loop.stop_on_signals();
  asio::Pool pool("handlers", static_cast<std::size_t>(number(3, 2)), 4096);
  http::Router router;
  router.add(http::Method::get, "/",
             [](auto&, auto&) { return http::Response(200, "Hello, world!"); });
  router.add(http::Method::get, "/json", [](auto&, auto&) {
    return http::json({{"id", "work-order-1"}, {"state", "open"}, {"minutes", 90}});
  });
  std::string file = argc > 4 ? argv[4] : argv[0];
  router.add(http::Method::get, "/file",
             [file](auto& request, auto&) { return http::send_file(request, file); });
  http::ServerOptions options;
  options.port = static_cast<std::uint16_t>(number(1, 0));
  options.threads = static_cast<std::size_t>(number(2, 1));
  http::Server server(
      options, [&](auto& request) { return router.handle(request); }, pool);
  std::cout << "listening on port " << server.port() << std::endl;
  loop.run();
}
