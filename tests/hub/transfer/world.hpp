#pragma once
#include <memory>
#include <string>
#include <vector>

#include "hub/transfer/import.hpp"
#include "tests/hub/store/databases.hpp"
#include "tests/support/temp_folder.hpp"

namespace test {

using hub::store::Transaction;
using hub::transfer::ColumnMap;
using hub::transfer::Json;
using hub::transfer::Work;

/// A company with a user per role, and imports into it.
class World {
 public:
  explicit World(hub::store::Dialect dialect);

  /// A fresh store over the same database: what is left when a process dies.
  void restart();
  hub::store::Store& store() { return *store_; }
  const std::string& url() const { return url_; }  ///< for another hub beside it
  common::FakeClock& clock() { return clock_; }
  const std::string& tenant() const { return tenant_; }
  std::string user(const std::string& role);

  struct Options {
    std::vector<std::string> match_keys;
    std::string on_duplicate = "skip";
    std::vector<ColumnMap> mapping;  ///< empty: as proposed
    std::string user = "dispatcher";
    std::size_t part_bytes = 100000;
  };
  /// An import of this file, mapped; its id.
  std::string make_import(const std::string& type, const std::string& bytes,
                          const Options& options);
  std::string make_import(const std::string& type, const std::string& bytes) {
    return make_import(type, bytes, Options());
  }
  /// Moves it as that user, then does what was asked for.
  void act(const std::string& run, const std::string& action,
           const std::string& user = "dispatcher");
  /// Only moves it.
  void move(const std::string& run, const std::string& action,
            const std::string& user = "dispatcher");
  /// Does what waits; `renew` as in work_on_import.
  void work(const std::function<void(Transaction&)>& renew = {});
  /// Tries it, accepts its faults and runs it.
  void run_all(const std::string& run);
  void accept(const std::string& run, int faults);

  Json record(const std::string& type, const std::string& id);
  Json run_record(const std::string& run) { return record("admin.ImportRun", run); }
  std::int64_t count(const std::string& sql);
  std::vector<std::string> texts(const std::string& sql);
  std::vector<hub::transfer::Fault> faults(const std::string& run, Work work);
  std::string put(const std::string& type, const Json& fields);
  void change(const std::string& type, const std::string& id, const Json& fields);

 private:
  void open();
  support::TempFolder folder_;
  std::string url_;
  common::FakeClock clock_{common::parse_instant("2026-11-20T08:00:00Z")};
  std::string tenant_;
  std::unique_ptr<hub::store::Store> store_;
};

}  // namespace test
