#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace common {

/// A point in time: microseconds since 1970-01-01T00:00:00Z. What every table and message stores.
using Instant = std::chrono::sys_time<std::chrono::microseconds>;

inline std::int64_t to_micros(Instant instant) {
  return instant.time_since_epoch().count();
}
inline Instant from_micros(std::int64_t micros) {
  return Instant{std::chrono::microseconds{micros}};
}

/// RFC 3339 in UTC, with as many of three or six decimals as are needed: "2026-11-16T07:30:00Z".
std::string format_instant(Instant instant);
/// Reads RFC 3339 with any offset. Throws Error{bad_input} for anything else.
Instant parse_instant(std::string_view text);

/// Wall and monotonic time; the one place where a program asks for either. Tests move a fake.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
  /// Since some fixed point of this boot; never goes back.
  virtual std::chrono::milliseconds monotonic() const = 0;
};

class SystemClock final : public Clock {
 public:
  Instant now() const override;
  std::chrono::milliseconds monotonic() const override;
};

/// Stands still until moved.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(Instant start) : now_(start) {}
  Instant now() const override { return now_; }
  std::chrono::milliseconds monotonic() const override { return monotonic_; }
  void advance(std::chrono::microseconds by) {
    now_ += by;
    monotonic_ += std::chrono::duration_cast<std::chrono::milliseconds>(by);
  }
  void set_wall(Instant instant) { now_ = instant; }

 private:
  Instant now_;
  std::chrono::milliseconds monotonic_{0};
};

}  // namespace common
