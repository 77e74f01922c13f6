#include "common/text/iban.hpp"

#include <CppUTest/TestHarness.h>

using common::text::has_iban_check_digits;

TEST_GROUP(Iban){};

TEST(Iban, check_digits_tell_a_slip_of_the_finger) {
  // The examples of the SWIFT IBAN registry.
  for (auto right : {"LI21088100002324013AA", "CH9300762011623852957", "AT611904300234573201",
                     "DE89370400440532013000", "MT84MALT011000012345MTLCAST001S"})
    CHECK(has_iban_check_digits(right));
  for (auto wrong :
       {"LI21088100002324013AB", "CH9300762011623852975", "DE98370400440532013000", "AT61", ""})
    CHECK_FALSE(has_iban_check_digits(wrong));
}
