#include "hub/gateway/acting.hpp"

#include "common/codec/json.hpp"
#include "common/error/error.hpp"

namespace hub::gateway {
namespace {

using common::Error;
using common::ErrorCode;

/// Roles in force, by the user himself or one of his teams. Parameters: tenant, now, now, user,
/// tenant, user.
constexpr const char* roles_sql =
    "SELECT r.\"key\" FROM role_assignment a JOIN role r ON r.tenant = a.tenant AND r.id = a.role "
    "WHERE a.tenant = ? AND a.deleted_at IS NULL AND a.state IN ('active', 'reviewed') AND "
    "r.deleted_at IS NULL "
    "AND (a.\"from\" IS NULL OR a.\"from\" <= ?) AND (a.until IS NULL OR a.until > ?) "
    "AND (a.\"user\" = ? OR a.team IN (SELECT record FROM team_members WHERE tenant = ? AND "
    "\"user\" = ?))";

std::string name_of(const std::string& json_text) {
  auto name = nlohmann::json::parse(json_text, nullptr, false);
  if (!name.is_object()) return {};
  auto given = name.value("given", ""), family = name.value("family", "");
  return given.empty() || family.empty() ? given + family : given + " " + family;
}

}  // namespace

Actor acting_person(store::Connection& connection, const Van& van, const std::string& technician,
                    const std::string& user, common::Instant now) {
  Actor actor;
  actor.tenant = van.tenant;
  actor.device = van.device;
  actor.technician = technician;
  std::string state;
  auto& row = connection.query(
      "SELECT u.id, u.state, u.name FROM technician t JOIN \"user\" u ON u.tenant = t.tenant AND "
      "u.id = t.\"user\" AND "
      "u.deleted_at IS NULL WHERE t.tenant = ? AND t.id = ? AND t.state = 'active' AND "
      "t.deleted_at IS NULL",
      {van.tenant, technician});
  while (row.step()) {
    actor.user = row.text(0);
    state = row.text(1);
    actor.name = name_of(row.text(2));
  }
  if (state != "active")
    throw Error(ErrorCode::forbidden, "this technician may not sign in any more");
  if (!user.empty() && user != actor.user)
    throw Error(ErrorCode::forbidden, "the operation names another user than the technician's");
  auto micros = common::to_micros(now);
  auto& roles =
      connection.query(roles_sql, {van.tenant, micros, micros, actor.user, van.tenant, actor.user});
  while (roles.step()) actor.roles.insert(roles.text(0));
  return actor;
}

Actor gateway_actor(const Van& van, const std::string& cause) {
  Actor actor;
  actor.tenant = van.tenant;
  actor.device = van.device;
  actor.name = "Truckroll";
  actor.cause = cause;
  actor.system = true;
  return actor;
}

}  // namespace hub::gateway
