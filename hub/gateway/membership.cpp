#include "hub/gateway/membership.hpp"

#include <algorithm>

#include "common/codec/values.hpp"
#include "common/sync/wire.hpp"
#include "common/text/text.hpp"
#include "common/zone/zone.hpp"
#include "proto/records/admin/branch.pb.h"
#include "proto/records/admin/user.pb.h"
#include "proto/records/people/technician.pb.h"
#include "proto/records/stock/warehouse.pb.h"

namespace hub::gateway {
namespace {

using common::schema::FieldKind;
using store::sql_name;
namespace schema = common::schema;

constexpr int depth_max =
    6;  // a signature follows a document, which follows a checklist, which follows a visit

bool is_personal(std::string_view scope) {
  auto kind = kind_of_scope(scope);
  return kind == ScopeKind::technician || kind == ScopeKind::van || kind == ScopeKind::device;
}

}  // namespace

std::set<std::string> Membership::all() const {
  auto scopes = direct;
  scopes.insert(reached.begin(), reached.end());
  return scopes;
}

std::set<std::string> Membership::personal() const {
  std::set<std::string> scopes;
  for (auto& scope : direct)
    if (is_personal(scope)) scopes.insert(scope);
  return scopes;
}

MembershipFinder::MembershipFinder(store::Transaction& transaction, const ScopePlan& plan)
    : transaction_(transaction), plan_(plan) {}

const Message* MembershipFinder::find(const std::string& type, const std::string& id) {
  auto [at, fresh] = records_.try_emplace({type, id});
  if (fresh)
    if (auto known = plan_.catalogue().find(type))
      at->second = transaction_.find_message(*known, id);
  return at->second.get();
}

void MembershipFinder::read_ahead(const RecordType& type, const std::vector<std::string>& ids) {
  auto& tenant = transaction_.actor().tenant;
  auto& table = transaction_.tables().of(type);
  auto found = table.find_all(transaction_.sql(), tenant, ids);
  std::erase_if(
      found, [](auto& record) { return schema::header(std::as_const(*record)).has_deleted_at(); });
  table.load_lines(transaction_.sql(), tenant, found);
  for (auto& id : ids) records_.try_emplace({type.name, id});
  for (auto& record : found)
    records_[{type.name, schema::header(std::as_const(*record)).id()}] = std::move(record);
}

std::set<std::string> MembershipFinder::ids_where(const RecordType& type, const std::string& path,
                                                  const std::string& id) {
  if (path == "id") return {id};
  auto parts = common::text::split(path, '.');
  auto& field = type.field(parts[0]);
  auto& tenant = transaction_.actor().tenant;
  store::Values values{tenant};
  std::string condition;
  if (field.kind == FieldKind::lines) {
    condition = "\"id\" IN (SELECT \"record\" FROM " + sql_name(store::lines_table(type, field)) +
                " WHERE \"tenant\" = ? AND " + sql_name(parts[1]) + " = ?)";
    values.emplace_back(tenant);
    values.emplace_back(id);
  } else {
    condition = sql_name(field.name) + (field.list ? " LIKE ?" : " = ?");
    values.emplace_back(field.list ? "%\"" + id + "\"%" : id);
  }
  std::set<std::string> ids;
  auto& rows = transaction_.sql().query("SELECT \"id\" FROM " + sql_name(type.table) +
                                            " WHERE \"tenant\" = ? AND " + condition +
                                            " AND deleted_at IS NULL",
                                        values);
  while (rows.step()) ids.insert(rows.text(0));
  return ids;
}

Membership MembershipFinder::of(const RecordType& type, const Message& record, int depth) {
  auto membership = by_own_paths(type, record, depth);
  if (depth > depth_max || !plan_.is_customer_type(type)) return membership;
  // Work of somebody else's at a customer is what was there before.
  membership.reached = plan_.has_technician_rule(type) ? reached_with_customer(type, record, depth)
                                                       : reached_by(type, record, depth);
  return membership;
}

Membership MembershipFinder::by_own_paths(const RecordType& type, const Message& record,
                                          int depth) {
  Membership membership;
  if (depth > depth_max) return membership;
  for (auto& rule : plan_.rules(type)) add_rule(type, record, rule, depth, membership);
  // Of a type that names a branch too the company holds what no branch does.
  if (std::any_of(membership.direct.begin(), membership.direct.end(),
                  [](auto& scope) { return kind_of_scope(scope) == ScopeKind::branch; }))
    membership.direct.erase("company");
  return membership;
}

std::vector<Target> MembershipFinder::targets(const RecordType& type, const Message& record,
                                              const std::vector<Step>& path) {
  auto found = targets_of(type, record, path[0]);
  for (std::size_t i = 1; i < path.size(); ++i) {
    std::vector<Target> next;
    for (auto& target : found)
      if (auto through = find(target.type, target.id))
        for (auto& further : targets_of(plan_.catalogue().type(target.type), *through, path[i]))
          next.push_back(further);
    found = std::move(next);
  }
  return found;
}

void MembershipFinder::add_rule(const RecordType& type, const Message& record,
                                const ScopeRule& rule, int depth, Membership& membership) {
  if (rule.kind == ScopeKind::company) {
    if (in_window(record, rule, "")) membership.direct.insert("company");
    return;
  }
  for (auto& path : rule.paths)
    for (auto& target : targets(type, record, path)) {
      if (rule.kind != ScopeKind::follows) {
        add_key(type, record, rule, target, membership);
        continue;
      }
      auto leader_type = plan_.catalogue().find(target.type);
      auto leader = leader_type ? find(target.type, target.id) : nullptr;
      if (!leader) continue;
      auto personal = by_own_paths(*leader_type, *leader, depth + 1).personal();
      membership.direct.insert(personal.begin(), personal.end());
    }
}

void MembershipFinder::add_key(const RecordType& type, const Message& record, const ScopeRule& rule,
                               const Target& target, Membership& membership) {
  using common::sync::scope_name;
  switch (rule.kind) {
    case ScopeKind::branch:
      if (plan_.is_customer_type(type) && is_assigned_only(target.id)) return;
      for (auto& branch : target.type == "admin.User" ? branches_of_user(target.id)
                                                      : std::set<std::string>{target.id})
        if (in_window(record, rule, zone_of_branch(branch)))
          membership.direct.insert(scope_name("branch", branch));
      return;
    case ScopeKind::technician: {
      auto technicians = target.type == "admin.User" ? technicians_of_user(target.id)
                                                     : std::set<std::string>{target.id};
      for (auto& technician : technicians)
        if (in_window(record, rule, zone_of_branch(branch_of_technician(technician))))
          membership.direct.insert(scope_name("technician", technician));
      return;
    }
    case ScopeKind::van:
      if (is_van(target.id) && in_window(record, rule, ""))
        membership.direct.insert(scope_name("van", target.id));
      return;
    case ScopeKind::device:
      membership.direct.insert(scope_name("device", target.id));
      return;
    default:
      return;
  }
}

std::set<std::string> MembershipFinder::reached_by(const RecordType& type, const Message& record,
                                                   int depth) {
  if (depth > depth_max) return {};
  std::set<std::string> branches;
  bool assigned_only = false, has_branch = false;
  for (auto& rule : plan_.rules(type))
    for (auto& path : rule.paths)
      if (rule.kind == ScopeKind::branch)
        for (auto& target : targets(type, record, path)) {
          has_branch = true;
          branches.insert(target.id);
          assigned_only = assigned_only || is_assigned_only(target.id);
        }
  if (!has_branch) assigned_only = is_assigned_only("");
  // Where the branch holds it, only technicians lent by another branch need it beside.
  if (!assigned_only && !has_several_branches()) return {};
  std::set<std::string> technicians;
  auto& id = schema::header(record).id();
  for (auto& reason : plan_.reasons(type))
    for (auto& source : ids_where(*reason.type, reason.path, id))
      if (auto work = find(reason.type->name, source))
        for (auto& scope : by_own_paths(*reason.type, *work, depth + 1).direct)
          if (kind_of_scope(scope) == ScopeKind::technician) technicians.insert(scope);
  if (plan_.reasons(type).empty()) technicians = reached_with_customer(type, record, depth);
  if (assigned_only) return technicians;
  std::erase_if(technicians, [&](const std::string& scope) {
    return branches.count(
               branch_of_technician(scope.substr(std::string_view("technician:").size()))) > 0;
  });
  return technicians;
}

std::set<std::string> MembershipFinder::reached_with_customer(const RecordType& type,
                                                              const Message& record, int depth) {
  std::set<std::string> technicians;
  for (auto& rule : plan_.rules(type))
    for (auto& path : rule.paths) {
      if (rule.kind != ScopeKind::branch || path.size() < 2) continue;
      auto branches = targets(type, record, path);
      bool in_time = std::any_of(branches.begin(), branches.end(), [&](auto& branch) {
        return in_window(record, rule, zone_of_branch(branch.id));
      });
      if (!in_time) continue;
      for (auto& target : targets_of(type, record, path[0]))
        if (auto customer = find(target.type, target.id)) {
          auto further = reached_by(plan_.catalogue().type(target.type), *customer, depth + 1);
          technicians.insert(further.begin(), further.end());
        }
    }
  return technicians;
}

bool MembershipFinder::in_window(const Message& record, const ScopeRule& rule,
                                 const std::string& zone) {
  if (rule.time.empty()) return true;
  std::int32_t day = 0;
  auto& header = schema::header(record);
  auto reflection = record.GetReflection();
  if (!rule.time_field) {
    day = common::zone::local_day(
        common::codec::from_timestamp(rule.time == "created_at" ? header.created_at()
                                                                : header.changed_at()),
        zone);
  } else {
    if (!reflection->HasField(record, rule.time_field->descriptor))
      return false;  // no time yet: not in any window
    auto& value = reflection->GetMessage(record, rule.time_field->descriptor);
    day = rule.time_field->kind == FieldKind::date
              ? static_cast<const truckroll::Date&>(value).days()
              : common::zone::local_day(common::codec::from_timestamp(
                                            static_cast<const google::protobuf::Timestamp&>(value)),
                                        zone);
  }
  auto today = common::zone::local_day(transaction_.now(), zone);
  return day >= today - rule.days_back && day <= today + rule.days_ahead;
}

std::set<std::string> MembershipFinder::technicians_of_user(const std::string& user) {
  return ids_where(plan_.catalogue().of<truckroll::people::Technician>(), "user", user);
}

std::set<std::string> MembershipFinder::branches_of_user(const std::string& user) {
  std::set<std::string> branches;
  for (auto& technician : technicians_of_user(user))
    if (auto branch = branch_of_technician(technician); !branch.empty()) branches.insert(branch);
  return branches;
}

std::string MembershipFinder::branch_of_technician(const std::string& technician) {
  auto found = find("people.Technician", technician);
  return found ? static_cast<const truckroll::people::Technician&>(*found).branch() : std::string();
}

std::string MembershipFinder::zone_of_branch(const std::string& branch) {
  auto found = branch.empty() ? nullptr : find("admin.Branch", branch);
  return found ? static_cast<const truckroll::admin::Branch&>(*found).zone() : std::string();
}

bool MembershipFinder::is_van(const std::string& warehouse) {
  auto found = find("stock.Warehouse", warehouse);
  return found && static_cast<const truckroll::stock::Warehouse&>(*found).kind() ==
                      truckroll::stock::Warehouse::KIND_VAN;
}

bool MembershipFinder::is_assigned_only(const std::string& branch) {
  if (!settings_read_) {
    settings_read_ = true;
    auto& rows = transaction_.sql().query(
        "SELECT branch, value FROM setting WHERE tenant = ? AND \"key\" = ? AND \"user\" IS NULL "
        "AND device IS NULL AND "
        "deleted_at IS NULL",
        {transaction_.actor().tenant, std::string(customer_scope_key)});
    while (rows.step()) settings_[rows.text(0)] = rows.text(1);
  }
  auto found = settings_.find(branch);
  if (found == settings_.end()) found = settings_.find("");
  return found != settings_.end() &&
         (found->second == "assigned" || found->second == "\"assigned\"");
}

bool MembershipFinder::has_several_branches() {
  if (!several_branches_)
    several_branches_ = transaction_.sql().integer(
                            "SELECT count(*) FROM branch WHERE tenant = ? AND deleted_at IS NULL",
                            {transaction_.actor().tenant}) > 1;
  return *several_branches_;
}

}  // namespace hub::gateway
