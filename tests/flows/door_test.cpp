// A job that a customer asks for at the door: made, done and billed without network.
// features: X-30 EDGE-02
#include "edge/day/customers.hpp"
#include "edge/day/sales.hpp"
#include "proto/records/billing/invoice.pb.h"
#include "proto/records/crm/site.pb.h"
#include "proto/records/field/equipment.pb.h"
#include "proto/records/field/job_type.pb.h"
#include "tests/flows/company/world.hpp"

#include <CppUTest/TestHarness.h>

using namespace flows;
using truckroll::billing::Invoice;
using truckroll::field::Equipment;

namespace {

json customer_of(VanSide& van, const std::string& account) {
  return van.van->see(
      [&](const edge::day::Screen& screen) { return edge::day::make_customer(screen, account); });
}

std::string type_named(const json& customer, const std::string& name) {
  for (auto& type : customer["job_types"])
    if (type["name"] == name) return type["id"];
  throw std::runtime_error("no job type " + name);
}

/// What the hub refused, in its words; empty when nothing.
std::string refused(VanSide& van) {
  std::string reasons;
  for (auto& one : van.store->refused()) reasons += one.reason + "; ";
  return reasons;
}

std::string refusal_of(VanSide& van, const json& input) {
  try {
    van.commands->take_on(input);
  } catch (const common::Error& error) {
    auto& wrong = error.violations();
    return (wrong.empty() ? "" : wrong[0].field + ": ") + error.reason().english();
  }
  return "nothing was refused";
}

}  // namespace

TEST_GROUP(JobAtTheDoor) {
  World world;
  VanSide& van() {
    return world.van(1);
  }
  /// At a customer who was met on the road.
  std::string take_on() {
    auto account =
        van().commands->add_customer({{"kind", "person"},
                                      {"name", "Rosa Tester"},
                                      {"address", {{"line1", "Im Feld 9"}, {"city", "Schaan"}}}});
    auto customer = customer_of(van(), account);
    return van().commands->take_on({{"site", customer["sites"][0]["id"]},
                                    {"job_type", type_named(customer, "Fault call")},
                                    {"summary", "No hot water"},
                                    {"description", "Since yesterday"}});
  }
  void work_at(const std::string& visit) {
    for (auto action : {"on-my-way", "arrive", "start"}) {
      world.advance(std::chrono::minutes(2));
      van().commands->move_visit(visit, action, json::object());
    }
    van().commands->use_part(visit, {{"code", "FLT-100"}, {"quantity", "1"}});
  }
};

TEST(JobAtTheDoor, is_his_at_once_and_the_office_has_it_as_it_was_done) {
  auto visit = take_on();
  auto shown = van().detail(visit);
  STRCMP_EQUAL("accepted", shown["state"].get<std::string>().c_str());
  auto number = van().find<WorkOrder>(van().find<ScheduledEvent>(visit)->work_order())->number();
  CHECK_FALSE(number.empty());
  work_at(visit);
  world.advance(std::chrono::minutes(30));
  van().commands->move_visit(visit, "complete", {{"resolution", "The valve is new"}});

  CHECK(world.sync(1));

  STRCMP_EQUAL("", refused(van()).c_str());
  auto here = world.office.load<ScheduledEvent>(visit);
  STRCMP_EQUAL("done", here.header().state().c_str());
  auto job = world.office.load<WorkOrder>(here.work_order());
  STRCMP_EQUAL(number.c_str(), job.number().c_str());
  STRCMP_EQUAL("No hot water", job.summary().c_str());
  STRCMP_EQUAL("closed", job.header().state().c_str());
  // Who dispatches sees nothing to settle, and the van holds what the hub holds.
  LONGS_EQUAL(0, world.office.count("SELECT count(*) FROM sync_conflict"));
  STRCMP_EQUAL("done", van().find<ScheduledEvent>(visit)->header().state().c_str());
  CHECK_TRUE(van().has("field.WorkOrder", here.work_order()));
}

TEST(JobAtTheDoor, is_billed_at_the_door) {
  auto visit = take_on();
  work_at(visit);
  auto bill = van().van->see(
      [&](const edge::day::Screen& screen) { return edge::day::make_bill(screen, visit); });
  auto invoice = van().commands->issue_invoice(
      visit, {{"expected_total", bill["preview"]["total"]["amount"]}});
  van().commands->move_visit(visit, "complete", {{"resolution", "Done"}});

  CHECK(world.sync(1));

  STRCMP_EQUAL("", refused(van()).c_str());
  auto booked = world.office.load<Invoice>(invoice);
  CHECK_TRUE(booked.has_entry());
  STRCMP_EQUAL("closed",
               world.office.load<WorkOrder>(world.office.load<ScheduledEvent>(visit).work_order())
                   .header()
                   .state()
                   .c_str());
}

TEST(JobAtTheDoor, that_runs_into_his_next_visit_is_kept_and_the_dispatcher_told) {
  auto next = world.visit(first_job);
  auto start = world.office.load<ScheduledEvent>(next).start().seconds();
  auto now = common::to_micros(van().clock.now()) / 1'000'000;
  if (start > now) world.advance(std::chrono::minutes((start - now) / 60 + 1));
  auto visit = take_on();

  CHECK(world.sync(1));

  STRCMP_CONTAINS("already has WO-", refused(van()).c_str());
  STRCMP_EQUAL("accepted", world.office.load<ScheduledEvent>(visit).header().state().c_str());
  LONGS_EQUAL(1, world.office.count("SELECT count(*) FROM sync_conflict WHERE kind = 'overlap'"));
}

TEST(JobAtTheDoor, what_lacks_is_named_and_nothing_is_half_made) {
  auto account = world.office.text("SELECT id FROM account WHERE name = 'Garage Muster'");
  auto customer = customer_of(van(), account);
  json job{{"site", customer["sites"][0]["id"]},
           {"job_type", type_named(customer, "Fault call")},
           {"summary", "No heat"}};
  for (auto field : {"site", "job_type", "summary"}) {
    auto lacking = job;
    lacking.erase(field);
    STRCMP_CONTAINS(field, refusal_of(van(), lacking).c_str());
  }
  auto strange = job;
  strange["equipment"] = json::array({"nothing"});
  STRCMP_CONTAINS("equipment: ", refusal_of(van(), strange).c_str());
  strange = job;
  strange["job_type"] = "nothing";
  CHECK_TRUE(refusal_of(van(), strange) != "nothing was refused");
  LONGS_EQUAL(
      0, van().store->operations(van().store->load_state().acked_sequence + 1, 10, 1 << 20).size());
}
