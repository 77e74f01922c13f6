#include "proto/records/admin/permission.pb.h"

#include "common/error/error.hpp"
#include "common/rules/rules.hpp"
#include "hub/store/access.hpp"
#include "hub/store/circumstances.hpp"
#include "hub/store/company_rights.hpp"

namespace hub::domain::admin {
namespace {

using common::refuse;
using common::rules::Change;
using common::rules::Records;
using truckroll::admin::Permission;
using truckroll::admin::Role;

void check_fields(const Permission& permission) {
  if (permission.fields().empty()) {
    if (permission.has_field_right()) refuse("fields", "name the fields that are meant");
    if (permission.may().empty() && permission.actions().empty())
      refuse("may", "say what the role may do, or may not");
    return;
  }
  bool all_records = permission.where().empty() && permission.states().empty() &&
                     (permission.extent() == Permission::EXTENT_UNSPECIFIED ||
                      permission.extent() == Permission::EXTENT_ALL);
  bool of_records = permission.effect() == Permission::EFFECT_GRANT && !permission.may().empty();
  if (!of_records && !all_records)
    refuse("where", "fields are hidden or shown for all records of the type; leave it out");
}

/// What the engine would leave out as not understood is refused here, with the reason.
void check_meaning(Records& records, const Permission& permission, const Role& role) {
  store::CompanyRights rights;
  rights.roles = {role};
  rights.permissions = {permission};
  std::vector<std::string> faults;
  store::Access probe(records.catalogue(), &rights, &faults);
  if (faults.empty()) return;
  bool of_fields = faults[0].find("has no field \"") != std::string::npos;
  refuse(of_fields && permission.where().empty() ? "fields" : "where", faults[0]);
}

void check(Records& records, Change<Permission>& change) {
  auto& permission = change.after;
  auto type = records.catalogue().find(permission.of_type());
  if (!type || type->options->internal())
    refuse("of_type", common::say("there is no record type \"{}\"", permission.of_type()));
  auto role = records.load<Role>(permission.role());
  if (role.key() == "admin") refuse("role", "administrators may do everything");
  for (auto& when : permission.when()) store::check_when(when);
  check_fields(permission);
  check_meaning(records, permission, role);
}

const common::rules::Effects<Permission> effects =
    common::rules::Effects<Permission>().before_save(check);

}  // namespace
}  // namespace hub::domain::admin
