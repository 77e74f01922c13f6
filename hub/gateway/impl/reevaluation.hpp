#pragma once
#include <deque>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>

#include "hub/gateway/impl/feed_writer.hpp"

namespace hub::gateway::impl {

/// Looks records up again and puts them into their feeds, together with those whose membership
/// hangs on them.
class Reevaluation {
 public:
  Reevaluation(store::Transaction& transaction, const ScopePlan& plan)
      : transaction_(transaction), plan_(plan), finder_(transaction, plan), writer_(transaction) {}

  void add(const std::string& type, const std::string& id);
  /// The record of the change and those that read the changed fields through it.
  void add(const store::ChangeRow& change);
  /// All that was added, and what it pulls in.
  void run();
  const std::set<std::string>& touched() const { return writer_.touched(); }

 private:
  void evaluate(const std::string& type, const std::string& id);
  void add_dependents(const Dependence& dependence, const std::string& id);
  void add_customers(const RecordType& type, const Message& record);

  store::Transaction& transaction_;
  const ScopePlan& plan_;
  MembershipFinder finder_;
  FeedWriter writer_;
  std::deque<std::pair<std::string, std::string>> queue_;
  std::set<std::pair<std::string, std::string>> queued_;
};

}  // namespace hub::gateway::impl
