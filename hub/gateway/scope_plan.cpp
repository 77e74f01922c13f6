#include "hub/gateway/scope_plan.hpp"

#include <algorithm>

#include "common/error/error.hpp"
#include "common/text/text.hpp"
#include "proto/options/van.pb.h"
#include "proto/records/admin/user.pb.h"

namespace hub::gateway {
namespace {

using common::Error;
using common::ErrorCode;
using common::schema::FieldKind;
namespace schema = common::schema;

template <class Map, class Key>
const typename Map::mapped_type& found_or_empty(const Map& map, const Key& key) {
  static const typename Map::mapped_type empty{};
  auto found = map.find(key);
  return found == map.end() ? empty : found->second;
}

[[noreturn]] void no_path(const RecordType& type, const std::string& path) {
  throw Error(ErrorCode::internal, type.name + ": the scope's path \"" + path + "\" leads nowhere");
}

Step step_of(const Field& field, const std::string& prefix) {
  Step step{prefix + field.name, {}, {}};
  if (field.is_reference()) step.type = field.options->refers();
  if (field.kind == FieldKind::about)
    step.allowed.assign(field.options->about().begin(), field.options->about().end());
  return step;
}

bool leads_somewhere(const Field& field) {
  return field.is_reference() || field.kind == FieldKind::about;
}

void add_targets(const Field& field, const Message& message, std::vector<Target>& out) {
  auto reflection = message.GetReflection();
  if (field.kind == FieldKind::about) {
    if (field.list || !reflection->HasField(message, field.descriptor)) return;
    auto& about =
        static_cast<const truckroll::About&>(reflection->GetMessage(message, field.descriptor));
    if (!about.id().empty()) out.push_back({about.type(), about.id()});
  } else if (field.list) {
    for (int i = 0; i < reflection->FieldSize(message, field.descriptor); ++i)
      out.push_back(
          {field.options->refers(), reflection->GetRepeatedString(message, field.descriptor, i)});
  } else if (reflection->HasField(message, field.descriptor)) {
    auto id = reflection->GetString(message, field.descriptor);
    if (!id.empty()) out.push_back({field.options->refers(), std::move(id)});
  }
}

ScopeKind kind_of(const options::Scope& scope) {
  switch (scope.key_case()) {
    case options::Scope::kCompany:
      return ScopeKind::company;
    case options::Scope::kBranch:
      return ScopeKind::branch;
    case options::Scope::kTechnician:
      return ScopeKind::technician;
    case options::Scope::kVan:
      return ScopeKind::van;
    case options::Scope::kDevice:
      return ScopeKind::device;
    case options::Scope::kFollows:
      return ScopeKind::follows;
    case options::Scope::KEY_NOT_SET:
      break;
  }
  throw Error(ErrorCode::internal, "a scope without key");
}

const std::string& path_of(const options::Scope& scope) {
  switch (scope.key_case()) {
    case options::Scope::kBranch:
      return scope.branch();
    case options::Scope::kTechnician:
      return scope.technician();
    case options::Scope::kVan:
      return scope.van();
    case options::Scope::kDevice:
      return scope.device();
    default:
      return scope.follows();
  }
}

bool stays_at_hub(const Field& field) {
  return field.options->secret() &&
         !field.descriptor->options().GetExtension(options::checked_in_van);
}

}  // namespace

ScopeKind kind_of_scope(std::string_view scope) {
  if (scope.starts_with("branch:")) return ScopeKind::branch;
  if (scope.starts_with("technician:")) return ScopeKind::technician;
  if (scope.starts_with("van:")) return ScopeKind::van;
  if (scope.starts_with("device:")) return ScopeKind::device;
  return ScopeKind::company;
}

std::vector<Target> targets_of(const RecordType& type, const Message& record, const Step& step) {
  std::vector<Target> out;
  if (step.path == "id") return {{type.name, schema::header(record).id()}};
  auto parts = common::text::split(step.path, '.');
  auto& field = type.field(parts[0]);
  if (field.kind != FieldKind::lines) {
    add_targets(field, record, out);
    return out;
  }
  auto reflection = record.GetReflection();
  for (auto& line : field.lines)
    if (line.name == parts[1])
      for (int i = 0; i < reflection->FieldSize(record, field.descriptor); ++i)
        add_targets(line, reflection->GetRepeatedMessage(record, field.descriptor, i), out);
  return out;
}

const store::Actor& any_technician() {
  static const store::Actor actor = [] {
    store::Actor made;
    made.user = "van";
    made.roles = {"technician"};
    return made;
  }();
  return actor;
}

ScopePlan::ScopePlan(std::shared_ptr<const store::Schema> schema)
    : schema_(std::move(schema)), catalogue_(schema_->catalogue) {
  for (auto& type : catalogue_.types()) {
    // Every van would hold what only some technicians may read.
    if (type->made_by && schema_->access.reach(any_technician(), *type, options::READ).kind !=
                             store::Reach::Kind::all)
      continue;
    for (auto kind : {ScopeKind::company, ScopeKind::branch, ScopeKind::technician, ScopeKind::van,
                      ScopeKind::device})
      for (auto& field : type->fields)
        if (stays_at_hub(field)) hidden_[{type.get(), kind}].insert(field.descriptor->number());
    for (auto& scope : type->options->scope()) add_rule(*type, scope);
  }
  find_customer_types();
  for (auto& [type, rules] : rules_)
    for (auto& rule : rules) add_dependences(*type, rule);
}

void ScopePlan::add_rule(const RecordType& type, const options::Scope& scope) {
  ScopeRule rule;
  rule.kind = kind_of(scope);
  if (rule.kind != ScopeKind::company) rule.paths = resolve(type, path_of(scope));
  rule.time = scope.time();
  rule.days_back = scope.days_back();
  rule.days_ahead = scope.days_ahead();
  if (!rule.time.empty() && rule.time != "created_at" && rule.time != "changed_at")
    rule.time_field = &type.field(rule.time);
  // What follows another record comes in that record's scopes.
  std::vector<ScopeKind> kinds{rule.kind};
  if (rule.kind == ScopeKind::follows)
    kinds = {ScopeKind::technician, ScopeKind::van, ScopeKind::device};
  // As customers come in the technician's scope where the branch holds none, the branch's bounds go
  // with them.
  if (rule.kind == ScopeKind::branch) kinds.push_back(ScopeKind::technician);
  bool own_technician = false;
  for (auto& other : type.options->scope())
    own_technician = own_technician || other.key_case() == options::Scope::kTechnician;
  for (auto kind : kinds) {
    if (rule.kind == ScopeKind::branch && kind == ScopeKind::technician && own_technician) continue;
    for (auto& name : scope.without())
      hidden_[{&type, kind}].insert(type.field(name).descriptor->number());
  }
  rules_[&type].push_back(std::move(rule));
}

std::vector<Step> ScopePlan::steps_at(const RecordType& type, const std::vector<std::string>& parts,
                                      std::size_t& used) const {
  auto& name = parts[used];
  if (name == "id") {
    ++used;
    return {{"id", type.name, {}}};
  }
  std::vector<Step> steps;
  for (auto& field : type.fields) {
    auto alternatives = field.descriptor->real_containing_oneof();
    bool named = field.name == name || (alternatives && alternatives->name() == name);
    if (!named) continue;
    if (leads_somewhere(field)) steps.push_back(step_of(field, ""));
    if (field.kind == FieldKind::lines && used + 1 < parts.size())
      for (auto& line : field.lines)
        if (line.name == parts[used + 1] && leads_somewhere(line)) {
          ++used;
          steps.push_back(step_of(line, field.name + "."));
          break;
        }
  }
  ++used;
  return steps;
}

std::vector<std::vector<Step>> ScopePlan::resolve(const RecordType& type,
                                                  const std::string& path) const {
  auto parts = common::text::split(path, '.');
  struct Open {
    const RecordType* type;
    std::vector<Step> steps;
    std::size_t used;
  };
  std::vector<Open> open{{&type, {}, 0}};
  std::vector<std::vector<Step>> paths;
  while (!open.empty()) {
    auto one = std::move(open.back());
    open.pop_back();
    auto used = one.used;
    auto steps = steps_at(*one.type, parts, used);
    if (steps.empty()) no_path(type, path);
    for (auto& step : steps) {
      auto chain = one.steps;
      chain.push_back(step);
      if (used == parts.size()) {
        paths.push_back(std::move(chain));
        continue;
      }
      if (step.type.empty()) no_path(type, path);  // about leads to many types: a path ends there
      open.push_back({&catalogue_.type(step.type), std::move(chain), used});
    }
  }
  return paths;
}

void ScopePlan::add_dependences(const RecordType& type, const ScopeRule& rule) {
  for (auto& path : rule.paths) {
    Dependence dependence;
    auto at = &type;
    for (std::size_t i = 0; i < path.size(); ++i) {
      if (i > 0) {
        dependence.field = common::text::split(path[i].path, '.')[0];
        readers_[at].push_back(dependence);
      }
      dependence.hops.push_back({at, path[i].path});
      at = path[i].type.empty() ? nullptr : &catalogue_.type(path[i].type);
    }
    dependence.field.clear();
    auto& last = path.back();
    if (rule.kind == ScopeKind::follows) {
      for (auto& target : catalogue_.types()) {
        bool fits = last.type == target->name;
        for (auto& allowed : last.allowed) fits = fits || allowed == "*" || allowed == target->name;
        if (fits) followers_[target.get()].push_back(dependence);
      }
    }
    if ((rule.kind == ScopeKind::technician || rule.kind == ScopeKind::branch) && at &&
        at == &catalogue_.of<truckroll::admin::User>() && path.size() == 1)
      by_user_.push_back({&type, last.path});
  }
}

void ScopePlan::find_customer_types() {
  for (auto& [type, rules] : rules_)
    for (auto& rule : rules)
      for (auto& path : rule.paths) {
        if (rule.kind != ScopeKind::branch || path.size() < 2) continue;
        customer_types_.insert(type);
        for (std::size_t i = 0; i + 1 < path.size(); ++i)
          customer_types_.insert(&catalogue_.type(path[i].type));
      }
  for (auto type : customer_types_)
    for (auto& referrer : catalogue_.referrers(*type)) {
      if (!has_technician_rule(*referrer.type)) continue;
      auto path =
          referrer.lines ? referrer.lines->name + "." + referrer.field->name : referrer.field->name;
      customers_of_[referrer.type].push_back({path, type->name, {}});
      if (!has_technician_rule(*type)) reasons_[type].push_back({referrer.type, path});
    }
  // Nothing points at them (a customer's billing profile), or they are work of somebody else's that
  // was done there: they go with the customer.
  for (auto type : customer_types_) {
    if (reasons_.count(type)) continue;
    for (auto& rule : rules_[type])
      for (auto& path : rule.paths)
        if (rule.kind == ScopeKind::branch && path.size() > 1)
          followers_[&catalogue_.type(path[0].type)].push_back({{{type, path[0].path}}, {}});
  }
}

std::shared_ptr<const ScopePlan> ScopePlans::of(const std::string& tenant) {
  auto schema = store_.schema(tenant);
  std::lock_guard lock(mutex_);
  if (schema == store_.schema({})) {
    if (!compiled_) compiled_ = std::make_shared<ScopePlan>(std::move(schema));
    return compiled_;
  }
  if (plans_.size() >= plans_max) plans_.clear();
  auto& plan = plans_[tenant];
  if (!plan || &plan->schema() != schema.get()) plan = std::make_shared<ScopePlan>(schema);
  return plan;
}

const std::vector<ScopeRule>& ScopePlan::rules(const RecordType& type) const {
  return found_or_empty(rules_, &type);
}

const std::set<int>& ScopePlan::hidden(const RecordType& type, ScopeKind kind) const {
  return found_or_empty(hidden_, std::make_pair(&type, kind));
}

bool ScopePlan::has_technician_rule(const RecordType& type) const {
  auto& rules = this->rules(type);
  return std::any_of(rules.begin(), rules.end(),
                     [](auto& rule) { return rule.kind == ScopeKind::technician; });
}

const std::vector<Dependence::Hop>& ScopePlan::reasons(const RecordType& type) const {
  return found_or_empty(reasons_, &type);
}
const std::vector<Step>& ScopePlan::customers_of(const RecordType& type) const {
  return found_or_empty(customers_of_, &type);
}
const std::vector<Dependence>& ScopePlan::readers(const RecordType& type) const {
  return found_or_empty(readers_, &type);
}
const std::vector<Dependence>& ScopePlan::followers(const RecordType& type) const {
  return found_or_empty(followers_, &type);
}

}  // namespace hub::gateway
