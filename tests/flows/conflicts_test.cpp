#include "common/codec/values.hpp"
#include "common/rules/commands.hpp"
#include "proto/records/admin/user.pb.h"
#include "proto/records/billing/invoice.pb.h"
#include "proto/records/billing/work_order_invoice.pb.h"
#include "proto/records/crm/note.pb.h"
#include "proto/records/field/job_event.pb.h"
#include "proto/records/fleet/device.pb.h"
#include "proto/records/people/technician.pb.h"
#include "proto/records/stock/stock_lot.pb.h"
#include "proto/records/stock/stock_move.pb.h"
#include "proto/wire/actions/hub_field.pb.h"
#include "proto/wire/actions/stock.pb.h"
#include "tests/flows/company/world.hpp"

#include <CppUTest/TestHarness.h>

using namespace flows;
using truckroll::stock::StockLot;
using truckroll::stock::StockMove;

namespace {

/// The technician of the van gives a command that no screen offers.
void give(VanSide& van, const truckroll::wire::Command& command, const std::string& text) {
  van.van->give(van.van->crew().actor, command, text);
}

void give_to_second(World& world, const std::string& visit) {
  truckroll::wire::hub_field::Move move;
  move.set_technician(world.technician(2));
  world.office.act("dispatcher", "field.ScheduledEvent", visit, "move", &move);
}

int open_conflicts(World& world, SyncConflict::Kind kind) {
  int open = 0;
  for (auto& conflict : world.office.all<SyncConflict>())
    open += conflict.kind() == kind && conflict.header().state() == "open";
  return open;
}

truckroll::wire::Command patch_job(World& world, const std::function<void(WorkOrder&)>& edit,
                                   const std::vector<int>& mask) {
  auto job = *world.van(1).find<WorkOrder>(world.job(first_job));
  edit(job);
  return common::rules::make_patch(catalogue().of<WorkOrder>(), job, mask);
}

}  // namespace

TEST_GROUP(FlowConflicts) {
  World world;
  VanSide& one = world.van(1);
  VanSide& two = world.van(2);
  Office& office = world.office;
  std::string visit = world.visit(first_job);
};

// ---- stock

TEST(FlowConflicts, two_vans_that_took_the_same_goods_leave_a_shortage_that_is_flagged) {
  LONGS_EQUAL(28, world.on_hand("DEPOT", "FLT-100"));
  one.commands->receive({{"code", "FLT-100"}, {"quantity", "20"}});
  two.commands->receive({{"code", "FLT-100"}, {"quantity", "20"}});

  CHECK(world.sync(2));
  LONGS_EQUAL(0, open_conflicts(world, SyncConflict::KIND_STOCK));
  CHECK(world.sync(1));

  LONGS_EQUAL(-12, world.on_hand("DEPOT", "FLT-100"));
  LONGS_EQUAL(23, world.on_hand("VAN-1", "FLT-100"));
  LONGS_EQUAL(23, world.on_hand("VAN-2", "FLT-100"));
  LONGS_EQUAL(1, open_conflicts(world, SyncConflict::KIND_STOCK));
  STRCMP_EQUAL("", office.stock_fault().c_str());
}

TEST(FlowConflicts, movements_count_in_the_order_in_which_they_were_made) {
  // Used in any other order, four of three would be less than nothing.
  one.commands->receive({{"code", "FLT-100"}, {"quantity", "2"}});
  one.commands->use_part(visit, {{"code", "FLT-100"}, {"quantity", "4"}});
  one.commands->receive({{"code", "FLT-100"}, {"quantity", "1"}});
  world.link(1).set_faults({.repeat = 0.5, .reorder = true}, 7);

  CHECK(world.sync(1));

  LONGS_EQUAL(0, open_conflicts(world, SyncConflict::KIND_STOCK));
  LONGS_EQUAL(2, world.on_hand("VAN-1", "FLT-100"));
  STRCMP_EQUAL("", office.stock_fault().c_str());
}

TEST(FlowConflicts, a_serial_number_that_is_used_twice_is_flagged) {
  StockLot lot;
  lot.set_product(world.product("PMP-25"));
  lot.set_kind(StockLot::KIND_SERIAL);
  lot.set_number("SN-1");
  office.write([&](Office::Transaction& transaction) {
    transaction.save(lot);
    StockMove move;
    move.set_product(lot.product());
    move.set_from(world.place("DEPOT"));
    move.set_to(world.place("VAN-1"));
    move.set_stock_lot(lot.header().id());
    *move.mutable_quantity() = common::codec::quantity(1'000'000, "H87");
    move.set_kind(StockMove::KIND_RECEIVE);
    transaction.save(move);
  });
  CHECK(world.sync(1));
  auto use = [&](VanSide& van, const std::string& at) {
    truckroll::wire::stock::Use input;
    input.set_product(lot.product());
    input.set_stock_lot(lot.header().id());
    input.set_work_order(van.find<ScheduledEvent>(at)->work_order());
    input.set_reason(office.texts("SELECT id FROM reason WHERE \"use\" = 'adjust'")[0]);
    give(van, common::rules::make_action(catalogue().of<StockMove>(), "", "use", &input), "Used");
  };
  use(one, visit);
  use(two, world.visit("Hot water fluctuates"));

  CHECK(world.sync(1));
  LONGS_EQUAL(0, open_conflicts(world, SyncConflict::KIND_SERIAL));
  CHECK(world.sync(2));

  LONGS_EQUAL(1, open_conflicts(world, SyncConflict::KIND_SERIAL));
  LONGS_EQUAL(2, office.where<StockMove>("stock_lot", lot.header().id()).size() - 1);
  STRCMP_EQUAL("", office.stock_fault().c_str());
}

// features: SYNC-06
TEST(FlowConflicts, two_technicians_who_used_up_the_same_van_stock_are_both_believed_and_flagged) {
  // A second computer of the same van, both without network.
  truckroll::fleet::Device spare;
  spare.set_serial("van-01b");
  spare.set_vehicle(office.text("SELECT vehicle FROM device WHERE serial = 'van-01'"));
  office.write([&](Office::Transaction& transaction) { transaction.save(spare); });
  for (auto action : {"enroll", "activate"})
    office.write([&](Office::Transaction& transaction) {
      auto device = transaction.load<truckroll::fleet::Device>(spare.header().id());
      transaction.move_as_system(device, action);
      transaction.save_as_system(device);
    });
  world.add_van(3, spare.header().id());
  CHECK(world.sync(3));
  // In any other order than this the first van alone would be short.
  one.commands->receive({{"code", "IGN-220"}, {"quantity", "1"}});
  one.commands->use_part(visit, {{"code", "IGN-220"}, {"quantity", "3"}});
  world.advance(std::chrono::minutes(1));
  world.van(3).commands->use_part(world.visit(second_job),
                                  {{"code", "IGN-220"}, {"quantity", "2"}});

  CHECK(world.sync(1));
  LONGS_EQUAL(0, open_conflicts(world, SyncConflict::KIND_STOCK));
  CHECK(world.sync(3));

  LONGS_EQUAL(-2, world.on_hand("VAN-1", "IGN-220"));
  LONGS_EQUAL(1, open_conflicts(world, SyncConflict::KIND_STOCK));
  LONGS_EQUAL(1, world.van(3).store->refused().size());
  STRCMP_EQUAL("", office.stock_fault().c_str());
  CHECK(world.sync(1));
  std::string shown;
  auto stock = one.stock();
  for (auto& item : stock["items"])
    if (item["code"] == "IGN-220") shown = item["on_hand"];
  STRCMP_EQUAL("-2", shown.c_str());
}

// ---- the office plans on

TEST(FlowConflicts, a_job_that_goes_to_another_van_meanwhile_is_in_that_one_only) {
  auto moved = world.visit(second_job);
  do_job(world, visit);
  give_to_second(world, moved);

  CHECK(world.sync(2));
  CHECK(world.sync(1));
  CHECK(world.sync(2));

  CHECK(!one.find<ScheduledEvent>(moved).has_value());
  CHECK(two.find<ScheduledEvent>(moved).has_value());
  LONGS_EQUAL(1, office.count("SELECT count(*) FROM scheduled_event WHERE work_order = '" +
                              world.job(second_job) + "'"));
  LONGS_EQUAL(1, office.load<ScheduledEvent>(moved).assignments_size());
  STRCMP_EQUAL("", job_fault(world).c_str());
}

TEST(FlowConflicts, work_on_a_cancelled_visit_is_kept_and_billing_waits_for_a_person) {
  do_job(world, visit);
  office.act("dispatcher", "field.ScheduledEvent", visit, "cancel");

  CHECK(world.sync(1));

  STRCMP_EQUAL("done", office.load<ScheduledEvent>(visit).header().state().c_str());
  LONGS_EQUAL(1, office.count("SELECT count(*) FROM job_event WHERE kind = 'done'"));
  LONGS_EQUAL(2, world.on_hand("VAN-1", "FLT-100"));
  CHECK(open_conflicts(world, SyncConflict::KIND_STATUS) > 0);
  auto cases = office.all<truckroll::billing::WorkOrderInvoice>();
  LONGS_EQUAL(1, cases.size());
  STRCMP_EQUAL("held", cases[0].header().state().c_str());
  LONGS_EQUAL(0, office.all<truckroll::billing::Invoice>().size());
  STRCMP_EQUAL("", office.stock_fault().c_str());
  STRCMP_EQUAL("done", one.detail(visit)["state"].get<std::string>().c_str());
}

TEST(FlowConflicts, work_on_a_visit_that_was_given_to_a_colleague_is_kept_and_flagged) {
  auto moved = world.visit(second_job);
  one.commands->move_visit(moved, "on-my-way", json::object());
  one.commands->move_visit(moved, "arrive", json::object());
  give_to_second(world, moved);

  CHECK(world.sync(1));
  CHECK(world.sync(2));

  STRCMP_EQUAL("on_site", office.load<ScheduledEvent>(moved).header().state().c_str());
  CHECK(open_conflicts(world, SyncConflict::KIND_STATUS) > 0);
  LONGS_EQUAL(2, office.where<truckroll::field::JobEvent>("scheduled_event", moved).size());
}

TEST(FlowConflicts, parts_used_at_a_job_that_the_office_has_billed_meanwhile_are_booked_once) {
  for (auto& step : job_steps()) {
    step.run(one, visit);
    world.advance(std::chrono::minutes(5));
    if (std::string(step.name) == "filter") break;
  }
  CHECK(world.sync(1));
  one.commands->use_part(visit, {{"code", "SEAL-12"}, {"quantity", "2"}});
  office.act("admin", "field.WorkOrder", world.job(first_job), "finish");
  LONGS_EQUAL(1, office.all<truckroll::billing::Invoice>().size());
  world.link(1).set_faults({.repeat = 1}, 3);

  CHECK(world.sync(1));

  LONGS_EQUAL(1,
              office.count("SELECT count(*) FROM journal_entry WHERE source_event = 'used_late'"));
  LONGS_EQUAL(0, office.ledger_difference());
  LONGS_EQUAL(1, open_conflicts(world, SyncConflict::KIND_STATUS));
  CHECK(office.count("SELECT count(*) FROM notification WHERE title LIKE 'Not billed yet: %'") > 0);
  LONGS_EQUAL(1, office.all<truckroll::billing::Invoice>().size());
  STRCMP_EQUAL("", office.stock_fault().c_str());
}

TEST(FlowConflicts, a_lost_van_that_tells_later_what_it_did_spoils_no_job_that_was_planned_anew) {
  one.commands->move_visit(visit, "on-my-way", json::object());
  CHECK(world.sync(1));
  one.commands->move_visit(visit, "arrive", json::object());
  one.commands->move_visit(visit, "start", json::object());
  truckroll::wire::hub_field::EndFromOffice end;
  end.set_text("The van does not answer since noon");
  office.act("dispatcher", "field.ScheduledEvent", visit, "end-from-office", &end);
  STRCMP_EQUAL("ready", office.load<WorkOrder>(world.job(first_job)).header().state().c_str());

  CHECK(world.sync(1));

  STRCMP_EQUAL("broken_off", office.load<ScheduledEvent>(visit).header().state().c_str());
  STRCMP_EQUAL("ready", office.load<WorkOrder>(world.job(first_job)).header().state().c_str());
  LONGS_EQUAL(1, office.count("SELECT count(*) FROM job_event WHERE kind = 'arrived' AND flagged"));
  CHECK(open_conflicts(world, SyncConflict::KIND_STATUS) > 0);
  STRCMP_EQUAL("broken_off", one.find<ScheduledEvent>(visit)->header().state().c_str());
}

TEST(FlowConflicts, a_job_that_a_lost_van_had_done_is_done_and_billing_waits_for_a_person) {
  auto& steps = job_steps();
  STRCMP_EQUAL("on my way", steps[1].name);
  for (std::size_t i = 0; i < 2; ++i) steps[i].run(one, visit);
  CHECK(world.sync(1));
  truckroll::wire::hub_field::EndFromOffice end;
  end.set_text("The van does not answer since noon");
  office.act("dispatcher", "field.ScheduledEvent", visit, "end-from-office", &end);
  for (std::size_t i = 2; i < steps.size(); ++i) {
    world.advance(std::chrono::minutes(5));
    steps[i].run(one, visit);
  }

  CHECK(world.sync(1));

  STRCMP_EQUAL("done", office.load<ScheduledEvent>(visit).header().state().c_str());
  STRCMP_EQUAL("done", office.load<WorkOrder>(world.job(first_job)).header().state().c_str());
  auto cases = office.all<truckroll::billing::WorkOrderInvoice>();
  LONGS_EQUAL(1, cases.size());
  STRCMP_EQUAL("held", cases[0].header().state().c_str());
}

// ---- refusals

TEST(FlowConflicts, what_a_changed_device_makes_up_is_refused_with_its_reason_and_blocks_nothing) {
  give(one,
       patch_job(world, [](WorkOrder& job) { job.set_summary("Free of charge"); },
                 {WorkOrder::kSummaryFieldNumber}),
       "Changed the job");
  one.commands->add_note(visit, {{"text", "after it"}});
  STRCMP_EQUAL(
      "Free of charge",
      one.find<WorkOrder>(world.job("Boiler service and flue gas check"))->summary().c_str());

  CHECK(world.sync(1));

  STRCMP_EQUAL(first_job, office.load<WorkOrder>(world.job(first_job)).summary().c_str());
  STRCMP_EQUAL(first_job, one.find<WorkOrder>(world.job(first_job))->summary().c_str());
  LONGS_EQUAL(1, office.count("SELECT count(*) FROM note WHERE text = 'after it'"));
  LONGS_EQUAL(1, office.count("SELECT count(*) FROM device_operation WHERE state = 'rejected'"));
  LONGS_EQUAL(1, open_conflicts(world, SyncConflict::KIND_REJECTED));
  auto refused = one.store->refused();
  LONGS_EQUAL(1, refused.size());
  STRCMP_EQUAL("Changed the job", refused[0].text.c_str());
  CHECK(refused[0].reason.find("your role may not change") != std::string::npos);
}

TEST(FlowConflicts, who_has_lost_the_right_meanwhile_is_refused_and_sees_why) {
  auto moved = world.visit(second_job);
  auto proposal = *one.find<ScheduledEvent>(moved);
  *proposal.mutable_proposed_start() = common::codec::to_timestamp(one.clock.now());
  give(one,
       common::rules::make_patch(catalogue().of<ScheduledEvent>(), proposal,
                                 {ScheduledEvent::kProposedStartFieldNumber}),
       "Proposed another time");
  give_to_second(world, moved);
  one.commands->move_visit(visit, "accept", json::object());

  CHECK(world.sync(1));

  CHECK(!office.load<ScheduledEvent>(moved).has_proposed_start());
  STRCMP_EQUAL("accepted", office.load<ScheduledEvent>(visit).header().state().c_str());
  auto refused = one.store->refused();
  LONGS_EQUAL(1, refused.size());
  CHECK(!refused[0].reason.empty());
  LONGS_EQUAL(0, one.store->waiting().size());
}

TEST(FlowConflicts, a_technician_who_may_no_longer_sign_in_changes_nothing_more) {
  one.commands->add_note(visit, {{"text", "one last word"}});
  office.write([&](Office::Transaction& transaction) {
    auto user = transaction.load<truckroll::admin::User>(
        transaction.load<truckroll::people::Technician>(world.technician(1)).user());
    transaction.move_as_system(user, "lock");
    transaction.save_as_system(user);
  });

  CHECK(world.sync(1));

  LONGS_EQUAL(0, office.count("SELECT count(*) FROM note WHERE text = 'one last word'"));
  LONGS_EQUAL(1, one.store->refused().size());
}

// ---- the same field on both sides

TEST(FlowConflicts, a_technicians_field_stays_his_and_the_offices_value_is_kept) {
  give(one,
       patch_job(world, [](WorkOrder& job) { job.set_findings("Burner clogged"); },
                 {WorkOrder::kFindingsFieldNumber}),
       "Findings");
  office.change<WorkOrder>(world.job(first_job),
                           [](WorkOrder& job) { job.set_findings("Guessed by telephone"); });

  CHECK(world.sync(1));

  STRCMP_EQUAL("Burner clogged", office.load<WorkOrder>(world.job(first_job)).findings().c_str());
  auto kept = world.conflicts(world.job(first_job));
  LONGS_EQUAL(1, kept.size());
  STRCMP_EQUAL("settled_by_rule", kept[0].header().state().c_str());
  STRCMP_EQUAL("findings", kept[0].field().c_str());
  STRCMP_EQUAL("\"Guessed by telephone\"", kept[0].mine().c_str());
  STRCMP_EQUAL("\"Burner clogged\"", kept[0].theirs().c_str());
}

TEST(FlowConflicts, different_fields_of_one_job_are_merged) {
  give(one,
       patch_job(world, [](WorkOrder& job) { job.set_findings("Burner clogged"); },
                 {WorkOrder::kFindingsFieldNumber}),
       "Findings");
  office.change<WorkOrder>(world.job(first_job),
                           [](WorkOrder& job) { job.set_summary("Boiler service, urgent"); });

  CHECK(world.sync(1));

  auto id = world.job("Boiler service, urgent");
  STRCMP_EQUAL("Burner clogged", office.load<WorkOrder>(id).findings().c_str());
  STRCMP_EQUAL("Boiler service, urgent", one.find<WorkOrder>(id)->summary().c_str());
  STRCMP_EQUAL("Burner clogged", one.find<WorkOrder>(id)->findings().c_str());
  LONGS_EQUAL(0, office.all<SyncConflict>().size());
  LONGS_EQUAL(1, office.count("SELECT count(*) FROM device_operation WHERE state = 'merged'"));
}
