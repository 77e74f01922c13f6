#include "hub/transfer/values.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "common/codec/iso_codes.hpp"
#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/text/json_text.hpp"
#include "common/text/text.hpp"
#include "common/zone/zone.hpp"
#include "hub/transfer/formats/flat.hpp"

namespace hub::transfer {
namespace {

using common::Error;
using common::ErrorCode;
using common::text::fold;
namespace options = common::schema::options;

[[noreturn]] void refuse_cell(common::Sentence why) {
  throw Error(ErrorCode::bad_input, std::move(why));
}

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

constexpr std::array<std::pair<std::string_view, int>, 22> months{
    {{"jan", 1},  {"feb", 2},  {"mar", 3},  {"maerz", 3}, {"apr", 4},  {"may", 5},
     {"mai", 5},  {"jun", 6},  {"jul", 7},  {"aug", 8},   {"sep", 9},  {"oct", 10},
     {"okt", 10}, {"nov", 11}, {"dec", 12}, {"dez", 12},  {"janv", 1}, {"fevr", 2},
     {"avr", 4},  {"juin", 6}, {"juil", 7}, {"aout", 8}}};

int month_of(const std::string& word) {
  int month = 0;
  std::size_t longest = 0;
  for (auto& [name, number] : months)
    if (word.rfind(name, 0) == 0 && name.size() > longest) {
      month = number;
      longest = name.size();
    }
  return month;
}

struct Day {
  int year = 0, month = 0, day = 0;
};

[[noreturn]] void no_day() {
  refuse_cell("expected a day like 2026-03-12 or 12.03.2026");
}

int year_of(const std::string& digits) {
  auto year = std::stoi(digits);
  if (digits.size() == 4) return year;
  if (digits.size() != 2) no_day();
  return year < 70 ? 2000 + year : 1900 + year;
}

/// Three numbers with the same sign between them.
Day three_parts(const std::vector<std::string>& parts, char sign, Transform::Dates dates) {
  using Dates = Transform::Dates;
  for (auto& part : parts)
    if (!is_digits(part) || part.size() > 4) no_day();
  if (parts[0].size() == 4 || dates == Dates::ymd)
    return {year_of(parts[0]), std::stoi(parts[1]), std::stoi(parts[2])};
  auto first = std::stoi(parts[0]), second = std::stoi(parts[1]);
  if (dates == Dates::unsaid) {
    if (sign != '.' && first < 13 && second < 13 && first != second)
      refuse_cell("may be two different days; say whether the day or the month comes first");
    dates = sign == '.' || first > 12 ? Dates::dmy : Dates::mdy;
  }
  return dates == Dates::dmy ? Day{year_of(parts[2]), second, first}
                             : Day{year_of(parts[2]), first, second};
}

/// "12 March 2026", "12. März 2026", "Mar 12, 2026".
Day with_month(std::string_view text) {
  std::vector<std::string> words;
  std::string folded = fold(text);
  for (auto& c : folded)
    if (c == '.' || c == ',' || c == '-') c = ' ';
  for (auto& word : common::text::split(folded, ' '))
    if (!word.empty()) words.push_back(word);
  if (words.size() != 3) no_day();
  auto at = is_digits(words[0]) ? 1U : 0U;
  auto month = month_of(words[at]);
  auto& day = words[1 - at];
  if (month == 0 || !is_digits(day) || day.size() > 2 || !is_digits(words[2])) no_day();
  return {year_of(words[2]), month, std::stoi(day)};
}

bool is_day(const Day& day) {
  constexpr std::array lengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (day.month < 1 || day.month > 12 || day.day < 1) return false;
  bool leap = (day.year % 4 == 0 && day.year % 100 != 0) || day.year % 400 == 0;
  return day.day <=
         lengths[static_cast<std::size_t>(day.month - 1)] + (leap && day.month == 2 ? 1 : 0);
}

bool truth_of(std::string_view cell) {
  auto text = fold(cell);
  for (auto yes : {"true", "yes", "y", "1", "x", "ja", "j", "wahr", "on", "oui"})
    if (text == yes) return true;
  for (auto no : {"false", "no", "n", "0", "", "nein", "falsch", "off", "non", "-"})
    if (text == no) return false;
  refuse_cell("expected yes or no");
}

/// As a declaration calls it, or as a screen in another language shows it.
bool is_called(const std::string& folded, const std::string& label) {
  return folded == fold(label) || folded == fold(common::Sentence::label(label).in("de"));
}

/// By the choice's name or its label.
std::string choice_of(const Field& field, std::string_view cell) {
  auto text = fold(cell);
  auto type = field.descriptor->enum_type();
  std::string names;
  for (int i = 0; i < type->value_count(); ++i) {
    auto value = type->value(i);
    if (value->number() == 0) continue;
    auto name = common::schema::choice_name(value);
    auto& label = value->options().GetExtension(options::choice).label();
    if (text == name || is_called(text, common::text::to_label(name)) ||
        (!label.empty() && is_called(text, label)))
      return name;
    names += (names.empty() ? "" : ", ") + name;
  }
  refuse_cell(common::say("expected one of: {}", names));
}

struct Land {
  const char *code, *names;
};
// What address lists of our customers call them; for others the code is asked.
constexpr Land lands[] = {{"LI", "liechtenstein"},
                          {"CH", "switzerland|schweiz|suisse|svizzera"},
                          {"AT", "austria|osterreich"},
                          {"DE", "germany|deutschland|allemagne"},
                          {"FR", "france|frankreich"},
                          {"IT", "italy|italien|italia"},
                          {"LU", "luxembourg|luxemburg"},
                          {"NL", "netherlands|niederlande"},
                          {"BE", "belgium|belgien"},
                          {"GB", "united kingdom|great britain|vereinigtes konigreich"},
                          {"US", "united states|usa|vereinigte staaten"}};

std::string country_of(std::string_view cell) {
  auto text = fold(cell);
  if (text.size() == 2) {
    for (auto& c : text) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
    return text;
  }
  for (auto& land : lands)
    for (auto& name : common::text::split(land.names, '|'))
      if (name == text) return land.code;
  refuse_cell("expected a country code like LI");
}

Json quantity_part(const Target& target, std::string_view cell, const Transform& transform) {
  if (target.part == "value") return number_of(cell, transform.decimals);
  if (target.part == "unit") return std::string(cell);
  return {{"value", number_of(cell, transform.decimals)}};
}

/// "CHF 12.50", "12,50 EUR" or an amount alone, whose currency comes by another column.
Json money_part(const Target& target, std::string_view cell, const Transform& transform) {
  if (target.part == "currency") {
    std::string code(cell);
    for (auto& c : code) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
    return code;
  }
  if (target.part == "amount") return number_of(cell, transform.decimals);
  auto front = std::string(cell.substr(0, 3)),
       back = std::string(cell.substr(cell.size() < 3 ? 0 : cell.size() - 3));
  if (common::codec::is_currency(front))
    return {{"amount", number_of(cell.substr(3), transform.decimals)}, {"currency", front}};
  if (common::codec::is_currency(back))
    return {{"amount", number_of(cell.substr(0, cell.size() - 3), transform.decimals)},
            {"currency", back}};
  return {{"amount", number_of(cell, transform.decimals)}};
}

/// Since midnight of 14:30, 14:30:05 or 14:30:05.123; parts of a millisecond are left away.
std::chrono::milliseconds time_of(std::string_view text) {
  auto point = text.find('.');
  auto parts = common::text::split(text.substr(0, point), ':');
  auto fraction = std::string(point == text.npos ? "" : text.substr(point + 1));
  bool holds = (parts.size() == 2 || parts.size() == 3) &&
               (point == text.npos || (parts.size() == 3 && is_digits(fraction)));
  for (auto& part : parts) holds = holds && is_digits(part) && part.size() <= 2;
  if (!holds || std::stoi(parts[0]) > 23 || std::stoi(parts[1]) > 59 ||
      (parts.size() == 3 && std::stoi(parts[2]) > 59))
    refuse_cell("expected a time such as 14:30");
  fraction.resize(3, '0');
  return std::chrono::hours(std::stoi(parts[0])) + std::chrono::minutes(std::stoi(parts[1])) +
         std::chrono::seconds(parts.size() == 3 ? std::stoi(parts[2]) : 0) +
         std::chrono::milliseconds(std::stoi(fraction));
}

/// Of 1:30 or, as a spreadsheet has it, 01:30:00.
std::int64_t minutes_of(std::string_view text) {
  auto parts = common::text::split(common::text::trim(text), ':');
  bool holds = parts.size() == 2 || (parts.size() == 3 && parts[2] == "00");
  for (auto& part : parts) holds = holds && is_digits(part);
  if (!holds || parts[0].size() > 5 || parts[1].size() != 2 || std::stoi(parts[1]) > 59)
    refuse_cell("expected a duration in minutes, or in hours and minutes such as 1:30");
  return std::stoll(parts[0]) * 60 + std::stoll(parts[1]);
}

bool says_offset(std::string_view time) {
  return time.ends_with('Z') || time.ends_with('z') || time.find('+') != time.npos ||
         time.find('-') != time.npos;
}

/// A wall clock is that of the company unless the cell says otherwise.
std::string instant_of(std::string_view cell, const Transform& transform) {
  auto gap = cell.find('T');
  bool is_iso = gap == 10;
  if (is_iso && says_offset(cell.substr(gap))) return std::string(cell);
  if (!is_iso) gap = cell.rfind(' ');
  bool has_time = gap != cell.npos && cell.find(':', gap) != cell.npos;
  auto day = day_of(has_time ? cell.substr(0, gap) : cell, transform.dates);
  // As databases write it: 2026-04-03 14:30:00+02:00.
  if (has_time && says_offset(cell.substr(gap)))
    return day + "T" + std::string(common::text::trim(cell.substr(gap)));
  auto time = has_time ? time_of(cell.substr(gap + 1)) : std::chrono::milliseconds(0);
  auto minutes = std::chrono::floor<std::chrono::minutes>(time);
  auto at = common::zone::local_instant(common::codec::parse_date(day), minutes, transform.zone) +
            (time - minutes);
  return common::format_instant(at);
}

/// "Anna Müller", "Müller, Anna".
Json name_of(std::string_view cell) {
  auto comma = cell.find(',');
  auto trimmed = [](std::string_view text) { return std::string(common::text::trim(text)); };
  if (comma != std::string_view::npos)
    return {{"family", trimmed(cell.substr(0, comma))}, {"given", trimmed(cell.substr(comma + 1))}};
  auto blank = cell.rfind(' ');
  if (blank == std::string_view::npos) return {{"family", std::string(cell)}};
  return {{"given", trimmed(cell.substr(0, blank))}, {"family", trimmed(cell.substr(blank))}};
}

Json list_of(const Target& target, std::string_view cell, const Transform& transform) {
  Json list = Json::array();
  auto one = target;
  for (auto& text : formats::split_list(cell)) {
    if (target.field && target.field->kind == FieldKind::choice)
      list.push_back(choice_of(*target.field, text));
    else if (target.field && target.field->kind == FieldKind::integer)
      list.push_back(common::read_json(number_of(text, transform.decimals)));
    else if (target.field && target.field->kind == FieldKind::date)
      list.push_back(day_of(text, transform.dates));
    else
      list.push_back(text);
  }
  return list;
}

Json single(const Target& target, std::string_view cell, const Transform& transform) {
  auto& field = *target.field;
  switch (field.kind) {
    case FieldKind::integer: {
      bool lasts = field.options->widget() == options::DURATION_MINUTES;
      if (lasts && cell.find(':') != cell.npos) return minutes_of(cell);
      auto text = number_of(cell, transform.decimals);
      if (text.find('.') != std::string::npos) {
        while (text.back() == '0') text.pop_back();
        if (text.back() != '.') refuse_cell("expected a whole number");
        text.pop_back();
      }
      if (text.size() > 18) refuse_cell("expected a smaller number");
      return std::stoll(text);
    }
    case FieldKind::boolean:
      return truth_of(cell);
    case FieldKind::choice:
      return choice_of(field, cell);
    case FieldKind::instant:
      return instant_of(cell, transform);
    case FieldKind::date:
      return day_of(cell.substr(0, cell.find(" 00:00")), transform.dates);
    case FieldKind::decimal:
      return number_of(cell, transform.decimals);
    case FieldKind::quantity:
      return quantity_part(target, cell, transform);
    case FieldKind::money:
      return money_part(target, cell, transform);
    case FieldKind::position:
      return std::stod(number_of(cell, Transform::Decimals::point));
    case FieldKind::address:
      if (target.part == "country") return country_of(cell);
      return std::string(cell);
    case FieldKind::person_name:
      if (target.part.empty()) return name_of(cell);
      return std::string(cell);
    case FieldKind::text:
      if (field.options->widget() == options::COUNTRY) return country_of(cell);
      return std::string(cell);
    default:
      return std::string(cell);
  }
}

/// Between thousands stand three digits, or it is no number but a day, or something else.
bool has_thousands(std::string_view plain, char separator) {
  for (auto at = plain.find(separator); at != plain.npos; at = plain.find(separator, at + 1)) {
    auto digits = plain.substr(at + 1, 3);
    bool ends = at + 4 >= plain.size() || plain[at + 4] < '0' || plain[at + 4] > '9';
    if (digits.size() != 3 || !is_digits(digits) || !ends || at == 0) return false;
  }
  return true;
}

}  // namespace

std::string day_of(std::string_view text, Transform::Dates dates) {
  text = common::text::trim(text);
  if (text.empty() || text.size() > 40) no_day();
  Day day;
  bool found = false;
  for (char sign : {'.', '-', '/'}) {
    auto parts = common::text::split(text, sign);
    if (parts.size() == 3 && is_digits(parts[0]) && is_digits(parts[1])) {
      day = three_parts(parts, sign, dates);
      found = true;
      break;
    }
  }
  if (!found && is_digits(text) && text.size() == 8) {
    day = {std::stoi(std::string(text.substr(0, 4))), std::stoi(std::string(text.substr(4, 2))),
           std::stoi(std::string(text.substr(6, 2)))};
    found = true;
  }
  if (!found) day = with_month(text);
  if (!is_day(day)) refuse_cell("there is no such day");
  std::array<char, 40> out{};
  std::snprintf(out.data(), out.size(), "%04d-%02d-%02d", day.year, day.month, day.day);
  return out.data();
}

std::string number_of(std::string_view text, Transform::Decimals decimals) {
  using Decimals = Transform::Decimals;
  std::string plain;
  text = common::text::trim(text);
  for (std::size_t i = 0; i < text.size(); ++i) {
    // Blanks, no-break blanks and apostrophes stand between thousands.
    if (text[i] == ' ' || text[i] == '\'') continue;
    bool wide = false;
    for (std::string_view blank : {"\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x99", "\xe2\x80\x89"})
      if (text.substr(i, blank.size()) == blank) {
        i += blank.size() - 1;
        wide = true;
        break;
      }
    if (!wide) plain += text[i];
  }
  if (text.substr(0, 3) == "\xe2\x88\x92") plain = "-" + plain.substr(3);
  auto comma = plain.rfind(','), point = plain.rfind('.');
  auto none = std::string::npos;
  auto commas = std::count(plain.begin(), plain.end(), ','),
       points = std::count(plain.begin(), plain.end(), '.');
  if (decimals == Decimals::unsaid) {
    if (commas > 0 && points > 0) {
      decimals = comma > point ? Decimals::comma : Decimals::point;
    } else if (commas + points > 1) {
      decimals = commas > 0 ? Decimals::point : Decimals::comma;
    } else if (commas + points == 1) {
      auto at = commas ? comma : point;
      bool leads_zero = plain.substr(0, at) == "0" || plain.substr(0, at) == "-0" || at == 0;
      if (plain.size() - at == 4 && at <= 4 && !leads_zero)
        refuse_cell(
            commas ? "may be two different numbers; say whether the comma begins the decimals"
                   : "may be two different numbers; say whether the point begins the decimals");
      decimals = commas ? Decimals::comma : Decimals::point;
    }
  }
  auto sign = decimals == Decimals::comma ? ',' : '.';
  auto other = sign == ',' ? '.' : ',';
  if (auto at = plain.rfind(sign); at != none && plain.find(other, at) != none)
    refuse_cell("expected a number");
  if (!has_thousands(plain, other)) refuse_cell("expected a number");
  plain.erase(std::remove(plain.begin(), plain.end(), other), plain.end());
  std::replace(plain.begin(), plain.end(), ',', '.');
  auto digits = plain.substr(plain.empty() || (plain[0] != '-' && plain[0] != '+') ? 0 : 1);
  bool fits = !digits.empty() && digits.find_first_not_of("0123456789.") == none &&
              std::count(digits.begin(), digits.end(), '.') <= 1 && digits != "." &&
              digits.size() < 40;
  if (!fits) refuse_cell("expected a number");
  if (digits.front() == '.') digits = "0" + digits;
  if (digits.back() == '.') digits.pop_back();
  // Zeros in front are no part of a number.
  while (digits.size() > 1 && digits[0] == '0' && digits[1] != '.') digits.erase(0, 1);
  return (plain[0] == '-' ? "-" : "") + digits;
}

Json value_of(const Target& target, std::string_view cell, const Transform& transform) {
  bool many = target.path == "tags" || (target.field && target.field->list);
  if (many) return list_of(target, cell, transform);
  if (!target.field) return std::string(cell);  // external ids
  return single(target, cell, transform);
}

}  // namespace hub::transfer
