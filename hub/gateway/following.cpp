#include "hub/gateway/following.hpp"

#include "proto/records/crm/consent.pb.h"

namespace hub::gateway {
namespace {

using store::Connection;
using truckroll::crm::Consent;

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

bool may_follow(store::Store& store, Connection& connection, const std::string& tenant,
                const std::string& technician) {
  bool otherwise = setting_of(connection, tenant, consent_key) != "\"required\"";
  if (technician.empty()) return otherwise;
  auto employee = text_of(connection, "SELECT employee FROM technician WHERE tenant = ? AND id = ?",
                          {tenant, technician});
  if (employee.empty()) return otherwise;
  auto last = text_of(connection,
                      "SELECT id FROM consent WHERE tenant = ? AND employee = ? AND purpose = "
                      "'tracking' AND deleted_at IS NULL ORDER BY \"at\" DESC, id DESC LIMIT 1",
                      {tenant, employee});
  if (last.empty()) return otherwise;
  auto found = store.tables().of(store.catalogue().of<Consent>()).find(connection, tenant, last);
  return found ? static_cast<const Consent&>(*found).given() : otherwise;
}

bool tells_owntracks(Connection& connection, const std::string& tenant) {
  return setting_of(connection, tenant, owntracks_key) == "true";
}

}  // namespace hub::gateway
