#include "common/clock/clock.hpp"

#include <optional>
#include <string>
#include <vector>

#include "common/error/error.hpp"

#include <CppUTest/TestHarness.h>

using common::format_instant;
using common::from_micros;
using common::parse_instant;

TEST_GROUP(Clock){static std::string refusal(const std::string& text){try {parse_instant(text);
return "";
}
catch (const common::Error& error) {
  return std::string(common::code_name(error.code()));
}
}
}
;

TEST(Clock, reads_rfc_3339_with_any_offset_and_writes_utc) {
  struct Case {
    const char *text, *utc;
  };
  // RFC 3339, section 5.8 where marked.
  for (auto& [text, utc] : std::vector<Case>{
           {"2026-11-16T07:30:00Z", "2026-11-16T07:30:00Z"},
           {"1985-04-12T23:20:50.52Z", "1985-04-12T23:20:50.520Z"},       // 5.8
           {"1996-12-19T16:39:57-08:00", "1996-12-20T00:39:57Z"},         // 5.8
           {"1937-01-01T12:00:27.87+00:20", "1937-01-01T11:40:27.870Z"},  // 5.8
           {"2026-11-16t07:30:00z", "2026-11-16T07:30:00Z"},              // lower case
           {"2026-11-16 07:30:00Z", "2026-11-16T07:30:00Z"},              // a blank
           {"2026-11-16T07:30:00-00:00", "2026-11-16T07:30:00Z"},         // offset unknown
           {"2026-11-16T07:30:00.1Z", "2026-11-16T07:30:00.100Z"},
           {"2026-11-16T07:30:00.123456Z", "2026-11-16T07:30:00.123456Z"},
           {"2026-11-16T07:30:00.123456789Z", "2026-11-16T07:30:00.123456Z"},  // cut, not rounded
           {"2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"},
           {"2027-01-01T00:30:00+01:00", "2026-12-31T23:30:00Z"},
           {"0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"},
           {"9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"},
           {"1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.500Z"}})
    STRCMP_EQUAL_TEXT(utc, format_instant(parse_instant(text)).c_str(), text);
}

TEST(Clock, refuses_what_is_no_rfc_3339) {
  for (auto& text : std::vector<std::string>{"",
                                             "2026",
                                             "2026-11-16",
                                             "2026-11-16T07:30",
                                             "2026-11-16T07:30:00",
                                             "2026-11-16T07:30:00.Z",
                                             "2026-11-16T07:30:00.",
                                             "2026-11-16T07:30:00,5Z",
                                             "2026-13-01T00:00:00Z",
                                             "2026-02-29T00:00:00Z",
                                             "2026-00-01T00:00:00Z",
                                             "2026-11-31T00:00:00Z",
                                             "2026-11-16T24:00:00Z",
                                             "2026-11-16T07:60:00Z",
                                             "2026-11-16T07:30:61Z",
                                             "2026-11-16T07:30:00+0100",
                                             "2026-11-16T07:30:00+1:00",
                                             "2026-11-16T07:30:00+24:00",
                                             "2026-11-16T07:30:00+01:60",
                                             "2026-11-16T07:30:00Zz",
                                             "2026-11-16T07:30:00Z ",
                                             " 2026-11-16T07:30:00Z",
                                             "20261116T073000Z",
                                             "+026-11-16T07:30:00Z",
                                             "2026-11-16X07:30:00Z",
                                             "-026-11-16T07:30:00Z",
                                             std::string("2026-11-16T07:30:00\0Z", 21)})
    STRCMP_EQUAL_TEXT("bad_input", refusal(text).c_str(), text.c_str());
}

TEST(Clock, writes_what_it_reads_for_any_microsecond) {
  for (std::int64_t micros :
       {std::int64_t{0}, std::int64_t{1}, std::int64_t{-1}, std::int64_t{1000},
        std::int64_t{-62'135'596'800'000'000}, std::int64_t{1'763'280'000'000'001},
        std::int64_t{253'402'300'799'999'999}})
    LONGLONGS_EQUAL(micros, common::to_micros(parse_instant(format_instant(from_micros(micros)))));
}

TEST(Clock, the_fake_stands_still_until_it_is_moved) {
  common::FakeClock clock(parse_instant("2026-11-16T07:30:00Z"));
  CHECK(clock.now() == clock.now());
  clock.advance(std::chrono::seconds(90));
  STRCMP_EQUAL("2026-11-16T07:31:30Z", format_instant(clock.now()).c_str());
  LONGLONGS_EQUAL(90000, clock.monotonic().count());
  clock.set_wall(parse_instant("2020-01-01T00:00:00Z"));
  LONGLONGS_EQUAL(90000, clock.monotonic().count());
}

TEST(Clock, the_systems_monotonic_time_does_not_go_back) {
  common::SystemClock clock;
  auto before = clock.monotonic();
  CHECK(clock.monotonic() >= before);
  CHECK(clock.now() > parse_instant("2024-01-01T00:00:00Z"));
}
