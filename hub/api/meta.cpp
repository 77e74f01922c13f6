// GET /api/meta/: the catalogue as the caller may see it, from which lists, forms and pages are
// made.
#include "common/rules/company.hpp"
#include "common/text/text.hpp"
#include "common/validate/form.hpp"
#include "hub/api/api.hpp"

#include "proto/records/admin/custom_field.pb.h"
#include "proto/records/admin/custom_type.pb.h"

namespace hub::api {
namespace {

using common::http::Request;
using common::http::Response;
using common::schema::Field;
using common::schema::FieldKind;
using common::schema::RecordType;
using nlohmann::json;
namespace options = common::schema::options;

std::string lower_name(const google::protobuf::EnumDescriptor* type, int number) {
  auto value = type->FindValueByNumber(number);
  return value ? common::text::to_lower(value->name()) : std::string();
}

/// As the company chose it, like #2f9e44; empty: none.
std::string color_of(const Field& field, const std::string& choice) {
  if (field.custom)
    for (auto& one : field.custom->choices())
      if (one.key() == choice) return one.color();
  return {};
}

json choices_of(const Field& field) {
  json choices = json::array();
  auto type = field.descriptor->enum_type();
  for (int i = 0; i < type->value_count(); ++i) {
    auto value = type->value(i);
    if (value->number() == 0) continue;
    auto name = common::schema::choice_name(value);
    auto& label = value->options().GetExtension(options::choice).label();
    json choice{{"value", name}, {"label", label.empty() ? common::text::to_label(name) : label}};
    if (auto color = color_of(field, name); !color.empty()) choice["color"] = color;
    choices.push_back(std::move(choice));
  }
  return choices;
}

/// {"de": "Kesselbuch"}: of labels that a company wrote itself; others are in the message
/// catalogue.
template <class Translations>
json translations_of(const Translations& translations) {
  json labels = json::object();
  for (auto& one : translations) labels[one.language()] = one.label();
  return labels;
}

/// `company`: whose defaults are meant.
json plurals_of(const truckroll::admin::CustomType& type) {
  json plurals = json::object();
  for (auto& one : type.translations())
    if (!one.plural().empty()) plurals[one.language()] = one.plural();
  return plurals;
}

json field_json(const Field& field, const truckroll::admin::Tenant& company) {
  auto& o = *field.options;
  auto kind = field.kind == FieldKind::text && o.widget() == options::JSON_TEXT
                  ? "json"
                  : std::string(kind_name(field.kind));
  json body{{"name", field.name},
            {"label", field.label},
            {"kind", kind},
            {"list", field.list},
            {"required", o.required()},
            {"readonly", field.readonly()},
            {"locked", o.locked()},
            {"derived", o.derived()},
            {"secret", o.secret()},
            {"widget",
             o.widget() == 0 ? "default" : lower_name(options::Widget_descriptor(), o.widget())},
            {"indexed", o.indexed() || o.unique() || field.is_reference()},
            {"search", o.search() != options::SEARCH_NONE}};
  if (!o.help().empty()) body["help"] = o.help();
  if (o.max_length() > 0) body["max_length"] = o.max_length();
  if (!o.pattern().empty()) {
    body["pattern"] = o.pattern();
    auto example = common::validate::example_of(o.pattern());
    if (!example.empty()) body["example"] = example;
  }
  if (o.has_minimum()) body["minimum"] = o.minimum();
  if (o.has_maximum()) body["maximum"] = o.maximum();
  if (!o.unit().empty()) body["unit"] = o.unit();
  if (auto text = common::rules::company_default(company, o.default_value()); !text.empty())
    body["default"] = text;
  if (field.is_reference()) body["refers"] = o.refers();
  if (field.kind == FieldKind::about)
    body["about"] = std::vector<std::string>(o.about().begin(), o.about().end());
  if (field.kind == FieldKind::choice) body["choices"] = choices_of(field);
  if (field.custom) {
    body["custom"] = true;
    body["translations"] = translations_of(field.custom->translations());
  }
  if (auto oneof = field.descriptor->real_containing_oneof()) body["one_of"] = oneof->name();
  if (field.kind == FieldKind::lines) {
    json lines = json::array();
    for (auto& line : field.lines) lines.push_back(field_json(line, company));
    body["lines"] = std::move(lines);
  }
  return body;
}

json inputs_json(const google::protobuf::Descriptor* input,
                 const truckroll::admin::Tenant& company) {
  json fields = json::array();
  if (input)
    for (auto& field : common::schema::fields_of(input))
      fields.push_back(field_json(field, company));
  return fields;
}

std::string action_label(const RecordType& type, const std::string& name) {
  if (type.made_by)
    for (auto& move : type.made_by->moves())
      if (move.action() == name) return move.label();
  return common::text::to_label(name);
}

std::string state_label(const RecordType& type, const std::string& name) {
  if (type.made_by)
    for (auto& state : type.made_by->states())
      if (state.key() == name) return state.label();
  return common::text::to_label(name);
}

json actions_json(Hub& hub, const Caller& caller, const RecordType& type,
                  const truckroll::admin::Tenant& company) {
  json actions = json::array();
  std::set<std::string> seen;
  auto& book = hub.store.book();
  auto append = [&](const std::string& name, std::vector<std::string> from, const std::string& to,
                    bool system) {
    auto rule = book.find_action(type.name, name);
    if (rule && rule->on_collection) return;
    actions.push_back({{"name", name},
                       {"label", action_label(type, name)},
                       {"from", std::move(from)},
                       {"to", to},
                       {"may", !system && caller.schema->access.may_act(caller.actor, type, name)},
                       {"input", inputs_json(rule ? rule->input : nullptr, company)}});
  };
  if (auto flow = type.flow())
    for (auto& move : flow->move()) {
      if (!seen.insert(move.action()).second) continue;
      std::vector<std::string> from;
      bool system = true;
      for (auto& other : flow->move()) {
        if (other.action() != move.action()) continue;
        from.insert(from.end(), other.from().begin(), other.from().end());
        bool open = other.role_size() == 0;
        for (auto& role : other.role()) open = open || role != "system";
        system = system && !open;
      }
      append(move.action(), std::move(from), move.to(), system);
    }
  for (auto action : book.actions(type.name))
    if (!seen.count(action->name)) append(action->name, {}, "", false);
  return actions;
}

/// Whether the technician begins such a record himself.
bool begun_in_the_field(const RecordType& type) {
  for (auto& access : type.options->access()) {
    if (access.role() != "technician") continue;
    for (auto right : access.may())
      if (right == options::CREATE || right == options::ALL) return true;
  }
  return false;
}

/// Whether work in the field moves such a record on.
bool has_facts(const RecordType& type) {
  if (!type.flow()) return false;
  for (auto& move : type.flow()->move())
    if (move.fact()) return true;
  return false;
}

/// What the technician finds out at work on a record that the office begins: nobody knows it when
/// the record is made, so the form for a new one does not ask.
bool comes_later(const RecordType& type, const Field& field) {
  return field.options->owner() == options::TECHNICIAN && has_facts(type) &&
         !begun_in_the_field(type);
}

/// Without the fields that the caller may not see; a name may be followed by "desc" or by a path.
template <class Names>
json seen_names(const Caller& caller, const RecordType& type, const Names& names) {
  json seen = json::array();
  for (auto& name : names) {
    auto word = std::string(common::text::trim(name));
    auto part = word.substr(0, word.find_first_of(". "));
    auto field = type.find_field(part);
    if (!field) field = type.find_custom(part);
    if (!field || caller.schema->access.may_see_field(caller.actor, type, *field))
      seen.push_back(word);
  }
  return seen;
}

/// As the type says, "of_type,order"; the fields that he may not see are not in it.
std::string seen_order(const Caller& caller, const RecordType& type, const std::string& order) {
  std::string seen;
  for (auto& name : seen_names(caller, type, common::text::split(order, ',')))
    seen += (seen.empty() ? "" : ",") + name.get<std::string>();
  return seen;
}

json type_json(Hub& hub, const Caller& caller, const RecordType& type,
               const truckroll::admin::Tenant& company) {
  auto& o = *type.options;
  auto may = [&](options::May what) { return caller.schema->access.may(caller.actor, type, what); };
  json fields = json::array();
  auto& access = caller.schema->access;
  for (auto all : {&type.fields, &type.custom})
    for (auto& field : *all) {
      if (!access.may_see_field(caller.actor, type, field) && !field.options->secret()) continue;
      auto body = field_json(field, company);
      if (!access.may_change_field(caller.actor, type, field)) body["readonly"] = true;
      if (comes_later(type, field)) body["later"] = true;
      fields.push_back(std::move(body));
    }
  json flow;
  if (type.flow()) {
    json states = json::array();
    for (auto& state : type.flow()->state())
      states.push_back({{"name", state}, {"label", state_label(type, state)}});
    flow = {{"name", type.flow()->name()},
            {"states", std::move(states)},
            {"frozen",
             std::vector<std::string>(type.flow()->frozen().begin(), type.flow()->frozen().end())},
            {"actions", actions_json(hub, caller, type, company)}};
  } else if (auto actions = actions_json(hub, caller, type, company); !actions.empty()) {
    flow = {{"name", ""},
            {"states", json::array()},
            {"frozen", json::array()},
            {"actions", std::move(actions)}};
  }
  return {{"name", type.name},
          {"area", type.area},
          {"path", type.path},
          {"label", type.label},
          {"custom", type.made_by != nullptr},
          {"translations", type.made_by ? translations_of(type.made_by->translations()) : json()},
          {"plural", type.plural},
          {"plural_translations", type.made_by ? plurals_of(*type.made_by) : json()},
          {"title", o.title()},
          {"kind", lower_name(options::Kind_descriptor(), type.kind())},
          {"icon", o.icon()},
          {"help", o.help()},
          {"owner_field", o.owner().empty() ? json() : json(o.owner())},
          {"columns", seen_names(caller, type, o.columns())},
          {"order_by", seen_order(caller, type, o.order_by())},
          {"timeline", o.timeline()},
          {"may",
           {{"read_all", caller.schema->access.reach(caller.actor, type, options::READ).kind ==
                             store::Reach::Kind::all},
            {"create", may(options::CREATE)},
            {"change", may(options::CHANGE) && !type.append_only()},
            {"delete", may(options::DELETE) && !type.append_only()},
            {"act", may(options::ACT)}}},
          {"fields", std::move(fields)},
          {"flow", std::move(flow)}};
}

Response show(Hub& hub, const Caller& caller, const Request&, const common::http::Params&) {
  auto company = hub.store.read_result([&](store::Connection& connection) {
    truckroll::admin::Tenant found;
    auto& type = caller.schema->catalogue.of<truckroll::admin::Tenant>();
    auto& tenant = caller.actor.tenant;
    if (auto stored = caller.schema->tables.of(type).find(connection, tenant, tenant))
      found.CopyFrom(*stored);
    return found;
  });
  json types = json::array();
  for (auto& type : caller.schema->catalogue.types())
    if (!type->options->internal() && caller.schema->access.may(caller.actor, *type, options::READ))
      types.push_back(type_json(hub, caller, *type, company));
  // The areas that this company works in; none named means all.
  std::vector<std::string> modules(company.modules().begin(), company.modules().end());
  return common::http::json({{"types", std::move(types)}, {"modules", std::move(modules)}});
}

}  // namespace

void add_meta_routes(common::http::Router& router, Hub& hub) {
  add(router, hub, common::http::Method::get, "/api/meta/", show,
      {.summary = "The record types that one may read, for screens",
       .reply = R"({"types": [{"name": "crm.Account", "fields": [{"name": "name"}]}]})"});
}

}  // namespace hub::api
