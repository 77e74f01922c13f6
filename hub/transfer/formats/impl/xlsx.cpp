// XLSX (ECMA-376): a ZIP of XML parts. The cells of one sheet, by parts.
#include <cstdlib>
#include <deque>

#include "common/error/error.hpp"
#include "common/text/text.hpp"
#include "hub/transfer/formats/impl/readers.hpp"
#include "hub/transfer/formats/impl/text.hpp"
#include "hub/transfer/formats/impl/xlsx_parts.hpp"
#include "hub/transfer/formats/impl/xml.hpp"

namespace hub::transfer::formats::impl {
namespace {

constexpr std::size_t error_bytes = 60;  // of an error in a cell

using common::Error;
using common::ErrorCode;

std::string load_all(const File& file, const Limits& limits) {
  auto parts = file.open();
  std::string bytes;
  for (auto part = parts(); !part.empty(); part = parts()) {
    bytes += part;
    if (bytes.size() > limits.xlsx_bytes)
      throw Error(ErrorCode::too_large, "the workbook is larger than 64 MB; save it as CSV",
                  "file");
  }
  return bytes;
}

/// 0 of "A7", 27 of "AB7".
std::size_t column_of(std::string_view reference) {
  std::size_t column = 0;
  for (char c : reference) {
    if (c < 'A' || c > 'Z' || column > 100000) break;
    column = column * 26 + static_cast<std::size_t>(c - 'A' + 1);
  }
  return column == 0 ? 0 : column - 1;
}

class XlsxReader final : public RowReader {
 public:
  XlsxReader(const File& file, const std::string& sheet, const Limits& limits)
      : limits_(limits),
        archive_(load_all(file, limits), limits),
        book_(load_workbook(archive_, limits)),
        parser_(handler()) {
    shape_.format = Format::xlsx;
    for (auto& one : book_.sheets) shape_.sheets.push_back(one.name);
    parts_ = archive_.open(find_sheet(sheet).part);
    Row head;
    while (next_row(head) && is_empty(head)) {
    }
    if (!head.fault.empty()) refuse_at(head.line, head.fault);
    columns_ = clean_columns(std::move(head.cells), limits_);
  }

  const Shape& shape() const override { return shape_; }
  const std::vector<std::string>& columns() const override { return columns_; }

  bool next(Row& row) override {
    do {
      if (!next_row(row)) return false;
    } while (is_empty(row));
    while (row.cells.size() > columns_.size() && row.cells.back().empty()) row.cells.pop_back();
    if (row.cells.size() > columns_.size() && row.fault.empty())
      row.fault =
          common::say("has {} columns, the first row names {}", row.cells.size(), columns_.size());
    row.cells.resize(columns_.size());
    return true;
  }

 private:
  const Sheet& find_sheet(const std::string& name) const {
    if (name.empty()) return book_.sheets.front();
    for (auto& sheet : book_.sheets)
      if (sheet.name == name) return sheet;
    throw Error(ErrorCode::bad_input, common::say("the workbook has no sheet \"{}\"", name),
                "sheet");
  }

  static bool is_empty(const Row& row) {
    for (auto& cell : row.cells)
      if (!cell.empty()) return false;
    return row.fault.empty();
  }

  bool next_row(Row& row) {
    while (ready_.empty() && !ended_) {
      auto part = parts_();
      ended_ = part.empty();
      parser_.feed(part, ended_);
    }
    if (ready_.empty()) return false;
    row = std::move(ready_.front());
    ready_.pop_front();
    return true;
  }

  XmlHandler handler() {
    XmlHandler handler;
    handler.start = [this](std::string_view name, auto& attribute) {
      if (name == "row") {
        begin_row(std::string(attribute("r")));
      } else if (name == "c") {
        begin_cell(attribute("r"), attribute("t"), std::string(attribute("s")));
      } else if (name == "rPh") {
        ++spoken_;
      }
      in_value_ = name == "v" || (name == "t" && spoken_ == 0);
    };
    handler.end = [this](std::string_view name) {
      in_value_ = false;
      if (name == "rPh") --spoken_;
      if (name == "c") end_cell();
      if (name == "row") ready_.push_back(std::move(row_));
    };
    handler.text = [this](std::string_view text) {
      if (!in_value_) return;
      raw_ += text;
      if (raw_.size() > limits_.cell_bytes) refuse_at(line_, "a cell is longer than 1 MB");
    };
    return handler;
  }

  void begin_row(const std::string& number) {
    line_ = number.empty() ? line_ + 1 : std::atoll(number.c_str());
    row_ = {line_, {}, {}};
    column_ = 0;
  }

  void begin_cell(std::string_view reference, std::string_view type, const std::string& style) {
    if (!reference.empty()) column_ = column_of(reference);
    // A reader must not make room for a column somewhere far to the right.
    if (column_ >= limits_.columns * 2)
      refuse_at(line_, common::say("more than {} columns", limits_.columns));
    type_ = type;
    style_ = static_cast<std::size_t>(std::max(0, std::atoi(style.c_str())));
    raw_.clear();
  }

  void end_cell() {
    if (row_.cells.size() <= column_) row_.cells.resize(column_ + 1);
    auto& cell = row_.cells[column_++];
    cell = value();
    if (type_ == "e" && row_.fault.empty())
      row_.fault = common::say("column {} holds the error {}", column_,
                               common::text::to_plain(raw_, error_bytes));
    if (!is_clean_utf8(cell) && row_.fault.empty())
      row_.fault = common::say("column {} holds what is no text", column_);
  }

  std::string value() const {
    if (raw_.empty() || type_ == "e") return {};
    if (type_ == "s") {
      auto index = std::strtoull(raw_.c_str(), nullptr, 10);
      if (index >= book_.strings.size()) refuse_at(line_, "a cell names a text that is not there");
      return book_.strings[index];
    }
    if (type_ == "b") return raw_ == "1" ? "true" : "false";
    if (!type_.empty() && type_ != "n") return raw_;  // inlineStr, str, d
    auto shown = style_ < book_.shown.size() ? book_.shown[style_] : Shown::number;
    if (shown == Shown::number) return number_text(raw_);
    auto number = std::strtod(raw_.c_str(), nullptr);
    return shown == Shown::time ? date_text(number, book_.from_1904) : elapsed_text(number);
  }

  Limits limits_;
  Archive archive_;
  Workbook book_;
  Shape shape_;
  std::vector<std::string> columns_;
  Parts parts_;
  std::deque<Row> ready_;
  bool ended_ = false;
  // of the row and cell being read
  Row row_;
  std::int64_t line_ = 0;
  std::size_t column_ = 0, style_ = 0;
  std::string type_, raw_;
  bool in_value_ = false;
  int spoken_ = 0;
  XmlParser parser_;
};

}  // namespace

std::unique_ptr<RowReader> read_xlsx(const File& file, const std::string& sheet,
                                     const Limits& limits) {
  return std::make_unique<XlsxReader>(file, sheet, limits);
}

}  // namespace hub::transfer::formats::impl
