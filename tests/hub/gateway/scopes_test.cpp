#include "proto/records/admin/role_assignment.pb.h"
#include "proto/records/admin/user.pb.h"
#include "proto/records/people/technician.pb.h"
#include "tests/hub/gateway/world.hpp"

#include <CppUTest/TestHarness.h>

using namespace world;
using truckroll::people::Technician;

TEST_GROUP(Scopes) {
  World w;
  std::string annas() {
    return "technician:" + w.anna;
  }
  std::string retos() {
    return "technician:" + w.reto;
  }
};

TEST(Scopes, company_branch_and_device_hold_what_is_theirs) {
  CHECK_TRUE(w.holds("company", w.vaduz));
  CHECK_TRUE(w.holds("branch:" + w.vaduz, w.anna_user));
  CHECK_TRUE(w.holds("branch:" + w.vaduz, w.account));
  CHECK_TRUE(w.holds("branch:" + w.vaduz, w.site));
  CHECK_TRUE(w.holds("branch:" + w.vaduz, w.van_one));
  CHECK_FALSE(w.holds("branch:" + w.chur, w.site));
  CHECK_TRUE(w.holds("device:" + w.device_one, w.device_one));
  CHECK_FALSE(w.holds("device:" + w.device_one, w.device_two));
}

TEST(Scopes, visit_and_what_hangs_on_its_job_come_to_the_technician) {
  auto job = w.make_job("Boiler", w.site);
  auto note = w.make_note("field.WorkOrder", job, "Ring at the back door");
  CHECK_FALSE(w.holds(annas(), job));
  auto visit = w.make_visit(job, w.anna);

  CHECK_TRUE(w.holds(annas(), visit));
  CHECK_TRUE(w.holds(annas(), job));
  CHECK_TRUE(w.holds(annas(), note));
  CHECK_FALSE(w.holds(retos(), visit));
}

TEST(Scopes, visit_given_to_another_technician_leaves_the_first_and_comes_to_the_second) {
  auto job = w.make_job("Boiler", w.site);
  auto note = w.make_note("field.WorkOrder", job, "Ring at the back door");
  auto visit_id = w.make_visit(job, w.anna);
  CHECK_TRUE(w.holds(annas(), visit_id));

  auto visit = w.load<ScheduledEvent>(visit_id);
  visit.mutable_assignments(0)->set_technician(w.reto);
  visit.mutable_assignments(0)->clear_vehicle();
  w.put(visit);

  for (auto& record : {visit_id, job, note}) {
    CHECK_FALSE(w.holds(annas(), record));
    CHECK_TRUE(w.holds(retos(), record));
  }
}

TEST(Scopes, deleted_record_becomes_a_tombstone_at_a_new_position) {
  auto note = w.make_note("field.WorkOrder", w.make_job("Boiler", w.site), "x");
  auto job = w.make_job("Burner", w.site);
  w.make_visit(job, w.anna);
  auto second = w.make_note("field.WorkOrder", job, "y");
  CHECK_TRUE(w.holds(annas(), second));
  auto before = w.count("SELECT position FROM scope_head WHERE scope = '" + annas() + "'");

  w.remove(catalogue().type("crm.Note"), second);
  CHECK_FALSE(w.holds(annas(), second));

  LONGS_EQUAL(1, w.count("SELECT removed FROM scope_member WHERE record = '" + second + "'"));
  CHECK_TRUE(w.count("SELECT position FROM scope_member WHERE record = '" + second + "'") > before);
  CHECK_FALSE(w.holds(annas(), note));
}

TEST(Scopes, positions_are_dense_and_each_record_stands_once) {
  auto job = w.make_job("Boiler", w.site);
  auto visit = w.make_visit(job, w.anna);
  w.members(annas());
  for (int i = 0; i < 3; ++i) {
    auto again = w.load<WorkOrder>(job);
    again.set_description("change " + std::to_string(i));
    w.put(again);
    w.members(annas());
  }
  auto scope = "'" + annas() + "'";
  LONGS_EQUAL(1, w.count("SELECT count(*) FROM scope_member WHERE record = '" + job +
                         "' AND scope = " + scope));
  LONGS_EQUAL(w.count("SELECT position FROM scope_head WHERE scope = " + scope),
              w.count("SELECT max(position) FROM scope_member WHERE scope = " + scope));
  LONGS_EQUAL(w.load<WorkOrder>(job).header().version(),
              w.count("SELECT version FROM scope_member WHERE record = '" + job +
                      "' AND scope = " + scope));
}

TEST(Scopes, window_moves_with_the_day) {
  auto job = w.make_job("Boiler", w.site);
  auto far = w.make_visit(job, w.anna, 33);
  auto near = w.make_visit(w.make_job("Burner", w.site), w.anna, 0);
  CHECK_FALSE(w.holds(annas(), far));
  CHECK_TRUE(w.holds(annas(), near));
  w.reader.sweep(tenant);

  w.clock.advance(std::chrono::hours(24 * 5));
  w.reader.sweep(tenant);
  CHECK_TRUE(w.holds(annas(), far));
  CHECK_TRUE(w.holds(annas(), near));

  w.clock.advance(std::chrono::hours(24 * 4));
  w.reader.sweep(tenant);
  CHECK_FALSE(w.holds(annas(), near));
  CHECK_TRUE(w.holds(annas(), far));
  // The hour is no position of the log: as a reader it would keep the log from its retention.
  w.store.read([](hub::store::Connection& sql) {
    LONGLONGS_EQUAL(0, sql.integer("SELECT count(*) FROM reader WHERE name = 'scopes.sweep'"));
    LONGLONGS_EQUAL(1, sql.integer("SELECT count(*) FROM hub_state WHERE key LIKE "
                                   "'scopes.sweep|%'"));
  });
}

TEST(Scopes, assigned_mode_gives_customers_only_to_those_who_work_for_them) {
  auto other_site = w.make_site("Chalet", w.vaduz);
  Equipment boiler;
  boiler.set_account(w.account);
  boiler.set_site(w.site);
  boiler.set_model("Condenser 20");
  auto equipment = w.put(boiler);
  auto job = w.make_job("Boiler", w.site);
  auto order = w.load<WorkOrder>(job);
  order.add_equipment(equipment);
  w.put(order);
  auto visit_id = w.make_visit(job, w.anna);
  CHECK_TRUE(w.holds("branch:" + w.vaduz, other_site));

  w.set_customer_scope("assigned");

  for (auto& record : {w.account, w.site, equipment, other_site})
    CHECK_FALSE(w.holds("branch:" + w.vaduz, record));
  for (auto& record : {w.account, w.site, equipment}) {
    CHECK_TRUE(w.holds(annas(), record));
    CHECK_FALSE(w.holds(retos(), record));
  }
  CHECK_FALSE(w.holds(annas(), other_site));
  CHECK_TRUE(w.holds("branch:" + w.vaduz, w.van_one));  // no customer

  // No longer hers: everything of the customer goes.
  auto visit = w.load<ScheduledEvent>(visit_id);
  visit.mutable_assignments(0)->set_technician(w.reto);
  visit.mutable_assignments(0)->clear_vehicle();
  w.put(visit);
  for (auto& record : {w.account, w.site, equipment}) {
    CHECK_FALSE(w.holds(annas(), record));
    CHECK_TRUE(w.holds(retos(), record));
  }

  w.set_customer_scope("branch");
  CHECK_TRUE(w.holds("branch:" + w.vaduz, other_site));
  CHECK_FALSE(w.holds(retos(), w.site));
}

// features: EDGE-01 SYNC-08
TEST(Scopes, assigned_mode_gives_what_was_done_there_before_with_the_customer) {
  auto other_site = w.make_site("Chalet", w.vaduz);
  auto past = [&](const std::string& site, int days_ago) {
    auto id = w.make_job("Burner replaced", site);
    auto job = w.load<WorkOrder>(id);
    *job.mutable_completed_at() =
        common::codec::to_timestamp(w.clock.now() - std::chrono::days(days_ago));
    return w.put(job);
  };
  auto recent = past(w.site, 30), old = past(w.site, 800), elsewhere = past(other_site, 30);
  auto visit_id = w.make_visit(w.make_job("Boiler", w.site), w.anna);
  w.set_customer_scope("assigned");

  CHECK_TRUE(w.holds(annas(), recent));
  for (auto& job : {old, elsewhere}) CHECK_FALSE(w.holds(annas(), job));
  CHECK_FALSE(w.holds(retos(), recent));
  CHECK_FALSE(w.holds("branch:" + w.vaduz, recent));

  auto visit = w.load<ScheduledEvent>(visit_id);
  visit.mutable_assignments(0)->set_technician(w.reto);
  visit.mutable_assignments(0)->clear_vehicle();
  w.put(visit);
  CHECK_FALSE(w.holds(annas(), recent));
  CHECK_TRUE(w.holds(retos(), recent));
}

TEST(Scopes, technician_lent_by_another_branch_gets_the_customer_beside) {
  auto job = w.make_job("Boiler", w.site);
  w.make_visit(job, w.lea);
  CHECK_TRUE(w.holds("technician:" + w.lea, w.site));
  CHECK_TRUE(w.holds("technician:" + w.lea, w.account));
  w.make_visit(job, w.anna);
  CHECK_FALSE(w.holds(annas(), w.site));  // she has it by her branch
}

TEST(Scopes, site_that_changes_branch_takes_its_equipment_along) {
  Equipment boiler;
  boiler.set_account(w.account);
  boiler.set_site(w.site);
  boiler.set_model("Condenser 20");
  auto equipment = w.put(boiler);
  CHECK_TRUE(w.holds("branch:" + w.vaduz, equipment));

  auto moved = w.load<Site>(w.site);
  moved.set_branch(w.chur);
  w.put(moved);

  CHECK_FALSE(w.holds("branch:" + w.vaduz, equipment));
  CHECK_TRUE(w.holds("branch:" + w.chur, equipment));
}

// features: SYNC-08
TEST(Scopes, who_is_a_technician_is_held_with_his_roles_by_his_branch_and_others_by_all) {
  auto role = [&](const std::string& user) {
    for (auto& one : w.all<truckroll::admin::RoleAssignment>())
      if (one.user() == user) return one.header().id();
    return std::string();
  };
  auto edit = [&](const std::function<void(Technician&)>& change) {
    auto technician = w.load<Technician>(w.anna);
    change(technician);
    w.put(technician);
  };
  truckroll::admin::User office;
  office.set_login("office");
  office.mutable_name()->set_family("Muster");
  w.put(office);
  auto annas_role = role(w.anna_user);
  auto vaduz = "branch:" + w.vaduz, chur = "branch:" + w.chur;
  CHECK_TRUE(w.holds("company", office.header().id()));
  for (auto& record : {w.anna_user, annas_role}) {
    CHECK_TRUE(w.holds(vaduz, record));
    CHECK_FALSE(w.holds("company", record) || w.holds(chur, record));
  }

  edit([&](Technician& anna) { anna.set_branch(w.chur); });
  for (auto& record : {w.anna_user, annas_role})
    CHECK_TRUE(w.holds(chur, record) && !w.holds(vaduz, record));

  edit([&](Technician& anna) { anna.set_user(office.header().id()); });
  CHECK_TRUE(w.holds(chur, office.header().id()) && !w.holds("company", office.header().id()));
  CHECK_TRUE(w.holds("company", w.anna_user) && !w.holds(chur, w.anna_user));
  CHECK_FALSE(w.holds("company", annas_role) || w.holds(chur, annas_role));

  edit([](Technician& anna) { anna.clear_user(); });
  CHECK_TRUE(w.holds("company", office.header().id()));
  edit([&](Technician& anna) { anna.set_user(w.anna_user); });
  CHECK_FALSE(w.holds("company", w.anna_user));

  Technician tom;
  tom.mutable_name()->set_family("Muster");
  tom.set_branch(w.vaduz);
  tom.set_user(office.header().id());
  w.put(tom);
  CHECK_TRUE(w.holds(vaduz, office.header().id()));
  w.remove(catalogue().of<Technician>(), tom.header().id());
  CHECK_TRUE(w.holds("company", office.header().id()) && !w.holds(vaduz, office.header().id()));
}

TEST(Scopes, van_has_the_scopes_of_those_who_drive_it) {
  auto van = w.store.read_result([&](hub::store::Connection& connection) {
    return find_van(connection, tenant, w.device_one, w.clock.now());
  });
  std::vector<std::string> expected{"device:" + w.device_one, annas(), "van:" + w.warehouse_one,
                                    "company", "branch:" + w.vaduz};
  CHECK_TRUE(van->scopes() == expected);
  CHECK_FALSE(w.store.read_result([&](hub::store::Connection& connection) {
    return find_van(connection, "another", w.device_one, w.clock.now()).has_value();
  }));
}

// features: SYNC-08
TEST(Scopes, change_of_one_device_has_no_other_van_asked_again) {
  w.reader.catch_up(tenant);
  auto device = w.load<Device>(w.device_one);
  device.set_firmware("1.4.1");
  w.put(device);
  auto progress = w.reader.catch_up(tenant);
  CHECK_FALSE(progress.holders_changed);
  LONGS_EQUAL(1, progress.devices.size());
  LONGS_EQUAL(1, progress.devices.count(w.device_one));

  // A vehicle, on the other hand, may be any device's.
  auto vehicle = w.load<truckroll::fleet::Vehicle>(w.van_one);
  vehicle.set_branch(w.chur);
  w.put(vehicle);
  CHECK_TRUE(w.reader.catch_up(tenant).holders_changed);
}
