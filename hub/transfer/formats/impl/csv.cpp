// CSV as RFC 4180 says, and as programs write it: other delimiters, line ends and encodings.
#include <algorithm>
#include <optional>

#include "common/error/error.hpp"
#include "hub/transfer/formats/impl/readers.hpp"
#include "hub/transfer/formats/impl/text.hpp"

namespace hub::transfer::formats::impl {
namespace {

constexpr std::string_view candidates = ",;\t|";

/// Reads records of a CSV text, whatever their number of cells.
class Records {
 public:
  Records(Parts parts, char delimiter, const Limits& limits)
      : window_(std::move(parts)), delimiter_(delimiter), limits_(limits) {}

  /// False at the end. Empty lines are passed over.
  bool next(Row& row) {
    do {
      if (window_.peek() < 0) return false;
      read(row);
    } while (row.cells.size() == 1 && row.cells[0].empty() && !quoted_);
    return true;
  }

 private:
  void read(Row& row) {
    row.line = line_;
    row.cells.clear();
    row.fault = {};
    quoted_ = false;
    std::size_t bytes = 0;
    while (true) {
      auto& cell = row.cells.emplace_back();
      int end = window_.peek() == '"' ? read_quoted(cell, row) : read_plain(cell);
      bytes += cell.size();
      if (!is_clean_utf8(cell) && row.fault.empty())
        row.fault = common::say("column {} holds bytes that are no text in this encoding",
                                row.cells.size());
      if (bytes > limits_.row_bytes) refuse_at(row.line, "the row is longer than 4 MB");
      if (row.cells.size() > limits_.columns)
        refuse_at(row.line, common::say("more than {} columns", limits_.columns));
      if (end != delimiter_) break;
    }
    ++line_;
  }

  /// Up to the delimiter or the line's end, which is taken; what ended it.
  int read_plain(std::string& cell) {
    while (true) {
      auto rest = window_.rest();
      if (rest.empty()) return -1;
      std::size_t size = 0;
      while (size < rest.size() && rest[size] != delimiter_ && rest[size] != '\n' &&
             rest[size] != '\r')
        ++size;
      cell.append(rest.substr(0, size));
      window_.skip(size);
      if (cell.size() > limits_.cell_bytes) refuse_at(line_, "a cell is longer than 1 MB");
      if (size < rest.size()) return take_end();
    }
  }

  int take_end() {
    int end = window_.get();
    if (end == '\r' && window_.peek() == '\n') window_.get();
    return end == delimiter_ ? end : '\n';
  }

  int read_quoted(std::string& cell, Row& row) {
    auto opened = line_;
    quoted_ = true;
    window_.get();
    while (true) {
      int c = window_.get();
      if (c < 0) refuse_at(opened, "the quote that opens here is never closed");
      if (c == '"') {
        if (window_.peek() != '"') break;
        window_.get();
      }
      if (c == '\n' || (c == '\r' && window_.peek() != '\n')) ++line_;
      cell += static_cast<char>(c);
      if (cell.size() > limits_.cell_bytes)
        refuse_at(opened, "the quote that opens here is not closed within 1 MB");
    }
    std::string after;
    int end = read_plain(after);
    if (after.find_first_not_of(' ') != std::string::npos) {
      row.fault = common::say("text stands after the closing quote of column {}", row.cells.size());
      cell += after;
    }
    return end;
  }

  Window window_;
  char delimiter_;
  const Limits& limits_;
  std::int64_t line_ = 1;
  bool quoted_ = false;  // the present record has a quoted cell
};

/// How well the delimiter cuts the first records: many cells, the same number in each.
std::size_t fit_of(const File& file, Encoding encoding, char delimiter, const Limits& limits) {
  constexpr int looked_at = 20;
  Records records(decoded(file.open(), encoding), delimiter, limits);
  Row row;
  std::size_t first = 0, same = 0;
  try {
    for (int i = 0; i < looked_at && records.next(row); ++i) {
      if (i == 0) first = row.cells.size();
      same += row.cells.size() == first ? 1 : 0;
    }
  } catch (const common::Error&) {
    // What came before counts: a quote that is never closed is then told with its line.
  }
  return first < 2 ? 0 : same * 1000 + std::min<std::size_t>(first, 500);
}

/// A first line "sep=;" as Excel writes and reads it.
std::optional<char> said_delimiter(const Row& row, char tried) {
  if (row.cells.empty() || row.cells[0].rfind("sep=", 0) != 0) return std::nullopt;
  if (row.cells[0].size() == 5 && row.cells.size() == 1) return row.cells[0][4];
  if (row.cells[0].size() == 4 && row.cells.size() == 2 && row.cells[1].empty()) return tried;
  return std::nullopt;
}

class CsvReader final : public RowReader {
 public:
  CsvReader(const File& file, const Limits& limits) : limits_(limits) {
    shape_.encoding = detect_encoding(file);
    shape_.delimiter = find_delimiter(file);
    open(file);
    Row head;
    if (records_->next(head)) {
      if (auto said = said_delimiter(head, shape_.delimiter)) {
        shape_.delimiter = *said;
        open(file);
        records_->next(head);
        if (!records_->next(head)) head.cells.clear();
      }
    }
    if (!head.fault.empty()) refuse_at(head.line, head.fault);
    columns_ = clean_columns(std::move(head.cells), limits_);
  }

  const Shape& shape() const override { return shape_; }
  const std::vector<std::string>& columns() const override { return columns_; }

  bool next(Row& row) override {
    if (!records_->next(row)) return false;
    while (row.cells.size() > columns_.size() && row.cells.back().empty()) row.cells.pop_back();
    if (row.cells.size() > columns_.size() && row.fault.empty())
      row.fault =
          common::say("has {} columns, the first line names {}", row.cells.size(), columns_.size());
    row.cells.resize(columns_.size());
    return true;
  }

 private:
  void open(const File& file) {
    records_ =
        std::make_unique<Records>(decoded(file.open(), shape_.encoding), shape_.delimiter, limits_);
  }
  char find_delimiter(const File& file) const {
    char best = ',';
    std::size_t best_fit = 0;
    for (char candidate : candidates)
      if (auto fit = fit_of(file, shape_.encoding, candidate, limits_); fit > best_fit) {
        best = candidate;
        best_fit = fit;
      }
    return best;
  }

  Limits limits_;
  Shape shape_;
  std::vector<std::string> columns_;
  std::unique_ptr<Records> records_;
};

}  // namespace

std::unique_ptr<RowReader> read_csv(const File& file, const Limits& limits) {
  return std::make_unique<CsvReader>(file, limits);
}

}  // namespace hub::transfer::formats::impl
