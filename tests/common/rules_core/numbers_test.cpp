#include "common/rules/numbers.hpp"
#include "common/rules/rules.hpp"
#include "proto/records/field/scheduled_event.pb.h"

#include <CppUTest/TestHarness.h>

using common::rules::field_differs;
using common::rules::format_number;
using truckroll::field::ScheduledEvent;

TEST_GROUP(Numbers){};

TEST(Numbers, are_written_as_the_pattern_says) {
  auto at = common::parse_instant("2026-03-01T00:00:00Z");
  struct Case {
    const char* pattern;
    const char* text;
  };
  for (auto [pattern, text] : {Case{"WO-{number:4}", "WO-0041"},
                               {"{year}/{month}-{number}", "2026/03-41"},
                               {"{number:1}", "41"},
                               {"plain", "plain"},
                               {"{number:99}", "{number:99}"}})
    STRCMP_EQUAL(text, format_number(pattern, 41, at).c_str());
}

TEST_GROUP(FieldDiffers){};

TEST(FieldDiffers, set_to_its_default_is_not_the_same_as_not_set) {
  ScheduledEvent unset, no;
  no.set_pinned(false);
  auto pinned = ScheduledEvent::kPinnedFieldNumber;

  CHECK(field_differs(&unset, no, pinned));
  CHECK(field_differs(&no, unset, pinned));
  CHECK(!field_differs(&no, no, pinned));
  CHECK(!field_differs(&unset, unset, pinned));
  CHECK(field_differs(nullptr, no, pinned));
}

TEST(FieldDiffers, lists_and_messages_are_compared_whole) {
  ScheduledEvent before, after;
  before.add_assignments()->set_line("a");
  after = before;
  auto lines = ScheduledEvent::kAssignmentsFieldNumber;
  CHECK(!field_differs(&before, after, lines));

  after.mutable_assignments(0)->set_role(ScheduledEvent::Assignment::ROLE_CREW);

  CHECK(field_differs(&before, after, lines));
  CHECK(field_differs(&before, ScheduledEvent(), lines));
}
