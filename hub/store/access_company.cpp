// What a company added to the declared grants: permissions, partner shares, shared records.
#include <algorithm>

#include "common/error/error.hpp"
#include "common/text/text.hpp"
#include "hub/store/access.hpp"
#include "hub/store/circumstances.hpp"
#include "hub/store/company_rights.hpp"
#include "hub/store/impl/owner.hpp"
#include "hub/store/impl/split_outside.hpp"

namespace hub::store {
namespace {

using common::Error;
using common::say;
using common::Sentence;
using common::expr::Circle;
using common::expr::Expression;
using common::schema::FieldKind;
using truckroll::admin::PartnerShare;
using truckroll::admin::Permission;

std::set<int> rights_in(const Permission& permission) {
  std::set<int> rights;
  for (auto may : permission.may()) {
    if (may == Permission::MAY_ALL)
      rights.insert(
          {options::READ, options::CREATE, options::CHANGE, options::DELETE, options::ACT});
    else if (may != Permission::MAY_UNSPECIFIED)
      rights.insert(static_cast<int>(may));  // the same numbers
  }
  return rights;
}
static_assert(int{Permission::MAY_READ} == int{options::READ} &&
              int{Permission::MAY_ACT} == int{options::ACT});

const Field* find_any(const RecordType& type, const std::string& name) {
  auto field = type.find_field(name);
  return field ? field : type.find_custom(name);
}

bool tells_of_people_or_money(const Field& field) {
  switch (field.kind) {
    case FieldKind::money:
    case FieldKind::person_name:
    case FieldKind::address:
    case FieldKind::position:
      return true;
    case FieldKind::lines:
      return std::any_of(field.lines.begin(), field.lines.end(), tells_of_people_or_money);
    default:
      return field.options->personal() || field.options->refers() == "admin.User" ||
             field.options->refers() == "crm.Contact";
  }
}

/// The company's own fields that a permission hides, as a condition on the list of fields; empty:
/// none.
std::string hidden_own_fields(const RecordType& of, const Permission& permission) {
  if (permission.effect() != Permission::EFFECT_WITHHOLD) return {};
  std::string hidden = "of_type = \"" + of.name + "\"", numbers;
  if (permission.fields().empty()) {
    bool some = !permission.where().empty() || permission.states_size() > 0 ||
                permission.extent() > Permission::EXTENT_ALL;
    return !some && rights_in(permission).count(options::READ) ? hidden : std::string();
  }
  if (permission.field_right() > Permission::FIELD_RIGHT_HIDDEN) return {};
  for (auto& name : permission.fields())
    if (auto field = find_any(of, name); field && field->custom)
      numbers += (numbers.empty() ? "" : " OR ") +
                 ("number = " + std::to_string(field->descriptor->number()));
  return numbers.empty() ? std::string() : hidden + " AND (" + numbers + ")";
}

}  // namespace

std::string owner_of(const RecordType& type) {
  for (auto name : {"owner", "rep", "assignee", "assigned_to", "responsible", "user"})
    if (auto field = type.find_field(name);
        field && !field->list && field->options->refers() == "admin.User")
      return name;
  return "created_by";
}

void Access::add_company(const RecordType& type, TypeRights& rights) {
  auto tried = [&](const std::string& id, auto add) {
    try {
      add();
      return true;
    } catch (const Error& error) {
      if (faults_) faults_->push_back(type.name + ", " + id + ": " + error.text());
      return false;
    }
  };
  for (auto& one : company_->permissions) {
    if (one.of_type() != type.name) continue;
    bool added = tried(one.header().id(), [&] { add_permission(type, one, rights); });
    auto role = role_keys_.find(one.role());
    // What cannot be understood is not granted, and withheld from all records.
    if (!added && one.effect() == Permission::EFFECT_WITHHOLD && role != role_keys_.end())
      rights.withheld.push_back(
          {role->second,
           {options::READ, options::CREATE, options::CHANGE, options::DELETE, options::ACT},
           {one.actions().begin(), one.actions().end()},
           {}});
  }
  for (auto& share : company_->shares)
    if (share.of_type() == type.name)
      tried(share.header().id(), [&] { add_partner_share(type, share, rights); });
  // A field that is hidden from a role is not in the list of fields either.
  if (type.name == "admin.CustomField")
    for (auto& one : company_->permissions) {
      auto role = role_keys_.find(one.role());
      auto of = catalogue_.find(one.of_type());
      auto hidden = of ? hidden_own_fields(*of, one) : std::string();
      if (role == role_keys_.end() || hidden.empty()) continue;
      auto lifted_by = one.when_size() > 0 ? lifted_mark + one.header().id() : std::string();
      rights.withheld.push_back({role->second,
                                 {options::READ},
                                 {},
                                 Expression::parse(hidden, type, catalogue_),
                                 nullptr,
                                 lifted_by});
    }
  if (!company_->shared_types.count(type.name) || type.name == "admin.RecordShare") return;
  rights.shared_to_read = shared_records(type, false);
  rights.shared_to_change = shared_records(type, true);
}

void Access::add_permission(const RecordType& type, const Permission& permission,
                            TypeRights& rights) {
  auto key = role_keys_.find(permission.role());
  if (key == role_keys_.end()) return;  // of a role that is no more
  bool withholds = permission.effect() == Permission::EFFECT_WITHHOLD;
  auto role = key->second;
  std::string lifted_by;
  for (auto& when : permission.when()) check_when(when);
  if (permission.when_size() > 0) {
    conditional_.push_back({role, std::make_shared<const Permission>(permission)});
    if (withholds)
      lifted_by = lifted_mark + permission.header().id();
    else
      role = permission_mark + permission.header().id();
  }
  auto fields = std::make_shared<FieldSet>();
  for (auto& name : permission.fields()) {
    auto field = find_any(type, name);
    if (!field)
      common::refuse("fields", say("{} has no field \"{}\"", Sentence::label(type.label), name));
    if (field->custom)
      fields->custom.insert(field->descriptor->number());
    else
      fields->declared.insert(field->descriptor);
  }
  Grant grant{role,
              rights_in(permission),
              {permission.actions().begin(), permission.actions().end()},
              company_condition(type, permission),
              permission.fields().empty() ? nullptr : fields,
              lifted_by};
  bool of_records = !grant.rights.empty() || !grant.actions.empty();
  if (!grant.fields) {
    (withholds ? rights.withheld : rights.grants).push_back(std::move(grant));
  } else if (withholds || !of_records) {
    using Kind = FieldRule::Kind;
    bool writes = permission.field_right() == Permission::FIELD_RIGHT_WRITE;
    bool reads = permission.field_right() == Permission::FIELD_RIGHT_READ;
    auto kind = withholds ? (reads || writes ? Kind::keeps : Kind::hides)
                          : (writes ? Kind::opens : Kind::shows);
    rights.fields.push_back({kind, role, lifted_by, *fields});
  } else {
    rights.grants.push_back(std::move(grant));
  }
}

void Access::add_partner_share(const RecordType& type, const PartnerShare& share,
                               TypeRights& rights) {
  auto fields = std::make_shared<FieldSet>();
  for (auto all : {&type.fields, &type.custom})
    for (auto& field : *all) {
      bool named = std::find(share.fields().begin(), share.fields().end(), field.name) !=
                   share.fields().end();
      bool open = share.fields().empty() && field.options->access_size() == 0 &&
                  !tells_of_people_or_money(field);
      if (!named && !open) continue;
      if (field.custom)
        fields->custom.insert(field.descriptor->number());
      else
        fields->declared.insert(field.descriptor);
    }
  Grant grant{share_mark + share.header().id(), {options::READ}, {}, {}, fields};
  if (share.may_change()) grant.rights.insert(options::CHANGE);
  if (share.has_records())
    grant.where = Expression::parse("id = \"" + share.records().id() + "\"", type, catalogue_);
  else if (!share.condition().empty())
    grant.where = Expression::parse(share.condition(), type, catalogue_);
  rights.grants.push_back(std::move(grant));
}

std::optional<Expression> Access::company_condition(const RecordType& type,
                                                    const Permission& permission) {
  std::vector<Expression> parts;
  if (!permission.where().empty()) {
    // AND binds less than OR in this grammar (AIP-160).
    for (auto& all : impl::split_outside(permission.where(), " AND ")) {
      std::vector<Expression> any;
      for (auto& part : impl::split_outside(all, " OR ")) any.push_back(company_part(type, part));
      parts.push_back(any.size() == 1 ? any[0] : Expression::any_of(type, any));
    }
  }
  switch (permission.extent()) {
    case Permission::EXTENT_OWN:
      parts.push_back(own_records(type));
      break;
    case Permission::EXTENT_TEAM:
      parts.push_back(team_records(type));
      break;
    case Permission::EXTENT_TERRITORY:
      parts.push_back(territory_records(type));
      break;
    case Permission::EXTENT_SHARED:
      parts.push_back(shared_records(type, false));
      break;
    default:
      break;
  }
  std::vector<Expression> states;
  for (auto& state : permission.states())
    states.push_back(Expression::parse("state = \"" + state + "\"", type, catalogue_));
  if (!states.empty()) parts.push_back(Expression::any_of(type, states));
  if (parts.empty()) return std::nullopt;
  return parts.size() == 1 ? parts[0] : Expression::all_of(type, parts);
}

Expression Access::company_part(const RecordType& type, const std::string& text) {
  auto call = [&](const std::string& name) -> std::optional<std::string> {
    if (!text.starts_with(name + "(") || !text.ends_with(")")) return std::nullopt;
    return text.substr(name.size() + 1, text.size() - name.size() - 2);
  };
  if (auto path = call("my_teams"))
    return Expression::of_mine(*path, &Circle::colleagues, type, catalogue_);
  if (auto path = call("my_territories"))
    return Expression::of_mine(*path, &Circle::territories, type, catalogue_);
  if (text == "shared()") return shared_records(type, false);
  // "account.my_teams(owner)": of the record that a reference leads to.
  auto dot = text.find('.'), my = text.find(".my_");
  auto field = my == std::string::npos ? nullptr : type.find_field(text.substr(0, dot));
  if (field && field->is_reference() && text.ends_with(")"))
    return Expression::of_referenced(
        type, *field,
        company_part(catalogue_.type(field->options->refers()), text.substr(dot + 1)));
  return Expression::parse(text, type, catalogue_);
}

Expression Access::own_records(const RecordType& type) {
  auto owner = owner_of(type);
  if (owner != "created_by") return Expression::parse(owner + " = me", type, catalogue_);
  return Expression::parse("created_by = me", type, catalogue_);
}

Expression Access::team_records(const RecordType& type) {
  return Expression::of_mine(owner_of(type), &Circle::colleagues, type, catalogue_);
}

Expression Access::territory_records(const RecordType& type) {
  for (auto& field : type.fields)
    if (field.options->refers() == "crm.Territory")
      return Expression::of_mine(field.name, &Circle::territories, type, catalogue_);
  auto account = type.find_field("account");
  if (account && account->options->refers() == "crm.Account" && type.name != "crm.Account")
    return Expression::of_referenced(type, *account,
                                     territory_records(catalogue_.type("crm.Account")));
  common::refuse("extent", say("{} belong to no territory", Sentence::label(type.plural)));
}

Expression Access::shared_records(const RecordType& type, bool to_change) {
  auto& share = catalogue_.type("admin.RecordShare");
  auto holds =
      Expression::parse("record.type = \"" + type.name + "\" AND (until = null OR until > now())" +
                            (to_change ? " AND may_change = true" : ""),
                        share, catalogue_);
  auto with =
      Expression::any_of(share, {Expression::parse("user = me", share, catalogue_),
                                 Expression::of_mine("team", &Circle::teams, share, catalogue_),
                                 Expression::of_mine("role", &Circle::roles, share, catalogue_)});
  return Expression::of_referring(type, nullptr, share.field("record"),
                                  Expression::all_of(share, {holds, with}));
}

void Access::add_circumstances(Actor& actor, const Circumstances& given) const {
  for (auto& [role, permission] : conditional_) {
    if (!has_role(actor, role)) continue;
    bool all = true, one_fails = false;
    for (auto& when : permission->when()) {
      auto held = store::holds(when, given);
      all = all && held == true;
      one_fails = one_fails || held == false;
    }
    bool withholds = permission->effect() == Permission::EFFECT_WITHHOLD;
    if (!withholds && all) actor.roles.insert(permission_mark + permission->header().id());
    // Withheld also where it cannot be told.
    if (withholds && one_fails) actor.roles.insert(lifted_mark + permission->header().id());
  }
}

}  // namespace hub::store
