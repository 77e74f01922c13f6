#include <set>

#include "proto/records/admin/setting.pb.h"
#include "proto/records/admin/user.pb.h"
#include "proto/records/billing/line_item.pb.h"
#include "proto/records/crm/account.pb.h"
#include "proto/records/fleet/device.pb.h"
#include "proto/records/people/technician.pb.h"
#include "proto/records/sales/product.pb.h"
#include "proto/wire/actions/hub_field.pb.h"
#include "tests/flows/company/world.hpp"

#include <CppUTest/TestHarness.h>

using namespace flows;
namespace wire = common::sync::wire;

namespace {

/// Every record that the van holds as "type id version", and that the feeds of its scopes have.
std::set<std::string> held(VanSide& van) {
  std::set<std::string> all;
  van.store->read([&](const edge::store::RecordsView& records) {
    for (auto& type : catalogue().types())
      for (auto& record : records.list_messages(*type)) {
        auto& header = common::schema::header(std::as_const(*record));
        all.insert(type->name + " " + header.id() + " " + std::to_string(header.version()));
      }
  });
  return all;
}

std::set<std::string> meant_for(World& world, VanSide& van) {
  std::string scopes;
  for (auto& cursor : van.store->cursors())
    scopes += (scopes.empty() ? "'" : ", '") + cursor.scope() + "'";
  auto rows = world.office.texts(
      "SELECT DISTINCT type || ' ' || record || ' ' || version FROM "
      "scope_member WHERE removed = 0 AND scope IN (" +
      scopes + ")");
  return {rows.begin(), rows.end()};
}

std::string difference(const std::set<std::string>& a, const std::set<std::string>& b) {
  for (auto& one : a)
    if (!b.count(one)) return "only the first has " + one;
  for (auto& one : b)
    if (!a.count(one)) return "only the second has " + one;
  return {};
}

}  // namespace

TEST_GROUP(FlowScopes) {
  World world;
  Office& office = world.office;

  /// A new computer for the van of technician 1; its id.
  std::string enrol_spare() {
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
    return spare.header().id();
  }
  void hold_assigned_only() {
    truckroll::admin::Setting setting;
    setting.set_key("van.customer_scope");
    setting.set_value("\"assigned\"");
    office.write([&](Office::Transaction& transaction) { transaction.save_as_system(setting); });
  }
  void give_to_second(const std::string& visit) {
    truckroll::wire::hub_field::Move move;
    move.set_technician(world.technician(2));
    office.act("dispatcher", "field.ScheduledEvent", visit, "move", &move);
  }
};

// features: SYNC-03
TEST(FlowScopes, one_changed_field_moves_a_few_hundred_bytes_and_nothing_else) {
  auto& link = world.link(1);
  link.connect();
  CHECK(link.settle());
  link.clear_counters();
  office.change<WorkOrder>(world.job(second_job),
                           [](WorkOrder& job) { job.set_summary("Radiators cold"); });

  CHECK(link.settle());

  std::size_t records = 0;
  for (auto& bytes : link.down_changes) {
    CHECK(bytes.size() < 700);
    wire::ChangeBatch batch;
    CHECK(batch.ParseFromString(bytes));
    for (auto& state : batch.records()) {
      ++records;
      STRCMP_EQUAL(world.job("Radiators cold").c_str(), state.record().c_str());
      CHECK(state.data().empty());
      CHECK(state.values().size() < 400);
    }
  }
  CHECK(records >= 1);
  STRCMP_EQUAL("Radiators cold",
               world.van(1).find<WorkOrder>(world.job("Radiators cold"))->summary().c_str());
  link.cut();
  link.clear_counters();
  CHECK(world.sync(1));
  LONGS_EQUAL(0, link.messages["down/change"]);
}

TEST(FlowScopes, a_van_holds_exactly_what_its_scopes_have) {
  for (int number : {1, 2}) {
    auto fault = difference(held(world.van(number)), meant_for(world, world.van(number)));
    STRCMP_EQUAL("", fault.c_str());
  }
  do_job(world, world.visit(first_job));
  CHECK(world.sync(1));
  CHECK(world.sync(2));
  for (int number : {1, 2}) {
    auto fault = difference(held(world.van(number)), meant_for(world, world.van(number)));
    STRCMP_EQUAL("", fault.c_str());
  }
}

// features: SYNC-08
TEST(FlowScopes, a_replacement_gets_the_technicians_day_from_empty_and_nobody_elses) {
  hold_assigned_only();
  do_job(world, world.visit(first_job));
  CHECK(world.sync(1));
  world.add_van(3, enrol_spare());

  CHECK(world.sync(3));

  auto& spare = world.van(3);
  CHECK(spare.today() == world.van(1).today());
  CHECK(spare.detail(world.visit(first_job)) == world.van(1).detail(world.visit(first_job)));
  CHECK(spare.stock() == world.van(1).stock());
  CHECK(!spare.find<ScheduledEvent>(world.visit("Hot water fluctuates")).has_value());
  auto account = [&](const std::string& name) {
    return office.text("SELECT id FROM account WHERE name = '" + name + "'");
  };
  CHECK(spare.find<truckroll::crm::Account>(account("Alpenhotel Muster")).has_value());
  CHECK(spare.find<truckroll::crm::Account>(account("Gemeindeschule Muster")).has_value());
  CHECK(!spare.find<truckroll::crm::Account>(account("Garage Muster")).has_value());

  give_to_second(world.visit(second_job));
  CHECK(world.sync(3));

  CHECK(!spare.find<ScheduledEvent>(world.visit(second_job)).has_value());
  CHECK(!spare.find<WorkOrder>(world.job(second_job)).has_value());
  CHECK(!spare.find<truckroll::crm::Account>(account("Gemeindeschule Muster")).has_value());
  STRCMP_EQUAL("", difference(held(spare), meant_for(world, spare)).c_str());
}

TEST(FlowScopes, what_the_company_pays_and_earns_never_reaches_a_van) {
  do_job(world, world.visit(first_job));
  CHECK(world.sync(1));
  auto& van = world.van(1);

  CHECK(!van.list<truckroll::sales::Product>().empty());
  for (auto& product : van.list<truckroll::sales::Product>()) CHECK(!product.has_standard_cost());
  CHECK(!van.list<truckroll::billing::LineItem>().empty());
  for (auto& line : van.list<truckroll::billing::LineItem>()) CHECK(!line.has_unit_cost());
  van.store->read([&](const edge::store::RecordsView& records) {
    for (auto type :
         {"ledger.JournalEntry", "billing.Invoice", "ledger.LedgerAccount", "people.PayrollLine"})
      if (auto found = catalogue().find(type)) CHECK(records.list_messages(*found).empty());
  });
}

TEST(FlowScopes, a_lost_van_is_wiped_and_may_not_speak_any_more) {
  do_job(world, world.visit(first_job));
  office.write([&](Office::Transaction& transaction) {
    auto device = transaction.load<truckroll::fleet::Device>(world.device("van-01"));
    transaction.move_as_system(device, "revoke");
    transaction.save_as_system(device);
  });

  world.link(1).connect();
  world.link(1).carry(50);

  CHECK(world.link(1).wiped);
  LONGS_EQUAL(0, office.count("SELECT count(*) FROM device_operation"));
}
