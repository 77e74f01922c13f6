#include "common/rules/billing/labour.hpp"

#include <numeric>

namespace common::rules::billing {
namespace {

constexpr std::int64_t one = 1'000'000, minutes_per_step = 15, hundredth = one / 100;

}  // namespace

std::int64_t hours_billed(std::int64_t minutes) {
  auto steps = (minutes + minutes_per_step - 1) / minutes_per_step;
  return steps * one / 4;
}

std::vector<std::int64_t> hours_billed_each(const std::vector<std::int64_t>& minutes) {
  std::vector<std::int64_t> hours;
  auto left = hours_billed(std::accumulate(minutes.begin(), minutes.end(), std::int64_t{0}));
  for (auto worked : minutes) {
    auto own = worked * 100 / 60 * hundredth;
    hours.push_back(own);
    left -= own;
  }
  if (!hours.empty()) hours.back() += left;
  return hours;
}

}  // namespace common::rules::billing
