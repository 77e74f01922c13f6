#pragma once
#include <set>
#include <string>
#include <vector>

#include "hub/transfer/formats/impl/zip.hpp"

namespace hub::transfer::formats::impl {

struct Sheet {
  std::string name, part;  ///< "xl/worksheets/sheet1.xml"
};

/// What the workbook says of itself, besides its cells (ECMA-376, part 1, 18.2, 18.4, 18.8).
struct Workbook {
  std::vector<Sheet> sheets;
  bool from_1904 = false;
  std::vector<std::string> strings;  ///< shared ones
  std::vector<bool> dates;           ///< by the index of a cell's style
};

Workbook load_workbook(const Archive& archive, const Limits& limits);

/// Whether a number with this format is a day or a time: a letter of one outside of quotes and
/// brackets.
bool is_date_format(std::string_view format);

/// A day count as Excel keeps it: "2026-03-12", "2026-03-12 07:30:00", "07:30:00".
std::string date_text(double serial, bool from_1904);
/// "1234.5" of "1.2345E3"; fifteen digits, which is what a spreadsheet shows.
std::string number_text(const std::string& raw);

}  // namespace hub::transfer::formats::impl
