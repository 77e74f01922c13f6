#include "hub/gateway/following.hpp"

#include "common/rules/people/following.hpp"
#include "proto/records/crm/consent.pb.h"

namespace hub::gateway {
namespace {

using store::Connection;
using truckroll::crm::Consent;
namespace people = common::rules::people;

std::string text_of(Connection& connection, const char* sql, const store::Values& values) {
  auto found = connection.scalar(sql, values);
  auto text = found ? std::get_if<std::string>(&*found) : nullptr;
  return text ? *text : std::string();
}

/// As JSON; empty without one.
std::string setting_of(Connection& connection, const std::string& tenant, const char* key) {
  return text_of(connection,
                 "SELECT value FROM setting WHERE tenant = ? AND key = ? AND deleted_at IS NULL",
                 {tenant, std::string(key)});
}

}  // namespace

std::optional<bool> tracking_consent(const store::Tables& tables, Connection& connection,
                                     const std::string& tenant, const std::string& employee) {
  if (employee.empty()) return std::nullopt;
  auto last = text_of(connection,
                      "SELECT id FROM consent WHERE tenant = ? AND employee = ? AND purpose = "
                      "'tracking' AND deleted_at IS NULL ORDER BY \"at\" DESC, id DESC LIMIT 1",
                      {tenant, employee});
  if (last.empty()) return std::nullopt;
  auto found = tables.of(tables.catalogue().of<Consent>()).find(connection, tenant, last);
  if (!found) return std::nullopt;
  return static_cast<const Consent&>(*found).given();
}

bool may_follow(store::Store& store, Connection& connection, const std::string& tenant,
                const std::string& technician) {
  auto employee = text_of(connection, "SELECT employee FROM technician WHERE tenant = ? AND id = ?",
                          {tenant, technician});
  auto said = tracking_consent(store.tables(), connection, tenant, employee);
  return people::is_followed(
      people::following(said, setting_of(connection, tenant, people::consent_key)));
}

bool tells_owntracks(Connection& connection, const std::string& tenant) {
  return setting_of(connection, tenant, owntracks_key) == "true";
}

}  // namespace hub::gateway
