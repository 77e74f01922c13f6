#include "proto/records/field/field_day.pb.h"
#include "proto/wire/actions/sign_on.pb.h"
#include "tests/common/rules/world.hpp"

#include <CppUTest/TestHarness.h>

using truckroll::field::FieldDay;
using world::World;

TEST_GROUP(SignOn) {
  World w;
  const std::string first = world::id("device"), second = world::id("second device");

  void setup() override {
    truckroll::fleet::Device computer;
    computer.set_vehicle(world::id("vehicle of ben"));
    w.put(computer, "second device", "active");
  }

  void at(const char* time) {
    w.now = common::parse_instant(std::string("2026-11-20T") + time + ":00Z");
  }
  world::rules::Actor in(const std::string& device) {
    auto actor = w.technician();
    actor.device = device;
    return actor;
  }
  void sign_on(const std::string& device) {
    truckroll::wire::field::SignOn input;
    input.mutable_day()->set_days(20777);
    w.act(in(device), "field.FieldDay", "", "sign-on", &input);
  }
  void sign_off(const std::string& device) {
    truckroll::wire::field::SignOff input;
    w.act(in(device), "field.FieldDay", day().header().id(), "sign-off", &input);
  }
  FieldDay day() {
    std::vector<FieldDay> days;
    w.run(w.technician(), [&](world::rules::Records& records) {
      days = records.where<FieldDay>("technician", world::id("anna"));
    });
    LONGS_EQUAL(1, days.size());
    return days.at(0);
  }
  /// "1 08:00-12:00, 2 12:00-"
  std::string told() {
    std::string text;
    auto found = day();
    for (auto& line : found.sign_ons()) {
      auto time = [](const google::protobuf::Timestamp& at) {
        return common::format_instant(common::codec::from_timestamp(at)).substr(11, 5);
      };
      text += (text.empty() ? "" : ", ") + std::string(line.device() == first ? "1 " : "2 ") +
              time(line.from()) + "-" + (line.has_to() ? time(line.to()) : "");
    }
    return text;
  }
};

// features: EDGE-14
TEST(SignOn, opens_the_day_once_however_often_it_is_pressed) {
  at("08:00");
  sign_on(first);
  at("08:05");
  sign_on(first);

  STRCMP_EQUAL("1 08:00-", told().c_str());
  STRCMP_EQUAL(first.c_str(), day().device().c_str());
  CHECK(day().has_opened_at());
}

// features: EDGE-14
TEST(SignOn, to_the_next_van_ends_the_one_before) {
  at("08:00");
  sign_on(first);
  at("12:00");
  sign_on(second);

  STRCMP_EQUAL("1 08:00-12:00, 2 12:00-", told().c_str());
  STRCMP_EQUAL(second.c_str(), day().device().c_str());
}

// features: EDGE-14
TEST(SignOn, of_the_morning_that_is_heard_of_in_the_afternoon_takes_its_place) {
  at("12:00");
  sign_on(second);
  at("08:00");
  sign_on(first);
  at("11:30");
  sign_off(first);

  STRCMP_EQUAL("1 08:00-12:00, 2 12:00-", told().c_str());
  STRCMP_EQUAL(second.c_str(), day().device().c_str());
}

// features: EDGE-14
TEST(SignOn, ends_by_signing_off_and_begins_again) {
  at("08:00");
  sign_on(first);
  at("09:00");
  sign_off(first);
  at("10:00");
  sign_on(first);

  STRCMP_EQUAL("1 08:00-09:00, 1 10:00-", told().c_str());
}

// features: EDGE-14
TEST(SignOn, of_another_van_is_not_ended_by_this_one) {
  at("08:00");
  sign_on(second);
  at("09:00");
  sign_off(first);

  STRCMP_EQUAL("2 08:00-", told().c_str());
}

// features: EDGE-14
TEST(SignOn, is_ended_by_the_office_wherever_he_is) {
  at("08:00");
  sign_on(first);
  at("09:00");
  auto office = w.dispatcher();

  w.act(office, "field.FieldDay", day().header().id(), "sign-off");

  STRCMP_EQUAL("1 08:00-09:00", told().c_str());
}

// features: EDGE-14
TEST(SignOn, reopens_a_day_that_was_closed) {
  at("08:00");
  sign_on(first);
  w.act(in(first), "field.FieldDay", day().header().id(), "start-closing");
  w.act(in(first), "field.FieldDay", day().header().id(), "close");
  at("17:00");

  sign_on(second);

  STRCMP_EQUAL("reopened", day().header().state().c_str());
  STRCMP_EQUAL("1 08:00-17:00, 2 17:00-", told().c_str());
}

// features: EDGE-14
TEST(SignOn, needs_a_van) {
  truckroll::wire::field::SignOn input;
  input.mutable_day()->set_days(20777);

  auto refusal = w.refused(in(""), "field.FieldDay", "", "sign-on", &input);

  CHECK(refusal.value().code == common::ErrorCode::conflict);
}
