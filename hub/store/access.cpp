#include "hub/store/access.hpp"

#include <algorithm>

#include "common/error/error.hpp"
#include "common/text/text.hpp"
#include "hub/store/query.hpp"
#include "hub/store/scopes.hpp"
#include "hub/store/transaction.hpp"

namespace hub::store {
namespace {

using common::Error;
using common::ErrorCode;
using common::expr::Expression;

bool may_everything(const Actor& actor) {
  return actor.system || actor.has("admin");
}

/// People of other organisations: what everyone may is not meant for them.
bool is_outside(const std::string& role) {
  return role == "partner" || role == "customer";
}

bool has_role(const Actor& actor, const std::string& role) {
  if (role != "*") return actor.has(role);
  bool outside =
      !actor.roles.empty() && std::all_of(actor.roles.begin(), actor.roles.end(), is_outside);
  return !actor.user.empty() && !outside;
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

/// Parts between `separator`, as far as it stands outside brackets and quotes.
std::vector<std::string> split_outside(const std::string& text, const std::string& separator) {
  std::vector<std::string> parts(1);
  int depth = 0;
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '"') quoted = !quoted;
    if (!quoted) depth += (text[at] == '(') - (text[at] == ')');
    if (!quoted && depth == 0 && text.compare(at, separator.size(), separator) == 0) {
      parts.emplace_back();
      at += separator.size() - 1;
    } else {
      parts.back() += text[at];
    }
  }
  for (auto& part : parts) part = std::string(common::text::trim(part));
  return parts;
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

Access::Access(const Catalogue& catalogue) : catalogue_(catalogue) {
  for (auto& type : catalogue.types()) {
    for (auto& field : type->fields) check_field_access(*type, field);
    compile(*type);
  }
}

const Access::Grants& Access::compile(const RecordType& type) {
  if (auto found = grants_.find(&type); found != grants_.end()) return found->second;
  if (!compiling_.insert(&type).second)
    throw Error(ErrorCode::internal, type.name + ": its grants lean on themselves");
  bool inherits = type.kind() == options::OWNED && type.options->access_size() == 0;
  auto grants = inherits ? inherited_grants(type) : own_grants(type);
  compiling_.erase(&type);
  return grants_[&type] = std::move(grants);
}

Access::Grants Access::own_grants(const RecordType& type) {
  Grants grants;
  for (auto& access : type.options->access()) {
    Grant grant{
        access.role(), rights_of(access), {access.actions().begin(), access.actions().end()}, {}};
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
  for (auto& part : split_outside(text, " AND ")) parts.push_back(part_of(type, role, part));
  return parts.size() == 1 ? parts[0] : Expression::all_of(type, parts);
}

Expression Access::part_of(const RecordType& type, const std::string& role,
                           const std::string& text) {
  if (text == "readable()") return granted(type, role, options::READ);
  if (auto name = inside(text, "readable")) return followed(type, role, *name, options::READ);
  if (auto name = inside(text, "changeable")) return followed(type, role, *name, options::CHANGE);
  if (auto call = inside(text, "named_by")) return named_by(type, role, *call);
  auto dot = text.find('.');
  auto field = dot == std::string::npos ? nullptr : type.find_field(text.substr(0, dot));
  if (!field || !field->is_reference()) return Expression::parse(text, type, catalogue_);
  auto& target = catalogue_.type(field->options->refers());
  return Expression::of_referenced(type, *field, part_of(target, role, text.substr(dot + 1)));
}

Expression Access::granted(const RecordType& type, const std::string& role, options::May right) {
  std::vector<Expression> conditions;
  for (auto& grant : compile(type)) {
    bool everyone = grant.role == "*" && !is_outside(role);
    if ((grant.role != role && !everyone) || !grant.rights.count(right)) continue;
    if (!grant.where) return Expression::all_of(type, {});
    conditions.push_back(*grant.where);
  }
  return Expression::any_of(type, conditions);
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
  auto arguments = split_outside(text, ",");
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

Access::Grants Access::inherited_grants(const RecordType& type) {
  Grants grants;
  auto references = type.owner_references();
  for (auto reference : references) {
    auto& owner = catalogue_.type(reference->options->refers());
    for (auto grant : compile(owner)) {
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

const Access::Grants& Access::grants(const RecordType& type) const {
  auto found = grants_.find(&type);
  // A type of before the company added to it.
  if (found == grants_.end()) found = grants_.find(&catalogue_.type(type.name));
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

/// What a grant gives to the system it gives to nobody else, as with the moves of a flow.
bool Access::is_reserved(const RecordType& type, options::May right) const {
  for (auto& grant : grants(type))
    if (grant.role == "system" && grant.rights.count(right)) return true;
  return false;
}

Reach Access::reach(const Actor& actor, const RecordType& type, options::May right) const {
  if (!in_scope(actor, type, right)) return {};
  if (!actor.system && is_reserved(type, right)) return {};
  return joined(actor, type, [&](const Grant& grant) { return grant.rights.count(right) > 0; });
}

Reach Access::act_reach(const Actor& actor, const RecordType& type, std::string_view action) const {
  if (!in_scope(actor, type, options::ACT)) return {};
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

bool Access::may_see_field(const Actor& actor, const RecordType& type, const Field& field) const {
  if (field.options->secret() || !in_scope(actor, type, options::READ)) return false;
  if (may_everything(actor)) return true;
  if (!may(actor, type, options::READ)) return false;
  return field.options->access_size() == 0 || grants_field(actor, field, options::READ);
}

bool Access::may_change_field(const Actor& actor, const RecordType& type, const Field& field,
                              bool creates) const {
  if (actor.system) return true;
  if (field.readonly() || !in_scope(actor, type, creates ? options::CREATE : options::CHANGE))
    return false;
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
  if (may_everything(actor) && !actor.scopes) return {};
  return [this, &actor, &type](const Field& field) { return may_see_field(actor, type, field); };
}

Reading Access::reading(const Actor& actor) const {
  if (may_everything(actor) && !actor.scopes) return {};
  auto field = [this, &actor](const RecordType& type, const Field& any) {
    return may_see_field(actor, type, any);
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
