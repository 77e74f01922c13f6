#include "hub/store/access.hpp"

#include <algorithm>
#include <array>

#include "common/error/error.hpp"
#include "common/text/text.hpp"
#include "hub/store/company_rights.hpp"
#include "hub/store/impl/split_outside.hpp"
#include "hub/store/query.hpp"
#include "hub/store/scopes.hpp"
#include "hub/store/transaction.hpp"
#include "proto/records/admin/custom_field.pb.h"

namespace hub::store {
namespace {

using common::Error;
using common::ErrorCode;
using common::expr::Expression;

bool may_everything(const Actor& actor) {
  return actor.system || actor.has("admin");
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

void check_field_access(const RecordType& type, const Field& field) {
  for (auto& access : field.options->access())
    if (!access.where().empty() || access.actions_size() > 0)
      throw Error(ErrorCode::internal, type.name + "." + field.name +
                                           ": a field's grant has neither condition nor actions");
  for (auto& line : field.lines) check_field_access(type, line);
}

/// What stands between "name(" and ")"; nothing when the text is no such call.
std::optional<std::string> inside(const std::string& text, const std::string& name) {
  if (!text.starts_with(name + "(") || !text.ends_with(")")) return std::nullopt;
  return text.substr(name.size() + 1, text.size() - name.size() - 2);
}

/// Whose rights come by an about that may name anything: following it from another such about
/// would go in circles.
bool is_about_anything(const RecordType& type) {
  for (auto& field : type.fields)
    if (field.kind == common::schema::FieldKind::about)
      for (auto& name : field.options->about())
        if (name == "*") return true;
  return false;
}

std::vector<const RecordType*> targets_of(const Field& field, const Catalogue& catalogue) {
  if (field.is_reference()) return {&catalogue.type(field.options->refers())};
  std::vector<const RecordType*> targets;
  for (auto& type : catalogue.types())
    for (auto& name : field.options->about())
      if (name == type->name || (name == "*" && !is_about_anything(*type))) {
        targets.push_back(type.get());
        break;
      }
  return targets;
}

}  // namespace

common::expr::Find find_through(Connection& connection, const Tables& tables,
                                const std::string& tenant) {
  auto record = [&connection, &tables, tenant](const RecordType& type, std::string_view id) {
    return tables.of(type).find(connection, tenant, std::string(id));
  };
  auto referring = [&connection, tenant](const common::expr::Node& node, const std::string& id,
                                         const common::expr::Context& context) {
    auto rows = rows_referring(node, tenant, id, context, connection.dialect());
    return std::optional<bool>(connection.scalar(rows.sql, rows.values).has_value());
  };
  return {record, referring};
}

Access::Access(const Catalogue& catalogue, const CompanyRights* company,
               std::vector<std::string>* faults)
    : catalogue_(catalogue), outside_{"partner", "customer"}, company_(company), faults_(faults) {
  if (company) {
    outside_ = company->outside_roles();
    for (auto& role : company->roles) role_keys_[role.header().id()] = role.key();
  }
  for (auto& type : catalogue.types()) {
    for (auto& field : type->fields) check_field_access(*type, field);
    compile(*type);
  }
  company_ = nullptr;
  faults_ = nullptr;
}

const Access::TypeRights& Access::compile(const RecordType& type) {
  if (auto found = types_.find(&type); found != types_.end()) return found->second;
  if (!compiling_.insert(&type).second)
    throw Error(ErrorCode::internal, type.name + ": its grants lean on themselves");
  TypeRights rights;
  if (type.kind() == options::OWNED && type.options->access_size() == 0)
    inherit(type, rights);
  else
    rights.grants = own_grants(type);
  if (company_) add_company(type, rights);
  compiling_.erase(&type);
  return types_[&type] = std::move(rights);
}

namespace {

/// What everybody may read of the company's own fields, and what one role: a field that is hidden
/// from a role is not in the list of fields either.
constexpr const char *own_fields = "admin.CustomField", *for_all = "grants.role = null";

std::set<std::string> roles_with_fields(const Catalogue& catalogue) {
  std::set<std::string> roles;
  for (auto& type : catalogue.types())
    for (auto& field : type->custom)
      for (auto& grant : field.custom->grants())
        if (grant.role().find_first_of("\"\\") == std::string::npos) roles.insert(grant.role());
  return roles;
}

}  // namespace

Access::Grants Access::own_grants(const RecordType& type) {
  Grants grants;
  if (type.name == own_fields) {
    grants.push_back({"*", {options::READ}, {}, Expression::parse(for_all, type, catalogue_)});
    for (auto& role : roles_with_fields(catalogue_))
      grants.push_back({role,
                        {options::READ},
                        {},
                        Expression::parse("grants.role = \"" + role + "\"", type, catalogue_)});
    return grants;
  }
  for (auto& access : type.options->access()) {
    Grant grant{access.role(),
                store::rights_of(access),
                {access.actions().begin(), access.actions().end()},
                {}};
    try {
      if (!access.where().empty()) grant.where = condition_of(type, access.role(), access.where());
    } catch (const Error& error) {
      if (type.made_by) continue;  // a field that it names is gone; what is not granted is refused
      throw Error(ErrorCode::internal, type.name + ": condition of a grant: " + error.text());
    }
    grants.push_back(std::move(grant));
  }
  return grants;
}

Expression Access::condition_of(const RecordType& type, const std::string& role,
                                const std::string& text) {
  std::vector<Expression> parts;
  for (auto& part : impl::split_outside(text, " AND ")) parts.push_back(part_of(type, role, part));
  return parts.size() == 1 ? parts[0] : Expression::all_of(type, parts);
}

Expression Access::part_of(const RecordType& type, const std::string& role,
                           const std::string& text) {
  if (text == "readable()") return granted(type, role, options::READ);
  if (auto name = inside(text, "readable")) return followed(type, role, *name, options::READ);
  if (auto name = inside(text, "changeable")) return followed(type, role, *name, options::CHANGE);
  if (auto call = inside(text, "named_by")) return named_by(type, role, *call);
  if (auto path = inside(text, "my_team"))
    return Expression::of_mine(*path, &common::expr::Circle::teams, type, catalogue_);
  if (auto path = inside(text, "my_role"))
    return Expression::of_mine(*path, &common::expr::Circle::roles, type, catalogue_);
  auto dot = text.find('.');
  auto field = dot == std::string::npos ? nullptr : type.find_field(text.substr(0, dot));
  if (!field || !field->is_reference()) return Expression::parse(text, type, catalogue_);
  auto& target = catalogue_.type(field->options->refers());
  return Expression::of_referenced(type, *field, part_of(target, role, text.substr(dot + 1)));
}

Expression Access::granted(const RecordType& type, const std::string& role, options::May right) {
  auto& rights = compile(type);
  auto concerns = [&](const Grant& grant) {
    bool everyone = grant.role == "*" && !is_outside(role);
    return (grant.role == role || everyone) && grant.rights.count(right) > 0;
  };
  bool all = false;
  std::vector<Expression> conditions, withheld;
  for (auto& grant : rights.grants) {
    if (!concerns(grant) || grant.fields) continue;
    all = all || !grant.where;
    if (grant.where) conditions.push_back(*grant.where);
  }
  // Also what is withheld in certain circumstances only: those are not known here.
  for (auto& grant : rights.withheld) {
    if (!concerns(grant)) continue;
    if (!grant.where) return Expression::any_of(type, {});
    withheld.push_back(*grant.where);
  }
  auto reached = all ? Expression::all_of(type, {}) : Expression::any_of(type, conditions);
  if (withheld.empty()) return reached;
  return Expression::all_of(
      type, {reached, Expression::none_of(type, Expression::any_of(type, withheld))});
}

Expression Access::followed(const RecordType& type, const std::string& role,
                            const std::string& name, options::May right) {
  auto& field = type.field(name);
  bool about = field.kind == common::schema::FieldKind::about;
  std::vector<Expression> any;
  for (auto target : targets_of(field, catalogue_)) {
    if (target == &type) continue;
    auto reached = granted(*target, role, right);
    bool never =
        reached.root().kind == common::expr::Node::Kind::any && reached.root().children.empty();
    if (never) continue;
    // What all may read needs no look at the record.
    if (reached.always())
      any.push_back(Expression::parse(
          name + (about ? ".type = \"" + target->name + "\"" : " != null"), type, catalogue_));
    else
      any.push_back(Expression::of_referenced(type, field, reached));
  }
  return Expression::any_of(type, any);
}

Expression Access::named_by(const RecordType& type, const std::string& role,
                            const std::string& text) {
  auto arguments = impl::split_outside(text, ",");
  auto path = common::text::split(arguments[0], '.');
  if (arguments.size() > 2 || path.size() < 3 || path.size() > 4)
    throw Error(ErrorCode::internal, "expected named_by(Area.Type.reference, condition)");
  auto& target = catalogue_.type(path[0] + "." + path[1]);
  auto field = &target.field(path[2]);
  const Field* lines = nullptr;
  if (path.size() == 4) {
    lines = field;
    field = nullptr;
    for (auto& line : lines->lines)
      if (line.name == path[3]) field = &line;
    if (!field) throw Error(ErrorCode::internal, "there is no field " + arguments[0]);
  }
  auto condition = arguments.size() == 2 ? condition_of(target, role, arguments[1])
                                         : Expression::all_of(target, {});
  return Expression::of_referring(type, lines, *field, condition);
}

void Access::inherit(const RecordType& type, TypeRights& rights) {
  rights.grants = inherited(type, &TypeRights::grants);
  rights.withheld = inherited(type, &TypeRights::withheld);
}

Access::Grants Access::inherited(const RecordType& type, Grants TypeRights::*of) {
  Grants grants;
  auto references = type.owner_references();
  for (auto reference : references) {
    auto& owner = catalogue_.type(reference->options->refers());
    for (auto grant : compile(owner).*of) {
      if (grant.fields) continue;  // some fields of the owner are not its rows
      grant.rights = rights_of_owned(grant.rights);
      grant.actions.clear();
      if (grant.where)
        grant.where = Expression::of_referenced(type, *reference, *grant.where);
      else if (references.size() > 1)  // only what hangs on this kind of owner
        grant.where = Expression::parse(reference->name + " != null", type, catalogue_);
      if (!grant.rights.empty()) grants.push_back(std::move(grant));
    }
  }
  return grants;
}

const Access::TypeRights& Access::rights_of(const RecordType& type) const {
  auto found = types_.find(&type);
  // A type of before the company added to it.
  if (found == types_.end()) found = types_.find(&catalogue_.type(type.name));
  return found->second;
}

bool Access::is_outside(const std::string& role) const {
  return outside_.count(role) > 0 || role.find(':') != std::string::npos;
}

/// What everyone may is not meant for people of other organisations.
bool Access::has_role(const Actor& actor, const std::string& role) const {
  if (role != "*") return actor.has(role);
  bool outside = !actor.roles.empty() && std::all_of(actor.roles.begin(), actor.roles.end(),
                                                     [&](auto& one) { return is_outside(one); });
  return !actor.user.empty() && !outside;
}

bool Access::applies(const Actor& actor, const Grant& withheld) const {
  return has_role(actor, withheld.role) && !actor.has(withheld.lifted_by);
}

bool Access::applies(const Actor& actor, const FieldRule& rule) const {
  return has_role(actor, rule.role) && !actor.has(rule.lifted_by);
}

template <class Matches>
Reach Access::joined(const Actor& actor, const TypeRights& rights, const RecordType& type,
                     Matches matches, const std::optional<Expression>* shared) const {
  if (may_everything(actor)) return {Reach::Kind::all, {}};
  bool all = false;
  std::vector<Expression> conditions, withheld;
  for (auto& grant : rights.grants) {
    if (!has_role(actor, grant.role) || !matches(grant)) continue;
    all = all || !grant.where;
    if (grant.where) conditions.push_back(*grant.where);
    if (all && rights.withheld.empty()) return {Reach::Kind::all, {}};
  }
  // Sharing widens what is reached and opens no type.
  if (!all && shared && *shared && has_role(actor, "*")) {
    bool to_change = shared == &rights.shared_to_change;
    if (!conditions.empty() || (to_change && may(actor, type, options::READ)))
      conditions.push_back(**shared);
  }
  if (!all && conditions.empty()) return {};
  for (auto& grant : rights.withheld) {
    if (!matches(grant) || !applies(actor, grant)) continue;
    if (!grant.where) return {};
    withheld.push_back(*grant.where);
  }
  if (withheld.empty() && all) return {Reach::Kind::all, {}};
  auto reached = all ? Expression::all_of(type, {}) : Expression::any_of(type, conditions);
  if (withheld.empty()) return {Reach::Kind::some, reached};
  return {Reach::Kind::some,
          Expression::all_of(
              type, {reached, Expression::none_of(type, Expression::any_of(type, withheld))})};
}

/// As joined, without putting the condition together: asked for each field of a record.
template <class Matches>
bool Access::any_granted(const Actor& actor, const TypeRights& rights, Matches matches) const {
  if (may_everything(actor)) return true;
  bool granted = false;
  for (auto& grant : rights.grants)
    if (matches(grant) && has_role(actor, grant.role)) {
      granted = true;
      break;
    }
  if (!granted) return false;
  for (auto& grant : rights.withheld)
    if (!grant.where && matches(grant) && applies(actor, grant)) return false;
  return true;
}

bool Access::may(const Actor& actor, const RecordType& type, options::May right) const {
  if (!in_scope(actor, type, right)) return false;
  if (!actor.system && is_reserved(type, right)) return false;
  auto& rights = rights_of(type);
  auto matches = [&](const Grant& grant) { return grant.rights.count(right) > 0; };
  if (any_granted(actor, rights, matches)) return true;
  return right == options::CHANGE && rights.shared_to_change &&
         reach(actor, type, right).kind != Reach::Kind::none;
}

/// What a grant gives to the system it gives to nobody else, as with the moves of a flow.
bool Access::is_reserved(const RecordType& type, options::May right) const {
  for (auto& grant : rights_of(type).grants)
    if (grant.role == "system" && grant.rights.count(right)) return true;
  return false;
}

Reach Access::reach(const Actor& actor, const RecordType& type, options::May right) const {
  if (!in_scope(actor, type, right)) return {};
  if (!actor.system && is_reserved(type, right)) return {};
  auto& rights = rights_of(type);
  auto shared = right == options::READ     ? &rights.shared_to_read
                : right == options::CHANGE ? &rights.shared_to_change
                                           : nullptr;
  return joined(
      actor, rights, type, [&](const Grant& grant) { return grant.rights.count(right) > 0; },
      shared);
}

Reach Access::act_reach(const Actor& actor, const RecordType& type, std::string_view action) const {
  if (!in_scope(actor, type, options::ACT)) return {};
  auto matches = [&](const Grant& grant) {
    return grant.rights.count(options::ACT) > 0 ||
           grant.actions.find(action) != grant.actions.end();
  };
  return joined(actor, rights_of(type), type, matches, nullptr);
}

bool Access::may_record(const Actor& actor, const RecordType& type, options::May right,
                        const Message& record, const common::expr::Context& context,
                        const Expression::Find& find) const {
  auto reached = reach(actor, type, right);
  if (reached.kind != Reach::Kind::some) return reached.kind == Reach::Kind::all;
  return reached.condition->evaluate(record, context, find) == true;
}

bool Access::may_act(const Actor& actor, const RecordType& type, std::string_view action) const {
  if (actor.system) return true;
  if (act_reach(actor, type, action).kind == Reach::Kind::none) return false;
  if (!type.flow()) return true;
  bool is_move = false;
  for (auto& move : type.flow()->move()) {
    if (move.action() != action) continue;
    if (move.role_size() == 0) return true;
    is_move = true;
    for (auto& role : move.role())
      if (has_role(actor, role) || (actor.has("admin") && role != "system")) return true;
  }
  return !is_move;
}

bool Access::grants_field(const Actor& actor, const Field& field, options::May right) const {
  for (auto& access : field.options->access())
    if (has_role(actor, access.role()) && store::rights_of(access).count(right)) return true;
  return false;
}

bool Access::FieldSet::has(const Field& field) const {
  return field.custom ? custom.count(field.descriptor->number()) > 0
                      : declared.count(field.descriptor) > 0;
}

/// A grant of some fields alone shows these of every record, since what is hidden is decided for a
/// type: they must be in all such grants, unless another one shows all fields of all records.
bool Access::is_in_grants(const Actor& actor, const TypeRights& rights, const Field& field,
                          options::May right) const {
  auto listed = right == options::READ ? options::READ : options::CHANGE;
  bool open = field.options->access_size() == 0 || grants_field(actor, field, listed);
  bool in_all = true;
  bool only_some = false, others = false;
  for (auto& grant : rights.grants) {
    if (!grant.rights.count(right) || !has_role(actor, grant.role)) continue;
    if (!grant.fields && !grant.where) return open;
    if (!grant.fields) others = true;
    if (grant.fields) only_some = true;
    if (grant.fields && !grant.fields->has(field)) in_all = false;
  }
  // Who has nothing else gets what the company names, whomever the type shows it to.
  return in_all && (open || (only_some && !others));
}

bool Access::may_see_field(const Actor& actor, const RecordType& type, const Field& field) const {
  if (field.options->secret() || !in_scope(actor, type, options::READ)) return false;
  if (may_everything(actor)) return true;
  if (!may(actor, type, options::READ) || is_withheld(actor, type, field)) return false;
  auto& rights = rights_of(type);
  if (is_in_grants(actor, rights, field, options::READ)) return true;
  for (auto& rule : rights.fields)
    if ((rule.kind == FieldRule::Kind::shows || rule.kind == FieldRule::Kind::opens) &&
        applies(actor, rule) && rule.fields.has(field))
      return true;
  return false;
}

bool Access::is_withheld(const Actor& actor, const RecordType& type, const Field& field) const {
  if (may_everything(actor)) return false;
  for (auto& rule : rights_of(type).fields)
    if (rule.kind == FieldRule::Kind::hides && applies(actor, rule) && rule.fields.has(field))
      return true;
  return false;
}

bool Access::may_change_field(const Actor& actor, const RecordType& type, const Field& field,
                              bool creates) const {
  if (actor.system) return true;
  if (field.readonly() || !in_scope(actor, type, creates ? options::CREATE : options::CHANGE))
    return false;
  if (actor.has("admin")) return true;
  auto right = creates ? options::CREATE : options::CHANGE;
  if (!may(actor, type, right)) return false;
  auto& rights = rights_of(type);
  bool opened = false;
  for (auto& rule : rights.fields) {
    if (!rule.fields.has(field) || !applies(actor, rule)) continue;
    if (rule.kind == FieldRule::Kind::hides || rule.kind == FieldRule::Kind::keeps) return false;
    opened = opened || rule.kind == FieldRule::Kind::opens;
  }
  if (opened) return true;
  if (!is_in_grants(actor, rights, field, right)) return false;
  // Of a company's own type the grant says it all: its fields are nobody's by declaration.
  if (creates || type.made_by || !changes_as_technician_only(actor, type)) return true;
  return field.options->owner() == options::TECHNICIAN || field.options->owner() == options::APPEND;
}

bool Access::changes_as_technician_only(const Actor& actor, const RecordType& type) const {
  for (auto& grant : rights_of(type).grants)
    if (grant.role != "technician" && has_role(actor, grant.role) &&
        grant.rights.count(options::CHANGE))
      return false;
  return true;
}

namespace {

bool names_fields(const RecordType& type, const Field& field) {
  return type.name == "admin.SavedView" && names_fields_of_others(field.name);
}

}  // namespace

bool names_fields_of_others(std::string_view field) {
  static constexpr std::array naming{"filter",   "order_by",   "columns",
                                     "group_by", "time_field", "options"};
  return std::find(naming.begin(), naming.end(), field) != naming.end();
}

Readable Access::readable(const Actor& actor, const RecordType& type) const {
  if (may_everything(actor) && !actor.scopes) return {};
  return [this, &actor, &type](const Field& field) {
    return !names_fields(type, field) && may_see_field(actor, type, field);
  };
}

Reading Access::reading(const Actor& actor) const {
  if (may_everything(actor) && !actor.scopes) return {};
  auto field = [this, &actor](const RecordType& type, const Field& any) {
    return !names_fields(type, any) && may_see_field(actor, type, any);
  };
  auto records = [this, &actor](const RecordType& type) -> std::optional<Expression> {
    auto reached = reach(actor, type, options::READ);
    if (reached.kind == Reach::Kind::all) return std::nullopt;
    return reached.condition ? *reached.condition : Expression::any_of(type, {});
  };
  return {field, records};
}

void Access::require_readable(const Expression& expression, const Actor& actor) const {
  if (auto allowed = readable(actor, expression.type()))
    store::require_readable(expression, allowed);
}

common::expr::Context context_of(const Actor& actor, std::int32_t today_days, common::Instant now) {
  return {actor.user, actor.technician, today_days, now};
}

}  // namespace hub::store
