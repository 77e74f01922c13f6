// A copied card of which only the van can know. features: SYNC-02 SYNC-10
#include "edge/sync/health.hpp"
#include "proto/records/fleet/device_event.pb.h"
#include "proto/records/insight/finding.pb.h"
#include "tests/flows/company/world.hpp"

#include <CppUTest/TestHarness.h>

using namespace flows;
using truckroll::insight::Finding;

namespace {

/// As the agent makes it: with what the van says of itself.
void tell_health(VanSide& van) {
  van.machine = std::make_unique<common::sync::DeviceMachine>(
      *van.store,
      common::sync::DeviceMachine::Options{
          .firmware = "1.0",
          .schema = "s",
          .health = [&van] { return edge::sync::make_health(*van.store, van.clock, 0, {}); }},
      1);
}

}  // namespace

TEST_GROUP(FlowClone) {
  World world;
  Office& office = world.office;

  std::int64_t alarms() {
    return office.count("SELECT count(*) FROM device_event WHERE kind = 'alarm'");
  }
  std::vector<Finding> open_findings() {
    auto all = office.all<Finding>();
    std::erase_if(all, [](auto& one) { return one.header().state() != "new"; });
    return all;
  }
  static void take(VanSide & van, const std::string& visit, const std::string& reason) {
    van.commands->add_note(visit, {{"text", reason}});
  }
};

TEST(FlowClone, is_an_alarm_of_the_office_once_until_a_person_has_settled_it) {
  auto visit = world.visit(first_job);
  support::TempFolder copy;
  world.van(1).back_up(copy / "data");
  take(world.van(1), visit, "of the first card");
  CHECK(world.sync(1));

  VanSide twin(office.clock.now(), office.tenant, world.van(1).device, copy / "data");
  Clocks clocks;
  clocks.add(twin.clock);
  clocks.add(office.clock);
  tell_health(twin);
  Link link(clocks, office, twin);
  auto sync = [&] {
    link.connect();
    bool is_settled = link.settle();
    link.cut();
    return is_settled;
  };
  take(twin, visit, "of the copy");
  take(twin, visit, "of the copy, too");
  CHECK(sync());
  STRCMP_CONTAINS("van cloned", link.alarms.c_str());
  CHECK_TRUE(link.alarms.find("office cloned") == std::string::npos);
  LONGS_EQUAL(0, alarms());  // found after the hello; told with what the van says of itself

  twin.restart();
  tell_health(twin);
  CHECK(sync());
  LONGS_EQUAL(1, alarms());
  LONGS_EQUAL(1, open_findings().size());
  STRCMP_CONTAINS("van-01", open_findings()[0].title().c_str());

  for (int i = 0; i < 2; ++i) {
    CHECK(sync());
    office.restart();
  }
  LONGS_EQUAL(1, alarms());
  office.act("admin", "insight.Finding", open_findings()[0].header().id(), "resolve");
  CHECK(sync());
  LONGS_EQUAL(1, alarms());
  LONGS_EQUAL(0, open_findings().size());
  LONGS_EQUAL(3, office.count("SELECT count(*) FROM device_operation"));
}
