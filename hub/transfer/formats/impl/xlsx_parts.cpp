#include "hub/transfer/formats/impl/xlsx_parts.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "hub/transfer/formats/impl/xml.hpp"

namespace hub::transfer::formats::impl {
namespace {

constexpr std::size_t part_bytes_max = 16 << 20;

std::map<std::string, std::string> load_targets(const Archive& archive) {
  std::map<std::string, std::string> targets;
  XmlHandler handler;
  handler.start = [&](std::string_view name, auto& attribute) {
    if (name != "Relationship") return;
    std::string target(attribute("Target"));
    targets[std::string(attribute("Id"))] =
        target.rfind('/', 0) == 0 ? target.substr(1) : "xl/" + target;
  };
  parse_xml(archive.read("xl/_rels/workbook.xml.rels", part_bytes_max), handler);
  return targets;
}

void load_sheets(const Archive& archive, Workbook& book) {
  auto targets = load_targets(archive);
  XmlHandler handler;
  handler.start = [&](std::string_view name, auto& attribute) {
    if (name == "workbookPr")
      book.from_1904 = attribute("date1904") == "1" || attribute("date1904") == "true";
    if (name != "sheet") return;
    auto target = targets.find(std::string(attribute("id")));
    if (target != targets.end())
      book.sheets.push_back({std::string(attribute("name")), target->second});
  };
  parse_xml(archive.read("xl/workbook.xml", part_bytes_max), handler);
}

Shown shown_by_builtin(int id) {
  if (id == 46) return Shown::elapsed;
  bool is_time = (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || id == 45 || id == 47 ||
                 (id >= 50 && id <= 58);
  return is_time ? Shown::time : Shown::number;
}

void load_styles(const Archive& archive, Workbook& book) {
  if (!archive.has("xl/styles.xml")) return;
  std::map<int, Shown> own;
  bool in_cells = false;
  XmlHandler handler;
  auto number = [](std::string_view text) { return std::atoi(std::string(text).c_str()); };
  handler.start = [&](std::string_view name, auto& attribute) {
    if (name == "numFmt") own[number(attribute("numFmtId"))] = shown_by(attribute("formatCode"));
    if (name == "cellXfs") in_cells = true;
    if (name != "xf" || !in_cells) return;
    auto id = number(attribute("numFmtId"));
    auto found = own.find(id);
    book.shown.push_back(found != own.end() ? found->second : shown_by_builtin(id));
  };
  handler.end = [&](std::string_view name) {
    if (name == "cellXfs") in_cells = false;
  };
  parse_xml(archive.read("xl/styles.xml", part_bytes_max), handler);
}

/// Runs of rich text are one text; how it is spoken (rPh) is none of it.
void load_strings(const Archive& archive, const Limits& limits, Workbook& book) {
  if (!archive.has("xl/sharedStrings.xml")) return;
  std::size_t bytes = 0;
  bool in_text = false;
  int spoken = 0;
  XmlHandler handler;
  handler.start = [&](std::string_view name, auto&) {
    if (name == "si") book.strings.emplace_back();
    if (name == "rPh") ++spoken;
    in_text = name == "t" && spoken == 0;
  };
  handler.end = [&](std::string_view name) {
    if (name == "rPh") --spoken;
    if (name == "t") in_text = false;
  };
  handler.text = [&](std::string_view text) {
    if (!in_text || book.strings.empty()) return;
    bytes += text.size();
    if (bytes + book.strings.size() * sizeof(std::string) > limits.xlsx_strings_bytes)
      throw common::Error(common::ErrorCode::too_large,
                          "the workbook holds too much text; save it as CSV", "file");
    book.strings.back() += text;
  };
  XmlParser parser(handler);
  auto parts = archive.open("xl/sharedStrings.xml");
  for (auto part = parts(); !part.empty(); part = parts()) parser.feed(part, false);
  parser.feed("", true);
}

}  // namespace

Workbook load_workbook(const Archive& archive, const Limits& limits) {
  Workbook book;
  load_sheets(archive, book);
  load_styles(archive, book);
  load_strings(archive, limits, book);
  if (book.sheets.empty())
    throw common::Error(common::ErrorCode::bad_input, "the workbook has no sheets", "file");
  return book;
}

Shown shown_by(std::string_view format) {
  bool quoted = false, bracketed = false;
  for (std::size_t i = 0; i < format.size(); ++i) {
    char c = format[i];
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\\' || c == '_' || c == '*') {
      ++i;
      continue;
    }
    if (c == '[') {
      // [h] counts hours; [Red] and [$-407] are none.
      auto inner = i + 1 < format.size() ? format[i + 1] : ' ';
      if ((inner == 'h' || inner == 'm' || inner == 's') && i + 2 < format.size() &&
          (format[i + 2] == ']' || format[i + 2] == inner))
        return Shown::elapsed;
      bracketed = true;
    }
    if (c == ']') bracketed = false;
    if (bracketed) continue;
    if (format.substr(i, 7) == "General") {
      i += 6;
      continue;
    }
    if (std::string_view("yYmMdDhHsS").find(c) != std::string_view::npos) return Shown::time;
  }
  return Shown::number;
}

namespace {

constexpr std::int64_t second_ms = 1000, minute_ms = 60 * second_ms, hour_ms = 60 * minute_ms,
                       day_ms = 24 * hour_ms;

/// Excel keeps milliseconds, and no more; a calculated time is a little beside.
std::string clock_text(std::int64_t ms) {
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%02lld:%02lld:%02lld",
                static_cast<long long>(ms / hour_ms),
                static_cast<long long>(ms % hour_ms / minute_ms),
                static_cast<long long>(ms % minute_ms / second_ms));
  std::array<char, 8> rest{};
  if (ms % second_ms > 0)
    std::snprintf(rest.data(), rest.size(), ".%03d", static_cast<int>(ms % second_ms));
  return std::string(text.data()) + rest.data();
}

}  // namespace

std::string date_text(double serial, bool from_1904) {
  auto whole = std::floor(serial);
  std::int64_t ms = std::llround((serial - whole) * static_cast<double>(day_ms));
  if (ms >= day_ms) {
    ms = 0;
    whole += 1;
  }
  if (whole == 0 && !from_1904) return clock_text(ms);
  // Excel's day 60 is a 29 February 1900 that never was.
  auto days = from_1904 ? whole - 24107 : whole - (whole < 60 ? 25568 : 25569);
  auto day = common::codec::format_date(static_cast<std::int32_t>(days));
  return ms == 0 ? day : day + " " + clock_text(ms);
}

std::string elapsed_text(double days) {
  constexpr double days_max = 1e6;
  auto ms = std::llround(std::min(std::abs(days), days_max) * static_cast<double>(day_ms));
  return (days < 0 && ms > 0 ? "-" : "") + clock_text(ms);
}

std::string number_text(const std::string& raw) {
  // What is written plainly is taken as it is: an article number must not lose a digit.
  if (raw.find_first_not_of("-0123456789") == std::string::npos) return raw;
  char* end = nullptr;
  auto value = std::strtod(raw.c_str(), &end);
  if (end == raw.c_str() || *end != '\0' || !std::isfinite(value)) return raw;
  std::array<char, 400> text{};
  for (int digits = 0; digits <= 15; ++digits) {
    std::snprintf(text.data(), text.size(), "%.*f", digits, value);
    std::array<char, 40> shown{}, again{};
    std::snprintf(shown.data(), shown.size(), "%.15g", value);
    std::snprintf(again.data(), again.size(), "%.15g", std::strtod(text.data(), nullptr));
    if (std::string_view(shown.data()) == again.data()) break;
  }
  return text.data();
}

}  // namespace hub::transfer::formats::impl
