#include "hub/store/actors.hpp"

#include "common/codec/person_name.hpp"
#include "common/error/error.hpp"
#include "proto/records/admin/user.pb.h"

namespace hub::store {
namespace {

using common::Error;
using common::ErrorCode;

}  // namespace

std::set<std::string> load_roles(Connection& connection, const std::string& tenant,
                                 const std::string& user, common::Instant now) {
  std::set<std::string> keys;
  auto& roles = connection.query(
      "SELECT r.\"key\" FROM role_assignment a JOIN role r ON r.tenant = a.tenant AND r.id = "
      "a.role "
      "WHERE a.tenant = ? AND a.deleted_at IS NULL AND a.state IN ('active', 'reviewed') AND "
      "r.deleted_at IS NULL "
      "AND (a.\"from\" IS NULL OR a.\"from\" <= ?) AND (a.until IS NULL OR a.until > ?) "
      "AND (a.\"user\" = ? OR a.team IN (SELECT record FROM team_members WHERE tenant = ? AND "
      "\"user\" = ?))",
      {tenant, common::to_micros(now), common::to_micros(now), user, tenant, user});
  while (roles.step()) keys.insert(roles.text(0));
  return keys;
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
  auto technician = connection.scalar(
      "SELECT id FROM technician WHERE tenant = ? AND \"user\" = ? AND state = 'active' AND "
      "deleted_at IS NULL",
      {tenant, user});
  if (technician) actor.technician = std::get<std::string>(*technician);
  return actor;
}

}  // namespace hub::store
