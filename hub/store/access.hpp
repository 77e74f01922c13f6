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

namespace hub::store {

class Tables;
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

/// Who may do what: the catalogue's grants, compiled once at start-up, then read from any thread.
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
///   <reference>.<part>: what it leads to meets the part.
class Access {
 public:
  /// Throws internal when a grant's condition does not fit its type.
  explicit Access(const Catalogue& catalogue);

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
  struct Grant {
    std::string role;
    std::set<int> rights;
    std::set<std::string, std::less<>> actions;
    std::optional<Expression> where;  // nothing: all records
  };
  using Grants = std::vector<Grant>;

  /// Compiles the type's grants and first those that they lean on.
  const Grants& compile(const RecordType& type);
  Grants own_grants(const RecordType& type);
  Grants inherited_grants(const RecordType& type);
  Expression condition_of(const RecordType& type, const std::string& role, const std::string& text);
  Expression part_of(const RecordType& type, const std::string& role, const std::string& text);
  /// Of the records on which the role, or everyone, has that right.
  Expression granted(const RecordType& type, const std::string& role, options::May right);
  Expression followed(const RecordType& type, const std::string& role, const std::string& name,
                      options::May right);
  Expression named_by(const RecordType& type, const std::string& role, const std::string& text);
  const Grants& grants(const RecordType& type) const;
  template <class Matches>
  Reach joined(const Actor& actor, const RecordType& type, Matches matches) const;
  bool is_reserved(const RecordType& type, options::May right) const;
  bool changes_as_technician_only(const Actor& actor, const RecordType& type) const;

  const Catalogue& catalogue_;
  std::map<const RecordType*, Grants> grants_;
  std::set<const RecordType*> compiling_;
};

/// `me`, today and now for this actor.
common::expr::Context context_of(const Actor& actor, std::int32_t today_days,
                                 common::Instant now = {});

}  // namespace hub::store
