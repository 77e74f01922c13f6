#pragma once
#include <deque>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "hub/gateway/impl/feed_writer.hpp"

namespace hub::gateway::impl {

/// Looks records up again, together with those whose membership hangs on them, and says how they
/// are to stand in the feeds. Only reads: the writer's time belongs to everybody.
class Reevaluation {
 public:
  Reevaluation(store::Transaction& transaction, const ScopePlan& plan)
      : transaction_(transaction), plan_(plan), finder_(transaction, plan) {}

  void add(const std::string& type, const std::string& id);
  /// The record of the change and those that read the changed fields through it.
  void add(const store::ChangeRow& change);
  /// All that was added, and what it pulls in; each record once, without those that are in no feed
  /// and were in none.
  std::vector<FeedEntry> run();

 private:
  void read_ahead();
  void evaluate(const std::string& type, const std::string& id);
  void add_dependents(const Dependence& dependence, const std::string& id);
  void add_customers(const RecordType& type, const Message& record);
  void add_users(const store::ChangeRow& change, const nlohmann::json& values);

  store::Transaction& transaction_;
  const ScopePlan& plan_;
  MembershipFinder finder_;
  std::vector<FeedEntry> entries_;
  std::deque<std::pair<std::string, std::string>> queue_;
  std::set<std::pair<std::string, std::string>> queued_;
};

}  // namespace hub::gateway::impl
