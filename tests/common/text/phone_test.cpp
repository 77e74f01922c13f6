#include "common/text/phone.hpp"

#include <CppUTest/TestHarness.h>

using common::text::country_of_phone;
using common::text::to_e164;

TEST_GROUP(Phone){};

TEST(Phone, international_numbers_lose_their_signs) {
  STRCMP_EQUAL("+423781234567", to_e164("+423 78-123 45 67").c_str());
  STRCMP_EQUAL("+41791234567", to_e164("+41 (0)79/123.45.67").c_str());
}

TEST(Phone, what_is_no_international_number_is_none) {
  for (auto number : {"", "+", "078 123 45 67", "0041791234567", "+0791234567", "+41 79 CALL ME",
                      "+41+791234567", "+12345", "+1234567890123456", "+999 123 45 67",
                      "+41 79 123", "+423 230 00 00 ext. 5", "+1 555 0100"})
    STRCMP_EQUAL("", to_e164(number).c_str());
}

TEST(Phone, a_number_of_a_known_country_needs_no_plus) {
  STRCMP_EQUAL("+41791234567", to_e164("079 123 45 67", "CH").c_str());
  STRCMP_EQUAL("+4232300000", to_e164("230 00 00", "LI").c_str());
  STRCMP_EQUAL("+4930123456", to_e164("030 123456", "DE").c_str());
  STRCMP_EQUAL("+390612345678", to_e164("06 1234 5678", "IT").c_str());  // the zero stays there
  STRCMP_EQUAL("", to_e164("079 123 45 67", "XX").c_str());
}

TEST(Phone, tells_its_country) {
  STRCMP_EQUAL("LI", country_of_phone("+423 230 00 00").c_str());
  STRCMP_EQUAL("CA", country_of_phone("+1 416 555 0123").c_str());
  STRCMP_EQUAL("US", country_of_phone("+1 212 555 0123").c_str());
  for (auto number : {"", "079 123 45 67", "+999 12345678", "+800 1234 5678"})
    STRCMP_EQUAL("", country_of_phone(number).c_str());
}
