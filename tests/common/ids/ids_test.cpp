#include "common/ids/ids.hpp"

#include <set>
#include <string>
#include <vector>

#include "common/error/error.hpp"

#include <CppUTest/TestHarness.h>

namespace {

template <class Function>
bool is_refused(Function&& function) {
  try {
    function();
    return false;
  } catch (const common::Error& error) {
    return error.code() == common::ErrorCode::bad_input;
  }
}

const auto morning = common::parse_instant("2026-11-20T08:00:00Z");

}  // namespace

TEST_GROUP(Ids){};

TEST(Ids, are_uuids_of_version_7_with_their_time_in_front) {
  auto id = common::make_id(morning);
  LONGS_EQUAL(36, id.size());
  CHECK(common::is_id(id));
  CHECK_EQUAL('7', id[14]);
  CHECK(std::string("89ab").find(id[19]) != std::string::npos);
  auto millis = std::stoll(id.substr(0, 8) + id.substr(9, 4), nullptr, 16);
  LONGLONGS_EQUAL(common::to_micros(morning) / 1000, millis);
}

TEST(Ids, made_later_sort_later_and_none_comes_twice) {
  std::set<std::string> seen;
  std::string last;
  for (int i = 0; i < 1000; ++i) {
    auto id = common::make_id(morning + std::chrono::milliseconds(i));
    CHECK(id > last);
    last = id;
  }
  for (int i = 0; i < 1000; ++i) CHECK(seen.insert(common::make_id(morning)).second);
}

TEST(Ids, only_lower_case_uuids_are_ids) {
  CHECK(common::is_id("0193a000-0000-7000-8000-00000000000a"));
  for (auto text : {"", "0193a000", "0193A000-0000-7000-8000-00000000000a",
                    "0193a000-0000-7000-8000-00000000000", "0193a000-0000-7000-8000-00000000000aa",
                    "0193a000x0000-7000-8000-00000000000a", "0193a00-00000-7000-8000-00000000000a",
                    "0193g000-0000-7000-8000-00000000000a", "{193a000-0000-7000-8000-00000000000}"})
    CHECK_FALSE_TEXT(common::is_id(text), text);
}

TEST(Ids, hex_goes_there_and_back_and_refuses_the_rest) {
  std::string bytes("\0\x01\x7f\x80\xff", 5);
  STRCMP_EQUAL("00017f80ff", common::to_hex(bytes).c_str());
  CHECK(common::from_hex("00017F80ff") == bytes);
  CHECK(common::from_hex("").empty());
  for (auto text : {"0", "0g", "0x", " 0", "00 ", "-1"})
    CHECK_TEXT(is_refused([&] { common::from_hex(text); }), text);
}

TEST(Ids, base64_has_the_vectors_of_rfc_4648) {
  struct Case {
    const char *bytes, *text;
  };
  for (auto& [bytes, text] : std::vector<Case>{{"", ""},
                                               {"f", "Zg=="},
                                               {"fo", "Zm8="},
                                               {"foo", "Zm9v"},
                                               {"foob", "Zm9vYg=="},
                                               {"fooba", "Zm9vYmE="},
                                               {"foobar", "Zm9vYmFy"}}) {
    STRCMP_EQUAL(text, common::to_base64(bytes).c_str());
    STRCMP_EQUAL(bytes, common::from_base64(text).c_str());
  }
  for (std::size_t size = 0; size < 70; ++size) {
    auto bytes = common::random_bytes(size);
    CHECK(common::from_base64(common::to_base64(bytes)) == bytes);
  }
}

TEST(Ids, base64_refuses_what_is_not_base64) {
  for (auto text :
       {"Z", "Zg", "Zg=", "Zg===", "====", "=Zg=", "Z=g=", "Zm9v====", "Zm 9", " Zm9",
        "Zm9v\n\n\n\n", "    ", "\n\n==", "Zm9-", "Zm9_", "Zm9v=Zm9", "\xc3\xa4\xc3\xa4"})
    CHECK_TEXT(is_refused([&] { common::from_base64(text); }), text);
}

TEST(Ids, sha256_has_the_vectors_of_fips_180) {
  STRCMP_EQUAL("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
               common::sha256_hex("abc").c_str());
  STRCMP_EQUAL("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
               common::sha256_hex("").c_str());
  LONGS_EQUAL(32, common::sha256("abc").size());
}

TEST(Ids, tokens_are_url_safe_and_differ) {
  auto token = common::random_token();
  LONGS_EQUAL(43, token.size());
  for (char c : token) CHECK(std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_');
  CHECK(token != common::random_token());
}

TEST(Ids, secrets_compare_whole) {
  CHECK(common::equal_secret("abc", "abc"));
  CHECK(common::equal_secret("", ""));
  CHECK_FALSE(common::equal_secret("abc", "abd"));
  CHECK_FALSE(common::equal_secret("abc", "abcd"));
  CHECK_FALSE(common::equal_secret("abc", ""));
}

TEST(Ids, a_seed_makes_the_same_ones_as_long_as_it_lives) {
  auto at = common::parse_instant("2026-11-20T08:00:00Z");
  auto two = [&](std::uint64_t seed) {
    common::SeededIds ids(seed);
    return common::make_id(at) + common::make_id(at);
  };
  CHECK(two(1) == two(1));
  CHECK(two(1) != two(2));
  CHECK(common::is_id(two(1).substr(0, 36)));
  CHECK(common::make_id(at) != common::make_id(at));
}
