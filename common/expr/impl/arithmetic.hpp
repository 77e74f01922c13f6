#pragma once
#include <cstdint>
#include <limits>
#include <optional>

namespace common::expr::impl {

constexpr std::int64_t million = 1'000'000;
constexpr std::int64_t micros_per_day = 86'400'000'000;
/// A divisor beyond this gives nothing: the databases divide digit by digit within 64 bits.
constexpr std::int64_t max_divisor = 9'000'000'000'000'000;

inline std::optional<std::int64_t> fitting(__int128 value) {
  if (value > std::numeric_limits<std::int64_t>::max() ||
      value < std::numeric_limits<std::int64_t>::min())
    return std::nullopt;
  return static_cast<std::int64_t>(value);
}

/// One of + - * of plain integers; nothing when it does not fit in 64 bits.
inline std::optional<std::int64_t> add(std::int64_t a, std::int64_t b) {
  return fitting(static_cast<__int128>(a) + b);
}
inline std::optional<std::int64_t> subtract(std::int64_t a, std::int64_t b) {
  return fitting(static_cast<__int128>(a) - b);
}
inline std::optional<std::int64_t> scale(std::int64_t a, std::int64_t factor) {
  return fitting(static_cast<__int128>(a) * factor);
}

/// A number times millionths, and divided by millionths: rounded half away from zero.
inline std::optional<std::int64_t> multiply(std::int64_t a, std::int64_t millionths) {
  auto product = static_cast<__int128>(a) * millionths;
  return fitting((product + (product < 0 ? -million / 2 : million / 2)) / million);
}
inline std::optional<std::int64_t> divide(std::int64_t a, std::int64_t millionths) {
  if (millionths == 0 || millionths > max_divisor || millionths < -max_divisor) return std::nullopt;
  auto doubled = static_cast<__int128>(a) * million * 2;
  bool negative = (a < 0) != (millionths < 0);
  __int128 divisor = millionths < 0 ? -millionths : millionths;
  auto quotient = ((doubled < 0 ? -doubled : doubled) + divisor) / (divisor * 2);
  return fitting(negative ? -quotient : quotient);
}

/// The day of an instant.
inline std::int64_t day_of_micros(std::int64_t micros) {
  return micros / micros_per_day - (micros % micros_per_day < 0 ? 1 : 0);
}

}  // namespace common::expr::impl
