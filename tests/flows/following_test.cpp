// Whose positions leave the van. features: X-40
#include "common/codec/values.hpp"
#include "proto/records/admin/branch.pb.h"
#include "proto/records/admin/setting.pb.h"
#include "proto/records/crm/consent.pb.h"
#include "proto/records/people/employee.pb.h"
#include "proto/records/people/technician.pb.h"
#include "tests/flows/company/world.hpp"

#include <CppUTest/TestHarness.h>

using namespace flows;
using truckroll::crm::Consent;
using truckroll::people::Technician;

TEST_GROUP(FlowFollowing) {
  World world;
  Office& office = world.office;
  VanSide& van = world.van(1);
  std::string me = world.technician(1);
  int told = 0, minute = 0;

  void setup() override {
    van.journey->on_telemetry([this](const truckroll::wire::Telemetry& message) {
      if (message.has_latitude_e7() || message.has_longitude_e7()) ++told;
    });
  }
  /// Two minutes along the road, a fix each second; how often the hub was told where the van is.
  int drive() {
    told = 0;
    van.journey->mark_changed();
    for (int second = 0; second < 120; ++second) {
      van.clock.advance(std::chrono::seconds(1));
      board::Fix fix{};
      fix.at = van.clock.now();
      fix.latitude = 47.0 + 0.0001 * (minute * 60 + second);
      fix.longitude = 9.5 + 0.00005 * (second % 7);
      van.journey->on_reading({fix, {}});
    }
    minute += 2;
    return told;
  }
  /// Stretches among the operations of the van.
  int stretches() {
    int found = 0;
    for (auto& bytes : van.store->operations(1, 1000, 1 << 20)) {
      truckroll::wire::Operation operation;
      CHECK(operation.ParseFromString(bytes));
      found += operation.command().action() == "track" ? 1 : 0;
    }
    return found;
  }
  void employ() {
    office.write([&](Office::Transaction& transaction) {
      auto technician = transaction.load<Technician>(me);
      truckroll::people::Employee made;
      made.set_number("E-77");
      made.set_legal_entity(
          transaction.load<truckroll::admin::Branch>(technician.branch()).legal_entity());
      made.mutable_hired()->set_days(20000);
      transaction.save_as_system(made);
      technician.set_employee(made.header().id());
      transaction.save_as_system(technician);
    });
  }
  void say(bool given) {
    world.advance(std::chrono::minutes(1));
    office.write([&](Office::Transaction& transaction) {
      Consent consent;
      consent.set_employee(transaction.load<Technician>(me).employee());
      consent.set_purpose(Consent::PURPOSE_TRACKING);
      consent.set_given(given);
      *consent.mutable_at() = common::codec::to_timestamp(transaction.now());
      transaction.save_as_system(consent);
    });
  }
  void require_consent() {
    office.write([&](Office::Transaction& transaction) {
      truckroll::admin::Setting setting;
      setting.set_key("positions.consent");
      setting.set_value("\"required\"");
      transaction.save_as_system(setting);
    });
  }
};

TEST(FlowFollowing, taken_back_no_position_leaves_the_van_and_given_again_they_do) {
  employ();
  auto visit = world.visit(first_job);
  van.commands->move_visit(visit, "on-my-way", json::object());
  CHECK(world.sync(1));
  CHECK_TRUE(drive() > 30);

  say(false);
  CHECK_TRUE(drive() > 30);  // out of reach: it cannot know yet
  CHECK(world.sync(1));
  CHECK_FALSE(van.find<Technician>(me)->tracking_consent());
  LONGS_EQUAL(0, drive());

  // Nor does what was recorded on the way before follow with the arrival.
  van.commands->move_visit(visit, "arrive", json::object());
  LONGS_EQUAL(0, drive());
  LONGS_EQUAL(0, stretches());
  STRCMP_EQUAL("on_site", van.detail(visit)["state"].get<std::string>().c_str());

  say(true);
  CHECK(world.sync(1));
  CHECK_TRUE(drive() > 30);
}

TEST(FlowFollowing, heard_before_the_drive_on_my_way_is_told_and_the_drive_is_not) {
  employ();
  say(false);
  CHECK(world.sync(1));
  auto visit = world.visit(first_job);
  LONGS_EQUAL(0, drive());
  van.commands->move_visit(visit, "on-my-way", json::object());
  van.restart();
  setup();
  LONGS_EQUAL(0, drive());
  van.commands->move_visit(visit, "arrive", json::object());
  LONGS_EQUAL(0, drive());
  LONGS_EQUAL(0, stretches());
  CHECK(world.sync(1));
  STRCMP_EQUAL("on_site", office.load<ScheduledEvent>(visit).header().state().c_str());
}

TEST(FlowFollowing, a_company_that_asks_first_is_told_of_who_agreed) {
  employ();
  require_consent();
  CHECK(world.sync(1));
  van.commands->move_visit(world.visit(first_job), "on-my-way", json::object());
  LONGS_EQUAL(0, drive());

  say(true);
  CHECK(world.sync(1));
  CHECK_TRUE(drive() > 30);
  van.commands->move_visit(world.visit(first_job), "arrive", json::object());
  drive();
  LONGS_EQUAL(1, stretches());
}
