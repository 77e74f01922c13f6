#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "common/asio/asio.hpp"
#include "common/http/http.hpp"

namespace common::http::test {

using namespace std::chrono_literals;

/// Asks again until it is so; false after five seconds.
inline bool soon(const std::function<bool()>& is_so) {
  auto end = std::chrono::steady_clock::now() + 5s;
  while (!is_so()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(2ms);
  }
  return true;
}

/// A socket that sends what it is told, well-formed or not.
class RawSocket {
 public:
  explicit RawSocket(std::uint16_t port, int receive_buffer = 0) {
    socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
    if (receive_buffer > 0)
      ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  ~RawSocket() { close(); }
  RawSocket(const RawSocket&) = delete;
  RawSocket& operator=(const RawSocket&) = delete;

  bool connected() const { return connected_; }
  void send(std::string_view bytes) {
    (void)::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  }
  /// All that comes until the server closes, or five seconds.
  std::string read_all() {
    while (read_some()) {
    }
    return std::exchange(got_, {});
  }
  /// All up to and with `mark`; what came until then if it never does.
  std::string read_until(std::string_view mark) {
    std::size_t at = 0;
    while ((at = got_.find(mark)) == std::string::npos)
      if (!read_some()) return std::exchange(got_, {});
    auto text = got_.substr(0, at + mark.size());
    got_.erase(0, text.size());
    return text;
  }
  bool ended() const { return ended_; }
  void reset() {
    linger now{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close();
  }
  void close() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
  }

 private:
  bool read_some() {
    pollfd watched{socket_, POLLIN, 0};
    if (::poll(&watched, 1, 5000) <= 0) return false;
    char part[65536];
    auto size = ::recv(socket_, part, sizeof part, 0);
    ended_ = size <= 0;
    if (size > 0) got_.append(part, static_cast<std::size_t>(size));
    return size > 0;
  }

  int socket_ = -1;
  bool connected_ = false;
  bool ended_ = false;
  std::string got_;
};

/// A server on a free port with a pool of its own.
struct TestServer {
  Router router;
  ServerOptions options;
  asio::Pool pool{"test", 4, 1024};
  std::unique_ptr<Server> server;

  std::uint16_t start() {
    server = std::make_unique<Server>(
        options, [this](const Request& request) { return router.handle(request); }, pool);
    return server->port();
  }
  void get(std::string_view pattern, Router::Handler handler) {
    router.add(Method::get, pattern, std::move(handler));
  }
  void post(std::string_view pattern, Router::Handler handler) {
    router.add(Method::post, pattern, std::move(handler));
  }
  Client client() { return Client(client_options()); }
  ClientOptions client_options() const {
    ClientOptions wanted;
    wanted.port = server->port();
    return wanted;
  }
  /// One raw request whose connection the server is expected to close.
  std::string ask(std::string_view bytes) {
    RawSocket socket(server->port());
    socket.send(bytes);
    return socket.read_all();
  }
};

inline Response hello(const Request&, const Params&) {
  return Response(200, "hello");
}

}  // namespace common::http::test
