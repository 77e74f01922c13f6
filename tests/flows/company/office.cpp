#include "tests/flows/company/office.hpp"

#include <sqlite3.h>

#include "common/codec/values.hpp"
#include "hub/domain/content/form_check.hpp"
#include "hub/server/demo.hpp"
#include "proto/records/ledger/journal_entry.pb.h"
#include "proto/records/stock/stock_move.pb.h"
#include "proto/records/stock/warehouse_item.pb.h"
#include "tests/support/child_process.hpp"
#include "tests/support/places.hpp"

namespace flows {

using truckroll::ledger::JournalEntry;
using truckroll::stock::StockMove;
using truckroll::stock::WarehouseItem;

const common::schema::Catalogue& catalogue() {
  static const auto all = common::schema::Catalogue::compiled();
  return all;
}

const hub::store::Access& access() {
  static const hub::store::Access all(catalogue());
  return all;
}

Office::Office(common::Instant now, const std::filesystem::path& from)
    : clock(now), access_(access()) {
  if (!from.empty()) std::filesystem::copy_file(from, database());
  open();
  hub::domain::content::set_form_checker({.program = PAPER_PROGRAM});
  if (from.empty())
    tenant =
        hub::server::load_company(*store, support::source_folder() + "/deploy/demo/company.json",
                                  "correct horse battery staple");
  else
    tenant = text("SELECT tenant FROM tenant");
}

void Office::open() {
  store = std::make_unique<hub::store::Store>(
      hub::store::Store::Options{"sqlite:" + database().string(), 2, 1}, catalogue(),
      common::rules::RuleBook::registered(), clock);
  open_readers();
}

void Office::open_readers() {
  applier_ = std::make_unique<hub::gateway::OperationApplier>(*store, access_);
  plans_ = std::make_unique<hub::gateway::ScopePlans>(*store);
  reader_ = std::make_unique<hub::gateway::ScopeReader>(*store, *plans_);
  walk_ = std::make_unique<hub::gateway::ScopeWalk>(*store, *plans_);
}

void Office::follow_log() {
  reader_->catch_up(tenant);
  using Of = hub::gateway::ScopeWalk::Of;
  for (auto of : {Of::customers, Of::own_records})
    while (walk_->step(tenant, of).more) {
    }
}

void Office::close() {
  connected_.clear();
  walk_.reset();
  reader_.reset();
  plans_.reset();
  applier_.reset();
  store.reset();
}

void Office::restart() {
  close();
  open();
}

namespace {

/// As one moment had it, whatever is written meanwhile.
void copy_database(const std::filesystem::path& from, const std::filesystem::path& to) {
  sqlite3 *source = nullptr, *target = nullptr;
  int code = sqlite3_open(from.c_str(), &source);
  if (code == SQLITE_OK) code = sqlite3_open(to.c_str(), &target);
  if (code == SQLITE_OK) {
    sqlite3_busy_timeout(target, 10'000);
    auto copy = sqlite3_backup_init(target, "main", source, "main");
    code = copy ? sqlite3_backup_step(copy, -1) : SQLITE_ERROR;
    sqlite3_backup_finish(copy);
  }
  sqlite3_close(source);
  sqlite3_close(target);
  if (code != SQLITE_DONE) throw std::runtime_error("the hub's database cannot be copied");
}

}  // namespace

void Office::back_up(const std::filesystem::path& to) {
  std::filesystem::remove(to);
  copy_database(database(), to);
}

void Office::forget() {
  connected_.clear();
  walk_.reset();
  reader_.reset();
  plans_.reset();
  store->forget_schema(tenant);
  open_readers();
}

void Office::restore(const std::filesystem::path& from) {
  close();
  for (auto end : {"-wal", "-shm"}) std::filesystem::remove(database().string() + end);
  std::filesystem::copy_file(from, database(), std::filesystem::copy_options::overwrite_existing);
  support::ChildProcess program(
      {HUB_PROGRAM, "--restored", "--set", "store.url=sqlite:" + database().string()});
  if (program.wait(std::chrono::seconds(60)) != 0)
    throw std::runtime_error("the hub does not note that it was restored");
  open();
}

common::sync::HubMachine& Office::machine(const std::string& device) {
  auto& found = connected_[device];
  if (!found)
    found = std::make_unique<Connected>(hub::gateway::VanServices{*store, *plans_, *applier_},
                                        tenant, device);
  return found->machine;
}

void Office::write(const std::function<void(Transaction&)>& body) {
  store->write(store->system_command(tenant, "test"), body);
}

void Office::act(const std::string& role, const std::string& type, const std::string& record,
                 const std::string& action, const google::protobuf::Message* input) {
  hub::store::Actor actor;
  actor.tenant = tenant;
  actor.roles = {role};
  actor.user = text("SELECT id FROM user WHERE login = '" + role + "@demo.example'");
  store->write(store->command(actor), [&](Transaction& transaction) {
    transaction.act(catalogue().type(type), record, action, input);
  });
}

std::vector<std::string> Office::texts(const std::string& sql) {
  std::vector<std::string> found;
  store->read([&](hub::store::Connection& connection) {
    auto& rows = connection.query(sql, {});
    while (rows.step()) found.push_back(rows.is_null(0) ? std::string() : rows.text(0));
  });
  return found;
}

std::string Office::text(const std::string& sql) {
  auto found = texts(sql);
  if (found.size() != 1) throw std::runtime_error(std::to_string(found.size()) + " rows: " + sql);
  return found[0];
}

std::int64_t Office::count(const std::string& sql) {
  return store->read_result(
      [&](hub::store::Connection& connection) { return connection.integer(sql); });
}

std::string Office::stock_fault() {
  std::map<std::pair<std::string, std::string>, std::int64_t> moved;
  std::map<std::string, std::int64_t> sums;
  for (auto& move : all<StockMove>()) {
    moved[{move.from(), move.product()}] -= move.quantity().millionths();
    moved[{move.to(), move.product()}] += move.quantity().millionths();
  }
  for (auto& item : all<WarehouseItem>()) {
    auto& left = moved[{item.warehouse(), item.product()}];
    sums[item.product()] += item.on_hand().millionths();
    if (left != item.on_hand().millionths())
      return "a place has " + std::to_string(item.on_hand().millionths()) +
             ", its movements make " + std::to_string(left);
    left = 0;
  }
  for (auto& [key, left] : moved)
    if (left != 0) return "movements of " + std::to_string(left) + " that no place shows";
  for (auto& [product, sum] : sums)
    if (sum != 0) return "all places together have " + std::to_string(sum);
  return {};
}

std::int64_t Office::ledger_difference() {
  std::int64_t difference = 0;
  for (auto& entry : all<JournalEntry>())
    for (auto& line : entry.lines()) difference += line.debit().minor() - line.credit().minor();
  return difference;
}

}  // namespace flows
