#pragma once
#include <atomic>
#include <cstdint>
#include <string>

namespace hub::gateway {

/// What the gateway counts, for Prometheus. Any thread.
struct Counters {
  std::atomic<std::uint64_t> messages{0}, bytes{0};
  std::atomic<std::uint64_t> wrong_topic{0}, too_large{0}, unknown_device{0}, wrong_shard{0},
      not_admitted{0}, unreadable{0}, dropped{0}, failed{0};
  std::atomic<std::uint64_t> positions{0}, positions_kept{0}, healths{0};
  std::atomic<std::uint64_t> published{0}, not_published{0}, refused_by_broker{0};
  std::atomic<std::uint64_t> changes_read{0}, alarms{0};
  std::atomic<std::uint64_t> publish_elsewhere{0}, subscribe_elsewhere{0};  ///< broker refused them

  std::atomic<bool> connected{false};  ///< with the broker, subscribed

  std::string text() const;  ///< Prometheus exposition format
};

}  // namespace hub::gateway
