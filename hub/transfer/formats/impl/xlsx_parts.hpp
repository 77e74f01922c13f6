#pragma once
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "hub/transfer/formats/impl/zip.hpp"

namespace hub::transfer::formats::impl {

/// What the format of a cell makes of its number.
enum class Shown : std::uint8_t { number, time, elapsed };

struct Sheet {
  std::string name, part;  ///< "xl/worksheets/sheet1.xml"
};

/// What the workbook says of itself, besides its cells (ECMA-376, part 1, 18.2, 18.4, 18.8).
struct Workbook {
  std::vector<Sheet> sheets;
  bool from_1904 = false;
  std::vector<std::string> strings;  ///< shared ones
  std::vector<Shown> shown;          ///< by the index of a cell's style
};

Workbook load_workbook(const Archive& archive, const Limits& limits);

/// A day or a time: a letter of one outside of quotes and brackets. [h] is hours that went by.
Shown shown_by(std::string_view format);

/// A day count as Excel keeps it: "2026-03-12", "2026-03-12 07:30:00", "07:30:00.250".
std::string date_text(double serial, bool from_1904);
/// Days that went by, in hours: "26:30:00".
std::string elapsed_text(double days);
/// "1234.5" of "1.2345E3"; fifteen digits, which is what a spreadsheet shows.
std::string number_text(const std::string& raw);

}  // namespace hub::transfer::formats::impl
