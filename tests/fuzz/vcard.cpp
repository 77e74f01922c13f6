// Cards that are imported: any lines are read as text or refused, and a card that we write reads as
// the same.
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "common/error/error.hpp"
#include "common/text/text.hpp"
#include "hub/transfer/formats/rows.hpp"
#include "hub/transfer/formats/writers.hpp"

namespace {

using namespace hub::transfer::formats;
using nlohmann::json;

struct Table {
  std::vector<std::string> columns;
  std::vector<Row> rows;
};

Table read(const std::string& text) {
  auto reader = open_rows(file_of("cards.vcf", text));
  if (reader->shape().format != Format::vcard) std::abort();
  Table table{reader->columns(), {}};
  for (Row row; reader->next(row);) {
    if (row.cells.size() != table.columns.size()) std::abort();
    if (!common::text::is_utf8(row.fault.english())) std::abort();
    if (!row.fault.empty()) continue;
    for (auto& cell : row.cells)
      if (!common::text::is_utf8(cell)) std::abort();
    table.rows.push_back(row);
  }
  return table;
}

std::string cell(const Table& table, const Row& row, const std::string& column) {
  for (std::size_t i = 0; i < table.columns.size(); ++i)
    if (table.columns[i] == column) return row.cells[i];
  return {};
}

/// What one line of a card can hold: no carriage returns, and nothing at its ends that is trimmed.
std::string plain(const std::string& text) {
  std::string kept;
  for (char c : text)
    if (static_cast<unsigned char>(c) > ' ') kept += c;
  return kept;
}

void check_written(const std::string& family) {
  if (family.empty()) return;
  std::string written;
  auto writer = make_writer(
      Format::vcard, {}, [&](std::string_view part) { written += part; }, "/tmp");
  writer->add(json{{"name", {{"given", "Rosa"}, {"family", family}}}});
  writer->end();
  auto again = read(written);
  if (again.rows.size() != 1 || cell(again, again.rows[0], "name.family") != family) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string text(reinterpret_cast<const char*>(data), size);
  try {
    auto table = read("BEGIN:VCARD\r\n" + text);
    for (auto& row : table.rows) check_written(plain(cell(table, row, "name.family")));
  } catch (const common::Error& error) {
    auto code = error.code();
    if (code != common::ErrorCode::bad_input && code != common::ErrorCode::too_large) std::abort();
  }
  return 0;
}
