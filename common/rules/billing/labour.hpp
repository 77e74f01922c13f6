#pragma once
#include <cstdint>
#include <vector>

namespace common::rules::billing {

/// What is billed for the minutes of a job and labour product, all together: the quarter of an hour
/// begun. Hours in millionths.
std::int64_t hours_billed(std::int64_t minutes);

/// The same as a line for each entry: each has its own time by the hundredth of an hour, and the
/// last one what brings the sum to hours_billed().
std::vector<std::int64_t> hours_billed_each(const std::vector<std::int64_t>& minutes);

}  // namespace common::rules::billing
