#pragma once
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "hub/transfer/formats/rows.hpp"

namespace hub::transfer::formats {

/// Takes the bytes of a file as they come.
using Sink = std::function<void(std::string_view)>;

/// What a column of a spreadsheet holds.
enum class CellKind { text, number, date, instant };
struct Column {
  std::string name;  ///< as in `flatten`
  CellKind kind = CellKind::text;
};

/// Writes records, each as its JSON, one after the other; holds one at a time. Call `end` once.
///
/// CSV: RFC 4180 in UTF-8 with a mark, so that Excel reads umlauts. A cell that begins with = + - @
/// tab or CR gets an apostrophe in front: a spreadsheet would take it for a formula (OWASP, CSV
/// injection); `unguarded` takes it off again. XLSX: texts are texts, nothing needs guarding; at
/// most 1,048,575 records; a time is one of `zone`'s clock, since a spreadsheet knows no zones.
/// vCard: 3.0, of contacts and accounts.
class RecordWriter {
 public:
  virtual ~RecordWriter() = default;
  virtual void add(const nlohmann::json& record) = 0;
  virtual void end() = 0;
};

/// `columns` of CSV and XLSX. `scratch` is an existing folder in which an XLSX is put together;
/// `zone` is an IANA name, empty UTC.
std::unique_ptr<RecordWriter> make_writer(Format format, std::vector<Column> columns, Sink sink,
                                          const std::string& scratch, const std::string& zone = {});

std::string guarded(const std::string& cell);
std::string unguarded(const std::string& cell);
/// A row of CSV with its line end.
std::string csv_line(const std::vector<std::string>& cells);

}  // namespace hub::transfer::formats
