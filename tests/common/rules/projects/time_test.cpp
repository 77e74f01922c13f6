#include <string>

#include "proto/records/projects/time_entry.pb.h"
#include "proto/records/projects/time_event.pb.h"
#include "proto/wire/actions/projects.pb.h"
#include "tests/common/rules/world.hpp"

#include <CppUTest/TestHarness.h>

namespace input = truckroll::wire::projects;
using truckroll::projects::TimeEntry;
using truckroll::projects::TimeEvent;
using world::id;
using world::World;

TEST_GROUP(Timer) {
  World w;
  std::string start(TimeEntry::Activity activity = TimeEntry::ACTIVITY_WORK) {
    input::StartTime given;
    given.set_work_order(id("job"));
    given.set_activity(activity);
    auto result = w.act(w.technician(), "projects.TimeEntry", "", "start", &given);
    return common::schema::header(std::as_const(*result.record)).id();
  }
  int running() {
    int count = 0;
    for (auto& entry : w.store.all<TimeEntry>())
      count += entry.header().state() == "running" ? 1 : 0;
    return count;
  }
};

TEST(Timer, one_runs_per_technician_and_the_older_is_stopped) {
  auto first = start(TimeEntry::ACTIVITY_TRAVEL);
  w.now += std::chrono::minutes(25);
  start();
  LONGS_EQUAL(1, running());
  auto entry = w.get<TimeEntry>(first);
  STRCMP_EQUAL("ended", entry.header().state().c_str());
  LONGS_EQUAL(25, entry.duration_minutes());
  STRCMP_EQUAL("Europe/Vaduz", entry.zone().c_str());
  LONGS_EQUAL(0, entry.flags_size());
  LONGS_EQUAL(3, w.store.all<TimeEvent>().size());
}

TEST(Timer, is_stopped_once) {
  auto entry = start();
  w.now += std::chrono::seconds(89);
  w.act(w.technician(), "projects.TimeEntry", entry, "stop");
  LONGS_EQUAL(1, w.get<TimeEntry>(entry).duration_minutes());
  auto again = w.refused(w.technician(), "projects.TimeEntry", entry, "stop");
  STRCMP_EQUAL("Time entry is \"Ended\"; \"Stop\" is not possible from there", again->text.c_str());
  w.fact = true;
  w.act(w.technician(), "projects.TimeEntry", entry, "stop");
}

TEST(Timer, needs_somebody_whose_time_it_is) {
  STRCMP_EQUAL("say whose time this is",
               w.refused(w.dispatcher(), "projects.TimeEntry", "", "start")->text.c_str());
}

TEST(Timer, typed_time_with_its_end_is_no_timer_and_keeps_its_end) {
  TimeEntry typed;
  typed.set_technician(id("anna"));
  *typed.mutable_start() = world::codec::to_timestamp(w.now);
  *typed.mutable_end() = world::codec::to_timestamp(w.now + std::chrono::hours(2));
  auto entry = w.save(typed).header().id();
  STRCMP_EQUAL("ended", w.state<TimeEntry>(entry).c_str());
  LONGS_EQUAL(120, w.get<TimeEntry>(entry).duration_minutes());
  w.now += std::chrono::hours(28);
  start();
  LONGS_EQUAL(120, w.get<TimeEntry>(entry).duration_minutes());
}

TEST(Timer, one_stored_running_with_its_end_is_ended_there) {
  TimeEntry old;
  old.set_technician(id("anna"));
  old.set_zone("Europe/Vaduz");
  old.set_activity(TimeEntry::ACTIVITY_WORK);
  *old.mutable_start() = world::codec::to_timestamp(w.now);
  *old.mutable_end() = world::codec::to_timestamp(w.now + std::chrono::hours(2));
  w.put(old, "of an older version", "running");
  w.now += std::chrono::hours(28);
  w.act(w.dispatcher(), "projects.TimeEntry", id("of an older version"), "stop");
  auto entry = w.get<TimeEntry>(id("of an older version"));
  STRCMP_EQUAL("ended", entry.header().state().c_str());
  LONGS_EQUAL(120, entry.duration_minutes());
}

TEST(Timer, the_desk_ends_one_by_stop_or_by_its_end) {
  TimeEntry typed;
  typed.set_technician(id("anna"));
  *typed.mutable_start() = world::codec::to_timestamp(w.now);
  auto first = w.save(typed).header().id();
  w.now += std::chrono::minutes(30);
  w.act(w.dispatcher(), "projects.TimeEntry", first, "stop");
  LONGS_EQUAL(30, w.get<TimeEntry>(first).duration_minutes());

  auto second = w.save(typed);
  STRCMP_EQUAL("running", second.header().state().c_str());
  *second.mutable_end() = world::codec::to_timestamp(w.now + std::chrono::minutes(15));
  STRCMP_EQUAL("ended", w.save(second).header().state().c_str());
}

TEST(Timer, typed_time_is_checked_and_overlap_is_flagged) {
  auto typed = [&](int from_minute, int to_minute) {
    TimeEntry entry;
    entry.set_technician(id("anna"));
    *entry.mutable_start() = world::codec::to_timestamp(w.now + std::chrono::minutes(from_minute));
    *entry.mutable_end() = world::codec::to_timestamp(w.now + std::chrono::minutes(to_minute));
    return entry;
  };
  STRCMP_EQUAL("the end lies before the start",
               w.refusal([&] { w.save(typed(10, 0)); })->text.c_str());
  LONGS_EQUAL(0, w.save(typed(0, 60)).flags_size());
  LONGS_EQUAL(0, w.save(typed(60, 90)).flags_size());
  auto overlapping = w.save(typed(80, 100));
  LONGS_EQUAL(TimeEntry::FLAG_OVERLAP, overlapping.flags(0));
  *overlapping.mutable_start() = world::codec::to_timestamp(w.now + std::chrono::minutes(90));
  LONGS_EQUAL(0, w.save(overlapping).flags_size());
}

TEST(Timer, typed_time_has_been_worked_and_stays_ended) {
  TimeEntry entry;
  entry.set_technician(id("anna"));
  auto set = [&](int from_hour, int to_hour) {
    *entry.mutable_start() = world::codec::to_timestamp(w.now + std::chrono::hours(from_hour));
    *entry.mutable_end() = world::codec::to_timestamp(w.now + std::chrono::hours(to_hour));
  };
  auto field_refused = [&] {
    auto refusal = w.refusal([&] { w.save(entry); });
    return refusal ? refusal->field() : std::string();
  };
  set(20, 24);
  STRCMP_EQUAL("start", field_refused().c_str());
  set(-1, 13);
  STRCMP_EQUAL("end", field_refused().c_str());
  set(-1, 2);
  entry = w.save(entry);
  entry.clear_end();
  STRCMP_EQUAL("end", field_refused().c_str());
}

TEST(Timer, typed_time_keeps_its_end_when_the_next_one_starts) {
  TimeEntry typed;
  typed.set_technician(id("anna"));
  *typed.mutable_start() = world::codec::to_timestamp(w.now - std::chrono::hours(3));
  *typed.mutable_end() = world::codec::to_timestamp(w.now - std::chrono::hours(2));
  auto kept = w.save(typed);

  start();

  LONGS_EQUAL(60, w.get<TimeEntry>(kept.header().id()).duration_minutes());
}

TEST(Timer, overlaps_one_that_was_never_stopped) {
  TimeEntry forgotten;
  forgotten.set_technician(id("anna"));
  *forgotten.mutable_start() = world::codec::to_timestamp(w.now - std::chrono::hours(24 * 40));
  auto kept = w.save(forgotten);
  STRCMP_EQUAL("running", kept.header().state().c_str());

  TimeEntry typed;
  typed.set_technician(id("anna"));
  *typed.mutable_start() = world::codec::to_timestamp(w.now);
  *typed.mutable_end() = world::codec::to_timestamp(w.now + std::chrono::hours(1));
  LONGS_EQUAL(TimeEntry::FLAG_OVERLAP, w.save(typed).flags(0));
}
