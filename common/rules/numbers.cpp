#include "common/rules/numbers.hpp"

#include <fmt/format.h>

namespace common::rules {

std::string format_number(std::string pattern, std::int64_t number, Instant at) {
  auto day = std::chrono::floor<std::chrono::days>(at).time_since_epoch().count();
  return format_number_of_day(std::move(pattern), number, static_cast<std::int32_t>(day));
}

std::string format_number_of_day(std::string pattern, std::int64_t number, std::int32_t of_day) {
  auto replace = [&](const std::string& from, const std::string& to) {
    if (auto found = pattern.find(from); found != std::string::npos)
      pattern.replace(found, from.size(), to);
  };
  auto day = format_instant(Instant(std::chrono::days(of_day)));
  replace("{year}", day.substr(0, 4));
  replace("{month}", day.substr(5, 2));
  replace("{number}", std::to_string(number));
  for (int width = 1; width <= 20; ++width)
    replace("{number:" + std::to_string(width) + "}", fmt::format("{:0{}}", number, width));
  return pattern;
}

}  // namespace common::rules
