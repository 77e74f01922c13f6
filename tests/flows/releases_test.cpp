// A van that is a release older or newer than the hub: on the wire the other release is what has
// fields, types and actions that this one does not know.
#include <google/protobuf/unknown_field_set.h>

#include "common/rules/commands.hpp"
#include "common/sync/delta.hpp"
#include "tests/flows/company/world.hpp"

#include <CppUTest/TestHarness.h>

// features: SYNC-09

using namespace flows;
using truckroll::wire::OperationResult;

namespace {

constexpr int later_field = 9'900;

void set_later(google::protobuf::Message& record, const std::string& text) {
  auto fields = record.GetReflection()->MutableUnknownFields(&record);
  fields->DeleteByNumber(later_field);
  fields->AddLengthDelimited(later_field, text);
}

std::string later(const google::protobuf::Message& record) {
  auto& fields = record.GetReflection()->GetUnknownFields(record);
  std::string found;
  for (int i = 0; i < fields.field_count(); ++i)
    if (fields.field(i).number() == later_field) found += fields.field(i).length_delimited();
  return found;
}

}  // namespace

TEST_GROUP(Releases) {
  World world;
  VanSide& one = world.van(1);
  std::string job = world.job(first_job), visit = world.visit(first_job);

  void give(const truckroll::wire::Command& command) {
    one.store->execute(one.van->crew().actor, command, "by hand");
  }
  truckroll::wire::Command patch(const std::string& findings, const std::string& text) {
    auto record = *one.find<WorkOrder>(job);
    record.set_findings(findings);
    set_later(record, text);
    return common::rules::make_patch(catalogue().of<WorkOrder>(), record,
                                     {WorkOrder::kFindingsFieldNumber, later_field});
  }
};

TEST(Releases, an_older_vans_day_erases_nothing_that_it_does_not_know) {
  world.office.change<WorkOrder>(job, [](auto& record) { set_later(record, "of the office"); });
  world.office.change<ScheduledEvent>(visit,
                                      [](auto& record) { set_later(record, "of the visit"); });
  CHECK(world.sync(1));
  STRCMP_EQUAL("of the office", later(*one.find<WorkOrder>(job)).c_str());

  do_job(world, visit);
  STRCMP_EQUAL("of the office", later(*one.find<WorkOrder>(job)).c_str());
  CHECK(world.sync(1));

  STRCMP_EQUAL("", job_fault(world).c_str());
  STRCMP_EQUAL("of the office", later(world.office.load<WorkOrder>(job)).c_str());
  STRCMP_EQUAL("of the visit", later(world.office.load<ScheduledEvent>(visit)).c_str());
  STRCMP_EQUAL("of the office", later(*one.find<WorkOrder>(job)).c_str());
  STRCMP_EQUAL("", world.link(1).alarms.c_str());
}

TEST(Releases, what_a_newer_van_sets_is_kept_at_the_hub_and_comes_back) {
  give(patch("Valve is stiff", "of the van"));
  STRCMP_EQUAL("of the van", later(*one.find<WorkOrder>(job)).c_str());
  CHECK(world.sync(1));

  auto at_hub = world.office.load<WorkOrder>(job);
  STRCMP_EQUAL("Valve is stiff", at_hub.findings().c_str());
  STRCMP_EQUAL("of the van", later(at_hub).c_str());
  LONGS_EQUAL(1, world.office.count("SELECT count(*) FROM device_operation WHERE state = "
                                    "'applied'"));

  world.office.change<WorkOrder>(job, [](auto& record) { record.set_summary("By the office"); });
  CHECK(world.sync(1));
  auto back = *one.find<WorkOrder>(job);
  STRCMP_EQUAL("By the office", back.summary().c_str());
  STRCMP_EQUAL("of the van", later(back).c_str());

  give(patch("Valve is replaced", "changed"));
  CHECK(world.sync(1));
  STRCMP_EQUAL("changed", later(world.office.load<WorkOrder>(job)).c_str());
}

TEST(Releases, a_change_that_only_the_newer_one_knows_is_a_change) {
  give(patch("", "of the van"));
  CHECK(world.sync(1));
  STRCMP_EQUAL("of the van", later(world.office.load<WorkOrder>(job)).c_str());
}

TEST(Releases, a_number_that_no_release_may_have_is_refused) {
  auto command = patch("x", "y");
  command.add_mask(1);
  CHECK_THROWS(common::Error, give(command));
}
