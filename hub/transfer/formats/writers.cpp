#include "hub/transfer/formats/writers.hpp"

#include <algorithm>
#include <map>

#include "common/text/json_text.hpp"
#include "hub/transfer/formats/flat.hpp"
#include "hub/transfer/formats/impl/writers.hpp"

namespace hub::transfer::formats {
namespace {

/// Of what a spreadsheet would compute, the full-width signs too; and what it passes over before.
constexpr std::string_view signs[] = {"=", "+", "-", "@", "＝", "＋", "－", "＠"};
constexpr std::string_view blanks[] = {" ", "\t", "\r", "\n", "\u00a0", "\u3000", "\ufeff"};

bool is_formula(std::string_view cell) {
  bool begins_by_control = !cell.empty() && (cell[0] == '\t' || cell[0] == '\r');
  auto skip_blank = [&] {
    for (auto blank : blanks)
      if (cell.starts_with(blank)) {
        cell.remove_prefix(blank.size());
        return true;
      }
    return false;
  };
  while (skip_blank()) {
  }
  return begins_by_control || std::any_of(std::begin(signs), std::end(signs),
                                          [&](auto sign) { return cell.starts_with(sign); });
}

class CsvWriter final : public RecordWriter {
 public:
  CsvWriter(std::vector<Column> columns, Sink sink)
      : columns_(std::move(columns)), sink_(std::move(sink)) {
    std::vector<std::string> names;
    for (auto& column : columns_) names.push_back(column.name);
    sink_("\xef\xbb\xbf" + csv_line(names));
  }
  void add(const nlohmann::json& record) override {
    auto cells = impl::cells_of(record, columns_);
    for (auto& cell : cells) cell = guarded(cell);
    sink_(csv_line(cells));
  }
  void end() override {}

 private:
  std::vector<Column> columns_;
  Sink sink_;
};

class JsonWriter final : public RecordWriter {
 public:
  explicit JsonWriter(Sink sink) : sink_(std::move(sink)) {}
  void add(const nlohmann::json& record) override {
    sink_((begun_ ? ",\n" : "[\n") + common::json_text(record));
    begun_ = true;
  }
  void end() override { sink_(begun_ ? "\n]\n" : "[]\n"); }

 private:
  Sink sink_;
  bool begun_ = false;
};

}  // namespace

namespace impl {

std::vector<std::string> cells_of(const nlohmann::json& record,
                                  const std::vector<Column>& columns) {
  std::map<std::string, std::string> values;
  for (auto& [name, value] : flatten(record)) values.emplace(name, value);
  std::vector<std::string> cells;
  for (auto& column : columns) cells.push_back(values[column.name]);
  return cells;
}

}  // namespace impl

std::string guarded(const std::string& cell) {
  return is_formula(cell) ? "'" + cell : cell;
}

std::string unguarded(const std::string& cell) {
  bool is_guarded =
      cell.size() > 1 && cell[0] == '\'' && is_formula(std::string_view(cell).substr(1));
  return is_guarded ? cell.substr(1) : cell;
}

std::string csv_line(const std::vector<std::string>& cells) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line += ',';
    auto& cell = cells[i];
    if (cell.find_first_of(",;\t|\"\r\n") == std::string::npos) {
      line += cell;
      continue;
    }
    line += '"';
    for (char c : cell) line += c == '"' ? std::string("\"\"") : std::string(1, c);
    line += '"';
  }
  // A row of one empty cell would be read as an empty line, which is no row.
  return (line.empty() ? "\"\"" : line) + "\r\n";
}

std::unique_ptr<RecordWriter> make_writer(Format format, std::vector<Column> columns, Sink sink,
                                          const std::string& scratch, const std::string& zone) {
  switch (format) {
    case Format::csv:
      return std::make_unique<CsvWriter>(std::move(columns), std::move(sink));
    case Format::xlsx:
      return impl::make_xlsx_writer(std::move(columns), std::move(sink), scratch, zone);
    case Format::json:
      return std::make_unique<JsonWriter>(std::move(sink));
    case Format::vcard:
      return impl::make_vcard_writer(std::move(sink));
  }
  return nullptr;
}

}  // namespace hub::transfer::formats
