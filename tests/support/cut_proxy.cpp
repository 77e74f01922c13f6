#include "tests/support/cut_proxy.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <deque>
#include <string>
#include <vector>

#include "tests/support/wait.hpp"

namespace support {
namespace {

using Steady = std::chrono::steady_clock;
constexpr int tick_ms = 5;
constexpr std::size_t waiting_bytes_max = 1024 * 1024;

struct Chunk {
  Steady::time_point due;
  std::string bytes;
};

}  // namespace

/// One client's connection and the one made for it.
class CutProxy::Link {
 public:
  Link(Socket client, Socket target) : ends_{std::move(client), std::move(target)} {
    for (const Socket& end : ends_) ::fcntl(end.descriptor(), F_SETFL, O_NONBLOCK);
  }

  bool is_dead = false;  ///< half-open: swallows what comes
  bool is_closed() const { return !ends_[0].is_open(); }
  int descriptor(std::size_t side) const { return ends_[side].descriptor(); }
  bool has_room(std::size_t side) const { return waiting_bytes_[side] < waiting_bytes_max; }
  void reset() {
    for (Socket& end : ends_) end.reset();
  }

  /// Reads from one side what the other is to get later.
  void take(std::size_t side, Steady::time_point due) {
    std::array<char, 16 * 1024> buffer;
    const ssize_t count = ::recv(ends_[side].descriptor(), buffer.data(), buffer.size(), 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (is_dead) {
      if (count <= 0) reset();
      return;
    }
    // An end of stream is passed on as an empty chunk, after all before it.
    const std::size_t size = count > 0 ? static_cast<std::size_t>(count) : 0;
    if (size == 0) is_ended_[side] = true;
    waiting_[side].push_back({due, std::string(buffer.data(), size)});
    waiting_bytes_[side] += size;
  }
  bool is_ended(std::size_t side) const { return is_ended_[side]; }

  /// Gives on what is due from `side`, at most `limit` bytes; returns how many.
  std::size_t give(std::size_t side, Steady::time_point now, std::size_t limit) {
    std::size_t given = 0;
    std::deque<Chunk>& waiting = waiting_[side];
    while (!waiting.empty() && waiting.front().due <= now && given < limit) {
      std::string& bytes = waiting.front().bytes;
      if (bytes.empty()) {
        close_both();
        return given;
      }
      const std::size_t size = std::min(bytes.size(), limit - given);
      const ssize_t count = ::send(ends_[1 - side].descriptor(), bytes.data(), size, MSG_NOSIGNAL);
      if (count < 0 && (errno == EAGAIN || errno == EINTR)) return given;
      if (count < 0) {
        reset();
        return given;
      }
      given += static_cast<std::size_t>(count);
      waiting_bytes_[side] -= static_cast<std::size_t>(count);
      bytes.erase(0, static_cast<std::size_t>(count));
      if (bytes.empty()) waiting.pop_front();
    }
    return given;
  }

 private:
  void close_both() {
    for (Socket& end : ends_) end.close();
  }

  std::array<Socket, 2> ends_;  // 0 client, 1 target
  std::array<std::deque<Chunk>, 2> waiting_;
  std::array<std::size_t, 2> waiting_bytes_{};
  std::array<bool, 2> is_ended_{};
};

/// What the thread does.
class CutProxy::Loop {
 public:
  explicit Loop(CutProxy& proxy) : proxy_(proxy) {}

  void run() {
    while (!proxy_.is_stopping_) {
      follow_mode();
      poll_once();
      pass_on();
      std::erase_if(links_, [](const Link& link) { return link.is_closed(); });
    }
  }

 private:
  void follow_mode() {
    // In this order: whoever asked up to then finds the answer only when the mode holds.
    const std::size_t asked = proxy_.asked_;
    change_mode(proxy_.wanted_);
    proxy_.answered_ = asked;
  }

  void change_mode(Mode wanted) {
    if (wanted == mode_) return;
    if (wanted == Mode::cut) {
      // First the listener: who sees the break and tries again at once must be refused.
      proxy_.listener_.close();
      proxy_.listener_ = bind_loopback(proxy_.port_);
      for (Link& link : links_) link.reset();
      links_.clear();
    } else if (mode_ == Mode::cut) {
      ::listen(proxy_.listener_.descriptor(), 64);
    }
    if (wanted == Mode::half_open)
      for (Link& link : links_) link.is_dead = true;
    mode_ = wanted;
  }

  void poll_once() {
    std::vector<pollfd> waits;
    if (mode_ != Mode::cut) waits.push_back({proxy_.listener_.descriptor(), POLLIN, 0});
    const std::size_t first = waits.size();
    for (const Link& link : links_)
      for (std::size_t side : {0U, 1U}) {
        const bool is_read = mode_ != Mode::freeze && link.has_room(side) && !link.is_ended(side);
        waits.push_back({is_read ? link.descriptor(side) : -1, POLLIN, 0});
      }
    ::poll(waits.data(), waits.size(), tick_ms);
    const auto due = Steady::now() + std::chrono::milliseconds(proxy_.delay_ms_);
    for (std::size_t i = first; i < waits.size(); ++i) {
      Link& link = links_[(i - first) / 2];
      if (waits[i].revents && !link.is_closed()) link.take((i - first) % 2, due);
    }
    if (first == 1 && waits[0].revents) accept_one();
  }

  void accept_one() {
    Socket client(::accept4(proxy_.listener_.descriptor(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!client.is_open()) return;
    ++proxy_.accepted_;
    Socket target = connect_to_loopback(proxy_.target_port_);
    if (!target.is_open()) return;  // the client's connection breaks, as its server's would
    links_.emplace_back(std::move(client), std::move(target));
    links_.back().is_dead = mode_ == Mode::half_open;
  }

  void pass_on() {
    if (mode_ == Mode::freeze) return;
    const auto now = Steady::now();
    for (Link& link : links_) {
      if (link.is_closed() || link.is_dead) continue;
      const std::size_t until_cut = proxy_.bytes_until_cut_;
      const std::size_t up = link.give(0, now, until_cut);
      proxy_.bytes_up_ += up;
      if (until_cut != static_cast<std::size_t>(-1)) {
        proxy_.bytes_until_cut_ = until_cut - up;
        if (until_cut == up) {
          proxy_.bytes_until_cut_ = static_cast<std::size_t>(-1);
          proxy_.wanted_ = Mode::cut;
          return;
        }
      }
      if (!link.is_closed()) proxy_.bytes_down_ += link.give(1, now, static_cast<std::size_t>(-1));
    }
  }

  CutProxy& proxy_;
  std::vector<Link> links_;
  Mode mode_ = Mode::pass;
};

CutProxy::CutProxy(std::uint16_t target_port)
    : target_port_(target_port), listener_(listen_on_loopback(0)), port_(port_of(listener_)) {
  thread_ = std::thread([this] { Loop(*this).run(); });
}

CutProxy::~CutProxy() {
  is_stopping_ = true;
  thread_.join();
}

void CutProxy::set_mode(Mode mode) {
  wanted_ = mode;
  const std::size_t asked = ++asked_;
  wait_until([&] { return answered_ >= asked; });
}

void CutProxy::cut() {
  set_mode(Mode::cut);
}
void CutProxy::half_open() {
  set_mode(Mode::half_open);
}
void CutProxy::freeze() {
  set_mode(Mode::freeze);
}

void CutProxy::restore() {
  bytes_until_cut_ = static_cast<std::size_t>(-1);
  set_mode(Mode::pass);
}

void CutProxy::delay(std::chrono::milliseconds by) {
  delay_ms_ = by.count();
}
void CutProxy::cut_after(std::size_t bytes) {
  bytes_until_cut_ = bytes;
}

}  // namespace support
