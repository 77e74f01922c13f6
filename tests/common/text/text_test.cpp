#include "common/text/text.hpp"

#include <string>
#include <vector>

#include <CppUTest/TestHarness.h>

namespace text = common::text;

TEST_GROUP(Text){};

TEST(Text, folds_to_what_people_take_for_the_same) {
  struct Case {
    const char *from, *to;
  };
  for (auto& [from, to] : std::vector<Case>{{"", ""},
                                            {"Zug", "zug"},
                                            {"  Müller AG", "muller ag"},
                                            {"Mu\xcc\x88ller", "muller"},  // u + combining dots
                                            {"STRASSE", "strasse"},
                                            {"Straße", "strasse"},
                                            {"ÆØ", "æø"},
                                            {"Ａｂｃ１", "abc1"},  // full width
                                            {"ﬁlter", "filter"},
                                            {"½", "1⁄2"},
                                            {"a\t\n b\r\n", "a b"},
                                            {"a\xc2\xa0 b", "a b"},  // no-break space
                                            {"a\xe2\x80\x83"
                                             "b",
                                             "a b"},  // em space
                                            {"\xe3\x80\x80日本", "日本"},
                                            {"Ñandú", "nandu"},
                                            {"ΣΊΣΥΦΟΣ", "σισυφοσ"},
                                            {"Σίσυφος", "σισυφοσ"},
                                            {"İ", "i"},
                                            {"100% _x_", "100% _x_"},
                                            {"\xf0\x9f\x94\xa7", "\xf0\x9f\x94\xa7"},
                                            {"   ", ""}})
    STRCMP_EQUAL_TEXT(to, text::fold(from).c_str(), from);
}

TEST(Text, folding_twice_changes_nothing_more) {
  for (auto sample :
       {"Müller  AG", "ﬃ İ ß ẞ", "\xc2\xa8 x", "ǅ ǆ", "ͅ", "가각", "a\xcc\x88\xcc\x81 B"}) {
    auto once = text::fold(sample);
    STRCMP_EQUAL(once.c_str(), text::fold(once).c_str());
  }
}

TEST(Text, invalid_bytes_fold_byte_by_byte) {
  STRCMP_EQUAL(
      "\xff"
      "a",
      text::fold("\xff"
                 "A")
          .c_str());
  CHECK(text::is_utf8("Müller"));
  for (auto bad : {"\xff", "\xc3", "\xe2\x82", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80"})
    CHECK_FALSE(text::is_utf8(bad));
}

TEST(Text, length_counts_code_points) {
  LONGS_EQUAL(0, text::length(""));
  LONGS_EQUAL(6, text::length("Müller"));
  LONGS_EQUAL(1, text::length("\xf0\x9f\x94\xa7"));
}

TEST(Text, names_change_their_form) {
  STRCMP_EQUAL("work_order", text::to_snake("WorkOrder").c_str());
  STRCMP_EQUAL("size_class", text::to_snake("SizeClass").c_str());
  STRCMP_EQUAL("Work order", text::to_label("work_order").c_str());
  STRCMP_EQUAL("On my way", text::to_label("on-my-way").c_str());
}

TEST(Text, splits_and_trims) {
  CHECK((std::vector<std::string>{"a", "", "b", ""}) == text::split("a,,b,", ','));
  CHECK((std::vector<std::string>{""}) == text::split("", ','));
  CHECK(text::trim(" \t a b \r\n") == "a b");
  CHECK(text::trim(" \n").empty());
}

TEST(Text, plain_text_has_lines_and_no_control_characters) {
  CHECK_TRUE(common::text::is_plain("Zürich\n\tline two"));
  CHECK_FALSE(common::text::is_plain("bell\a"));
  CHECK_FALSE(common::text::is_plain(std::string_view("a\0b", 3)));
  STRCMP_EQUAL("a?b", common::text::to_plain("a\x1b"
                                             "b",
                                             10)
                          .c_str());
  STRCMP_EQUAL("Z", common::text::to_plain("Zürich", 2).c_str());
  STRCMP_EQUAL("?", common::text::to_plain("\xff\xfe", 10).c_str());
}
