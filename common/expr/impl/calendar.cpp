// Days and the weeks, months, quarters and years that they lie in.
#include <algorithm>
#include <chrono>

#include "common/expr/impl/compute.hpp"

namespace common::expr::impl {
namespace {

namespace chrono = std::chrono;

std::int32_t count_of(chrono::sys_days day) {
  return static_cast<std::int32_t>(day.time_since_epoch().count());
}

}  // namespace

std::int32_t first_day(Unit unit, std::int64_t day, std::int32_t shift) {
  // Years of four digits: the calendar of the library ends not far beyond.
  auto bounded = std::clamp<std::int64_t>(day, -700'000, 2'900'000);
  chrono::sys_days at{chrono::days(bounded)};
  if (unit == Unit::day) return static_cast<std::int32_t>(bounded + shift);
  if (unit == Unit::week) {
    auto since_monday = chrono::weekday(at) - chrono::Monday;
    return count_of(at - since_monday + chrono::weeks(shift));
  }
  chrono::year_month_day date(at);
  auto month = static_cast<unsigned>(date.month());
  if (unit == Unit::quarter) month -= (month - 1) % 3;
  if (unit == Unit::year) month = 1;
  auto months = shift * (unit == Unit::year ? 12 : unit == Unit::quarter ? 3 : 1);
  auto start = date.year() / chrono::month(month) / chrono::day(1) + chrono::months(months);
  return count_of(chrono::sys_days(start));
}

std::int64_t day_of(const Literal& literal, const Context& context) {
  if (auto day = std::get_if<Day>(&literal)) return day->days;
  auto today = std::get_if<Today>(&literal);
  if (!today) return 0;
  auto start = std::int64_t{context.today_days} + today->before;
  if (today->unit != Unit::day) start = first_day(today->unit, start, today->shift);
  return start + today->offset_days;
}

}  // namespace common::expr::impl
