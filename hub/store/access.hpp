#pragma once
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/expr/expr.hpp"
#include "common/rules/records.hpp"
#include "hub/store/filter.hpp"

namespace truckroll::admin {
class PartnerShare;
class Permission;
}  // namespace truckroll::admin

namespace hub::store {

class Tables;
struct Circumstances;
struct CompanyRights;
using common::rules::Actor;
namespace options = common::schema::options;

/// Which records of a type a right reaches.
struct Reach {
  enum class Kind { none, some, all } kind = Kind::none;
  std::optional<common::expr::Expression>
      condition;  ///< kind some: the grants' conditions joined by OR
};

/// Other records of the tenant as this connection sees them, for conditions that lead to them. The
/// connection must outlive it.
common::expr::Find find_through(Connection& connection, const Tables& tables,
                                const std::string& tenant);

/// Who may do what: the catalogue's grants and what the company added (README.md), compiled once,
/// then read from any thread.
/// Nothing is allowed that no grant allows. The system may do everything, the role admin all but
/// what a grant keeps for the role "system"; "*" is everyone but partners and customers. An owned
/// type without grants has its owner's: reading by READ, acting by ACT, all else by CHANGE.
///
/// The condition of a grant is parts joined by AND, each an expression on the record or one of:
///   readable(<reference or about>), changeable(<…>): the grant's role reads, or changes, what it
///     leads to; through an about never what is itself read by an about of any type;
///   readable(): the role reads the record itself, for conditions of another type's grant;
///   named_by(<Type>.<reference>[, <condition>]), also <Type>.<lines>.<reference>: some record of
///     that type names this one, and meets the condition;
///   <reference>.<part>: what it leads to meets it; my_team(<path>), my_role(<path>): the user's.
class Access {
 public:
  /// Throws internal when a declared grant's condition does not fit its type. What a company added
  /// and does not fit grants nothing, withholds all, and is named in `faults`.
  explicit Access(const Catalogue& catalogue, const CompanyRights* company = nullptr,
                  std::vector<std::string>* faults = nullptr);
  /// What the company grants or withholds in certain circumstances only is added to the actor's
  /// roles where it is in force, and else refused.
  bool depends_on_circumstances() const { return !conditional_.empty(); }
  void add_circumstances(Actor& actor, const Circumstances& given) const;

  /// Some record at least, or one to be created.
  bool may(const Actor& actor, const RecordType& type, options::May right) const;
  Reach reach(const Actor& actor, const RecordType& type, options::May right) const;
  /// Whether this very record is reached; for CREATE, as it will be stored. Unknown is no.
  bool may_record(const Actor& actor, const RecordType& type, options::May right,
                  const Message& record, const common::expr::Context& context,
                  const common::expr::Expression::Find& find = {}) const;
  /// A move of the flow or an action of that name is granted (by ACT, or singly), and where the
  /// flow's moves name roles the actor has one. The record itself is checked by may_record with ACT
  /// (see act_reach for single grants).
  bool may_act(const Actor& actor, const RecordType& type, std::string_view action) const;
  Reach act_reach(const Actor& actor, const RecordType& type, std::string_view action) const;

  /// Fields without grants of their own are seen by all who read the record; secrets by nobody.
  bool may_see_field(const Actor& actor, const RecordType& type, const Field& field) const;
  /// Hidden by the company from some role of the actor, whatever else he may.
  bool is_withheld(const Actor& actor, const RecordType& type, const Field& field) const;
  /// Read-only fields are written by rules alone. Who has no right to change but by the role
  /// technician changes only fields that technicians own or that grow; at creation this does not
  /// matter.
  bool may_change_field(const Actor& actor, const RecordType& type, const Field& field,
                        bool creates = false) const;
  /// For Query::readable and require_readable; the actor must outlive it.
  Readable readable(const Actor& actor, const RecordType& type) const;
  /// For Query::reading; the actor must outlive it.
  Reading reading(const Actor& actor) const;
  /// Throws bad_input when the expression reads fields that the actor may not see.
  void require_readable(const common::expr::Expression& expression, const Actor& actor) const;

 private:
  using Expression = common::expr::Expression;
  /// Fields of one type, by what stays the same in a newer catalogue.
  struct FieldSet {
    std::set<const common::schema::FieldDescriptor*> declared;
    std::set<int> custom;
    bool has(const Field& field) const;
  };
  struct Grant {
    std::string role;
    std::set<int> rights;
    std::set<std::string, std::less<>> actions;
    std::optional<Expression> where;           // nothing: all records
    std::shared_ptr<const FieldSet> fields{};  // null: all fields
    std::string lifted_by{};                   // withheld: not from who counts as this
  };
  using Grants = std::vector<Grant>;
  /// What a role may or may not do with some fields of all records of a type.
  struct FieldRule {
    enum class Kind { hides, keeps, shows, opens } kind;
    std::string role, lifted_by;
    FieldSet fields;
  };
  struct TypeRights {
    Grants grants, withheld;
    std::vector<FieldRule> fields;
    std::optional<Expression> shared_to_read, shared_to_change;
  };
  /// One that holds in certain circumstances only.
  struct Conditional {
    std::string role;
    std::shared_ptr<const truckroll::admin::Permission> permission;
  };

  /// Compiles the type's grants and first those that they lean on.
  const TypeRights& compile(const RecordType& type);
  Grants own_grants(const RecordType& type);
  void inherit(const RecordType& type, TypeRights& rights);
  Grants inherited(const RecordType& type, Grants TypeRights::*of);
  // Of access_company.cpp: what the company added.
  void add_company(const RecordType& type, TypeRights& rights);
  void add_permission(const RecordType& type, const truckroll::admin::Permission& permission,
                      TypeRights& rights);
  void add_partner_share(const RecordType& type, const truckroll::admin::PartnerShare& share,
                         TypeRights& rights);
  void note_conditional(const truckroll::admin::Permission& permission, const std::string& role);
  std::optional<Expression> company_condition(const RecordType& type,
                                              const truckroll::admin::Permission& permission);
  Expression company_part(const RecordType& type, const std::string& text);
  Expression own_records(const RecordType& type);
  Expression team_records(const RecordType& type);
  Expression territory_records(const RecordType& type);
  Expression shared_records(const RecordType& type, bool to_change);
  Expression condition_of(const RecordType& type, const std::string& role, const std::string& text);
  Expression part_of(const RecordType& type, const std::string& role, const std::string& text);
  /// Of the records on which the role, or everyone, has that right.
  Expression granted(const RecordType& type, const std::string& role, options::May right);
  Expression followed(const RecordType& type, const std::string& role, const std::string& name,
                      options::May right);
  Expression named_by(const RecordType& type, const std::string& role, const std::string& text);
  const TypeRights& rights_of(const RecordType& type) const;
  bool is_outside(const std::string& role) const;
  bool has_role(const Actor& actor, const std::string& role) const;
  bool applies(const Actor& actor, const Grant& withheld) const;
  bool applies(const Actor& actor, const FieldRule& rule) const;
  bool grants_field(const Actor& actor, const Field& field, options::May right) const;
  /// Whether the field is among those for which the actor has the right on the type.
  bool is_in_grants(const Actor& actor, const TypeRights& rights, const Field& field,
                    options::May right) const;
  template <class Matches>
  Reach joined(const Actor& actor, const TypeRights& rights, const RecordType& type,
               Matches matches, const std::optional<Expression>* shared) const;
  template <class Matches>
  bool any_granted(const Actor& actor, const TypeRights& rights, Matches matches) const;
  bool is_reserved(const RecordType& type, options::May right) const;
  bool changes_as_technician_only(const Actor& actor, const RecordType& type) const;

  const Catalogue& catalogue_;
  std::map<const RecordType*, TypeRights> types_;
  std::set<const RecordType*> compiling_;
  std::set<std::string, std::less<>> outside_;
  std::map<std::string, std::string> role_keys_;  // by id
  std::vector<Conditional> conditional_;
  const CompanyRights* company_ = nullptr;  // while compiling
  std::vector<std::string>* faults_ = nullptr;
};

/// How an actor's roles name what he counts as beside roles, none of which a role's key can be.
inline constexpr const char* permission_mark = "permission:";
inline constexpr const char* lifted_mark = "lifted:";
inline constexpr const char* share_mark = "share:";          // a partner share in force for him
inline constexpr const char* emergency_mark = "emergency:";  // a role assignment taken so

/// `me`, today and now for this actor.
common::expr::Context context_of(const Actor& actor, std::int32_t today_days,
                                 common::Instant now = {});

/// Of a saved view: whether the field may name fields of the view's type. Who may not see these is
/// shown it without (hub/records/views.hpp), and would find it out by a filter.
bool names_fields_of_others(std::string_view field);

}  // namespace hub::store
