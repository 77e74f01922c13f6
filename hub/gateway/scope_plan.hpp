#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "hub/store/store.hpp"

namespace hub::gateway {

using store::Catalogue;
using store::Field;
using store::Message;
using store::RecordType;
namespace options = common::schema::options;

enum class ScopeKind { company, branch, technician, van, device, follows };
/// Of "branch:0190…"; company for what has no id.
ScopeKind kind_of_scope(std::string_view scope);

/// What a path's step leads to.
struct Target {
  std::string type, id;
};
/// One step of a path and what it takes of it: "site", "assignments.technician" (lines), the name
/// of a oneof of references, "about", "id".
struct Step {
  std::string path;                  ///< as where_message takes it; a oneof has several steps
  std::string type;                  ///< record type it leads to; empty for about
  std::vector<std::string> allowed;  ///< about: types, "*" for any
};
std::vector<Target> targets_of(const RecordType& type, const Message& record, const Step& step);

/// One scope option of a type, its paths resolved.
struct ScopeRule {
  ScopeKind kind = ScopeKind::company;
  /// Alternatives (a oneof has several), each a chain of steps; between two steps the record is
  /// loaded.
  std::vector<std::vector<Step>> paths;
  std::string time;                   ///< field, or created_at or changed_at; empty: always
  const Field* time_field = nullptr;  ///< null for the header's
  int days_back = 0, days_ahead = 0;
};

/// A way back from a record to those whose membership depends on it.
struct Dependence {
  struct Hop {
    const RecordType* type;
    std::string path;
  };
  std::vector<Hop> hops;  ///< from the dependent record to the one that changed
  std::string field;      ///< that was read there; empty: depends on its membership
};

/// Who holds what, derived once from the scope options of a company's catalogue. Immutable; any
/// thread.
class ScopePlan {
 public:
  /// Throws internal for a path that leads nowhere.
  explicit ScopePlan(std::shared_ptr<const store::Schema> schema);

  const store::Schema& schema() const { return *schema_; }

  const Catalogue& catalogue() const { return catalogue_; }
  const std::vector<ScopeRule>& rules(const RecordType& type) const;
  /// Numbers of fields that are never sent in scopes of that kind: `without`, and secrets that no
  /// van checks.
  const std::set<int>& hidden(const RecordType& type, ScopeKind kind) const;

  /// Customers and what hangs on them: types whose branch comes through another record, and those
  /// records' types. With `van.customer_scope` "assigned" they are held by technician, not by
  /// branch.
  bool is_customer_type(const RecordType& type) const { return customer_types_.count(&type) > 0; }
  const std::set<const RecordType*>& customer_types() const { return customer_types_; }
  bool has_technician_rule(const RecordType& type) const;
  /// References of records with a technician rule that lead to the type.
  const std::vector<Dependence::Hop>& reasons(const RecordType& customer_type) const;
  /// References of the type, itself with a technician rule, that lead to customer types.
  const std::vector<Step>& customers_of(const RecordType& type) const;

  /// Records whose path reads a field of this type.
  const std::vector<Dependence>& readers(const RecordType& type) const;
  /// Records that are held wherever this type's record is.
  const std::vector<Dependence>& followers(const RecordType& type) const;
  /// Records held by the technician who is a user, or by his branch.
  const std::vector<Dependence::Hop>& by_user() const { return by_user_; }

 private:
  void add_rule(const RecordType& type, const options::Scope& scope);
  std::vector<std::vector<Step>> resolve(const RecordType& type, const std::string& path) const;
  std::vector<Step> steps_at(const RecordType& type, const std::vector<std::string>& parts,
                             std::size_t& used) const;
  void add_dependences(const RecordType& type, const ScopeRule& rule);
  void find_customer_types();

  std::shared_ptr<const store::Schema> schema_;
  const Catalogue& catalogue_;
  std::map<const RecordType*, std::vector<ScopeRule>> rules_;
  std::map<std::pair<const RecordType*, ScopeKind>, std::set<int>> hidden_;
  std::map<const RecordType*, std::vector<Dependence>> readers_, followers_;
  std::map<const RecordType*, std::vector<Dependence::Hop>> reasons_;
  std::map<const RecordType*, std::vector<Step>> customers_of_;
  std::vector<Dependence::Hop> by_user_;
  std::set<const RecordType*> customer_types_;
};

/// The plan of each company, as its record types are now. Any thread.
class ScopePlans {
 public:
  explicit ScopePlans(store::Store& store) : store_(store) {}
  std::shared_ptr<const ScopePlan> of(const std::string& tenant);

 private:
  static constexpr std::size_t plans_max = 500;
  store::Store& store_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const ScopePlan>> plans_;
  std::shared_ptr<const ScopePlan> compiled_;  // of all who added nothing
};

/// As which everything that travels is looked at: vans are their technicians'.
const store::Actor& any_technician();

}  // namespace hub::gateway
