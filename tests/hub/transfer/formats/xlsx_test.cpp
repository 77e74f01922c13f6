#include <zip.h>

#include <map>
#include <string>

#include "hub/transfer/formats/impl/xlsx_parts.hpp"
#include "hub/transfer/formats/writers.hpp"
#include "tests/hub/transfer/formats/reading.hpp"
#include "tests/support/temp_folder.hpp"

#include <CppUTest/TestHarness.h>

using namespace hub::transfer::formats;

namespace {

constexpr const char* workbook = R"(<workbook xmlns:r="r"><sheets><sheet name="One" r:id="r1"/>)"
                                 R"(<sheet name="Two" r:id="r2"/></sheets></workbook>)";
constexpr const char* relations =
    R"(<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/>)"
    R"(<Relationship Id="r2" Target="/xl/worksheets/sheet2.xml"/></Relationships>)";

using PartTexts = std::map<std::string, std::string>;

/// An archive with these parts, as any program may write it.
std::string pack(const PartTexts& parts) {
  support::TempFolder folder;
  auto path = (folder / "book.xlsx").string();
  int code = 0;
  auto archive = zip_open(path.c_str(), ZIP_CREATE, &code);
  for (auto& [name, text] : parts)
    zip_file_add(archive, name.c_str(), zip_source_buffer(archive, text.data(), text.size(), 0), 0);
  CHECK_EQUAL(0, zip_close(archive));
  std::string bytes;
  auto file = std::fopen(path.c_str(), "rb");
  char part[4096];
  while (auto size = std::fread(part, 1, sizeof part, file)) bytes.append(part, size);
  std::fclose(file);
  return bytes;
}

std::string book(const std::string& rows, PartTexts more = {}) {
  more.emplace("xl/workbook.xml", workbook);
  more.emplace("xl/_rels/workbook.xml.rels", relations);
  more.emplace("xl/worksheets/sheet1.xml",
               "<worksheet><sheetData>" + rows + "</sheetData></worksheet>");
  more.emplace(
      "xl/worksheets/sheet2.xml",
      "<worksheet><sheetData><row><c t=\"str\"><v>other</v></c></row></sheetData></worksheet>");
  return pack(more);
}

std::string text(const std::string& value) {
  return "<c t=\"inlineStr\"><is><t>" + value + "</t></is></c>";
}

}  // namespace

TEST_GROUP(Xlsx){};

TEST(Xlsx, reads_texts_numbers_and_gaps) {
  auto bytes = book(
      "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"C1\" "
      "t=\"inlineStr\"><is><t>c</t></is></c></row>"
      "<row r=\"3\"><c r=\"A3\" t=\"s\"><v>1</v></c><c r=\"B3\"><v>1234.5</v></c><c r=\"C3\" "
      "t=\"b\"><v>1</v></c></row>"
      "<row r=\"4\"><c r=\"C4\" t=\"str\"><f>A1</f><v>formula</v></c></row><row r=\"5\"/>",
      {{"xl/sharedStrings.xml",
        "<sst><si><t>name</t></si><si><r><t>An</t></r><r><t>na</t></r><rPh><t>x</t></rPh></si></"
        "sst>"}});
  STRCMP_EQUAL("name|Column 2|c / 3 Anna|1234.5|true / 4 -|-|formula",
               reading::read_all(bytes, 100).c_str());
  STRCMP_EQUAL("other", reading::read_all(bytes, 100, "Two").c_str());
  STRCMP_EQUAL("!!the workbook has no sheet \"Three\"",
               reading::read_all(bytes, 100, "Three").c_str());
}

TEST(Xlsx, knows_days_by_their_format) {
  auto styles = R"(<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd.mm.yyyy"/>)"
                R"(<numFmt numFmtId="165" formatCode="0.00 &quot;days&quot;"/></numFmts>)"
                R"(<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/>)"
                R"(<xf numFmtId="165"/><xf numFmtId="22"/></cellXfs></styleSheet>)";
  auto row = [](int style, const std::string& value) {
    return "<row><c s=\"" + std::to_string(style) + "\"><v>" + value + "</v></c></row>";
  };
  auto bytes = book("<row>" + text("a") + "</row>" + row(0, "46093") + row(1, "46093") +
                        row(2, "46093") + row(3, "46093") + row(4, "46093.3125"),
                    {{"xl/styles.xml", styles}});
  STRCMP_EQUAL("a / 2 46093 / 3 2026-03-12 / 4 2026-03-12 / 5 46093 / 6 2026-03-12 07:30:00",
               reading::read_all(bytes, 5000).c_str());
}

TEST(Xlsx, tells_date_formats_from_others) {
  for (auto format : {"yyyy-mm-dd", "d/m", "[$-407]dddd", "mmm yy;@"})
    CHECK_TEXT(impl::shown_by(format) == impl::Shown::time, format);
  for (auto format : {"[h]:mm", "[hh]:mm:ss", "[mm]"})
    CHECK_TEXT(impl::shown_by(format) == impl::Shown::elapsed, format);
  for (auto format : {"General", "0.00", "#,##0 \"days\"", "[Red]0", "0\\d", "@", "General \"h\""})
    CHECK_TEXT(impl::shown_by(format) == impl::Shown::number, format);
}

TEST(Xlsx, turns_serials_into_days) {
  STRCMP_EQUAL("1900-01-01", impl::date_text(1, false).c_str());
  STRCMP_EQUAL("1900-03-01", impl::date_text(61, false).c_str());
  STRCMP_EQUAL("1904-01-02", impl::date_text(1, true).c_str());
  STRCMP_EQUAL("12:00:00", impl::date_text(0.5, false).c_str());
  STRCMP_EQUAL("2026-03-13", impl::date_text(46093.999999999, false).c_str());
  STRCMP_EQUAL("2026-03-12 08:00:00", impl::date_text(46093 + 1.0 / 3, false).c_str());
}

// features: CUST-18
TEST(Xlsx, hours_that_went_by_may_be_more_than_a_day) {
  STRCMP_EQUAL("01:30:00", impl::elapsed_text(0.0625).c_str());
  STRCMP_EQUAL("26:30:00", impl::elapsed_text(26.5 / 24).c_str());
  STRCMP_EQUAL("-01:00:00", impl::elapsed_text(-1.0 / 24).c_str());
  CHECK(impl::elapsed_text(1e300).size() < 20);
  auto styles =
      R"(<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="46"/></cellXfs></styleSheet>)";
  auto bytes = book("<row>" + text("a") + "</row><row><c s=\"1\"><v>1.25</v></c></row>",
                    {{"xl/styles.xml", styles}});
  STRCMP_EQUAL("a / 2 30:00:00", reading::read_all(bytes, 5000).c_str());
}

TEST(Xlsx, keeps_numbers_as_people_see_them) {
  for (auto [raw, shown] : {std::pair{"1234.5", "1234.5"},
                            {"0.1", "0.1"},
                            {"0.30000000000000004", "0.3"},
                            {"1.2E3", "1200"},
                            {"-7", "-7"},
                            {"4006381333931", "4006381333931"},
                            {"12345678901234567890", "12345678901234567890"}})
    STRCMP_EQUAL(shown, impl::number_text(raw).c_str());
}

TEST(Xlsx, reports_errors_in_cells) {
  auto bytes = book("<row>" + text("a") + "</row><row><c t=\"e\"><v>#N/A</v></c></row>");
  STRCMP_EQUAL("a / 2 !column 1 holds the error #N/A", reading::read_all(bytes, 1000).c_str());
}

TEST(Xlsx, refuses_a_bomb) {
  auto rows = "<row>" + text("a") + "</row><!--" + std::string(64 << 20, 'x') + "-->";
  STRCMP_EQUAL("!!the workbook unpacks to more than a workbook should; it is refused",
               reading::read_all(book(rows), 65536).c_str());
  PartTexts many;
  for (int i = 0; i < 1100; ++i) many["xl/x" + std::to_string(i)] = "x";
  STRCMP_EQUAL("!!the workbook unpacks to more than a workbook should; it is refused",
               reading::read_all(book("", many), 65536).c_str());
}

TEST(Xlsx, refuses_a_bomb_whose_directory_lies) {
  std::string noise = "<row>" + text("a") + "</row><!--";
  for (std::uint32_t i = 0, x = 1; i < 3'000'000; ++i) {
    x = x * 1664525 + 1013904223;
    noise += static_cast<char>('a' + (x >> 24) % 26);
  }
  auto bytes = book(noise + "-->");
  Limits limits;
  limits.xlsx_entry_bytes = 1 << 20;
  // The directory's own word for the size of the sheet, made small.
  std::string said;
  auto size = static_cast<std::uint32_t>(
      noise.size() + 3 + std::string("<worksheet><sheetData></sheetData></worksheet>").size());
  for (int i = 0; i < 4; ++i) said += static_cast<char>(size >> (8 * i) & 0xff);
  for (auto at = bytes.find(said); at != std::string::npos; at = bytes.find(said, at + 4))
    bytes.replace(at, 4, std::string("\x10\0\0\0", 4));
  try {
    auto rows = open_rows(reading::cut_file(bytes, 65536), "", limits);
    for (Row row; rows->next(row);) {
    }
    FAIL("it was read");
  } catch (const common::Error& error) {
    CHECK(error.code() == common::ErrorCode::bad_input ||
          error.code() == common::ErrorCode::too_large);
  }
}

TEST(Xlsx, refuses_entities_and_what_is_broken) {
  auto laughs =
      "<!DOCTYPE w [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]>" + std::string(workbook);
  STRCMP_EQUAL("!!the workbook's XML declares a document type; it is refused",
               reading::read_all(book("", {{"xl/workbook.xml", laughs}}), 1000).c_str());
  STRCMP_EQUAL("!!the workbook's XML is broken: not well-formed (invalid token)",
               reading::read_all(book("<row><<"), 1000).c_str());
  CHECK(reading::read_all(pack({{"other", "x"}})).find("!!the workbook cannot be read") == 0);
  CHECK(reading::read_all("PK\x03\x04rubbish").find("!!the workbook cannot be read") == 0);
  auto whole = book("<row>" + text("a") + "</row>");
  for (std::size_t cut = 10; cut < whole.size(); cut += 37)
    CHECK(reading::read_all(whole.substr(0, cut), 1000).find("!!") == 0);
}

TEST(Xlsx, bounds_columns_and_depth) {
  STRCMP_EQUAL(
      "!!line 1: more than 500 columns",
      reading::read_all(book("<row r=\"1\"><c r=\"XFD1\"><v>1</v></c></row>"), 1000).c_str());
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += "<g>";
  STRCMP_EQUAL("!!the workbook's XML is nested too deep",
               reading::read_all(book(deep), 1000).c_str());
}

// features: CUST-16
TEST(Xlsx, writes_times_as_times_of_the_companys_clock) {
  support::TempFolder folder;
  auto written = [&](const std::string& zone) {
    std::string bytes;
    auto writer = make_writer(
        Format::xlsx, {{"start", CellKind::instant}}, [&](std::string_view part) { bytes += part; },
        folder.path().string(), zone);
    for (auto at : {"2026-07-01T12:30:00Z", "2026-01-01T23:59:59.007Z", "1850-01-01T00:00:00Z"})
      writer->add({{"start", at}});
    writer->end();
    return reading::read_all(bytes, 1000);
  };
  // What a workbook cannot hold as a time stays a text that says its zone.
  STRCMP_EQUAL("start / 2 2026-07-01 14:30:00 / 3 2026-01-02 00:59:59.007 / 4 1850-01-01T00:00:00Z",
               written("Europe/Vaduz").c_str());
  STRCMP_EQUAL("start / 2 2026-07-01 12:30:00 / 3 2026-01-01 23:59:59.007 / 4 1850-01-01T00:00:00Z",
               written("").c_str());
}

TEST(Xlsx, reads_what_it_writes) {
  support::TempFolder folder;
  std::string bytes;
  auto writer = make_writer(
      Format::xlsx, {{"name"}, {"amount", CellKind::number}, {"day", CellKind::date}},
      [&](std::string_view part) { bytes += part; }, folder.path().string());
  writer->add(
      {{"name", "=M\xc3\xbcller & <S\xc3\xb6hne>"}, {"amount", "1234.5"}, {"day", "2026-03-12"}});
  writer->add({{"name", "two\nlines"}, {"amount", "007x"}});
  writer->end();
  STRCMP_EQUAL(
      "name|amount|day / 2 =M\xc3\xbcller & <S\xc3\xb6hne>|1234.5|2026-03-12 / 3 two\nlines|007x|-",
      reading::read_all(bytes, 1000).c_str());
  writer.reset();
  CHECK(std::filesystem::is_empty(folder.path()));
}
