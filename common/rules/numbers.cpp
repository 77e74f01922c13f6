#include "common/rules/numbers.hpp"

#include <fmt/format.h>

namespace common::rules {

std::string format_number(std::string pattern, std::int64_t number, Instant at) {
  auto replace = [&](const std::string& from, const std::string& to) {
    if (auto found = pattern.find(from); found != std::string::npos)
      pattern.replace(found, from.size(), to);
  };
  auto day = format_instant(at);
  replace("{year}", day.substr(0, 4));
  replace("{month}", day.substr(5, 2));
  replace("{number}", std::to_string(number));
  for (int width = 1; width <= 20; ++width)
    replace("{number:" + std::to_string(width) + "}", fmt::format("{:0{}}", number, width));
  return pattern;
}

}  // namespace common::rules
