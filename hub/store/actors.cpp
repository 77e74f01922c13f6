#include "hub/store/actors.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include "common/codec/person_name.hpp"
#include "common/error/error.hpp"
#include "common/zone/zone.hpp"
#include "hub/store/access.hpp"
#include "proto/records/admin/user.pb.h"

namespace hub::store {
namespace {

using common::Error;
using common::ErrorCode;

struct Assigned {
  std::string id, role, delegated_by;
  bool emergency;
};

std::vector<Assigned> load_assigned(Connection& connection, const std::string& tenant,
                                    const std::string& user, common::Instant now) {
  std::vector<Assigned> assigned;
  auto& rows = connection.query(
      "SELECT a.id, a.role, a.delegated_by, a.emergency FROM role_assignment a "
      "WHERE a.tenant = ? AND a.deleted_at IS NULL AND a.state IN ('active', 'reviewed') "
      "AND (a.\"from\" IS NULL OR a.\"from\" <= ?) AND (a.until IS NULL OR a.until > ?) "
      "AND (a.\"user\" = ? OR a.team IN (SELECT record FROM team_members WHERE tenant = ? AND "
      "\"user\" = ?))",
      {tenant, common::to_micros(now), common::to_micros(now), user, tenant, user});
  while (rows.step())
    assigned.push_back({rows.text(0), rows.text(1), rows.text(2), rows.integer(3) != 0});
  return assigned;
}

/// The company's roles: what each is called, and what it inherits from.
class RoleTree {
 public:
  RoleTree(Connection& connection, const std::string& tenant) {
    auto& rows = connection.query(
        "SELECT id, \"key\", parent FROM role WHERE tenant = ? AND deleted_at IS NULL", {tenant});
    while (rows.step()) roles_[rows.text(0)] = {rows.text(1), rows.text(2)};
  }
  /// The keys of the role and of all that it inherits from.
  void add(std::string id, std::set<std::string>& keys) const {
    for (auto role = roles_.find(id); role != roles_.end(); role = roles_.find(role->second.parent))
      if (!keys.insert(role->second.key).second) return;
  }
  bool has(const std::set<std::string>& keys, const std::string& id) const {
    auto role = roles_.find(id);
    return role != roles_.end() && keys.count(role->second.key) > 0;
  }
  std::vector<std::string> ids_of(const std::set<std::string>& keys) const {
    std::vector<std::string> ids;
    for (auto& [id, role] : roles_)
      if (keys.count(role.key)) ids.push_back(id);
    return ids;
  }

 private:
  struct Role {
    std::string key, parent;
  };
  std::map<std::string, Role> roles_;
};

std::set<std::string> own_keys(const std::vector<Assigned>& assigned, const RoleTree& tree) {
  std::set<std::string> keys;
  for (auto& one : assigned)
    if (one.delegated_by.empty() && !one.emergency) tree.add(one.role, keys);
  return keys;
}

bool is_active(Connection& connection, const std::string& tenant, const std::string& user) {
  return connection
      .scalar(
          "SELECT 1 FROM \"user\" WHERE tenant = ? AND id = ? AND state = 'active' AND "
          "deleted_at IS NULL",
          {tenant, user})
      .has_value();
}

/// Marks of what is shared with the partner today.
void add_shares(Connection& connection, const std::string& partner, std::int32_t today_days,
                Actor& actor) {
  auto& rows = connection.query(
      "SELECT id FROM partner_share WHERE tenant = ? AND account = ? AND state = 'active' AND "
      "deleted_at IS NULL AND (\"from\" IS NULL OR \"from\" <= ?) AND (until IS NULL OR until >= "
      "?)",
      {actor.tenant, partner, std::int64_t{today_days}, std::int64_t{today_days}});
  while (rows.step()) actor.roles.insert(share_mark + rows.text(0));
}

std::vector<std::string> column(Statement& rows) {
  std::vector<std::string> ids;
  while (rows.step())
    if (!rows.is_null(0)) ids.push_back(rows.text(0));
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

}  // namespace

std::set<std::string> load_roles(Connection& connection, const std::string& tenant,
                                 const std::string& user, common::Instant now) {
  RoleTree tree(connection, tenant);
  std::set<std::string> keys;
  for (auto& one : load_assigned(connection, tenant, user, now)) {
    if (!one.delegated_by.empty()) {
      auto his = load_roles_of_his_own(connection, tenant, one.delegated_by, now);
      if (!tree.has(his, one.role) || !is_active(connection, tenant, one.delegated_by)) continue;
    }
    tree.add(one.role, keys);
    if (one.emergency) keys.insert(emergency_mark + one.id);
  }
  return keys;
}

std::set<std::string> load_roles_of_his_own(Connection& connection, const std::string& tenant,
                                            const std::string& user, common::Instant now) {
  RoleTree tree(connection, tenant);
  return own_keys(load_assigned(connection, tenant, user, now), tree);
}

std::shared_ptr<const common::expr::Circle> load_circle(Connection& connection, const Actor& actor,
                                                        std::int32_t today_days) {
  auto circle = std::make_shared<common::expr::Circle>();
  std::int64_t today = today_days;
  auto& tenant = actor.tenant;
  circle->teams = column(connection.query(
      "SELECT t.id FROM team t WHERE t.tenant = ? AND t.deleted_at IS NULL AND (t.lead = ? OR "
      "EXISTS (SELECT 1 FROM team_members m WHERE m.tenant = t.tenant AND m.record = t.id AND "
      "(m.\"user\" = ? OR m.technician = ?) AND (m.\"from\" IS NULL OR m.\"from\" <= ?) AND "
      "(m.\"to\" IS NULL OR m.\"to\" >= ?)))",
      {tenant, actor.user, actor.user, actor.technician, today, today}));
  std::vector<std::string> colleagues{actor.user};
  for (auto& team : circle->teams) {
    auto found = column(connection.query(
        "SELECT COALESCE(m.\"user\", t.\"user\") FROM team_members m LEFT JOIN technician t ON "
        "t.tenant = m.tenant AND t.id = m.technician WHERE m.tenant = ? AND m.record = ? AND "
        "(m.\"from\" IS NULL OR m.\"from\" <= ?) AND (m.\"to\" IS NULL OR m.\"to\" >= ?) UNION "
        "SELECT lead FROM team WHERE tenant = ? AND id = ?",
        {tenant, team, today, today, tenant, team}));
    colleagues.insert(colleagues.end(), found.begin(), found.end());
  }
  std::sort(colleagues.begin(), colleagues.end());
  colleagues.erase(std::unique(colleagues.begin(), colleagues.end()), colleagues.end());
  circle->colleagues = std::move(colleagues);
  circle->territories = column(connection.query(
      "SELECT t.id FROM territory t JOIN territory_reps r ON r.tenant = t.tenant AND r.record = "
      "t.id WHERE t.tenant = ? AND t.deleted_at IS NULL AND r.\"user\" = ? AND (r.\"from\" IS NULL "
      "OR r.\"from\" <= ?) AND (r.\"to\" IS NULL OR r.\"to\" >= ?)",
      {tenant, actor.user, today, today}));
  circle->roles = RoleTree(connection, tenant).ids_of(actor.roles);
  std::sort(circle->roles.begin(), circle->roles.end());
  return circle;
}

Actor load_actor(Connection& connection, const Tables& tables, const std::string& tenant,
                 const std::string& user, common::Instant now) {
  auto& type = tables.catalogue().of<truckroll::admin::User>();
  auto record = tables.of(type).find(connection, tenant, user);
  if (!record || common::schema::header(static_cast<const Message&>(*record)).state() != "active")
    throw Error(ErrorCode::unauthenticated, "sign in again");
  Actor actor;
  actor.tenant = tenant;
  actor.user = user;
  actor.name =
      common::codec::person_name(static_cast<const truckroll::admin::User&>(*record).name());
  actor.roles = load_roles(connection, tenant, user, now);
  auto& partner = static_cast<const truckroll::admin::User&>(*record).partner();
  if (actor.has("partner") && !partner.empty())
    add_shares(connection, partner, common::zone::local_day(now, ""), actor);
  auto technician = connection.scalar(
      "SELECT id FROM technician WHERE tenant = ? AND \"user\" = ? AND state = 'active' AND "
      "deleted_at IS NULL",
      {tenant, user});
  if (technician) actor.technician = std::get<std::string>(*technician);
  return actor;
}

}  // namespace hub::store
