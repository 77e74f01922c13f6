#include "hub/identity/totp.hpp"

#include <CppUTest/TestHarness.h>

using namespace hub::identity;

namespace {

struct Vector {
  std::int64_t seconds;
  CodeHash hash;
  const char* code;
};

// RFC 6238, appendix B; its keys repeat the digits 1 to 0 up to the hash's length.
std::string key_of(CodeHash hash) {
  std::size_t size = hash == CodeHash::sha1 ? 20 : hash == CodeHash::sha256 ? 32 : 64;
  std::string key;
  while (key.size() < size) key += "1234567890";
  return key.substr(0, size);
}

constexpr Vector vectors[] = {
    {59, CodeHash::sha1, "94287082"},
    {59, CodeHash::sha256, "46119246"},
    {59, CodeHash::sha512, "90693936"},
    {1111111109, CodeHash::sha1, "07081804"},
    {1111111109, CodeHash::sha256, "68084774"},
    {1111111109, CodeHash::sha512, "25091201"},
    {1111111111, CodeHash::sha1, "14050471"},
    {1111111111, CodeHash::sha256, "67062674"},
    {1111111111, CodeHash::sha512, "99943326"},
    {1234567890, CodeHash::sha1, "89005924"},
    {1234567890, CodeHash::sha256, "91819424"},
    {1234567890, CodeHash::sha512, "93441116"},
    {2000000000, CodeHash::sha1, "69279037"},
    {2000000000, CodeHash::sha256, "90698825"},
    {2000000000, CodeHash::sha512, "38618901"},
    {20000000000, CodeHash::sha1, "65353130"},
    {20000000000, CodeHash::sha256, "77737706"},
    {20000000000, CodeHash::sha512, "47863826"},
};

// RFC 4226, appendix D.
constexpr const char* counted[] = {"755224", "287082", "359152", "969429", "338314",
                                   "254676", "287922", "162583", "399871", "520489"};

}  // namespace

TEST_GROUP(Totp){};

TEST(Totp, gives_the_codes_of_rfc_4226) {
  for (std::uint64_t i = 0; i < 10; ++i)
    STRCMP_EQUAL(counted[i], one_time_code("12345678901234567890", i).c_str());
}

TEST(Totp, gives_the_codes_of_rfc_6238) {
  for (auto& one : vectors) {
    common::Instant at{std::chrono::seconds(one.seconds)};
    auto step = static_cast<std::uint64_t>(code_step(at));
    STRCMP_EQUAL(one.code, one_time_code(key_of(one.hash), step, 8, one.hash).c_str());
  }
}

TEST(Totp, a_neighbours_code_counts_and_one_further_off_does_not) {
  std::string key = "12345678901234567890";
  auto now = common::parse_instant("2026-11-20T08:00:10Z");
  auto step = code_step(now);
  for (std::int64_t off : {-1, 0, 1})
    LONGS_EQUAL(step + off,
                matching_step(key, one_time_code(key, static_cast<std::uint64_t>(step + off)), now)
                    .value_or(0));
  for (std::int64_t off : {-2, 2})
    CHECK(!matching_step(key, one_time_code(key, static_cast<std::uint64_t>(step + off)), now));
  CHECK(!matching_step(key, "", now));
  CHECK(!matching_step(key, "12345", now));
}

TEST(Totp, base32_as_in_rfc_4648_without_padding) {
  STRCMP_EQUAL("", to_base32("").c_str());
  STRCMP_EQUAL("MY", to_base32("f").c_str());
  STRCMP_EQUAL("MZXQ", to_base32("fo").c_str());
  STRCMP_EQUAL("MZXW6", to_base32("foo").c_str());
  STRCMP_EQUAL("MZXW6YTBOI", to_base32("foobar").c_str());
}

TEST(Totp, an_address_for_apps_has_everything_encoded) {
  STRCMP_EQUAL("otpauth://totp/A%20%26%20B:anna%40example.test?secret=MZXW6&issuer=A%20%26%20B",
               code_uri("foo", "A & B", "anna@example.test").c_str());
}
