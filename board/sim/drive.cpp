#include "board/sim/drive.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <optional>

#include "common/error/error.hpp"

namespace board {
namespace {

using common::Error;
using common::ErrorCode;
using std::chrono::milliseconds;

std::vector<std::string> fields_of(std::string_view sentence) {
  const std::string_view body = sentence.substr(1, sentence.rfind('*') - 1);
  std::vector<std::string> fields;
  for (std::size_t at = 0; at <= body.size();) {
    const std::size_t comma = std::min(body.find(',', at), body.size());
    fields.emplace_back(body.substr(at, comma - at));
    at = comma + 1;
  }
  return fields;
}

/// "RMC" of "GNRMC".
std::string_view kind_of(std::string_view address) {
  return address.size() == 5 ? address.substr(2) : std::string_view();
}

std::optional<int> to_int(std::string_view digits) {
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos)
    return std::nullopt;
  int number = 0;
  for (char c : digits) number = number * 10 + (c - '0');
  return number;
}

/// "hhmmss.sss" as time of day.
std::optional<milliseconds> time_of_day(std::string_view text) {
  if (text.size() < 6) return std::nullopt;
  const auto hours = to_int(text.substr(0, 2));
  const auto minutes = to_int(text.substr(2, 2));
  const auto seconds = to_int(text.substr(4, 2));
  if (!hours || !minutes || !seconds || *hours > 23 || *minutes > 59 || *seconds > 60)
    return std::nullopt;
  milliseconds time =
      std::chrono::hours(*hours) + std::chrono::minutes(*minutes) + std::chrono::seconds(*seconds);
  if (text.size() > 7 && text[6] == '.') {
    const std::string fraction = (std::string(text.substr(7)) + "000").substr(0, 3);
    time += milliseconds(to_int(fraction).value_or(0));
  }
  return time;
}

/// "ddmmyy"; two-digit years are this century's.
std::optional<std::chrono::sys_days> day_of(std::string_view text) {
  if (text.size() != 6) return std::nullopt;
  const auto day = to_int(text.substr(0, 2));
  const auto month = to_int(text.substr(2, 2));
  const auto year = to_int(text.substr(4, 2));
  if (!day || !month || !year) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(2000 + *year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date);
}

struct Stamp {
  std::string time;  // hhmmss.ss
  std::string date;  // ddmmyy
  int day, month, year;
};

Stamp stamp_of(common::Instant at) {
  const auto rounded = std::chrono::floor<milliseconds>(at);
  const auto midnight = std::chrono::floor<std::chrono::days>(rounded);
  const std::chrono::year_month_day date(midnight);
  const std::chrono::hh_mm_ss time(rounded - midnight);
  Stamp stamp{.time = {},
              .date = {},
              .day = static_cast<int>(static_cast<unsigned>(date.day())),
              .month = static_cast<int>(static_cast<unsigned>(date.month())),
              .year = static_cast<int>(date.year())};
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%02d%02d%02d.%02d",
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()),
                static_cast<int>(time.subseconds().count() / 10));
  stamp.time = text.data();
  std::snprintf(text.data(), text.size(), "%02d%02d%02d", stamp.day, stamp.month, stamp.year % 100);
  stamp.date = text.data();
  return stamp;
}

void set_field(std::vector<std::string>& fields, std::size_t index, const std::string& value) {
  if (index < fields.size()) fields[index] = value;
}

std::string two_digits(int number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

}  // namespace

std::string nmea_checksum(std::string_view body) {
  unsigned sum = 0;
  for (char c : body) sum ^= static_cast<unsigned char>(c);
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "%02X", sum);
  return text.data();
}

bool is_valid_sentence(std::string_view sentence) {
  const std::size_t star = sentence.rfind('*');
  if (sentence.empty() || sentence[0] != '$' || star == std::string_view::npos ||
      star + 3 != sentence.size())
    return false;
  return nmea_checksum(sentence.substr(1, star - 1)) == sentence.substr(star + 1);
}

std::string restamp(std::string_view sentence, common::Instant at) {
  if (!is_valid_sentence(sentence)) return std::string(sentence);
  std::vector<std::string> fields = fields_of(sentence);
  const std::string_view kind = kind_of(fields[0]);
  const Stamp stamp = stamp_of(at);
  if (kind == "RMC") {
    set_field(fields, 1, stamp.time);
    set_field(fields, 9, stamp.date);
  } else if (kind == "GGA" || kind == "GNS") {
    set_field(fields, 1, stamp.time);
  } else if (kind == "GLL") {
    set_field(fields, 5, stamp.time);
  } else if (kind == "ZDA") {
    set_field(fields, 1, stamp.time);
    set_field(fields, 2, two_digits(stamp.day));
    set_field(fields, 3, two_digits(stamp.month));
    set_field(fields, 4, std::to_string(stamp.year));
  }
  std::string body;
  for (const std::string& field : fields) body += (&field == &fields.front() ? "" : ",") + field;
  return "$" + body + "*" + nmea_checksum(body);
}

Drive Drive::parse(std::string_view nmea) {
  Drive drive;
  std::optional<common::Instant> first;
  while (!nmea.empty()) {
    const std::size_t end = std::min(nmea.find('\n'), nmea.size());
    std::string_view line = nmea.substr(0, end);
    nmea.remove_prefix(std::min(end + 1, nmea.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!is_valid_sentence(line)) continue;
    const std::vector<std::string> fields = fields_of(line);
    if (kind_of(fields[0]) == "RMC" && fields.size() > 9) {
      const auto time = time_of_day(fields[1]);
      const auto day = day_of(fields[9]);
      if (!time || !day) continue;
      const common::Instant at = *day + *time;
      if (!first) first = at;
      const auto offset = std::chrono::duration_cast<milliseconds>(at - *first);
      if (!drive.seconds_.empty() && offset <= drive.seconds_.back().offset)
        throw Error(ErrorCode::bad_input,
                    "the recording's time does not go on at " + std::string(line));
      drive.seconds_.push_back({offset, {}});
    }
    if (!drive.seconds_.empty()) drive.seconds_.back().sentences.emplace_back(line);
  }
  if (drive.seconds_.empty())
    throw Error(ErrorCode::bad_input, "the recording holds no RMC sentence with date and time");
  return drive;
}

Drive Drive::load(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw Error(ErrorCode::not_found, "there is no recording " + file.string());
  const std::string text((std::istreambuf_iterator<char>(stream)),
                         std::istreambuf_iterator<char>());
  return parse(text);
}

common::Instant fix_time(const DriveSecond& second, const Playback& playback) {
  return playback.begin + (second.offset - playback.skip);
}

milliseconds due(const DriveSecond& second, const Playback& playback) {
  const auto into = static_cast<double>((second.offset - playback.skip).count());
  return milliseconds(static_cast<milliseconds::rep>(into / playback.speed));
}

common::Instant begin_without_future(const Drive& drive, milliseconds skip, double speed,
                                     common::Instant now) {
  const auto rest = static_cast<double>((drive.length() - skip).count());
  const auto ahead =
      milliseconds(static_cast<milliseconds::rep>(rest * std::max(0.0, 1.0 - 1.0 / speed)));
  return std::chrono::floor<std::chrono::seconds>(now - ahead);
}

}  // namespace board
