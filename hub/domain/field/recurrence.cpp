#include "hub/domain/field/recurrence.hpp"

#include <algorithm>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/text/text.hpp"
#include "hub/domain/words/words.hpp"

namespace hub::domain::field {
namespace {

constexpr const char* day_names[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
constexpr int days_max = 40 * 366;  // a rule without end is followed so far at most
constexpr int number_max = 10000;

int weekday(std::int32_t day) {
  return ((day + 3) % 7 + 7) % 7;
}  // 1970-01-01 was a Thursday; Monday is 0

std::optional<unsigned> read_days(const std::string& text) {
  unsigned days = 0;
  for (auto& part : common::text::split(text, ',')) {
    auto found = std::find(std::begin(day_names), std::end(day_names), part);
    if (found == std::end(day_names)) return std::nullopt;
    days |= 1U << (found - std::begin(day_names));
  }
  return days;
}

std::optional<int> read_number(const std::string& text) {
  if (text.empty() || text.size() > 5 || text.find_first_not_of("0123456789") != std::string::npos)
    return std::nullopt;
  auto number = std::stoi(text);
  if (number < 1 || number > number_max) return std::nullopt;
  return number;
}

std::optional<std::int32_t> read_until(const std::string& text) {
  if (text.size() < 8) return std::nullopt;
  try {
    return common::codec::parse_date(text.substr(0, 4) + "-" + text.substr(4, 2) + "-" +
                                     text.substr(6, 2));
  } catch (const common::Error&) {
    return std::nullopt;  // how the parser says that it is no day
  }
}

}  // namespace

std::optional<Recurrence> Recurrence::parse(const std::string& rule) {
  Recurrence result;
  bool named = false;
  for (auto& part : common::text::split(rule, ';')) {
    auto sign = part.find('=');
    if (sign == std::string::npos) return std::nullopt;
    auto name = part.substr(0, sign), value = part.substr(sign + 1);
    if (name == "FREQ" && (value == "DAILY" || value == "WEEKLY")) {
      result.weekly_ = value == "WEEKLY";
      named = true;
    } else if (name == "INTERVAL" && read_number(value)) {
      result.interval_ = *read_number(value);
    } else if (name == "COUNT" && read_number(value)) {
      result.count_ = *read_number(value);
    } else if (name == "BYDAY" && read_days(value)) {
      result.weekdays_ = *read_days(value);
    } else if (name == "UNTIL" && read_until(value)) {
      result.until_ = read_until(value);
    } else if (name != "WKST" || value != "MO") {
      return std::nullopt;
    }
  }
  if (!named) return std::nullopt;
  return result;
}

bool Recurrence::hits(std::int32_t day, std::int32_t first_day) const {
  if (until_ && day > *until_) return false;
  unsigned here = 1U << weekday(day);
  if (!weekly_) return (day - first_day) % interval_ == 0 && (weekdays_ == 0 || (weekdays_ & here));
  auto weeks = ((day - weekday(day)) - (first_day - weekday(first_day))) / 7;
  auto days = weekdays_ == 0 ? 1U << weekday(first_day) : weekdays_;
  return weeks % interval_ == 0 && (days & here);
}

std::vector<Interval> Recurrence::occurrences(Interval first, const std::string& zone,
                                              Interval window) const {
  std::vector<Interval> found;
  auto first_day = local_day(first.from, zone);
  auto last_day = local_day(window.to, zone);
  auto span_days = local_day(first.to, zone) - first_day;
  auto wall = [&](Instant at) {
    auto clock = local_clock(at, zone);
    return std::chrono::minutes(std::stoi(clock.substr(0, 2)) * 60 + std::stoi(clock.substr(3, 2)));
  };
  auto begins = wall(first.from), ends = wall(first.to);
  // With a count every occurrence before must be counted; without, it is enough to begin near the
  // window.
  auto day =
      count_ > 0 ? first_day : std::max(first_day, local_day(window.from, zone) - span_days - 1);
  if (last_day - day > days_max) return found;
  for (int made = 0; day <= last_day && (count_ == 0 || made < count_); ++day) {
    if (!hits(day, first_day)) continue;
    ++made;
    Interval one{local_instant(day, begins, zone), local_instant(day + span_days, ends, zone)};
    if (one.from < window.to && window.from < one.to) found.push_back(one);
  }
  return found;
}

}  // namespace hub::domain::field
