#include "tests/hub/gateway/world.hpp"

#include "common/rules/rules.hpp"
#include "proto/records/admin/branch.pb.h"
#include "proto/records/admin/role.pb.h"
#include "proto/records/admin/role_assignment.pb.h"
#include "proto/records/admin/tenant.pb.h"
#include "proto/records/admin/user.pb.h"
#include "proto/records/billing/number_series.pb.h"
#include "proto/records/field/job_type.pb.h"
#include "proto/records/ledger/legal_entity.pb.h"
#include "proto/records/stock/warehouse.pb.h"
#include "tests/support/migrated.hpp"
#include "tests/support/wait.hpp"

namespace world {
namespace {

common::Instant monday_noon() {
  return common::parse_instant("2026-11-23T11:00:00Z");
}

std::string make_series(World& world, const std::string& use, const std::string& pattern) {
  truckroll::billing::NumberSeries series;
  series.set_use(use);
  series.set_pattern(pattern);
  return world.put(series);
}

std::string make_branch(World& world, const std::string& name, const std::string& entity) {
  truckroll::admin::Branch branch;
  branch.set_name(name);
  branch.set_legal_entity(entity);
  branch.set_zone("Europe/Vaduz");
  return world.put(branch);
}

std::string make_user(World& world, const std::string& login, const std::string& role) {
  truckroll::admin::User user;
  user.set_login(login);
  user.mutable_name()->set_given(login);
  user.mutable_name()->set_family("Muster");
  user.set_manager("");
  user.clear_manager();
  world.put(user);
  world.store.write(world.store.system_command(tenant, "test"),
                    [&](hub::store::Transaction& transaction) {
                      auto found = transaction.load<truckroll::admin::User>(user.header().id());
                      transaction.move_as_system(found, "activate");
                      transaction.save_as_system(found);
                    });
  truckroll::admin::RoleAssignment assignment;
  assignment.set_user(user.header().id());
  assignment.set_role(role);
  world.put(assignment);
  world.store.write(
      world.store.system_command(tenant, "test"), [&](hub::store::Transaction& transaction) {
        auto found = transaction.load<truckroll::admin::RoleAssignment>(assignment.header().id());
        transaction.move_as_system(found, "approve");
        transaction.save_as_system(found);
      });
  return user.header().id();
}

std::string make_technician(World& world, const std::string& name, const std::string& user,
                            const std::string& branch) {
  truckroll::people::Technician technician;
  technician.set_user(user);
  technician.mutable_name()->set_given(name);
  technician.mutable_name()->set_family("Muster");
  technician.set_branch(branch);
  auto& rate = *technician.add_rates();
  rate.set_line("r1");
  *rate.mutable_cost() = common::codec::money(6500, "CHF");
  rate.mutable_from()->set_days(20000);
  return world.put(technician);
}

std::string make_warehouse(World& world, const std::string& code,
                           truckroll::stock::Warehouse::Kind kind, const std::string& branch) {
  truckroll::stock::Warehouse warehouse;
  warehouse.set_code(code);
  warehouse.set_name(code);
  warehouse.set_kind(kind);
  warehouse.set_branch(branch);
  return world.put(warehouse);
}

std::string make_van(World& world, const std::string& plate, const std::string& branch,
                     const std::string& warehouse, const std::string& technician) {
  truckroll::fleet::Vehicle vehicle;
  vehicle.set_plate(plate);
  vehicle.set_branch(branch);
  vehicle.set_warehouse(warehouse);
  auto& assignment = *vehicle.add_assignments();
  assignment.set_line("a1");
  assignment.set_technician(technician);
  *assignment.mutable_from() =
      common::codec::to_timestamp(world.clock.now() - std::chrono::hours(24 * 30));
  return world.put(vehicle);
}

std::string make_device(World& world, const std::string& serial, const std::string& vehicle) {
  Device device;
  device.set_serial(serial);
  device.set_vehicle(vehicle);
  auto id = world.put(device);
  for (auto action : {"enroll", "activate"})
    world.store.write(world.store.system_command(tenant, "test"),
                      [&](hub::store::Transaction& transaction) {
                        auto found = transaction.load<Device>(id);
                        transaction.move_as_system(found, action);
                        transaction.save_as_system(found);
                      });
  return id;
}

}  // namespace

const common::schema::Catalogue& catalogue() {
  static const auto all = common::schema::Catalogue::compiled();
  return all;
}

World::World(const std::string& url)
    : clock(monday_noon()),
      store({.url = url.empty() ? support::copy_of_migrated(folder / "hub.db", catalogue()) : url,
             .readers = 2,
             .writers = 2},
            catalogue(), common::rules::RuleBook::registered(), clock),
      access(catalogue()),
      plans(store),
      applier(store, access),
      reader(store, plans),
      walk(store, plans) {
  truckroll::admin::Tenant company;
  company.mutable_header()->set_id(tenant);
  company.set_country("LI");
  company.set_zone("Europe/Vaduz");
  company.add_currencies("CHF");
  company.add_languages("en");
  company.set_name("Alpina Haustechnik AG");
  put(company);
  truckroll::ledger::LegalEntity entity;
  entity.set_name("Alpina Haustechnik AG");
  auto entity_id = put(entity);
  make_series(*this, "work_order", "WO-{number}");
  make_series(*this, "paperwork_document", "D-{number:5}");
  make_series(*this, "equipment", "E-{number}");
  truckroll::admin::Role role;
  role.set_key("technician");
  role.set_name("Technician");
  auto role_id = put(role);
  vaduz = make_branch(*this, "Vaduz", entity_id);
  chur = make_branch(*this, "Chur", entity_id);
  anna_user = make_user(*this, "anna", role_id);
  anna = make_technician(*this, "Anna", anna_user, vaduz);
  reto = make_technician(*this, "Reto", make_user(*this, "reto", role_id), vaduz);
  lea = make_technician(*this, "Lea", make_user(*this, "lea", role_id), chur);
  warehouse_one = make_warehouse(*this, "VAN-1", truckroll::stock::Warehouse::KIND_VAN, vaduz);
  auto warehouse_two = make_warehouse(*this, "VAN-2", truckroll::stock::Warehouse::KIND_VAN, vaduz);
  van_one = make_van(*this, "FL 1", vaduz, warehouse_one, anna);
  van_two = make_van(*this, "FL 2", vaduz, warehouse_two, reto);
  device_one = make_device(*this, "S-1", van_one);
  device_two = make_device(*this, "S-2", van_two);
  truckroll::field::JobType service;
  service.set_name("Service");
  service.set_duration_minutes(50);
  job_type = put(service);
  Account customer;
  customer.set_name("Alpenhotel");
  customer.set_branch(vaduz);
  account = put(customer);
  site = make_site("Alpenhotel, boiler room", vaduz);
}

std::string World::make_site(const std::string& name, const std::string& branch) {
  Site one;
  one.set_account(account);
  one.set_name(name);
  one.mutable_address()->set_city("Malbun");
  one.set_branch(branch);
  return put(one);
}

std::string World::make_job(const std::string& summary, const std::string& at_site) {
  WorkOrder job;
  job.set_summary(summary);
  job.set_account(account);
  job.set_site(at_site);
  job.set_job_type(job_type);
  auto id = put(job);
  store.write(store.system_command(tenant, "test"), [&](hub::store::Transaction& transaction) {
    auto found = transaction.load<WorkOrder>(id);
    if (found.header().state() != "draft") return;  // the rules have released it
    transaction.move_as_system(found, "release");
    transaction.save_as_system(found);
  });
  return id;
}

std::string World::make_visit(const std::string& job, const std::string& technician, int day,
                              const std::string& state) {
  ScheduledEvent visit;
  visit.set_work_order(job);
  auto start = clock.now() + std::chrono::hours(24 * day);
  // Visits of one technician never overlap.
  start += std::chrono::hours(count("SELECT count(*) FROM scheduled_event"));
  *visit.mutable_start() = common::codec::to_timestamp(start);
  *visit.mutable_end() = common::codec::to_timestamp(start + std::chrono::minutes(50));
  visit.set_zone("Europe/Vaduz");
  auto& line = *visit.add_assignments();
  line.set_line("t1");
  line.set_technician(technician);
  line.set_role(ScheduledEvent::Assignment::ROLE_LEAD);
  auto id = put(visit);
  if (state == "held") return id;
  store.write(store.system_command(tenant, "test"), [&](hub::store::Transaction& transaction) {
    auto found = transaction.load<ScheduledEvent>(id);
    transaction.move_as_system(found, "book");
    transaction.save_as_system(found);
  });
  return id;
}

std::string World::make_note(const std::string& type, const std::string& id,
                             const std::string& text) {
  Note note;
  *note.mutable_about() = common::codec::about(type, id);
  note.set_text(text);
  return put(note);
}

void World::set_customer_scope(const std::string& value) {
  store.write(store.system_command(tenant, "test"), [&](hub::store::Transaction& transaction) {
    auto known = transaction.find_where<truckroll::admin::Setting>("key", customer_scope_key);
    truckroll::admin::Setting setting = known ? *known : truckroll::admin::Setting();
    setting.set_key(customer_scope_key);
    setting.set_value("\"" + value + "\"");
    transaction.save_as_system(setting);
  });
}

void World::remove(const common::schema::RecordType& type, const std::string& id) {
  store.write(store.system_command(tenant, "test"), [&](hub::store::Transaction& transaction) {
    transaction.remove(*transaction.load_message(type, id));
  });
}

std::int64_t World::count(const std::string& sql) {
  return store.read_result(
      [&](hub::store::Connection& connection) { return connection.integer(sql); });
}

void World::wait_until_sealed() {
  support::wait_until(
      [&] { return count("SELECT count(*) FROM change WHERE position IS NULL") == 0; });
}

void World::follow_log() {
  wait_until_sealed();
  reader.catch_up(tenant);
  for (auto of : {ScopeWalk::Of::customers, ScopeWalk::Of::own_records})
    while (walk.step(tenant, of).more) {
    }
}

std::vector<std::string> World::members(const std::string& scope) {
  follow_log();
  std::vector<std::string> ids;
  store.read([&](hub::store::Connection& connection) {
    auto& rows = connection.query(
        "SELECT record FROM scope_member WHERE tenant = ? AND scope = ? AND removed = 0 ORDER BY "
        "record",
        {std::string(tenant), scope});
    while (rows.step()) ids.push_back(rows.text(0));
  });
  return ids;
}

bool World::holds(const std::string& scope, const std::string& record) {
  auto ids = members(scope);
  return std::find(ids.begin(), ids.end(), record) != ids.end();
}

wire::Operation Log::make(const wire::Command& command, const std::vector<wire::Delta>& deltas) {
  wire::Operation operation;
  operation.set_id(common::make_id(world_.clock.now() + clock_error));
  operation.set_sequence(next);
  operation.set_previous_hash(last_hash);
  *operation.mutable_command() = command;
  for (auto& delta : deltas) *operation.add_deltas() = delta;
  operation.set_technician(technician_);
  *operation.mutable_at() = common::codec::to_timestamp(world_.clock.now() + clock_error);
  return operation;
}

std::string Log::encode(const wire::Operation& operation) {
  auto bytes = operation.SerializeAsString();
  last_hash = common::sync::operation_hash(bytes);
  ++next;
  return bytes;
}

wire::Ack Log::send(std::uint64_t first, const std::vector<std::string>& operations) {
  VanStore store(world_.services, tenant, device_);
  common::sync::HubMachine machine(store, {.schema = "s"});
  wire::OperationBatch batch;
  batch.set_epoch(epoch);
  batch.set_first_sequence(first);
  for (auto& bytes : operations) batch.add_operations(bytes);
  auto effects = machine.message("up/op", batch.SerializeAsString(),
                                 {world_.clock.monotonic(), world_.clock.now()});
  wire::Ack ack;
  if (!effects.publish.empty()) ack.ParseFromString(effects.publish.front().bytes);
  return ack;
}

wire::OperationResult Log::give(const wire::Command& command,
                                const std::vector<wire::Delta>& deltas) {
  auto sequence = next;
  auto ack = send(sequence, {encode(make(command, deltas))});
  wire::OperationResult result;
  result.set_outcome(wire::OperationResult::OUTCOME_UNSPECIFIED);
  if (ack.trouble() != wire::Ack::TROUBLE_NONE || ack.through_sequence() != sequence) return result;
  if (ack.results_size() > 0) return ack.results(0);
  result.set_outcome(wire::OperationResult::OUTCOME_APPLIED);
  return result;
}

}  // namespace world
