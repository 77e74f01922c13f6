#include "common/clock/clock.hpp"

#include <fmt/format.h>

#include "common/error/error.hpp"

namespace common {
namespace {

int digits(std::string_view text, std::size_t from, std::size_t count) {
  int value = 0;
  for (std::size_t i = from; i < from + count; ++i) {
    if (i >= text.size() || text[i] < '0' || text[i] > '9')
      throw Error(ErrorCode::bad_input, "expected a time like 2026-11-16T07:30:00Z");
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

void expect(std::string_view text, std::size_t at, std::string_view allowed) {
  if (at >= text.size() || allowed.find(text[at]) == std::string_view::npos)
    throw Error(ErrorCode::bad_input, "expected a time like 2026-11-16T07:30:00Z");
}

}  // namespace

std::string format_instant(Instant instant) {
  using namespace std::chrono;
  auto day = floor<days>(instant);
  year_month_day date{day};
  hh_mm_ss time{instant - day};
  auto micros = time.subseconds().count();
  std::string fraction;
  if (micros != 0)
    fraction =
        micros % 1000 == 0 ? fmt::format(".{:03}", micros / 1000) : fmt::format(".{:06}", micros);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count(),
                     fraction);
}

Instant parse_instant(std::string_view text) {
  using namespace std::chrono;
  auto y = digits(text, 0, 4);
  expect(text, 4, "-");
  auto mo = digits(text, 5, 2);
  expect(text, 7, "-");
  auto d = digits(text, 8, 2);
  expect(text, 10, "Tt ");
  auto h = digits(text, 11, 2);
  expect(text, 13, ":");
  auto mi = digits(text, 14, 2);
  expect(text, 16, ":");
  auto s = digits(text, 17, 2);
  std::size_t at = 19;
  std::int64_t micros = 0;
  if (at < text.size() && text[at] == '.') {
    std::int64_t unit = 100000;
    digits(text, at + 1, 1);
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, unit /= 10)
      micros += (text[at] - '0') * unit;
  }
  minutes offset{0};
  expect(text, at, "Zz+-");
  if (text[at] == '+' || text[at] == '-') {
    auto oh = digits(text, at + 1, 2);
    expect(text, at + 3, ":");
    auto om = digits(text, at + 4, 2);
    if (oh > 23 || om > 59)
      throw Error(ErrorCode::bad_input, "expected an offset from -23:59 to +23:59");
    offset = minutes{(oh * 60 + om) * (text[at] == '-' ? -1 : 1)};
    at += 6;
  } else {
    at += 1;
  }
  year_month_day date{year{y}, month{static_cast<unsigned>(mo)}, day{static_cast<unsigned>(d)}};
  if (at != text.size() || !date.ok() || h > 23 || mi > 59 || s > 59)
    throw Error(ErrorCode::bad_input, "expected a time like 2026-11-16T07:30:00Z");
  return Instant{sys_days{date}} + hours{h} + minutes{mi} + seconds{s} + microseconds{micros} -
         offset;
}

Instant SystemClock::now() const {
  return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

std::chrono::milliseconds SystemClock::monotonic() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now().time_since_epoch());
}

}  // namespace common
