#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "company.hpp"
#include "proto/records/billing/line_item.pb.h"
#include "proto/records/billing/work_order_invoice.pb.h"
#include "proto/records/fleet/device.pb.h"
#include "proto/records/fleet/sync_conflict.pb.h"
#include "proto/records/ledger/journal_entry.pb.h"
#include "proto/records/stock/stock_move.pb.h"
#include "proto/wire/actions/fleet.pb.h"

#include <CppUTest/TestHarness.h>

using namespace truckroll;
using billing::WorkOrderInvoice;
using fleet::SyncConflict;
using wire::fleet::Decide;

TEST_GROUP(Conflict) {
  Company company;
  std::string job = company.add_job("Boiler service");
  int devices = 0;

  std::string make_conflict(const std::string& field, const std::string& mine,
                            const std::string& theirs, bool settled = false) {
    SyncConflict conflict;
    company.write([&](Company::Transaction& t) {
      fleet::Device device;
      device.set_serial("V-" + std::to_string(++devices));
      t.save_as_system(device);
      conflict.set_device(device.header().id());
      *conflict.mutable_about() = common::codec::about("field.WorkOrder", job);
      conflict.set_kind(SyncConflict::KIND_FIELD);
      conflict.set_field(field);
      conflict.set_base("\"Before\"");
      conflict.set_mine(mine);
      conflict.set_theirs(theirs);
      if (settled) {
        conflict.set_by_rule("the technician's field");
        conflict.mutable_header()->set_state("open");
        t.move_as_system(conflict, "settle");
      }
      t.save_as_system(conflict);
    });
    return conflict.header().id();
  }
  void decide(const std::string& conflict, SyncConflict::Choice choice,
              const std::string& chosen = {},
              SyncConflict::Billing billing = SyncConflict::BILLING_UNSPECIFIED) {
    Decide input;
    input.set_choice(choice);
    if (!chosen.empty()) input.set_chosen(chosen);
    if (billing != SyncConflict::BILLING_UNSPECIFIED) input.set_billing(billing);
    company.act(company.dispatcher, "fleet.SyncConflict", conflict, "decide", &input);
  }
  std::string summary() {
    return company.load<Company::WorkOrder>(job).summary();
  }
};

// features: SYNC-04
TEST(Conflict, one_decision_takes_either_side_or_a_third_value_and_both_stay_in_sight) {
  auto taken = make_conflict("summary", "\"Boiler service\"", "\"Boiler and pump\"");

  decide(taken, SyncConflict::CHOICE_THEIRS);

  STRCMP_EQUAL("Boiler and pump", summary().c_str());
  auto after = company.load<SyncConflict>(taken);
  STRCMP_EQUAL("applied", after.header().state().c_str());
  STRCMP_EQUAL(company.dispatcher.user.c_str(), after.decided_by().c_str());
  CHECK(after.has_decided_at());
  STRCMP_EQUAL("\"Boiler service\"", after.mine().c_str());
  STRCMP_EQUAL("\"Boiler and pump\"", after.theirs().c_str());

  decide(make_conflict("summary", "\"Boiler service\"", "\"x\""), SyncConflict::CHOICE_MINE);
  STRCMP_EQUAL("Boiler service", summary().c_str());
  decide(make_conflict("summary", "\"a\"", "\"b\""), SyncConflict::CHOICE_BASE);
  STRCMP_EQUAL("Before", summary().c_str());
  decide(make_conflict("summary", "\"a\"", "\"b\""), SyncConflict::CHOICE_OTHER, "\"A third\"");
  STRCMP_EQUAL("A third", summary().c_str());
}

// features: SYNC-04
TEST(Conflict, what_a_rule_has_settled_is_swapped_in_one_step) {
  auto settled = make_conflict("findings", "\"The office's\"", "\"The van's\"", true);

  decide(settled, SyncConflict::CHOICE_MINE);

  STRCMP_EQUAL("The office's", company.load<Company::WorkOrder>(job).findings().c_str());
  STRCMP_EQUAL("applied", company.load<SyncConflict>(settled).header().state().c_str());
  CHECK(!Company::refusal([&] { decide(settled, SyncConflict::CHOICE_THEIRS); }).empty());
}

// features: SYNC-04
TEST(Conflict, what_cannot_be_applied_is_refused_and_nothing_is_decided) {
  auto conflict = make_conflict("priority", "\"normal\"", "\"high\"");

  CHECK(!Company::refusal([&] {
           decide(conflict, SyncConflict::CHOICE_OTHER, "\"whenever\"");
         }).empty());
  CHECK(!Company::refusal([&] { decide(conflict, SyncConflict::CHOICE_OTHER, "{"); }).empty());
  CHECK(!Company::refusal([&] { decide(conflict, SyncConflict::CHOICE_OTHER); }).empty());
  CHECK(!Company::refusal([&] { decide(conflict, SyncConflict::CHOICE_UNSPECIFIED); }).empty());

  STRCMP_EQUAL("open", company.load<SyncConflict>(conflict).header().state().c_str());
  decide(conflict, SyncConflict::CHOICE_THEIRS);
  LONGS_EQUAL(Company::WorkOrder::PRIORITY_HIGH, company.load<Company::WorkOrder>(job).priority());
}

/// Cancelled by the office while it was done in the field.
TEST_GROUP(DoneThoughCancelled) {
  Company company;
  std::string job = company.add_job();
  std::string visit;

  void setup() override {
    visit = company.book(job, company.mara);
    company.act(company.dispatcher, "field.WorkOrder", job, "cancel");
  }
  void work(bool to_the_end = true) {
    company.on_my_way(visit, true);
    company.act(company.mara_actor, "field.ScheduledEvent", visit, "arrive", nullptr, true);
    company.use_pump(job, company.mara_actor, "1");
    if (to_the_end) company.complete(visit, true);
  }
  std::vector<SyncConflict> open() {
    std::vector<SyncConflict> all;
    for (auto& about : {job, visit})
      for (auto& one : company.where<SyncConflict>("about", about))
        if (one.header().state() == "open") all.push_back(one);
    return all;
  }
  void decide(SyncConflict::Billing billing) {
    Decide input;
    input.set_choice(SyncConflict::CHOICE_THEIRS);
    input.set_billing(billing);
    company.act(company.dispatcher, "fleet.SyncConflict", open().at(0).header().id(), "decide",
                &input);
  }
  WorkOrderInvoice bill() {
    return company.where<WorkOrderInvoice>("work_order", job).at(0);
  }
  std::size_t entries_of_goods() {
    std::size_t count = 0;
    for (auto& entry : company.where<ledger::JournalEntry>("source_id", job))
      count += entry.source_event() == "goods_used";
    return count;
  }
};

// features: X-33
TEST(DoneThoughCancelled, one_click_bills_it_and_settles_all_that_was_flagged) {
  work();
  CHECK(!open().empty());
  STRCMP_EQUAL("held", bill().header().state().c_str());

  decide(SyncConflict::BILLING_BILL);

  LONGS_EQUAL(0, open().size());
  STRCMP_EQUAL("invoiced", bill().header().state().c_str());
  STRCMP_EQUAL(company.dispatcher.user.c_str(), bill().decided_by().c_str());
  LONGS_EQUAL(1, company.count("invoice"));
  LONGS_EQUAL(1, entries_of_goods());
  LONGS_EQUAL(1, company.where<stock::StockMove>("work_order", job).size());
}

// features: X-33
TEST(DoneThoughCancelled, one_click_gives_the_bill_up_and_the_goods_are_booked_once) {
  work();

  decide(SyncConflict::BILLING_DO_NOT_BILL);

  STRCMP_EQUAL("void", bill().header().state().c_str());
  STRCMP_EQUAL("closed", company.load<Company::WorkOrder>(job).header().state().c_str());
  LONGS_EQUAL(0, company.count("invoice"));
  LONGS_EQUAL(1, entries_of_goods());
  LONGS_EQUAL(0, open().size());
}

// features: X-33
TEST(DoneThoughCancelled, one_click_bills_the_travel_alone) {
  billing::LineItem travel;
  travel.set_work_order(job);
  travel.set_kind(billing::LineItem::KIND_TRAVEL);
  travel.set_text("Travel");
  travel.set_position(90);
  travel.set_unit("C62");
  travel.mutable_quantity()->set_millionths(1'000'000);
  *travel.mutable_unit_price() = common::codec::money(4500, "CHF");
  travel.set_price_by_hand(true);
  company.write([&](Company::Transaction& t) {
    auto code = t.sql().scalar("SELECT id FROM tax_code ORDER BY id LIMIT 1");
    travel.set_tax_code(std::get<std::string>(*code));
    t.save(travel);
  });
  work();

  decide(SyncConflict::BILLING_TRAVEL_ONLY);

  STRCMP_EQUAL("invoiced", bill().header().state().c_str());
  LONGS_EQUAL(4500, company.load<billing::Invoice>(bill().invoice()).net().minor());
  LONGS_EQUAL(1, entries_of_goods());
}

// features: X-33
TEST(DoneThoughCancelled, without_travel_on_the_job_the_bill_stays_held_and_says_why) {
  work();

  decide(SyncConflict::BILLING_TRAVEL_ONLY);

  STRCMP_EQUAL("held", bill().header().state().c_str());
  LONGS_EQUAL(0, company.count("invoice"));
}

// features: X-33
TEST(DoneThoughCancelled, decided_while_somebody_is_still_there_counts_when_the_job_is_done) {
  work(false);

  decide(SyncConflict::BILLING_BILL);
  STRCMP_EQUAL("waiting", bill().header().state().c_str());
  company.complete(visit, true);

  if (!open().empty()) decide(SyncConflict::BILLING_BILL);
  STRCMP_EQUAL("invoiced", bill().header().state().c_str());
  LONGS_EQUAL(1, company.count("invoice"));
}

// features: X-33
TEST(DoneThoughCancelled, a_bill_that_is_made_is_not_decided_again) {
  work();
  auto conflicts = open();
  decide(SyncConflict::BILLING_BILL);
  SyncConflict late;
  company.write([&](Company::Transaction& t) {
    fleet::Device device;
    device.set_serial("V-9");
    t.save_as_system(device);
    late.set_device(device.header().id());
    *late.mutable_about() = common::codec::about("field.WorkOrder", job);
    late.set_kind(SyncConflict::KIND_STATUS);
    late.set_theirs("late");
    t.save_as_system(late);
  });

  STRCMP_CONTAINS("bill is made",
                  Company::refusal([&] { decide(SyncConflict::BILLING_DO_NOT_BILL); }).c_str());
  LONGS_EQUAL(1, company.count("invoice"));
}
