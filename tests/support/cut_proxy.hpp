#pragma once
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <thread>

#include "tests/support/tcp.hpp"

namespace support {

/// A TCP link that misbehaves when told to: listens on a loopback port and passes bytes on to
/// another. One thread of its own; the public functions may be called from any thread and have
/// taken effect when they return.
class CutProxy {
 public:
  explicit CutProxy(std::uint16_t target_port);
  ~CutProxy();

  std::uint16_t port() const { return port_; }

  /// Breaks all connections; new ones are refused.
  void cut();
  /// Connections stay open on both sides, but bytes sent on them vanish, for ever. New ones are
  /// accepted and as dead.
  void half_open();
  /// Bytes wait, and are passed on after restore(), as on a link that is away for a while.
  void freeze();
  /// New connections work. Ends cut, half_open, freeze and cut_after; delay stays.
  void restore();
  /// Every byte comes that much later, in both directions.
  void delay(std::chrono::milliseconds by);
  /// As cut(), once that many more bytes have passed towards the target.
  void cut_after(std::size_t bytes);

  std::size_t connections() const { return accepted_; }  ///< since the start
  std::size_t bytes_up() const { return bytes_up_; }     ///< passed on towards the target
  std::size_t bytes_down() const { return bytes_down_; }

 private:
  enum class Mode { pass, cut, half_open, freeze };
  class Link;
  class Loop;

  void set_mode(Mode mode);

  std::uint16_t target_port_;
  Socket listener_;
  std::uint16_t port_;
  std::atomic<std::size_t> accepted_{0};
  std::atomic<std::size_t> bytes_up_{0};
  std::atomic<std::size_t> bytes_down_{0};
  std::atomic<std::int64_t> delay_ms_{0};
  std::atomic<std::size_t> bytes_until_cut_{static_cast<std::size_t>(-1)};
  std::atomic<Mode> wanted_{Mode::pass};
  std::atomic<std::size_t> asked_{0}, answered_{0};  // changes of mode
  std::atomic<bool> is_stopping_{false};
  std::thread thread_;
};

}  // namespace support
