#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/sync/hub_machine.hpp"
#include "hub/gateway/scope_walk.hpp"
#include "hub/gateway/van_store.hpp"
#include "tests/support/temp_folder.hpp"

namespace flows {

const common::schema::Catalogue& catalogue();

/// The hub without its network: the demonstration company in SQLite with all rules, the scopes'
/// feeds and one machine a van. Monday 23 November 2026, 06:00 in Vaduz, when it is new.
class Office {
 public:
  /// `from`: a copy of another office's database, or nothing for a company of its own.
  Office(common::Instant now, const std::filesystem::path& from);

  /// As after a kill: what was not committed is gone, and with it all that was only in memory.
  void restart();
  void close();
  void open();
  /// A copy of the database, as a backup would have it.
  void back_up(const std::filesystem::path& to);
  /// The database is replaced by that copy, as an operator does it: the hub's program notes it.
  void restore(const std::filesystem::path& from);

  /// All that is only in memory above the store, which stays open, is made anew.
  void forget();
  std::filesystem::path database() const { return folder_ / "hub.db"; }
  hub::gateway::VanServices services() { return {*store, *plans_, *applier_}; }

  common::sync::HubMachine& machine(const std::string& device);
  void follow_log();
  common::sync::Moment moment() const { return {clock.monotonic(), clock.now()}; }

  using Transaction = hub::store::Transaction;
  void write(const std::function<void(Transaction&)>& body);  ///< as the system
  /// An action of somebody with that role; what it refuses is thrown.
  void act(const std::string& role, const std::string& type, const std::string& record,
           const std::string& action, const google::protobuf::Message* input = nullptr);
  template <class T>
  void change(const std::string& id, const std::function<void(T&)>& edit) {
    write([&](Transaction& transaction) {
      auto record = transaction.load<T>(id);
      edit(record);
      transaction.save(record);
    });
  }
  template <class T>
  T load(const std::string& id) {
    T found;
    write([&](Transaction& transaction) { found = transaction.load<T>(id); });
    return found;
  }
  template <class T>
  std::vector<T> where(const std::string& field, const std::string& value) {
    std::vector<T> found;
    write([&](Transaction& transaction) { found = transaction.where<T>(field, value); });
    return found;
  }
  template <class T>
  std::vector<T> all() {
    std::vector<T> found;
    auto table = hub::store::sql_name(catalogue().of<T>().table);
    auto ids = texts("SELECT id FROM " + table + " WHERE deleted_at IS NULL ORDER BY id");
    write([&](Transaction& transaction) {
      for (auto& id : ids) found.push_back(transaction.load<T>(id));
    });
    return found;
  }
  std::vector<std::string> texts(const std::string& sql);
  std::string text(const std::string& sql);  ///< the only one
  std::int64_t count(const std::string& sql);

  /// Why the stock does not add up: places against movements. Empty when it does.
  std::string stock_fault();
  /// Minor units by which the ledger's debits exceed its credits.
  std::int64_t ledger_difference();

  common::FakeClock clock;
  std::string tenant;
  std::unique_ptr<hub::store::Store> store;

 private:
  struct Connected {
    hub::gateway::VanStore store;
    common::sync::HubMachine machine;
    Connected(hub::gateway::VanServices services, const std::string& tenant,
              const std::string& device)
        : store(services, tenant, device), machine(store, {.schema = "s"}) {}
  };
  void open_readers();

  support::TempFolder folder_;
  const hub::store::Access& access_;
  std::unique_ptr<hub::gateway::ScopePlans> plans_;
  std::unique_ptr<hub::gateway::OperationApplier> applier_;
  std::unique_ptr<hub::gateway::ScopeReader> reader_;
  std::unique_ptr<hub::gateway::ScopeWalk> walk_;
  std::map<std::string, std::unique_ptr<Connected>> connected_;
};

}  // namespace flows
