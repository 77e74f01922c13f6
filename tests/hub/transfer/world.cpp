#include "tests/hub/transfer/world.hpp"

#include <filesystem>

#include "common/codec/json.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "hub/domain/admin/company/company.hpp"
#include "hub/store/uploads.hpp"
#include "proto/records/admin/tenant.pb.h"
#include "tests/support/migrated.hpp"

namespace test {

using hub::store::Connection;
using hub::store::Dialect;
using truckroll::admin::ImportRun;

World::World(Dialect dialect)
    : url_(dialect == Dialect::postgres
               ? stores::copy_of_migrated()
               : support::copy_of_migrated(folder_ / "hub.db", stores::catalogue())),
      tenant_(common::make_id(clock_.now())) {
  open();
  store_->write(store_->system_command(tenant_, "test"), [&](Transaction& transaction) {
    truckroll::admin::Tenant company;
    company.mutable_header()->set_id(tenant_);
    company.set_name("Own company");
    company.set_country("LI");
    company.set_zone("Europe/Vaduz");
    company.add_currencies("CHF");
    company.add_languages("en");
    transaction.save(company);
    hub::domain::make_company_basics(transaction);
    for (std::string role : {"admin", "dispatcher", "technician", "bookkeeper"})
      hub::domain::make_user(transaction, role + "@example.test", "Test", role, "x", role);
  });
}

void World::open() {
  store_ = std::make_unique<hub::store::Store>(hub::store::Store::Options{url_, 4, 2},
                                               stores::catalogue(),
                                               common::rules::RuleBook::registered(), clock_);
}

void World::restart() {
  store_.reset();
  open();
}

std::string World::user(const std::string& role) {
  return texts("SELECT id FROM \"user\" WHERE login = '" + role + "@example.test'").at(0);
}

std::string World::make_import(const std::string& type, const std::string& bytes,
                               const Options& options) {
  auto file = hub::transfer::formats::file_of("test", bytes);
  auto mapping = options.mapping;
  if (mapping.empty())
    mapping = hub::transfer::propose_import(stores::catalogue().type(type), file, "").mapping;
  auto person = hub::transfer::person_of(*store_, tenant_, user(options.user), "test");
  return store_->write_result(store_->command(person.actor), [&](Transaction& transaction) {
    ImportRun run;
    run.set_name("test.csv");
    run.set_of_type(type);
    run.set_format(ImportRun::FORMAT_CSV);
    for (auto& key : options.match_keys) run.add_match_keys(key);
    auto choice =
        common::schema::find_choice(ImportRun::OnDuplicate_descriptor(), options.on_duplicate);
    run.set_on_duplicate(static_cast<ImportRun::OnDuplicate>(choice->number()));
    for (auto& map : mapping) {
      auto line = run.add_mapping();
      line->set_column(map.column);
      line->set_field(map.field);
      line->set_transform(map.transform);
    }
    transaction.save(run);
    std::vector<std::string> parts;
    for (std::size_t at = 0; at < bytes.size(); at += options.part_bytes)
      parts.push_back(hub::store::put_upload(transaction, bytes.substr(at, options.part_bytes),
                                             "application/octet-stream"));
    hub::transfer::set_parts(transaction.sql(), tenant_, run.header().id(), parts);
    transaction.move(run, "map");
    transaction.save(run);
    return run.header().id();
  });
}

void World::move(const std::string& run, const std::string& action, const std::string& user_name) {
  auto person = hub::transfer::person_of(*store_, tenant_, user(user_name), "test");
  store_->write(store_->command(person.actor), [&](Transaction& transaction) {
    transaction.act(transaction.catalogue().of<ImportRun>(), run, action, nullptr);
  });
}

void World::act(const std::string& run, const std::string& action, const std::string& user_name) {
  move(run, action, user_name);
  work();
}

void World::work(const std::function<void(Transaction&)>& renew) {
  for (auto& payload :
       texts("SELECT payload FROM job WHERE kind = 'import' ORDER BY created_at, id")) {
    hub::transfer::work_on_import(*store_, tenant_, hub::transfer::decode(payload), renew);
    store_->write(store_->system_command(tenant_, "test"), [&](Transaction& transaction) {
      transaction.sql().execute("DELETE FROM job WHERE payload = ?", {payload});
    });
  }
}

void World::accept(const std::string& run, int faults) {
  change("admin.ImportRun", run, {{"accept_errors", faults}});
}

void World::run_all(const std::string& run) {
  act(run, "dry-run");
  accept(run, 1000000);
  act(run, "start");
}

Json World::record(const std::string& type, const std::string& id) {
  return store_->read_result([&](Connection& sql) {
    auto& known = stores::catalogue().type(type);
    auto found = store_->tables().of(known).find(sql, tenant_, id);
    return found ? Json::parse(common::codec::to_json(known, *found)) : Json();
  });
}

std::int64_t World::count(const std::string& sql) {
  return store_->read_result([&](Connection& connection) { return connection.integer(sql); });
}

std::vector<std::string> World::texts(const std::string& sql) {
  std::vector<std::string> texts;
  store_->read([&](Connection& connection) {
    auto& rows = connection.query(sql);
    while (rows.step()) texts.push_back(rows.text(0));
  });
  return texts;
}

std::vector<hub::transfer::Fault> World::faults(const std::string& run, Work work) {
  std::vector<hub::transfer::Fault> faults;
  hub::transfer::read_faults(*store_, tenant_, run, work,
                             [&](auto& fault) { faults.push_back(fault); });
  return faults;
}

std::string World::put(const std::string& type, const Json& fields) {
  return store_->write_result(store_->system_command(tenant_, "test"),
                              [&](Transaction& transaction) {
                                auto& known = transaction.catalogue().type(type);
                                auto record = known.make();
                                common::codec::merge_json(known, *record, fields, true);
                                transaction.save_as_system(*record);
                                return common::schema::header(std::as_const(*record)).id();
                              });
}

void World::change(const std::string& type, const std::string& id, const Json& fields) {
  store_->write(store_->system_command(tenant_, "test"), [&](Transaction& transaction) {
    auto& known = transaction.catalogue().type(type);
    auto record = transaction.load_message(known, id);
    common::codec::merge_json(known, *record, fields);
    transaction.save(*record);
  });
}

}  // namespace test
