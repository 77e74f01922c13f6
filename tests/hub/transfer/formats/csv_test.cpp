#include <string>

#include "hub/transfer/formats/writers.hpp"
#include "tests/hub/transfer/formats/reading.hpp"

#include <CppUTest/TestHarness.h>

using hub::transfer::formats::Encoding;
using hub::transfer::formats::open_rows;

namespace {

struct Case {
  const char* name;
  std::string bytes, expected;
};

void check_all(std::initializer_list<Case> cases) {
  for (auto& one : cases)
    for (std::size_t part : {1, 2, 3, 100000})
      STRCMP_EQUAL_TEXT(one.expected.c_str(), reading::read_all(one.bytes, part).c_str(), one.name);
}

std::string utf16(const std::string& ascii, bool little, bool mark) {
  std::string out = mark ? (little ? "\xff\xfe" : "\xfe\xff") : "";
  for (char c : ascii) out += little ? std::string{c, '\0'} : std::string{'\0', c};
  return out;
}

}  // namespace

TEST_GROUP(Csv){};

TEST(Csv, finds_the_delimiter) {
  check_all(
      {{"comma", "a,b\n1,2\n", "a|b / 2 1|2"},
       {"semicolon", "a;b\n1,5;2\n", "a|b / 2 1,5|2"},
       {"tab", "a\tb\n1\t2", "a|b / 2 1|2"},
       {"bar", "a|b\n1|2", "a|b / 2 1|2"},
       {"one column", "name\nAnna, Bert\n", "name / 2 !has 2 columns, the first line names 1"},
       {"commas in names, semicolons between", "n;m\n\"a,b\";c\n\"d,e\";f\n",
        "n|m / 2 a,b|c / 3 d,e|f"},
       {"a quote that is never closed", "a;b\n1;2\n3;\"4;5\n6;7\n",
        "a|b / 2 1|2!!line 3: the quote that opens here is never closed"},
       {"said by Excel", "sep=;\r\na;b\r\n1;2\r\n", "a|b / 3 1|2"}});
}

TEST(Csv, reads_quotes_and_lines_as_rfc_4180_says) {
  check_all(
      {{"quoted", "a,b\n\"x, y\",\"say \"\"hi\"\"\"\n", "a|b / 2 x, y|say \"hi\""},
       {"line ends within", "a,b\n\"1\n2\",3\n4,5\n", "a|b / 2 1\n2|3 / 4 4|5"},
       {"CRLF within", "a,b\r\n\"1\r\n2\",3\r\n4,5\r\n", "a|b / 2 1\r\n2|3 / 4 4|5"},
       {"old Macintosh", "a,b\r1,2\r3,4", "a|b / 2 1|2 / 3 3|4"},
       {"no last line end", "a,b\n1,2", "a|b / 2 1|2"},
       {"empty cells", "a,b,c\n,,\n1,,3\n", "a|b|c / 2 -|-|- / 3 1|-|3"},
       {"short row", "a,b,c\n1\n", "a|b|c / 2 1|-|-"},
       {"empty lines", "a,b\n\n1,2\n\r\n3,4\n", "a|b / 3 1|2 / 5 3|4"},
       {"empty, quoted", "a\n\"\"\n", "a / 2 -"},
       {"a quote within", "a,b\n5\" pipe,x\n", "a|b / 2 5\" pipe|x"},
       {"blanks after a quote", "a,b\n\"x\" ,y\n", "a|b / 2 x|y"},
       {"text after a quote", "a,b\n\"x\"z,y\n",
        "a|b / 2 !text stands after the closing quote of column 1"},
       {"too long", "a,b\n1,2,3\n4,5\n", "a|b / 2 !has 3 columns, the first line names 2 / 3 4|5"},
       {"too long, but empty", "a,b\n1,2,,\n", "a|b / 2 1|2"},
       {"never closed", "a,b\n1,2\n\"x,y\n3,4\n",
        "a|b / 2 1|2!!line 3: the quote that opens here is never closed"}});
}

TEST(Csv, names_every_column_once) {
  check_all({{"doubled", "a,a,\nx,y,z\n", "a|a (2) / 2 !has 3 columns, the first line names 2"},
             {"empty between", "a,,b\nx,y,z\n", "a|Column 2|b / 2 x|y|z"},
             {"blanks", " a , b\nx,y\n", "a|b / 2 x|y"},
             {"none", "\n\n", "!!the file names no columns in its first line"},
             {"nothing", "", "!!the file is empty"}});
}

TEST(Csv, recognises_encodings) {
  check_all(
      {{"mark", "\xef\xbb\xbfn,m\nM\xc3\xbcller,x\n", "n|m / 2 M\xc3\xbcller|x"},
       {"UTF-8", "n,m\nM\xc3\xbcller,\xf0\x9f\x9a\x9a\n", "n|m / 2 M\xc3\xbcller|\xf0\x9f\x9a\x9a"},
       {"Windows-1252", "n,m\nM\xfcller,5 \x80\n", "n|m / 2 M\xc3\xbcller|5 \xe2\x82\xac"},
       {"ISO 8859-1", "n,m\nM\xfcller,x\n", "n|m / 2 M\xc3\xbcller|x"},
       {"UTF-16 little", utf16("n,m\nA,B\n", true, true), "n|m / 2 A|B"},
       {"UTF-16 big", utf16("n,m\nA,B\n", false, true), "n|m / 2 A|B"},
       {"UTF-16 without mark", utf16("n,m\nA,B\n", true, false), "n|m / 2 A|B"}});
  CHECK(open_rows(reading::cut_file("n,m\nM\xfcller,\x80\n", 9))->shape().encoding ==
        Encoding::windows_1252);
  CHECK(open_rows(reading::cut_file("n,m\nM\xfcller,\n", 9))->shape().encoding ==
        Encoding::iso_8859_1);
}

TEST(Csv, finds_the_only_umlaut_after_a_megabyte_of_ascii) {
  std::string bytes = "n,m\n";
  while (bytes.size() < 1 << 20) bytes += "Anna,Vaduz\n";
  bytes += "M\xfcller,x\n";
  auto all = reading::read_all(bytes, 65536);
  CHECK(all.size() > 10 && all.substr(all.size() - 10) == " M\xc3\xbcller|x");
}

TEST(Csv, reports_bytes_that_do_not_fit_with_their_line) {
  check_all(
      {{"broken UTF-8",
        "n,m\n\xc3\xa4,1\n\xc3\xb6,2\n\xc3\xbc,3\n\xc3\xa4,4\n\xc3\xb6,5\nb\xff"
        "d,6\n\xc3\xbc,7\n",
        "n|m / 2 \xc3\xa4|1 / 3 \xc3\xb6|2 / 4 \xc3\xbc|3 / 5 \xc3\xa4|4 / 6 \xc3\xb6|5 / 7 "
        "!column 1 "
        "holds bytes that are no text in this encoding / 8 \xc3\xbc|7"},
       {"not assigned in Windows-1252", "n,m\nM\xfcller\x80,1\n\x81,2\n",
        "n|m / 2 M\xc3\xbcller\xe2\x82\xac|1 / 3 !column 1 holds bytes that are no text in this "
        "encoding"},
       {"NUL", std::string("n,m\na\0b,1\n", 10),
        "n|m / 2 !column 1 holds bytes that are no text in this encoding"},
       {"half a surrogate",
        "\xff\xfe" + utf16("n,m\n", true, false) + std::string("\x00\xd8", 2) +
            utf16(",1\n", true, false),
        "n|m / 2 !column 1 holds bytes that are no text in this encoding"}});
}

TEST(Csv, refuses_what_is_no_table) {
  check_all(
      {{"PDF", "%PDF-1.7 ...", "!!this file is no table; send CSV, XLSX, JSON or vCard"},
       {"old workbook", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "!!this is a workbook of before 2007, or one with a password; save it as XLSX or CSV"}});
}

TEST(Csv, bounds_cells_and_columns) {
  std::string wide = "a";
  for (int i = 0; i < 600; ++i) wide += ",a";
  STRCMP_EQUAL("!!line 1: more than 500 columns", reading::read_all(wide, 4096).c_str());
  auto long_cell = "a,b\n" + std::string(2 << 20, 'x') + ",y\n";
  STRCMP_EQUAL("a|b!!line 2: a cell is longer than 1 MB",
               reading::read_all(long_cell, 65536).c_str());
}

TEST(Csv, writes_what_it_reads) {
  std::vector<std::string> nasty{"a,b", "say \"hi\"", "two\r\nlines",
                                 "",    " blank ",    "M\xc3\xbcller"};
  auto bytes = "h1,h2,h3,h4,h5,h6\r\n" + hub::transfer::formats::csv_line(nasty);
  auto rows = open_rows(reading::cut_file(bytes, 5));
  reading::Row row;
  CHECK(rows->next(row));
  CHECK(row.cells == nasty);
}

TEST(Csv, guards_formulas) {
  using hub::transfer::formats::guarded;
  using hub::transfer::formats::unguarded;
  for (std::string text : {"=1+1", "+41 79 123 45 67", "-5", "@SUM(A1)", "\tx", " =1", "\n=1",
                           "\u00a0=1", "\u3000 -1", "＝1+1", " ＋1", "－1", "＠SUM(A1)"}) {
    STRCMP_EQUAL(("'" + text).c_str(), guarded(text).c_str());
    STRCMP_EQUAL(text.c_str(), unguarded(guarded(text)).c_str());
  }
  for (std::string text : {"", " ", "x", "'tis", "1-1", " x=1", "\u3000x"}) {
    STRCMP_EQUAL(text.c_str(), guarded(text).c_str());
    STRCMP_EQUAL(text.c_str(), unguarded(text).c_str());
  }
}
