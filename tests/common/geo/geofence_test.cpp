#include "common/geo/geofence.hpp"

#include <limits>
#include <vector>

#include "common/error/error.hpp"
#include "tests/common/geo/drive.hpp"

// CppUTest last: its macros redefine new.
#include <CppUTest/TestHarness.h>

using namespace common::geo;
using geo_test::at;
using std::chrono::seconds;

namespace {

const Position centre{47.1655, 9.5097};
const Geofence fence{centre, 100};

// So many metres north of the fence's centre.
Position north(double metres) {
  return {centre.latitude + metres / 111'195.08, centre.longitude};
}

struct Leg {
  double metres_north;
  int seconds;             // one fix each second
  int silence_before = 0;  // seconds without fix
  double accuracy_m = 5;
};

std::vector<GeofenceEvent> replay(GeofenceDetector& detector, const std::vector<Leg>& legs) {
  std::vector<GeofenceEvent> events;
  auto now = at("08:00:00");
  for (const Leg& leg : legs) {
    now += seconds(leg.silence_before);
    for (int i = 0; i < leg.seconds; ++i) {
      now += seconds(1);
      if (const auto event = detector.add({now, north(leg.metres_north), leg.accuracy_m}))
        events.push_back(*event);
    }
  }
  return events;
}

std::string letters(const std::vector<GeofenceEvent>& events) {
  std::string out;
  for (const auto& event : events) out += event.kind == GeofenceEventKind::entered ? 'E' : 'L';
  return out;
}

std::vector<GeofenceEvent> replay_drive(const Position& site) {
  GeofenceDetector detector({site, 100}, {});
  std::vector<GeofenceEvent> events;
  for (const Fix& fix : geo_test::load_drive()) {
    if (const auto event = detector.add(fix)) events.push_back(*event);
  }
  return events;
}

void check_between(const char* from, const char* to, common::Instant instant) {
  CHECK_TEXT(instant >= at(from) && instant <= at(to), common::format_instant(instant).c_str());
}

}  // namespace

TEST_GROUP(Geofence){};

TEST(Geofence, dwell_and_hysteresis_table) {
  struct Case {
    const char* name;
    std::vector<Leg> legs;
    const char* events;
  };
  // Radius 100 m, leave beyond 150 m, dwell 60 s in and 30 s out, two outliers forgiven.
  const Case cases[] = {
      {"stays outside", {{400, 300}}, ""},
      {"drives past in 24 s", {{400, 60}, {50, 24, 6}, {400, 60, 6}}, ""},
      {"59 s of dwell are not enough", {{400, 60}, {50, 60, 6}, {400, 60, 6}}, ""},
      {"60 s of dwell are", {{400, 60}, {50, 61, 6}}, "E"},
      {"starts inside", {{20, 70}}, "E"},
      {"enters once however long it stays", {{400, 60}, {50, 900, 6}}, "E"},
      {"two outliers in a row are forgiven", {{50, 40}, {400, 2, 6}, {50, 30, 6}}, "E"},
      {"three fixes outside start the dwell anew", {{50, 40}, {400, 3, 6}, {50, 40, 6}}, ""},
      {"45 s without fix do not break the dwell", {{50, 30}, {50, 20, 45}}, "E"},
      {"45 s without fix count as 15 s at most", {{50, 20}, {50, 20, 45}}, ""},
      {"two fixes an hour apart are no dwell", {{50, 1}, {50, 1, 3600}}, ""},
      {"the ring between radius and margin does not leave", {{50, 70}, {140, 600}}, "E"},
      {"the ring does not enter", {{400, 10}, {140, 600}}, ""},
      {"leaves after 30 s beyond the margin", {{50, 70}, {400, 40, 6}}, "EL"},
      {"a short trip beyond the margin is no leaving", {{50, 70}, {400, 20, 6}, {50, 300, 6}}, "E"},
      {"comes again", {{50, 70}, {400, 60, 6}, {50, 70, 6}}, "ELE"},
      {"accuracy worse than the radius says nothing", {{50, 300, 0, 150}}, ""},
      {"beyond the margin only within the accuracy does not leave",
       {{50, 70}, {160, 300, 0, 20}},
       "E"},
  };
  for (const Case& c : cases) {
    GeofenceDetector detector(fence, {});
    STRCMP_EQUAL_TEXT(c.events, letters(replay(detector, c.legs)).c_str(), c.name);
  }
}

TEST(Geofence, event_tells_when_the_dwell_began_and_when_it_was_sure) {
  GeofenceDetector detector(fence, {});
  const auto events = replay(detector, {{400, 60}, {50, 100, 6}});
  LONGS_EQUAL(1, events.size());
  CHECK(events[0].at == at("08:01:07"));
  CHECK(events[0].confirmed_at == at("08:02:07"));
}

TEST(Geofence, a_jump_that_no_van_can_drive_is_ignored_in_both_directions) {
  GeofenceDetector detector(fence, {});
  STRCMP_EQUAL("E", letters(replay(detector, {{0, 70}, {240, 1}})).c_str());
  CHECK_FALSE(detector.state().counting);  // the jump does not even begin a leaving
  CHECK(detector.state().last_position == north(0));
  GeofenceDetector outside(fence, {});
  replay(outside, {{240, 70}, {0, 1}});
  CHECK_FALSE(outside.state().counting);
}

TEST(Geofence, a_jump_becomes_believable_when_it_lasts) {
  GeofenceDetector detector(fence, {});
  STRCMP_EQUAL("EL", letters(replay(detector, {{0, 70}, {5000, 120}})).c_str());
}

TEST(Geofence, older_and_repeated_fixes_count_nothing) {
  GeofenceDetector detector(fence, {});
  for (int i = 0; i < 200; ++i)
    CHECK_FALSE(detector.add({at("08:00:00"), centre, 5.0}).has_value());
  for (int i = 0; i < 200; ++i)
    CHECK_FALSE(detector.add({at("07:59:00") + seconds(i % 50), centre, 5.0}).has_value());
}

TEST(Geofence, a_receiver_that_reported_a_far_future_is_heard_again) {
  GeofenceDetector detector(fence, {});
  detector.add({common::parse_instant("2036-01-01T00:00:00Z"), centre, 5.0});
  STRCMP_EQUAL("E", letters(replay(detector, {{50, 62}})).c_str());
}

TEST(Geofence, invalid_positions_are_ignored) {
  GeofenceDetector detector(fence, {});
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK_FALSE(detector.add({at("08:00:00"), {nan, nan}, 5.0}).has_value());
  CHECK(detector.state() == GeofenceState{});
}

TEST(Geofence, refuses_senseless_fences) {
  CHECK_THROWS(common::Error, GeofenceDetector({centre, 0}, {}));
  CHECK_THROWS(common::Error, GeofenceDetector({centre, 1e9}, {}));
  CHECK_THROWS(common::Error, GeofenceDetector({{91, 0}, 100}, {}));
}

TEST(Geofence, drive_proposes_on_site_once_at_each_stop) {
  const auto a = replay_drive(geo_test::site_a);
  const auto b = replay_drive(geo_test::site_b);
  const auto c = replay_drive(geo_test::site_c);
  // The van parks at A 07:35:56; the jump of 240 m at 07:39:16 must not end the visit.
  STRCMP_EQUAL("EL", letters(a).c_str());
  check_between("07:35:20", "07:35:57", a[0].at);
  check_between("07:35:57", "07:37:10", a[0].confirmed_at);
  check_between("07:42:56", "07:43:40", a[1].at);
  STRCMP_EQUAL("EL", letters(b).c_str());
  check_between("07:52:40", "07:53:17", b[0].at);
  check_between("07:58:17", "07:59:00", b[1].at);
  STRCMP_EQUAL("EL", letters(c).c_str());
  check_between("08:00:30", "08:01:05", c[0].at);
  check_between("08:03:05", "08:04:00", c[1].at);
}

TEST(Geofence, drive_with_a_restart_after_every_fix_gives_the_same_events) {
  GeofenceState stored;
  std::string events;
  for (const Fix& fix : geo_test::load_drive()) {
    GeofenceDetector detector({geo_test::site_a, 100}, {}, stored);
    if (const auto event = detector.add(fix))
      events += event->kind == GeofenceEventKind::entered ? 'E' : 'L';
    stored = decode_geofence_state(encode(detector.state()));
  }
  STRCMP_EQUAL("EL", events.c_str());
}

TEST(Geofence, drive_at_a_fix_each_ten_seconds_still_proposes_on_site_once) {
  GeofenceDetector detector({geo_test::site_a, 100}, {});
  std::string events;
  int number = 0;
  for (const Fix& fix : geo_test::load_drive()) {
    if (number++ % 10 != 0) continue;
    if (const auto event = detector.add(fix))
      events += event->kind == GeofenceEventKind::entered ? 'E' : 'L';
  }
  STRCMP_EQUAL("EL", events.c_str());
}

TEST(Geofence, stored_state_refuses_damage) {
  GeofenceDetector detector(fence, {});
  replay(detector, {{50, 30}});
  const std::string good = encode(detector.state());
  CHECK(decode_geofence_state(good).counting);
  for (std::size_t length = 0; length < good.size(); ++length) {
    CHECK_THROWS(common::Error, decode_geofence_state(good.substr(0, length)));
  }
  CHECK_THROWS(common::Error, decode_geofence_state(good + "x"));
  CHECK_THROWS(common::Error, decode_geofence_state("\x02" + good.substr(1)));
}
