#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/error/sentence.hpp"

namespace hub::transfer::formats {

enum class Format { csv, xlsx, json, vcard };
std::string_view format_name(Format format);  ///< "csv"
std::string_view format_mime(Format format);  ///< of a file to download
Format format_of(std::string_view name);      ///< throws bad_input for field "format"

enum class Encoding { utf8, utf16_le, utf16_be, windows_1252, iso_8859_1 };
std::string_view encoding_name(Encoding encoding);

/// The parts of a file in order, each of any size above zero; an empty one is the end.
using Parts = std::function<std::string()>;
/// A file that can be read from its beginning any number of times.
struct File {
  std::string name;
  std::function<Parts()> open;
};
File file_of(std::string name, std::string bytes);  ///< one that lies in memory

/// One row of a file as text.
struct Row {
  /// Where it begins, from 1, as an editor counts; of JSON, which may be one long line, the
  /// object's number.
  std::int64_t line = 0;
  std::vector<std::string> cells;  ///< as many as there are columns; UTF-8, unless there is a fault
  common::Sentence fault;          ///< why the row cannot be read; empty: it can
};

/// What a file is, as found out from its bytes.
struct Shape {
  Format format = Format::csv;
  Encoding encoding = Encoding::utf8;  ///< of text formats
  char delimiter = ',';                ///< of CSV
  std::vector<std::string> sheets;     ///< of XLSX, in order
};

/// Bounds that keep a file from taking the hub with it.
struct Limits {
  std::size_t columns = 500;
  std::size_t cell_bytes = 1 << 20, row_bytes = 4 << 20;
  std::size_t xlsx_bytes = 64 << 20;  ///< the file itself; it is held in memory
  std::size_t xlsx_entries = 1000;
  std::size_t xlsx_entry_bytes = 512 << 20;    ///< one entry, unpacked
  std::size_t xlsx_strings_bytes = 128 << 20;  ///< shared strings, held in memory
  std::size_t xlsx_ratio = 150;                ///< unpacked to packed, for entries above 1 MiB
};

/// The rows of a file, one after the other, whatever its format. Holds no more of it than a few
/// rows (XLSX: the packed file and its shared strings). One thread.
class RowReader {
 public:
  virtual ~RowReader() = default;
  virtual const Shape& shape() const = 0;
  /// Unique, none empty, in order. JSON and vCard: paths like "address.city", "channels.1.value".
  virtual const std::vector<std::string>& columns() const = 0;
  /// False at the end. Throws bad_input naming the line where nothing after it can be trusted.
  virtual bool next(Row& row) = 0;
};

/// Finds out what the file is, by its bytes first and its name second, and reads its head.
/// `sheet` of an XLSX; empty: the first. Throws bad_input for what is none of the formats and
/// too_large for what exceeds the limits.
std::unique_ptr<RowReader> open_rows(const File& file, const std::string& sheet = {},
                                     const Limits& limits = {});

}  // namespace hub::transfer::formats
