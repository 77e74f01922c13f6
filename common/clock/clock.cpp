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

/// Those that end there.
void write_digits(std::string& text, std::size_t end, std::size_t count, unsigned value) {
  for (auto at = end; at > end - count; value /= 10)
    text[--at] = static_cast<char>('0' + value % 10);
}

}  // namespace

std::string format_instant(Instant instant) {
  using namespace std::chrono;
  auto day = floor<days>(instant);
  year_month_day date{day};
  hh_mm_ss time{instant - day};
  auto micros = time.subseconds().count();
  auto year = static_cast<int>(date.year());
  bool four_digits = year >= 0 && year <= 9999;
  // By hand: every record that is shown has two of them.
  std::string text = four_digits ? "0000" : fmt::format("{:04}", year);
  if (four_digits) write_digits(text, 4, 4, static_cast<unsigned>(year));
  auto append = [&](char before, std::size_t digits, auto value) {
    text += before;
    text.append(digits, '0');
    write_digits(text, text.size(), digits, static_cast<unsigned>(value));
  };
  append('-', 2, static_cast<unsigned>(date.month()));
  append('-', 2, static_cast<unsigned>(date.day()));
  append('T', 2, time.hours().count());
  append(':', 2, time.minutes().count());
  append(':', 2, time.seconds().count());
  if (micros % 1000 != 0)
    append('.', 6, micros);
  else if (micros != 0)
    append('.', 3, micros / 1000);
  return text + 'Z';
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
