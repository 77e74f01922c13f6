#include <string>

#include "hub/transfer/formats/writers.hpp"
#include "tests/hub/transfer/formats/reading.hpp"

#include <CppUTest/TestHarness.h>

using nlohmann::json;

namespace {

std::string card(const std::string& lines) {
  return "BEGIN:VCARD\r\nVERSION:3.0\r\n" + lines + "END:VCARD\r\n";
}

struct Case {
  const char *name, *lines, *expected;
};

}  // namespace

TEST_GROUP(Vcard){};

TEST(Vcard, reads_what_address_books_write) {
  const Case cases[] = {
      {"names", "N:M\xc3\xbcller;Anna;Maria;Dr.;\r\nFN:Dr. Anna M\xc3\xbcller\r\n",
       "name.family|name.given|name.title|full_name / 1 M\xc3\xbcller|Anna Maria|Dr.|Dr. Anna "
       "M\xc3\xbcller"},
      {"phones", "TEL;TYPE=CELL,VOICE:+41 79 1\r\nitem1.TEL;TYPE=work:+423 2\r\n",
       "channels.1.kind|channels.1.value|channels.2.kind|channels.2.value|channels.2.label / 1 "
       "mobile|+41 79 1|phone|+423 2|work"},
      {"4.0", "TEL;VALUE=uri;TYPE=\"voice,cell\":tel:+41-79\r\nEMAIL:a@b.test\r\n",
       "channels.1.kind|channels.1.value|channels.2.kind|channels.2.value / 1 "
       "mobile|+41-79|mail|a@b.test"},
      {"escapes", "ORG:A\\, B\\; C;Sales\r\nNOTE:one\\ntwo\\\\\r\n",
       "organization|note / 1 A, B; C|one\ntwo\\"},
      {"folded", "NOTE:a long\r\n  line\r\nTITLE:x\r\n\t y\r\n", "note|title / 1 a long line|x y"},
      {"address", "ADR;TYPE=HOME:;2nd floor;Street 1;Vaduz;;9490;Liechtenstein\r\n",
       "addresses.1.use|addresses.1.address.line1|addresses.1.address.line2|addresses.1.address."
       "city|addresses.1."
       "address.postal_code|addresses.1.address.country / 1 main|Street 1|2nd "
       "floor|Vaduz|9490|Liechtenstein"},
      {"2.1",
       "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;=41nna\r\nTEL;CELL:1234567\r\n",
       "name.family|name.given|channels.1.kind|channels.1.value / 1 "
       "M\xc3\xbcller|Anna|mobile|1234567"},
      {"2.1 folded", "NOTE;QUOTED-PRINTABLE:a=\r\nb=FCc\r\n",
       "note / 1 ab\xc3\xbc"
       "c"},
  };
  for (auto& one : cases)
    for (std::size_t part : {1, 50, 10000})
      STRCMP_EQUAL_TEXT(one.expected, reading::read_all(card(one.lines), part).c_str(), one.name);
}

TEST(Vcard, reads_many_and_names_lines) {
  STRCMP_EQUAL("full_name|name.family / 1 A|A / 5 B|B",
               reading::read_all(card("FN:A\r\n") + card("FN:B\r\n")).c_str());
  STRCMP_EQUAL("!!line 5: the card that begins here has no END:VCARD",
               reading::read_all(card("FN:A\r\n") + "BEGIN:VCARD\r\nFN:B\r\n").c_str());
}

// features: DQLT-06 CUST-18
TEST(Vcard, takes_the_parts_of_a_name_from_the_whole_where_a_card_says_none) {
  STRCMP_EQUAL(
      "name.family|name.given|full_name / 1 Huber|Anna|Anna Huber / 6 Frei|Hans Peter|Hans "
      "Peter Frei / 10 Frei|Eva|Frei, Eva",
      reading::read_all(card("N:Huber;Anna\r\nFN:Anna Huber\r\n") + card("FN:Hans Peter Frei\r\n") +
                        card("FN:Frei\\, Eva\r\n"))
          .c_str());
}

TEST(Vcard, bounds_a_card) {
  std::string many;
  for (int i = 0; i < 1100; ++i) many += "X-A:b\r\n";
  STRCMP_EQUAL("!!line 1: a card with more than 1000 properties",
               reading::read_all(card(many), 4096).c_str());
}

TEST(Vcard, reads_what_it_writes) {
  std::string bytes;
  auto writer = hub::transfer::formats::make_writer(
      hub::transfer::formats::Format::vcard, {}, [&](std::string_view part) { bytes += part; }, "");
  writer->add(
      {{"id", "7"},
       {"name", {{"family", "M\xc3\xbcller; S\xc3\xb6hne"}, {"given", "Anna"}}},
       {"title", std::string(200, 'x') + "\xc3\xbc"},
       {"channels",
        {{{"kind", "mail"}, {"value", "a@b.test"}}, {{"kind", "mobile"}, {"value", "+41791"}}}},
       {"addresses",
        {{{"address", {{"line1", "Street 1"}, {"city", "Vaduz"}, {"country", "LI"}}}}}}});
  writer->end();
  for (std::size_t at = 0; at < bytes.size();) {
    auto end = bytes.find("\r\n", at);
    CHECK(end - at <= 75);
    at = end + 2;
  }
  auto expected =
      "name.family|name.given|full_name|title|channels.1.kind|channels.1.value|channels.2.kind|"
      "channels.2.value|addresses.1.use|addresses.1.address.line1|addresses.1.address.city|"
      "addresses.1."
      "address.country|uid / 1 M\xc3\xbcller; S\xc3\xb6hne|Anna|Anna M\xc3\xbcller; S\xc3\xb6hne|" +
      std::string(200, 'x') + "\xc3\xbc|mail|a@b.test|mobile|+41791|main|Street 1|Vaduz|LI|7";
  STRCMP_EQUAL(expected.c_str(), reading::read_all(bytes).c_str());
}
