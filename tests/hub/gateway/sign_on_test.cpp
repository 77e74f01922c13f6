// Whom a van serves: who is assigned to it and who has signed on, and what the hub takes from them.
#include "common/rules/people/pin.hpp"
#include "proto/records/field/field_day.pb.h"
#include "proto/records/people/technician.pb.h"
#include "proto/wire/actions/people.pb.h"
#include "proto/wire/actions/sign_on.pb.h"
#include "tests/hub/gateway/world.hpp"

#include <algorithm>

#include "common/sync/delta.hpp"
#include "hub/gateway/feed.hpp"

#include <CppUTest/TestHarness.h>

using namespace world;
using truckroll::field::FieldDay;
using truckroll::people::Technician;
using Result = wire::OperationResult;

TEST_GROUP(SignOnToVans) {
  World w;
  const std::string job = w.make_job("Boiler", w.site);

  wire::Command sign_on(const std::string& vehicle) {
    wire::field::SignOn input;
    input.mutable_day()->set_days(static_cast<std::int32_t>(
        std::chrono::floor<std::chrono::days>(w.clock.now()).time_since_epoch().count()));
    input.set_vehicle(vehicle);
    return common::rules::make_action(catalogue().of<FieldDay>(), "", "sign-on", &input);
  }
  wire::Command sign_off() {
    wire::field::SignOff input;
    return common::rules::make_action(catalogue().of<FieldDay>(),
                                      w.all<FieldDay>().at(0).header().id(), "sign-off", &input);
  }
  wire::Command note() {
    Note made;
    made.mutable_header()->set_id(common::make_id(w.clock.now()));
    *made.mutable_about() = common::codec::about("field.WorkOrder", job);
    made.set_text("The valve leaks");
    return common::rules::make_create(catalogue().of<Note>(), made);
  }
  std::string crew_of(const std::string& device) {
    std::string names;
    w.store.read([&](hub::store::Connection& connection) {
      auto van = find_van(connection, tenant, device, w.clock.now()).value();
      for (auto& one : van.technicians)
        names += one == w.anna ? "anna " : one == w.reto ? "reto " : "lea ";
    });
    return names;
  }
  std::string text_of(Result::Outcome outcome) {
    return Result::Outcome_Name(outcome);
  }
};

// features: EDGE-14
TEST(SignOnToVans, a_van_serves_who_is_assigned_and_who_signed_on_until_he_signs_off) {
  Log log(w, w.device_one, w.reto);
  STRCMP_EQUAL("anna ", crew_of(w.device_one).c_str());

  LONGS_EQUAL(Result::OUTCOME_APPLIED, log.give(sign_on(w.van_one)).outcome());
  auto together = crew_of(w.device_one);
  w.clock.advance(std::chrono::hours(1));
  LONGS_EQUAL(Result::OUTCOME_APPLIED, log.give(sign_off()).outcome());

  CHECK(together.find("anna") != std::string::npos && together.find("reto") != std::string::npos);
  STRCMP_EQUAL("anna ", crew_of(w.device_one).c_str());
}

// features: EDGE-14
TEST(SignOnToVans, only_a_technician_of_the_vans_branch_signs_on) {
  Log log(w, w.device_one, w.lea);

  LONGS_EQUAL(Result::OUTCOME_REJECTED, log.give(sign_on(w.van_one)).outcome());

  LONGS_EQUAL(0, w.all<FieldDay>().size());
}

// features: EDGE-14
TEST(SignOnToVans, who_does_not_serve_the_van_does_nothing_but_sign_on) {
  w.make_visit(job, w.reto);
  w.follow_log();
  Log log(w, w.device_one, w.reto);
  LONGS_EQUAL(Result::OUTCOME_REJECTED, log.give(note()).outcome());

  LONGS_EQUAL(Result::OUTCOME_APPLIED, log.give(sign_on(w.van_one)).outcome());

  LONGS_EQUAL(Result::OUTCOME_APPLIED, log.give(note()).outcome());
}

// features: EDGE-14
TEST(SignOnToVans, the_mornings_work_in_the_first_van_is_taken_after_he_went_to_another) {
  w.make_visit(job, w.reto);
  w.follow_log();
  auto morning = w.clock.now();
  Log first(w, w.device_one, w.reto);
  auto on = first.encode(first.make(sign_on(w.van_one)));
  w.clock.advance(std::chrono::hours(1));
  auto work = first.encode(first.make(note()));
  w.clock.advance(std::chrono::hours(3));
  Log second(w, w.device_two, w.reto);
  LONGS_EQUAL(Result::OUTCOME_APPLIED, second.give(sign_on(w.van_two)).outcome());

  auto ack = first.send(1, {on, work});

  LONGS_EQUAL(2, ack.through_sequence());
  LONGS_EQUAL(1, w.all<Note>().size());
  auto day = w.all<FieldDay>().at(0);
  LONGS_EQUAL(2, day.sign_ons_size());
  CHECK(common::codec::from_timestamp(day.sign_ons(0).from()) == morning);
  CHECK(day.sign_ons(0).to().seconds() == day.sign_ons(1).from().seconds());
  CHECK(day.vehicle() == w.van_two);
  STRCMP_EQUAL("anna ", crew_of(w.device_one).c_str());
  STRCMP_EQUAL("reto ", crew_of(w.device_two).c_str());
}

// features: EDGE-14
TEST(SignOnToVans, the_hash_of_a_pin_reaches_the_vans_of_the_branch_and_no_others) {
  w.follow_log();
  std::uint64_t before = 0;
  auto held = [&](const std::string& scope, std::uint64_t from) {
    std::string found = "none";
    auto plan = w.plans.of(tenant);
    w.store.read([&](hub::store::Connection& connection) {
      auto page =
          read_feed(connection, *plan, {tenant, w.device_one, scope, "x", from, 1 << 20, true});
      before = page.to;
      for (auto& one : page.records) {
        if (one.record() != w.anna) continue;
        Technician technician;
        if (one.has_base_version()) {
          found = one.values().find("$scrypt$") == std::string::npos ? "" : "set";
          continue;
        }
        CHECK(common::sync::apply_state(one, technician));
        found = technician.pin();
      }
    });
    return found;
  };
  STRCMP_EQUAL("", held("branch:" + w.vaduz, 0).c_str());
  auto anna = w.load<Technician>(w.anna);
  anna.set_pin(common::rules::people::make_pin_hash("4719"));
  w.put(anna);
  w.follow_log();

  STRCMP_EQUAL("set", held("branch:" + w.vaduz, before).c_str());
  STRCMP_EQUAL(anna.pin().c_str(), held("branch:" + w.vaduz, 0).c_str());
  STRCMP_EQUAL("none", held("branch:" + w.chur, 0).c_str());
  STRCMP_EQUAL("none", held("company", 0).c_str());
}

// features: EDGE-14
TEST(SignOnToVans, a_pin_is_changed_from_the_van_by_himself_alone) {
  w.follow_log();
  auto change = [&](const std::string& whose, const std::string& hash) {
    wire::people::ChangePin input;
    input.set_hash(hash);
    return common::rules::make_action(catalogue().of<Technician>(), whose, "change-pin", &input);
  };
  auto hash = common::rules::people::make_pin_hash("4719");
  Log log(w, w.device_one, w.anna);

  LONGS_EQUAL(Result::OUTCOME_REJECTED, log.give(change(w.reto, hash)).outcome());
  LONGS_EQUAL(Result::OUTCOME_REJECTED, log.give(change(w.anna, "4719")).outcome());
  auto patched = w.load<Technician>(w.anna);
  patched.set_pin(hash);
  LONGS_EQUAL(Result::OUTCOME_REJECTED,
              log.give(common::rules::make_patch(catalogue().of<Technician>(), patched,
                                                 {Technician::kPinFieldNumber}))
                  .outcome());
  STRCMP_EQUAL("", w.load<Technician>(w.anna).pin().c_str());

  LONGS_EQUAL(Result::OUTCOME_APPLIED, log.give(change(w.anna, hash)).outcome());

  STRCMP_EQUAL(hash.c_str(), w.load<Technician>(w.anna).pin().c_str());
  LONGS_EQUAL(0, w.count("SELECT COUNT(*) FROM change WHERE fields LIKE '%scrypt%'"));
  for (auto& conflict : w.all<SyncConflict>())
    CHECK(conflict.SerializeAsString().find("scrypt") == std::string::npos);
}
