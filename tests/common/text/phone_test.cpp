#include "common/text/phone.hpp"

#include <CppUTest/TestHarness.h>

using common::text::to_e164;

TEST_GROUP(Phone){};

TEST(Phone, international_numbers_lose_their_signs) {
  STRCMP_EQUAL("+423781234567", to_e164("+423 78-123 45 67").c_str());
  STRCMP_EQUAL("+41791234567", to_e164("+41 (0)79/123.45.67").c_str());
}

TEST(Phone, what_is_no_international_number_is_none) {
  for (auto number : {"", "+", "078 123 45 67", "0041791234567", "+0791234567", "+41 79 CALL ME",
                      "+41+791234567", "+12345", "+1234567890123456"})
    STRCMP_EQUAL("", to_e164(number).c_str());
}
