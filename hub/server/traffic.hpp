#pragma once
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>

#include "common/http/message.hpp"
#include "hub/api/health.hpp"

namespace hub::server {

/// Counts requests by how they ended and how long they took. Any thread; check() one thread.
class Traffic {
 public:
  explicit Traffic(const common::Clock& clock) : clock_(clock) {}

  /// Answers by `handler` and counts that; what it throws is counted as the reply it becomes.
  common::http::Response count(
      const common::http::Request& request,
      const std::function<common::http::Response(const common::http::Request&)>& handler);
  void note(int status, std::chrono::microseconds took);
  /// In the text format of Prometheus.
  std::string metrics() const;
  /// Degraded where of the last minute's requests ten and every twentieth failed by our fault.
  api::Health::Finding check();

 private:
  struct Seen {
    std::chrono::milliseconds at;
    std::int64_t all, failed;
  };
  static constexpr std::size_t buckets = 9;

  const common::Clock& clock_;
  std::array<std::atomic<std::int64_t>, 6> by_class_{};  // 5: by our fault
  std::array<std::atomic<std::int64_t>, buckets + 1> by_time_{};
  std::atomic<std::int64_t> micros_{0};
  std::deque<Seen> seen_;
};

}  // namespace hub::server
