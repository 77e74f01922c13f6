#include "hub/transfer/values.hpp"
#include "common/error/error.hpp"
#include "proto/records/crm/interaction.pb.h"
#include "proto/records/field/job_type.pb.h"

#include <CppUTest/TestHarness.h>

using hub::transfer::day_of;
using hub::transfer::number_of;
using hub::transfer::parse_transform;
using hub::transfer::Transform;

namespace {

template <class F>
std::string or_refusal(F&& read) {
  try {
    return read();
  } catch (const common::Error& error) {
    return "!" + error.text();
  }
}

}  // namespace

TEST_GROUP(CellValues){};

TEST(CellValues, days_in_several_notations) {
  using Dates = Transform::Dates;
  struct Case {
    const char* text;
    Dates dates;
    const char* expected;
  };
  for (auto& one :
       {Case{"2026-03-12", Dates::unsaid, "2026-03-12"},
        Case{"12.03.2026", Dates::unsaid, "2026-03-12"},
        Case{"12.3.26", Dates::unsaid, "2026-03-12"}, Case{"1.1.70", Dates::unsaid, "1970-01-01"},
        Case{"3/12/2026", Dates::mdy, "2026-03-12"}, Case{"3/12/2026", Dates::dmy, "2026-12-03"},
        Case{"13/3/2026", Dates::unsaid, "2026-03-13"},
        Case{"3/13/2026", Dates::unsaid, "2026-03-13"},
        Case{"3/3/2026", Dates::unsaid, "2026-03-03"},
        Case{"2026/3/12", Dates::unsaid, "2026-03-12"},
        Case{"20260312", Dates::unsaid, "2026-03-12"},
        Case{"12. M\xc3\xa4rz 2026", Dates::unsaid, "2026-03-12"},
        Case{"Mar 12, 2026", Dates::unsaid, "2026-03-12"},
        Case{"29.02.2024", Dates::unsaid, "2024-02-29"},
        Case{"29.02.2026", Dates::unsaid, "!there is no such day"},
        Case{"31.4.2026", Dates::unsaid, "!there is no such day"},
        Case{"3/12/2026", Dates::unsaid,
             "!may be two different days; say whether the day or the month comes first"},
        Case{"soon", Dates::unsaid, "!expected a day like 2026-03-12 or 12.03.2026"},
        Case{"1.2.345", Dates::unsaid, "!expected a day like 2026-03-12 or 12.03.2026"}})
    STRCMP_EQUAL_TEXT(one.expected, or_refusal([&] { return day_of(one.text, one.dates); }).c_str(),
                      one.text);
}

// features: CUST-18
TEST(CellValues, durations_may_be_hours_and_minutes) {
  auto catalogue = common::schema::Catalogue::compiled();
  auto target =
      hub::transfer::find_target(catalogue.of<truckroll::field::JobType>(), "lead_time_minutes");
  auto read = [&](const std::string& text) {
    return or_refusal([&] { return hub::transfer::value_of(*target, text, {}).dump(); });
  };
  auto expected = "!expected a duration in minutes, or in hours and minutes such as 1:30";
  STRCMP_EQUAL("90", read("1:30").c_str());
  STRCMP_EQUAL("5", read("0:05").c_str());
  STRCMP_EQUAL("1560", read("26:00").c_str());
  STRCMP_EQUAL("90", read("01:30:00").c_str());  // as a workbook keeps it
  STRCMP_EQUAL("45", read("45").c_str());
  for (auto wrong : {"1:75", "1:3", "1:30:10", ":30", "x:30", "-1:30", "999999:00"})
    STRCMP_EQUAL_TEXT(expected, read(wrong).c_str(), wrong);
}

// features: CUST-16
TEST(CellValues, times_are_those_of_the_companys_clock_unless_they_say_otherwise) {
  auto catalogue = common::schema::Catalogue::compiled();
  auto target = hub::transfer::find_target(catalogue.of<truckroll::crm::Interaction>(), "start");
  auto read = [&](const std::string& text, const char* zone) {
    auto transform = parse_transform("dates=dmy");
    transform.zone = zone;
    return or_refusal(
        [&] { return hub::transfer::value_of(*target, text, transform).get<std::string>(); });
  };
  auto vaduz = "Europe/Vaduz";
  STRCMP_EQUAL("2026-04-03T12:30:00Z", read("03.04.2026 14:30", vaduz).c_str());
  STRCMP_EQUAL("2026-01-03T13:30:05Z", read("3/1/2026 14:30:05", vaduz).c_str());
  STRCMP_EQUAL("2026-01-03T13:30:05.250Z", read("3/1/2026 14:30:05.25", vaduz).c_str());
  STRCMP_EQUAL("2026-04-02T22:00:00Z", read("2026-04-03", vaduz).c_str());
  STRCMP_EQUAL("2026-04-03T12:30:00Z", read("2026-04-03T14:30:00", vaduz).c_str());
  STRCMP_EQUAL("2026-04-03T14:30:00Z", read("2026-04-03T14:30:00Z", vaduz).c_str());
  STRCMP_EQUAL("2026-04-03T14:30:00+05:00", read("2026-04-03T14:30:00+05:00", vaduz).c_str());
  STRCMP_EQUAL("2026-04-03T14:30:00+02:00", read("2026-04-03 14:30:00+02:00", vaduz).c_str());
  STRCMP_EQUAL("2026-04-03T14:30:00Z", read("03.04.2026 14:30", "").c_str());
  STRCMP_EQUAL("!expected a time such as 14:30", read("03.04.2026 25:30", vaduz).c_str());
}

TEST(CellValues, numbers_in_several_notations) {
  using Decimals = Transform::Decimals;
  struct Case {
    const char* text;
    Decimals decimals;
    const char* expected;
  };
  for (auto& one :
       {Case{"1234.5", Decimals::unsaid, "1234.5"},
        Case{"1'234.50", Decimals::unsaid, "1234.50"},
        Case{"1\xe2\x80\x99"
             "234.50",
             Decimals::unsaid, "1234.50"},
        Case{"1.234,50", Decimals::unsaid, "1234.50"},
        Case{"1,234.50", Decimals::unsaid, "1234.50"},
        Case{"1 234,5", Decimals::unsaid, "1234.5"},
        Case{"1\xc2\xa0"
             "234,5",
             Decimals::unsaid, "1234.5"},
        Case{"1,234,567", Decimals::unsaid, "1234567"},
        Case{"1.234.567", Decimals::unsaid, "1234567"},
        Case{"0,125", Decimals::unsaid, "0.125"},
        Case{"12,5", Decimals::unsaid, "12.5"},
        Case{"-7", Decimals::unsaid, "-7"},
        Case{"+7", Decimals::unsaid, "7"},
        Case{".5", Decimals::unsaid, "0.5"},
        Case{"007", Decimals::unsaid, "7"},
        Case{"1,234", Decimals::comma, "1.234"},
        Case{"1,234", Decimals::point, "1234"},
        Case{"1,234", Decimals::unsaid,
             "!may be two different numbers; say whether the comma begins the decimals"},
        Case{"1.234", Decimals::unsaid,
             "!may be two different numbers; say whether the point begins the decimals"},
        Case{"12a", Decimals::unsaid, "!expected a number"},
        Case{"", Decimals::unsaid, "!expected a number"},
        Case{"-", Decimals::unsaid, "!expected a number"},
        Case{"1.2.3,4,5", Decimals::unsaid, "!expected a number"}})
    STRCMP_EQUAL_TEXT(one.expected,
                      or_refusal([&] { return number_of(one.text, one.decimals); }).c_str(),
                      one.text);
}

TEST(CellValues, transforms_are_said_and_checked) {
  auto transform = parse_transform(
      "dates=mdy; decimal=comma; empty=LI; with=kind:mail,label:work; replace=Firma:company; "
      "by=number");
  CHECK(transform.dates == Transform::Dates::mdy);
  CHECK(transform.decimals == Transform::Decimals::comma);
  STRCMP_EQUAL("LI", transform.empty.c_str());
  CHECK_EQUAL(2, transform.with.size());
  STRCMP_EQUAL("company", transform.replace["firma"].c_str());
  STRCMP_EQUAL("number", transform.by.c_str());
  for (auto wrong : {"dates=x", "decimal", "colour=red", "with=kind", "replace=a"})
    CHECK_THROWS(common::Error, parse_transform(wrong));
}
