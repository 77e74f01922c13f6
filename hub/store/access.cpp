#include "hub/store/access.hpp"

#include "common/error/error.hpp"
#include "hub/store/query.hpp"

namespace hub::store {
namespace {

using common::Error;
using common::ErrorCode;
using common::expr::Expression;

bool may_everything(const Actor& actor) {
  return actor.system || actor.has("admin");
}

bool has_role(const Actor& actor, const std::string& role) {
  return role == "*" ? !actor.user.empty() : actor.has(role);
}

std::set<int> rights_of(const options::Access& access) {
  std::set<int> rights;
  for (auto right : access.may()) {
    if (right == options::ALL)
      rights.insert(
          {options::READ, options::CREATE, options::CHANGE, options::DELETE, options::ACT});
    else
      rights.insert(right);
  }
  return rights;
}

/// Rights on what belongs to a record, from a right on the record: who may change a job may add and
/// drop its lines.
std::set<int> rights_of_owned(const std::set<int>& owner) {
  std::set<int> rights;
  if (owner.count(options::READ)) rights.insert(options::READ);
  if (owner.count(options::ACT)) rights.insert(options::ACT);
  if (owner.count(options::CHANGE))
    rights.insert({options::CREATE, options::CHANGE, options::DELETE});
  return rights;
}

bool grants_field(const Actor& actor, const Field& field, options::May right) {
  for (auto& access : field.options->access())
    if (has_role(actor, access.role()) && rights_of(access).count(right)) return true;
  return false;
}

void check_field_access(const RecordType& type, const Field& field) {
  for (auto& access : field.options->access())
    if (!access.where().empty() || access.actions_size() > 0)
      throw Error(ErrorCode::internal, type.name + "." + field.name +
                                           ": a field's grant has neither condition nor actions");
  for (auto& line : field.lines) check_field_access(type, line);
}

}  // namespace

Access::Access(const Catalogue& catalogue) {
  for (auto& type : catalogue.types()) {
    for (auto& field : type->fields) check_field_access(*type, field);
    grants_[type.get()] = own_grants(*type, catalogue);
  }
  // Of the owners' own grants: what is owned by an owned record names its grants itself.
  std::map<const RecordType*, Grants> inherited;
  for (auto& type : catalogue.types())
    if (type->kind() == options::OWNED && type->options->access_size() == 0)
      inherited[type.get()] = inherited_grants(*type, catalogue);
  for (auto& [type, grants] : inherited) grants_[type] = std::move(grants);
}

Access::Grants Access::own_grants(const RecordType& type, const Catalogue& catalogue) const {
  Grants grants;
  for (auto& access : type.options->access()) {
    Grant grant{
        access.role(), rights_of(access), {access.actions().begin(), access.actions().end()}, {}};
    try {
      if (!access.where().empty()) grant.where = Expression::parse(access.where(), type, catalogue);
    } catch (const Error& error) {
      throw Error(ErrorCode::internal, type.name + ": condition of a grant: " + error.text());
    }
    grants.push_back(std::move(grant));
  }
  return grants;
}

Access::Grants Access::inherited_grants(const RecordType& type, const Catalogue& catalogue) const {
  Grants grants;
  auto references = type.owner_references();
  for (auto reference : references) {
    auto& owner = catalogue.type(reference->options->refers());
    for (auto grant : this->grants(owner)) {
      grant.rights = rights_of_owned(grant.rights);
      grant.actions.clear();
      if (grant.where)
        grant.where = Expression::of_referenced(type, *reference, *grant.where);
      else if (references.size() > 1)  // only what hangs on this kind of owner
        grant.where = Expression::parse(reference->name + " != null", type, catalogue);
      if (!grant.rights.empty()) grants.push_back(std::move(grant));
    }
  }
  return grants;
}

const Access::Grants& Access::grants(const RecordType& type) const {
  auto found = grants_.find(&type);
  if (found == grants_.end())
    throw Error(ErrorCode::internal, type.name + " is not of the catalogue of these rights");
  return found->second;
}

template <class Matches>
Reach Access::joined(const Actor& actor, const RecordType& type, Matches matches) const {
  if (may_everything(actor)) return {Reach::Kind::all, {}};
  std::vector<Expression> conditions;
  for (auto& grant : grants(type)) {
    if (!has_role(actor, grant.role) || !matches(grant)) continue;
    if (!grant.where) return {Reach::Kind::all, {}};
    conditions.push_back(*grant.where);
  }
  if (conditions.empty()) return {};
  return {Reach::Kind::some, Expression::any_of(type, conditions)};
}

bool Access::may(const Actor& actor, const RecordType& type, options::May right) const {
  return reach(actor, type, right).kind != Reach::Kind::none;
}

Reach Access::reach(const Actor& actor, const RecordType& type, options::May right) const {
  return joined(actor, type, [&](const Grant& grant) { return grant.rights.count(right) > 0; });
}

Reach Access::act_reach(const Actor& actor, const RecordType& type, std::string_view action) const {
  return joined(actor, type, [&](const Grant& grant) {
    return grant.rights.count(options::ACT) > 0 ||
           grant.actions.find(action) != grant.actions.end();
  });
}

bool Access::may_record(const Actor& actor, const RecordType& type, options::May right,
                        const Message& record, const common::expr::Context& context,
                        const Expression::Find& find) const {
  auto reached = reach(actor, type, right);
  if (reached.kind != Reach::Kind::some) return reached.kind == Reach::Kind::all;
  return reached.condition->evaluate(record, context, find) == true;
}

bool Access::may_act(const Actor& actor, const RecordType& type, std::string_view action) const {
  if (may_everything(actor)) return true;
  if (act_reach(actor, type, action).kind == Reach::Kind::none) return false;
  bool named = false;
  if (!type.flow()) return true;
  for (auto& move : type.flow()->move()) {
    if (move.action() != action) continue;
    if (move.role_size() == 0) return true;
    named = true;
    for (auto& role : move.role())
      if (has_role(actor, role)) return true;
  }
  return !named;
}

bool Access::may_see_field(const Actor& actor, const RecordType& type, const Field& field) const {
  if (field.options->secret()) return false;
  if (may_everything(actor)) return true;
  if (!may(actor, type, options::READ)) return false;
  return field.options->access_size() == 0 || grants_field(actor, field, options::READ);
}

bool Access::may_change_field(const Actor& actor, const RecordType& type, const Field& field,
                              bool creates) const {
  if (actor.system) return true;
  if (field.readonly()) return false;
  if (actor.has("admin")) return true;
  if (!may(actor, type, creates ? options::CREATE : options::CHANGE)) return false;
  if (field.options->access_size() > 0 && !grants_field(actor, field, options::CHANGE))
    return false;
  if (creates || !changes_as_technician_only(actor, type)) return true;
  return field.options->owner() == options::TECHNICIAN || field.options->owner() == options::APPEND;
}

bool Access::changes_as_technician_only(const Actor& actor, const RecordType& type) const {
  for (auto& grant : grants(type))
    if (grant.role != "technician" && has_role(actor, grant.role) &&
        grant.rights.count(options::CHANGE))
      return false;
  return true;
}

Readable Access::readable(const Actor& actor, const RecordType& type) const {
  if (may_everything(actor)) return {};
  return [this, &actor, &type](const Field& field) { return may_see_field(actor, type, field); };
}

void Access::require_readable(const Expression& expression, const Actor& actor) const {
  if (auto allowed = readable(actor, expression.type()))
    store::require_readable(expression, allowed);
}

common::expr::Context context_of(const Actor& actor, std::int32_t today_days) {
  return {actor.user, actor.technician, today_days};
}

}  // namespace hub::store
