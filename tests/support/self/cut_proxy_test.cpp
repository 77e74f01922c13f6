#include "tests/support/cut_proxy.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <string>

#include "tests/support/wait.hpp"

#include <CppUTest/TestHarness.h>

using namespace std::chrono_literals;
using support::Socket;

namespace {

void send(const Socket& to, const std::string& text) {
  ::send(to.descriptor(), text.data(), text.size(), MSG_NOSIGNAL);
}

/// What comes within that time: "" for nothing, "closed" for an end or a break.
std::string receive(const Socket& from, int wait_ms = 5'000) {
  pollfd wait{from.descriptor(), POLLIN, 0};
  if (::poll(&wait, 1, wait_ms) <= 0) return {};
  std::array<char, 1'024> buffer;
  const ssize_t count = ::recv(from.descriptor(), buffer.data(), buffer.size(), 0);
  return count > 0 ? std::string(buffer.data(), static_cast<std::size_t>(count)) : "closed";
}

}  // namespace

TEST_GROUP(CutProxy) {
  Socket server = support::listen_on_loopback(0);
  support::CutProxy link{support::port_of(server)};
  Socket near, far;

  void setup() override {
    connect();
  }
  void connect() {
    near = support::connect_to_loopback(link.port());
    far = Socket(::accept4(server.descriptor(), nullptr, nullptr, SOCK_CLOEXEC));
    send(near, "x");
    STRCMP_EQUAL("x", receive(far).c_str());
  }
};

TEST(CutProxy, bytes_pass_both_ways_and_an_end_is_passed_on) {
  send(near, "up");
  STRCMP_EQUAL("up", receive(far).c_str());
  send(far, "down");
  STRCMP_EQUAL("down", receive(near).c_str());
  far.close();
  STRCMP_EQUAL("closed", receive(near).c_str());
  CHECK(support::wait_until([&] { return link.bytes_up() == 3 && link.bytes_down() == 4; }));
}

TEST(CutProxy, cut_breaks_and_refuses_until_restored) {
  link.cut();
  STRCMP_EQUAL("closed", receive(near).c_str());
  STRCMP_EQUAL("closed", receive(far).c_str());
  CHECK_FALSE(support::accepts_connections(link.port()));

  link.restore();
  connect();
}

TEST(CutProxy, half_open_swallows_for_ever_while_connections_stay) {
  link.half_open();
  send(near, "lost");
  STRCMP_EQUAL("", receive(far, 100).c_str());

  link.restore();
  send(near, "lost too");
  STRCMP_EQUAL("", receive(far, 100).c_str());
  connect();
}

TEST(CutProxy, frozen_bytes_arrive_after_restore) {
  link.freeze();
  send(near, "late");
  STRCMP_EQUAL("", receive(far, 100).c_str());
  link.restore();
  STRCMP_EQUAL("late", receive(far).c_str());
}

TEST(CutProxy, delay_holds_bytes_back) {
  link.delay(200ms);
  const auto began = std::chrono::steady_clock::now();
  send(near, "later");
  STRCMP_EQUAL("later", receive(far).c_str());
  CHECK(std::chrono::steady_clock::now() - began >= 200ms);
}

TEST(CutProxy, cut_after_lets_exactly_so_many_bytes_pass) {
  link.cut_after(3);
  send(near, "abcdef");
  STRCMP_EQUAL("abc", receive(far).c_str());
  STRCMP_EQUAL("closed", receive(far).c_str());
  CHECK_FALSE(support::accepts_connections(link.port()));
  link.restore();
  connect();
}
