#pragma once
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "hub/quality/duplicates.hpp"
#include "hub/quality/merge.hpp"
#include "hub/store/changes.hpp"
#include "hub/store/merged.hpp"
#include "tests/hub/transfer/world.hpp"

namespace test {

using hub::store::Connection;
using hub::store::Dialect;

inline constexpr Dialect both[] = {Dialect::sqlite, Dialect::postgres};

/// A company whose records are compared and merged.
class Company : public World {
 public:
  explicit Company(Dialect dialect) : World(dialect), finder(store()), records(store(), reads) {}

  hub::records::Caller caller(const std::string& role = "admin") {
    return hub::transfer::person_of(store(), tenant(), user(role), "test");
  }
  const hub::store::RecordType& type(const std::string& name) {
    return stores::catalogue().type(name);
  }
  /// Until all changes have become keys and pairs.
  void follow() {
    auto unsealed = [&] { return count("SELECT count(*) FROM change WHERE position IS NULL"); };
    auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (unsealed() > 0 && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
    finder.catch_up(tenant());
  }
  hub::quality::Pairs pairs(const std::string& type_name, const std::string& role = "admin",
                            const std::string& token = "", std::size_t size = 50) {
    return store().read_result([&](Connection& sql) {
      return hub::quality::list_pairs(records, sql, caller(role), type(type_name), token, size);
    });
  }
  std::string merge(const std::string& type_name, const hub::quality::MergeInput& input,
                    const std::string& role = "admin", std::int64_t at_once = 1000) {
    auto who = caller(role);
    return store().write_result(store().command(who.actor), [&](Transaction& transaction) {
      return hub::quality::merge(transaction, who, *who.schema->catalogue.find(type_name), input,
                                 at_once);
    });
  }
  std::string unmerge(const std::string& type_name, const std::string& kept,
                      const std::string& role = "admin", std::int64_t at_once = 1000) {
    auto who = caller(role);
    return store().write_result(store().command(who.actor), [&](Transaction& transaction) {
      return hub::quality::unmerge(transaction, who, *who.schema->catalogue.find(type_name), kept,
                                   at_once);
    });
  }
  Json report(const std::string& merge, const std::string& role = "admin") {
    return store().read_result(
        [&](Connection& sql) { return hub::quality::merge_report(sql, caller(role), merge); });
  }
  /// Does the merges that wait; `renew` as in work_on_merge.
  void work_on_merges(const std::function<void(Transaction&)>& renew = {}) {
    for (auto& payload : texts("SELECT payload FROM job WHERE kind = 'merge'")) {
      hub::work::Job job;
      job.tenant = tenant();
      job.payload = payload;
      hub::quality::work_on_merge(store(), job, renew);
      store().write(store().system_command(tenant(), "test"), [&](Transaction& transaction) {
        transaction.sql().execute("DELETE FROM job WHERE payload = ?", {payload});
      });
    }
  }
  std::string merged_into(const std::string& id) {
    return store().read_result([&](Connection& sql) {
      return hub::store::find_merged_into(sql, tenant(), id).value_or("");
    });
  }
  std::string account(const std::string& name, Json more = Json::object()) {
    more["name"] = name;
    return put("crm.Account", more);
  }
  /// What a refusal says, "field: text"; empty when nothing is refused.
  static std::string refusal(const std::function<void()>& body) {
    try {
      body();
    } catch (const common::Error& error) {
      auto& violations = error.violations();
      return violations.empty() ? error.text()
                                : violations[0].field + ": " + violations[0].text.english();
    }
    return {};
  }

  hub::quality::DuplicateFinder finder;
  hub::records::ReadLog reads{store()};
  hub::records::RecordService records;
};

}  // namespace test
