#include <string>

#include "common/rules/commands.hpp"
#include "proto/records/content/paperwork_document.pb.h"
#include "tests/common/rules/world.hpp"

#include <CppUTest/TestHarness.h>

using truckroll::field::ScheduledEvent;
using world::id;
using world::World;
namespace rules = common::rules;

TEST_GROUP(MemoryRecords) {
  World w;
  std::size_t found(const std::string& type, const std::string& field, const std::string& value) {
    std::size_t count = 0;
    w.run(w.dispatcher(), [&](rules::Records& records) {
      count = records.where_message(world::catalogue().type(type), field, value).size();
    });
    return count;
  }
};

TEST(MemoryRecords, are_found_by_reference_list_line_choice_state_and_about) {
  w.put(w.make_visit("anna", "ben"), "visit", "booked");
  truckroll::content::PaperworkDocument paper;
  *paper.mutable_about() = world::codec::about("field.WorkOrder", id("job"));
  w.put(paper, "paper", "draft");
  LONGS_EQUAL(1, found("field.ScheduledEvent", "work_order", id("job")));
  LONGS_EQUAL(1, found("field.ScheduledEvent", "assignments.technician", id("ben")));
  LONGS_EQUAL(0, found("field.ScheduledEvent", "assignments.technician", id("nobody")));
  LONGS_EQUAL(1, found("field.ScheduledEvent", "state", "booked"));
  LONGS_EQUAL(2, found("stock.Warehouse", "kind", "van"));
  LONGS_EQUAL(1, found("sales.Product", "barcodes", "76filter"));
  LONGS_EQUAL(1, found("content.PaperworkDocument", "about", id("job")));
  CHECK(w.refusal([&] { found("stock.Warehouse", "colour", "red"); }).has_value());
}

TEST(MemoryRecords, a_command_that_fails_leaves_nothing) {
  auto visits = w.store.all<ScheduledEvent>().size();
  auto changes = w.store.changes().size();
  CHECK(w.refusal([&] {
           w.run(w.dispatcher(), [&](rules::Records& records) {
             auto visit = w.make_visit();
             records.save(visit);
             common::refuse("", "thought better of it");
           });
         }).has_value());
  LONGS_EQUAL(visits, w.store.all<ScheduledEvent>().size());
  LONGS_EQUAL(changes, w.store.changes().size());
}

TEST(MemoryRecords, refuse_a_dead_reference_at_the_hub_and_accept_it_in_a_van) {
  auto visit = w.make_visit("nobody");
  auto refusal = w.refusal([&] { w.save(visit); });
  STRCMP_EQUAL("there is no such Technician", refusal->text.c_str());
  World van(rules::Side::van);
  van.save(van.make_visit("nobody"));
}

TEST(MemoryRecords, refuse_a_second_record_with_a_unique_value) {
  truckroll::stock::Warehouse twin;
  twin.set_code("depot");
  twin.set_name("Second depot");
  twin.set_kind(truckroll::stock::Warehouse::KIND_DEPOT);
  STRCMP_EQUAL("there is already such a Warehouse", w.refusal([&] { w.save(twin); })->text.c_str());
}

TEST(MemoryRecords, refuse_a_stale_version) {
  auto visit = w.save(w.make_visit());
  auto stale = visit;
  visit.set_pinned(true);
  w.save(visit);
  CHECK(w.refusal([&] { w.save(stale); })->code == world::ErrorCode::conflict);
}

TEST(MemoryRecords, are_removed_softly_unless_something_refers_to_them) {
  auto visit = w.save(w.make_visit());
  CHECK(w.refusal([&] {
           w.run(w.dispatcher(),
                 [&](rules::Records& r) { r.remove(r.load<truckroll::crm::Site>(id("site"))); });
         })->code == world::ErrorCode::conflict);
  w.run(w.dispatcher(), [&](rules::Records& r) { r.remove(visit); });
  LONGS_EQUAL(0, w.store.all<ScheduledEvent>().size());
  CHECK(w.store.find(world::catalogue().of<ScheduledEvent>(), visit.header().id()) != nullptr);
}

/// Puts an otherwise empty record of the type in, in that state.
std::unique_ptr<common::schema::Message> put_in_state(World& w,
                                                      const common::schema::RecordType& type,
                                                      const std::string& state) {
  auto record = type.make();
  auto& header = common::schema::header(*record);
  header.set_id(id(type.name + state));
  header.set_version(1);
  header.set_state(state);
  w.store.put(*record);
  return record;
}

TEST(MemoryRecords, of_every_type_what_is_frozen_is_never_deleted) {
  int checked = 0;
  for (auto& type : world::catalogue().types()) {
    if (!type->flow()) continue;
    for (auto& state : type->flow()->frozen()) {
      auto record = put_in_state(w, *type, state);
      auto refusal =
          w.refusal([&] { w.run(w.dispatcher(), [&](rules::Records& r) { r.remove(*record); }); });
      CHECK(refusal && refusal->code == world::ErrorCode::conflict);
      ++checked;
    }
  }
  CHECK(checked > 20);
}

TEST(MemoryRecords, rows_are_frozen_with_the_document_that_owns_them) {
  int checked = 0;
  for (auto& type : world::catalogue().types())
    for (auto reference : type->owner_references()) {
      auto& owner_type = world::catalogue().type(reference->options->refers());
      if (!owner_type.flow() || owner_type.flow()->frozen_size() == 0) continue;
      auto owner = put_in_state(w, owner_type, owner_type.flow()->frozen(0));
      auto row = put_in_state(w, *type, "");
      row->GetReflection()->SetString(row.get(), reference->descriptor,
                                      common::schema::header(*owner).id());
      w.store.put(*row);
      for (bool removes : {true, false}) {
        auto refusal = w.refusal([&] {
          w.run(w.dispatcher(),
                [&](rules::Records& r) { removes ? r.remove(*row) : r.save(*row); });
        });
        CHECK(refusal && refusal->code == world::ErrorCode::conflict);
        STRCMP_CONTAINS("and can no longer be", refusal->text.c_str());
        ++checked;
      }
    }
  CHECK(checked >= 8);
}

TEST(MemoryRecords, a_van_takes_numbers_from_its_block_until_it_is_used_up) {
  World van(rules::Side::van);
  van.store.lend_numbers("work_order", 1);
  van.run(van.technician(), [](rules::Records& records) {
    STRCMP_EQUAL("work_order-van-1",
                 records.take_number("work_order", truckroll::field::WorkOrder()).c_str());
  });
  auto refusal = van.refusal([&] {
    van.run(van.technician(), [](rules::Records& records) {
      records.take_number("work_order", truckroll::field::WorkOrder());
    });
  });
  CHECK(refusal->code == world::ErrorCode::unavailable);
}

TEST(MemoryRecords, jobs_are_unique_by_kind_and_key_and_a_van_has_none) {
  auto twice = [](rules::Records& records) {
    records.enqueue("mail", "1", "a", records.now());
    records.enqueue("mail", "1", "b", records.now());
  };
  w.run(w.dispatcher(), twice);
  LONGS_EQUAL(1, w.store.jobs().size());
  World van(rules::Side::van);
  van.run(van.technician(), twice);
  LONGS_EQUAL(0, van.store.jobs().size());
}

TEST(MemoryRecords, the_same_command_makes_the_same_ids_in_van_and_hub) {
  World van(rules::Side::van);
  auto job_events = [](World& side) {
    auto visit = side.make_visit();
    side.put(visit, "visit", "accepted");
    side.act(side.technician(), "field.ScheduledEvent", id("visit"), "on-my-way");
    return side.store.changes();
  };
  auto at_hub = job_events(w), in_van = job_events(van);
  LONGS_EQUAL(at_hub.size(), in_van.size());
  for (std::size_t i = 0; i < at_hub.size(); ++i)
    STRCMP_EQUAL(at_hub[i].id.c_str(), in_van[i].id.c_str());
}
