// Workbooks that are imported: any XML in any of the parts that are read, in an archive that is
// whole; and archives that are not.
#include <zlib.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "common/error/error.hpp"
#include "common/text/text.hpp"
#include "hub/transfer/formats/rows.hpp"

namespace {

using namespace hub::transfer::formats;

void put(std::string& out, std::uint32_t number, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(number >> (8 * i) & 0xff);
}

/// An archive of files that are stored as they are (PKWARE APPNOTE 6.3.10, 4.3).
class Archive {
 public:
  void add(const std::string& name, const std::string& bytes) {
    std::string facts;
    put(facts, 20, 2), put(facts, 0, 2), put(facts, 0, 2), put(facts, 0x21'0000, 4);
    put(facts,
        static_cast<std::uint32_t>(::crc32(0, reinterpret_cast<const Bytef*>(bytes.data()),
                                           static_cast<uInt>(bytes.size()))),
        4);
    for (int i = 0; i < 2; ++i) put(facts, static_cast<std::uint32_t>(bytes.size()), 4);
    put(facts, static_cast<std::uint32_t>(name.size()), 2), put(facts, 0, 2);
    put(directory_, 0x02014b50, 4), put(directory_, 20, 2);
    directory_ += facts;
    put(directory_, 0, 2), put(directory_, 0, 2), put(directory_, 0, 2), put(directory_, 0, 4);
    put(directory_, static_cast<std::uint32_t>(files_.size()), 4);
    directory_ += name;
    put(files_, 0x04034b50, 4);
    files_ += facts + name + bytes;
    ++count_;
  }
  std::string bytes() const {
    auto all = files_ + directory_;
    put(all, 0x06054b50, 4), put(all, 0, 4), put(all, count_, 2), put(all, count_, 2);
    put(all, static_cast<std::uint32_t>(directory_.size()), 4);
    put(all, static_cast<std::uint32_t>(files_.size()), 4), put(all, 0, 2);
    return all;
  }

 private:
  std::string files_, directory_;
  std::uint32_t count_ = 0;
};

struct Part {
  const char* name;
  const char* fallback;
};
/// In the order in which a workbook is understood; the input's parts take their places.
constexpr std::array<Part, 5> parts{{
    {"xl/worksheets/sheet1.xml",
     "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row></sheetData>"
     "</worksheet>"},
    {"xl/sharedStrings.xml", "<sst><si><t>name</t></si></sst>"},
    {"xl/styles.xml", R"(<styleSheet><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>)"},
    {"xl/workbook.xml", R"(<workbook><sheets><sheet name="One" id="r1"/></sheets></workbook>)"},
    {"xl/_rels/workbook.xml.rels",
     R"(<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>)"},
}};

/// Between lines of "---".
std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> all;
  for (std::size_t at = 0; at <= text.size();) {
    auto end = std::min(text.find("\n---\n", at), text.size());
    all.push_back(text.substr(at, end - at));
    at = end + 5;
  }
  return all;
}

std::string workbook_of(const std::string& text) {
  auto given = split(text);
  Archive archive;
  archive.add("[Content_Types].xml", "<Types/>");
  for (std::size_t i = 0; i < parts.size(); ++i)
    archive.add(parts[i].name,
                i < given.size() && !given[i].empty() ? given[i] : parts[i].fallback);
  return archive.bytes();
}

/// False: it is refused.
bool reads(const std::string& bytes) {
  try {
    auto reader = open_rows(file_of("book.xlsx", bytes));
    for (Row row; reader->next(row);) {
      if (row.cells.size() != reader->columns().size()) std::abort();
      if (!common::text::is_utf8(row.fault.english())) std::abort();
      for (auto& cell : row.cells)
        if (row.fault.empty() && !common::text::is_utf8(cell)) std::abort();
    }
    return true;
  } catch (const common::Error& error) {
    auto code = error.code();
    if (code != common::ErrorCode::bad_input && code != common::ErrorCode::too_large) std::abort();
    return false;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // What is built here must be readable, or nothing behind the archive is tried.
  static const bool sound = reads(workbook_of(""));
  if (!sound) std::abort();
  std::string text(reinterpret_cast<const char*>(data), size);
  reads(workbook_of(text));
  // The same with one byte of the archive itself changed.
  auto bytes = workbook_of(text);
  if (size >= 4) {
    auto at = (data[0] | data[1] << 8u | data[2] << 16u) % bytes.size();
    bytes[at] = static_cast<char>(data[3]);
    reads(bytes);
  }
  return 0;
}
