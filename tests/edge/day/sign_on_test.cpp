#include "edge/day/sign_on.hpp"

#include "common/error/error.hpp"
#include "common/rules/people/pin.hpp"
#include "proto/records/admin/setting.pb.h"
#include "proto/records/field/field_day.pb.h"
#include "tests/edge/day/fixture.hpp"

#include <CppUTest/TestHarness.h>

using common::ErrorCode;
using truckroll::field::FieldDay;
using truckroll::people::Technician;
using van_test::colleague;
using van_test::technician;
using van_test::Van;

namespace {

void add_pin(van_test::Seed& seed, const std::string& id, const std::string& pin) {
  seed.get<Technician>(id).set_pin(common::rules::people::make_pin_hash(pin));
}

Technician make_colleague() {
  auto made = van_test::make<Technician>(colleague, "active");
  made.mutable_name()->set_given("Ben");
  made.mutable_name()->set_family("Ott");
  made.set_user(van_test::id(99));
  made.set_branch(van_test::branch);
  return made;
}

/// Lena, whose van it is, has the PIN 4719, Ben 8205.
van_test::Seed with_pins() {
  van_test::Seed seed;
  seed.add(make_colleague());
  add_pin(seed, technician, "4719");
  add_pin(seed, colleague, "8205");
  return seed;
}

truckroll::admin::Setting setting(int number, const std::string& key, const std::string& value) {
  auto made = van_test::make<truckroll::admin::Setting>(van_test::id(number));
  made.set_key(key);
  made.set_value(value);
  return made;
}

}  // namespace

TEST_GROUP(VanSignOn) {
  std::unique_ptr<Van> van;
  std::unique_ptr<edge::day::SignOn> sign_on;

  void open(van_test::Seed seed) {
    van = std::make_unique<Van>(std::move(seed));
    begin();
  }
  void begin() {
    sign_on = std::make_unique<edge::day::SignOn>(*van->van, van->temp.path() / "data" / "sign_on");
  }
  void restart() {
    sign_on.reset();
    van->open();
    begin();
  }
  void teardown() override {
    sign_on.reset();
    van.reset();
  }
  /// What refuses it; empty when it went through.
  std::string refusal(const std::string& who, const std::string& pin) {
    try {
      sign_on->enter(who, pin);
      return {};
    } catch (const common::Error& error) {
      return error.text();
    }
  }
  std::string acting() {
    return van->van->crew().actor.technician;
  }
  std::vector<FieldDay> days() {
    std::vector<FieldDay> days;
    van->van->look([&](const edge::day::Screen& screen) {
      for (auto& who : {technician, colleague})
        for (auto& day : screen.records.where<FieldDay>("technician", who)) days.push_back(day);
    });
    return days;
  }
  /// Who the operation says did it.
  std::string last_operation_by() {
    auto log = van->store->load_state();
    auto bytes = van->store->operations(log.next_sequence - 1, 1, 1 << 20);
    truckroll::wire::Operation operation;
    CHECK(operation.ParseFromString(bytes.at(0)));
    return operation.technician();
  }
  nlohmann::json person(const std::string& id) {
    auto people = sign_on->people();
    for (auto& one : people["people"])
      if (one["id"] == id) return one;
    return {};
  }
};

// features: EDGE-14
TEST(VanSignOn, without_pins_the_driver_works_as_he_always_did) {
  open({});

  CHECK(acting() == technician);
  CHECK(van->van->crew().members.empty());
  CHECK_FALSE(van->van->crew().asks_pin);
  CHECK(days().empty());
}

// features: EDGE-14
TEST(VanSignOn, a_driver_with_pin_acts_once_he_has_signed_on) {
  open(with_pins());
  STRCMP_EQUAL("", acting().c_str());
  CHECK(van->van->crew().waits_for_sign_on);

  STRCMP_EQUAL("", refusal(technician, "4719").c_str());

  CHECK(acting() == technician);
  CHECK(van->van->crew().asks_pin);
  CHECK(days().at(0).device() == van_test::device);
  CHECK(days().at(0).vehicle() == van_test::vehicle);
  CHECK(last_operation_by() == technician);
}

// features: EDGE-14
TEST(VanSignOn, the_company_may_want_no_pins) {
  auto seed = with_pins();
  seed.add(setting(120, "van.pin", "\"never\""));
  open(std::move(seed));

  CHECK(acting() == technician);
  STRCMP_EQUAL("", refusal(colleague, "").c_str());
  CHECK(acting() == colleague);
  CHECK_FALSE(van->van->crew().asks_pin);
}

// features: EDGE-14
TEST(VanSignOn, the_narrower_setting_wins) {
  auto seed = with_pins();
  seed.add(setting(120, "van.lock_after", "7"));
  auto of_branch = setting(121, "van.lock_after", "3");
  of_branch.set_branch(van_test::branch);
  seed.add(of_branch);
  auto of_another = setting(122, "van.lock_after", "90");
  of_another.set_branch(van_test::id(123));
  seed.add(of_another);
  open(std::move(seed));
  LONGS_EQUAL(3, van->van->crew().lock_after.count());

  auto of_device = setting(124, "van.lock_after", "0");
  of_device.set_device(van_test::device);
  auto again = with_pins();
  again.add(of_branch);
  again.add(of_device);
  open(std::move(again));

  LONGS_EQUAL(0, van->van->crew().lock_after.count());
}

// features: EDGE-14
TEST(VanSignOn, a_crew_takes_turns_and_each_operation_says_who_acted) {
  open(with_pins());
  sign_on->enter(technician, "4719");
  sign_on->enter(colleague, "8205");
  CHECK(acting() == colleague);
  LONGS_EQUAL(2, van->van->crew().members.size());

  sign_on->enter(technician, "4719");
  van->move("on-my-way");

  CHECK(acting() == technician);
  CHECK(last_operation_by() == technician);
  LONGS_EQUAL(2, days().size());
  LONGS_EQUAL(1, days().at(0).sign_ons_size());
}

// features: EDGE-14
TEST(VanSignOn, who_is_at_the_screen_survives_a_restart) {
  open(with_pins());
  sign_on->enter(colleague, "8205");
  sign_on->enter(technician, "4719");

  restart();

  CHECK(acting() == technician);
  LONGS_EQUAL(2, van->van->crew().members.size());
}

// features: EDGE-14
TEST(VanSignOn, wrong_pins_make_him_wait_longer_and_longer_but_never_for_ever) {
  open(with_pins());
  for (int i = 0; i < 3; ++i)
    STRCMP_EQUAL("this PIN is wrong", refusal(technician, "1111").c_str());
  STRCMP_EQUAL("several wrong PINs; wait 10 seconds", refusal(technician, "4719").c_str());

  restart();
  STRCMP_EQUAL("several wrong PINs; wait 10 seconds", refusal(technician, "4719").c_str());
  LONGS_EQUAL(10, person(technician)["wait_seconds"].get<int>());
  LONGS_EQUAL(0, person(colleague)["wait_seconds"].get<int>());

  for (int wait : {10, 30, 60, 120, 300, 300}) {
    van->clock.advance(std::chrono::seconds(wait - 1));
    CHECK(!refusal(technician, "4719").empty());
    van->clock.advance(std::chrono::seconds(1));
    STRCMP_EQUAL("this PIN is wrong", refusal(technician, "1111").c_str());
  }
  van->clock.set_wall(van->clock.now() - std::chrono::hours(1000));
  LONGS_EQUAL(300, person(technician)["wait_seconds"].get<int>());
  van->clock.advance(std::chrono::seconds(300));
  STRCMP_EQUAL("", refusal(technician, "4719").c_str());
  LONGS_EQUAL(0, person(technician)["wait_seconds"].get<int>());
}

// features: EDGE-14
TEST(VanSignOn, wrong_pins_are_on_the_disk_when_they_are_answered) {
  open(with_pins());
  for (int i = 0; i < 3; ++i) refusal(technician, "1111");

  std::ifstream file(van->temp.path() / "data" / "sign_on");
  std::string text((std::istreambuf_iterator<char>(file)), {});
  STRCMP_CONTAINS(("wrong " + technician + " 3 ").c_str(), text.c_str());
}

// features: EDGE-14
TEST(VanSignOn, who_signs_off_is_out_of_the_van_until_he_signs_on_again) {
  open(with_pins());
  sign_on->enter(technician, "4719");
  sign_on->enter(colleague, "8205");

  sign_on->leave(colleague);
  CHECK(acting() == technician);
  sign_on->leave(technician);

  STRCMP_EQUAL("", acting().c_str());
  CHECK(van->van->crew().waits_for_sign_on);
  sign_on->enter(technician, "4719");
  CHECK(acting() == technician);
}

// features: EDGE-14
TEST(VanSignOn, a_driver_without_pin_may_sign_off_too) {
  open({});

  sign_on->leave(technician);

  STRCMP_EQUAL("", acting().c_str());
  STRCMP_EQUAL("", refusal(technician, "").c_str());
  CHECK(acting() == technician);
}

// features: EDGE-14
TEST(VanSignOn, who_signed_on_to_another_van_is_signed_off_here_once_that_is_known) {
  open(with_pins());
  sign_on->enter(technician, "4719");
  auto day = days().at(0);
  auto& line = *day.mutable_sign_ons(0);
  *line.mutable_to() = van_test::at("12:00:00");
  auto& next = *day.add_sign_ons();
  next.set_line("s2");
  next.set_device(van_test::id(200));
  *next.mutable_from() = van_test::at("12:00:00");
  day.set_device(van_test::id(200));
  day.mutable_header()->set_version(2);
  van_test::Seed told = with_pins();
  told.add(day);
  auto others = std::make_unique<Van>(std::move(told));
  others->clock.set_wall(common::parse_instant(van_test::day + "T13:00:00Z"));

  auto crew = others->van->crew();

  CHECK(crew.members.empty());
  STRCMP_EQUAL("", crew.actor.technician.c_str());
  CHECK(crew.waits_for_sign_on);
}

// features: EDGE-14
TEST(VanSignOn, yesterdays_sign_on_is_over_in_the_morning) {
  open(with_pins());
  sign_on->enter(technician, "4719");

  van->clock.advance(std::chrono::hours(17));

  CHECK(van->van->crew().members.empty());
  CHECK(van->van->crew().waits_for_sign_on);
}

// features: EDGE-14
TEST(VanSignOn, lists_who_could_work_here_those_in_the_van_first) {
  auto seed = with_pins();
  auto gone = van_test::make<Technician>(van_test::id(98), "inactive");
  gone.mutable_name()->set_given("Al");
  gone.set_branch(van_test::branch);
  seed.add(gone);
  auto elsewhere = van_test::make<Technician>(van_test::id(97), "active");
  elsewhere.mutable_name()->set_given("Ada");
  elsewhere.set_branch(van_test::id(96));
  seed.add(elsewhere);
  open(std::move(seed));
  auto before = sign_on->people()["people"];
  sign_on->enter(colleague, "8205");
  auto after = sign_on->people()["people"];

  LONGS_EQUAL(2, before.size());
  CHECK(before[0]["name"] == "Lena Frick" && before[0]["is_driver"] == true);
  CHECK(after[0]["name"] == "Ben Ott" && after[0]["is_signed_on"] == true);
  CHECK(after[0]["asks_pin"] == true);
  CHECK(before.dump().find("scrypt") == std::string::npos);
  CHECK(!refusal(van_test::id(97), "").empty());
  CHECK(!refusal(van_test::id(98), "").empty());
}

// features: EDGE-14
TEST(VanSignOn, he_changes_his_pin_with_the_old_one_and_no_pin_is_kept) {
  open(with_pins());
  sign_on->enter(technician, "4719");
  auto change = [&](const std::string& old_pin, const std::string& pin) -> std::string {
    try {
      sign_on->change_pin(technician, old_pin, pin);
      return {};
    } catch (const common::Error& error) {
      return error.violations().empty() ? error.text() : error.violations()[0].field;
    }
  };

  STRCMP_EQUAL("old_pin", change("1111", "90210").c_str());
  STRCMP_EQUAL("pin", change("4719", "1234").c_str());
  STRCMP_EQUAL("", change("4719", "90210").c_str());

  STRCMP_EQUAL("this PIN is wrong", refusal(technician, "4719").c_str());
  STRCMP_EQUAL("", refusal(technician, "90210").c_str());
  auto log = van->store->load_state();
  for (auto& bytes : van->store->operations(1, log.next_sequence, 1 << 20))
    CHECK(bytes.find("90210") == std::string::npos);
}
