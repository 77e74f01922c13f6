#include "common/text/typed_key.hpp"

#include <CppUTest/TestHarness.h>

using common::text::typed_key;

TEST_GROUP(TypedKey){};

// features: EXTN-06
TEST(TypedKey, leaves_case_outer_blanks_and_the_encoding_of_letters_aside_and_no_more) {
  STRCMP_EQUAL("ab-1", typed_key(" AB-1\t").c_str());
  STRCMP_EQUAL(typed_key("MÜLLER").c_str(), typed_key("mu\xcc\x88ller ").c_str());
  STRCMP_EQUAL(typed_key("STRASSE").c_str(), typed_key("Straße").c_str());
  CHECK(typed_key("Müller") != typed_key("Muller"));
  CHECK(typed_key("a  b") != typed_key("a b"));
  STRCMP_EQUAL("", typed_key(" ").c_str());
  STRCMP_EQUAL("ab-1", typed_key("\xc2\xa0"
                                 "AB\xe2\x80\x8b-1")
                           .c_str());                                     // no-break, no width
  STRCMP_EQUAL("ab-1", typed_key("\xef\xbc\xa1\xef\xbc\xa2-1").c_str());  // full width
  STRCMP_EQUAL("a\xff", typed_key("A\xff").c_str());
}
