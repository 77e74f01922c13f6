#include "common/validate/form.hpp"

#include <regex>

#include <CppUTest/TestHarness.h>

using common::validate::example_of;

TEST_GROUP(Form){};

// features: API-09 with hub/web/src/fields/check.test.ts
TEST(Form, is_shown_by_what_fits_it) {
  struct Case {
    const char *pattern, *example;
  };
  for (auto& one : {Case{"[A-Z]{2}\\d{4}", "AB1234"}, Case{"[a-z][a-z0-9_]*", "abc_1"},
                    Case{"[a-z0-9]+(-[a-z0-9]+)*", "ab1-cd2"}, Case{"#[0-9a-fA-F]{6}", "#123456"},
                    Case{"([01][0-9]|2[0-3]):[0-5][0-9]", "01:02"}, Case{"K-\\d+", "K-12"},
                    Case{"https?://\\S+|x", "http://abc"}, Case{"(CH|LI)?[0-9]{4,5}", "1234"},
                    Case{"[A-Z0-9]{2,3}", "AB"}, Case{"[^{}]*\\{number\\}", "abc{number}"}}) {
    STRCMP_EQUAL_TEXT(one.example, example_of(one.pattern).c_str(), one.pattern);
    CHECK_TEXT(std::regex_match(one.example, std::regex(one.pattern)), one.pattern);
  }
}

TEST(Form, has_no_example_where_it_is_not_understood) {
  for (auto pattern : {"(?=a)b", "(a)\\1", "[0-9a-f]{64}", "[a-z", "(a", "a{9", "\\"})
    STRCMP_EQUAL_TEXT("", example_of(pattern).c_str(), pattern);
  std::string deep(1000, '(');
  STRCMP_EQUAL("", example_of(deep).c_str());
}
