#include "hub/gateway/acting.hpp"

#include "common/codec/json.hpp"
#include "common/error/error.hpp"
#include "common/text/json_text.hpp"
#include "hub/store/actors.hpp"

namespace hub::gateway {
namespace {

using common::Error;
using common::ErrorCode;

std::string name_of(const std::string& json_text) {
  auto name = common::try_read_json(json_text);
  if (!name.is_object()) return {};
  auto given = name.value("given", ""), family = name.value("family", "");
  return given.empty() || family.empty() ? given + family : given + " " + family;
}

/// Before its first change since then, if any.
bool was_active(store::Connection& connection, const Van& van, const std::string& record,
                const std::string& state, common::Instant at) {
  auto before = values_before(connection, van.tenant, record, "state", at);
  return (before.empty() ? state : before.front()) == "active";
}

}  // namespace

ActingPerson acting_person(store::Connection& connection, const Van& van,
                           const std::string& technician, const std::string& user,
                           common::Instant now, std::optional<common::Instant> fact_at) {
  ActingPerson person;
  auto& actor = person.actor;
  actor.tenant = van.tenant;
  actor.device = van.device;
  actor.technician = technician;
  std::string state, technician_state;
  auto& row = connection.query(
      "SELECT u.id, u.state, u.name, t.state FROM technician t JOIN \"user\" u ON u.tenant = "
      "t.tenant AND "
      "u.id = t.\"user\" AND "
      "u.deleted_at IS NULL WHERE t.tenant = ? AND t.id = ? AND t.deleted_at IS NULL",
      {van.tenant, technician});
  while (row.step()) {
    actor.user = row.text(0);
    state = row.text(1);
    actor.name = name_of(row.text(2));
    technician_state = row.text(3);
  }
  bool may_now = state == "active" && technician_state == "active";
  person.was_locked_since = !may_now && fact_at && !actor.user.empty() &&
                            was_active(connection, van, actor.user, state, *fact_at) &&
                            was_active(connection, van, technician, technician_state, *fact_at);
  if (!may_now && !person.was_locked_since)
    throw Error(ErrorCode::forbidden, "this technician may not sign in any more");
  if (!user.empty() && user != actor.user)
    throw Error(ErrorCode::forbidden, "the operation names another user than the technician's");
  actor.roles = store::load_roles(connection, van.tenant, actor.user, now);
  return person;
}

std::string language_of(store::Connection& connection, const Van& van,
                        const std::string& technician) {
  auto reader =
      technician.empty() && !van.technicians.empty() ? van.technicians.front() : technician;
  auto language = connection.scalar(
      "SELECT u.language FROM technician t JOIN \"user\" u ON u.tenant = t.tenant AND u.id = "
      "t.\"user\" WHERE t.tenant = ? AND t.id = ?",
      {van.tenant, reader});
  auto text = language ? std::get_if<std::string>(&*language) : nullptr;
  return std::string(common::language_for(text ? *text : std::string()));
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
