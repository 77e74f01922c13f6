#include "common/sync/delta.hpp"
#include "common/error/error.hpp"
#include "proto/records/field/work_order.pb.h"

#include <google/protobuf/unknown_field_set.h>
#include <google/protobuf/util/message_differencer.h>

#include <CppUTest/TestHarness.h>

using namespace common::sync;
using google::protobuf::util::MessageDifferencer;
using truckroll::field::WorkOrder;

namespace {

WorkOrder job() {
  WorkOrder order;
  order.mutable_header()->set_id("01900000-0000-7000-8000-000000000001");
  order.mutable_header()->set_tenant("t1");
  order.mutable_header()->set_version(4);
  order.mutable_header()->set_state("planned");
  order.mutable_header()->set_created_by("01900000-0000-7000-8000-000000000077");
  order.mutable_header()->set_changed_by("01900000-0000-7000-8000-000000000077");
  order.set_summary("Boiler service");
  order.set_description(std::string(4'000, 'd'));
  for (int i = 0; i < 3; ++i)
    order.add_equipment("01900000-0000-7000-8000-00000000010" + std::to_string(i));
  return order;
}

wire::RecordState delta(const WorkOrder& after, const WorkOrder& before) {
  auto fields = changed_fields(&before, after);
  return make_delta("field.WorkOrder", after, before.header().version(),
                    {fields.begin(), fields.end()});
}

}  // namespace

TEST_GROUP(Delta){};

TEST(Delta, one_field_of_one_job_is_a_few_hundred_bytes_with_all_around_it) {
  auto before = job(), after = job();
  after.mutable_header()->set_version(5);
  after.mutable_header()->set_changed_by("01900000-0000-7000-8000-000000000078");
  after.set_summary("Boiler service and filter");
  wire::ChangeBatch batch;
  batch.set_scope("technician:01900000-0000-7000-8000-000000000099");
  batch.set_generation(3);
  batch.set_from(1'000'000);
  batch.set_to(1'000'001);
  batch.set_scope_hash(std::string(32, 'h'));
  *batch.add_records() = delta(after, before);

  CHECK(batch.ByteSizeLong() < 350);
  auto held = before;
  CHECK(apply_state(batch.records(0), held));
  CHECK(MessageDifferencer::Equals(after, held));
}

TEST(Delta, every_kind_of_change_arrives) {
  struct Case {
    const char* name;
    void (*change)(WorkOrder&);
  };
  const Case cases[] = {
      {"cleared field", [](WorkOrder& order) { order.clear_summary(); }},
      {"shorter list", [](WorkOrder& order) { order.mutable_equipment()->RemoveLast(); }},
      {"emptied list", [](WorkOrder& order) { order.clear_equipment(); }},
      {"lines", [](WorkOrder& order) { order.add_checkpoints()->set_name("pressure"); }},
      {"state", [](WorkOrder& order) { order.mutable_header()->set_state("cancelled"); }},
      {"state gone", [](WorkOrder& order) { order.mutable_header()->clear_state(); }},
      {"tag", [](WorkOrder& order) { order.mutable_header()->add_tags("t"); }},
      {"field set to its default", [](WorkOrder& order) { order.set_cause(""); }},
      {"nothing but the version", [](WorkOrder&) {}}};
  for (auto& one : cases) {
    auto before = job(), after = job();
    after.mutable_header()->set_version(5);
    one.change(after);
    auto state = delta(after, before);
    auto held = before;
    CHECK_TEXT(state.has_base_version(), one.name);
    CHECK_TEXT(apply_state(state, held), one.name);
    CHECK_TEXT(MessageDifferencer::Equals(after, held), one.name);
  }
}

TEST(Delta, does_not_fit_another_version_nor_another_record) {
  auto before = job(), after = job(), other = job();
  after.mutable_header()->set_version(5);
  auto state = delta(after, before);
  other.mutable_header()->set_version(3);
  CHECK_FALSE(apply_state(state, other));
  other = job();
  other.mutable_header()->set_id("else");
  CHECK_FALSE(apply_state(state, other));
}

TEST(Delta, what_a_newer_release_knows_travels_whole) {
  auto before = job(), after = job();
  after.mutable_header()->set_version(5);
  after.GetReflection()->MutableUnknownFields(&after)->AddVarint(9'999, 7);
  auto state = delta(after, before);
  CHECK_FALSE(state.has_base_version());
  CHECK(apply_state(state, before));
  CHECK_FALSE(before.GetReflection()->GetUnknownFields(before).empty());
}

// features: SYNC-09
TEST(Delta, of_a_newer_release_changes_what_is_known_and_keeps_what_is_not) {
  auto held = job(), after = job();
  held.GetReflection()->MutableUnknownFields(&held)->AddVarint(9'998, 1);
  after.mutable_header()->set_version(5);
  after.set_summary("Boiler service and filter");
  auto state = delta(after, job());
  WorkOrder values;
  CHECK(values.ParseFromString(state.values()));
  values.GetReflection()->MutableUnknownFields(&values)->AddLengthDelimited(9'999, "later");
  state.set_values(values.SerializeAsString());
  state.add_mask(9'999);

  CHECK(apply_state(state, held));
  CHECK(apply_state(state, held) == false);

  STRCMP_EQUAL("Boiler service and filter", held.summary().c_str());
  auto& unknown = held.GetReflection()->GetUnknownFields(held);
  LONGS_EQUAL(2, unknown.field_count());
  LONGS_EQUAL(9'998, unknown.field(0).number());
  STRCMP_EQUAL("later", unknown.field(1).length_delimited().c_str());

  state.set_base_version(5);
  values.GetReflection()->MutableUnknownFields(&values)->Clear();
  state.set_values(values.SerializeAsString());
  CHECK(apply_state(state, held));
  LONGS_EQUAL(1, held.GetReflection()->GetUnknownFields(held).field_count());
}

TEST(Delta, unreadable_bytes_are_refused) {
  auto held = job();
  wire::RecordState state;
  state.set_record(held.header().id());
  state.set_data("\xff\xff\xff");
  CHECK_THROWS(common::Error, apply_state(state, held));
  state.set_data(job().SerializeAsString());
  state.set_record("of another");
  CHECK_THROWS(common::Error, apply_state(state, held));
}
