#pragma once
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "hub/gateway/scope_plan.hpp"

namespace hub::gateway {

/// The scopes that hold one record.
struct Membership {
  std::set<std::string> direct;   ///< by its own paths, or by what it follows
  std::set<std::string> reached;  ///< technicians whose work leads to this customer
  std::set<std::string> all() const;
  /// Those that followers of the record come into.
  std::set<std::string> personal() const;
};

/// Finds out, from the records as they are now, which scopes hold a record. Made for one
/// transaction, which it reads; remembers what it has read, so one object serves one state of the
/// database only.
class MembershipFinder {
 public:
  MembershipFinder(store::Transaction& transaction, const ScopePlan& plan);

  Membership of(const RecordType& type, const Message& record) { return of(type, record, 0); }
  const Message* find(const std::string& type, const std::string& id);
  /// Reads these together, so that `find` need not ask for each.
  void read_ahead(const RecordType& type, const std::vector<std::string>& ids);
  /// Ids of records, not deleted, whose step at `path` leads to `id`.
  std::set<std::string> ids_where(const RecordType& type, const std::string& path,
                                  const std::string& id);

 private:
  Membership of(const RecordType& type, const Message& record, int depth);
  Membership by_own_paths(const RecordType& type, const Message& record, int depth);
  void add_rule(const RecordType& type, const Message& record, const ScopeRule& rule, int depth,
                Membership& membership);
  void add_key(const RecordType& type, const Message& record, const ScopeRule& rule,
               const Target& target, Membership& membership);
  /// Technicians for whose work the customer record is needed.
  std::set<std::string> reached_by(const RecordType& type, const Message& record, int depth);
  /// Those for whose work the customer is needed that the record's branch comes through.
  std::set<std::string> reached_with_customer(const RecordType& type, const Message& record,
                                              int depth);
  std::vector<Target> targets(const RecordType& type, const Message& record,
                              const std::vector<Step>& path);
  bool in_window(const Message& record, const ScopeRule& rule, const std::string& zone);
  std::set<std::string> technicians_of_user(const std::string& user);
  std::set<std::string> branches_of_user(const std::string& user);
  std::string branch_of_technician(const std::string& technician);
  std::string zone_of_branch(const std::string& branch);
  bool is_van(const std::string& warehouse);
  /// `van.customer_scope` of the branch is "assigned".
  bool is_assigned_only(const std::string& branch);
  bool has_several_branches();

  store::Transaction& transaction_;
  const ScopePlan& plan_;
  std::map<std::pair<std::string, std::string>, std::unique_ptr<Message>> records_;
  std::map<std::string, std::string> settings_;  // branch (empty: company) to value
  std::optional<bool> several_branches_;
  bool settings_read_ = false;
};

inline constexpr const char* customer_scope_key = "van.customer_scope";

}  // namespace hub::gateway
