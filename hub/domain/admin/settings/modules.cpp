#include <algorithm>
#include <set>

#include "common/error/error.hpp"
#include "common/rules/rules.hpp"
#include "proto/records/admin/tenant.pb.h"

namespace hub::domain::admin {
namespace {

using common::rules::Change;
using common::rules::Records;
using truckroll::admin::Tenant;

/// A module is an area of record types. A word that is none would switch everything off.
void check(Records& records, Change<Tenant>& change) {
  if (!change.changed(Tenant::kModulesFieldNumber)) return;
  std::set<std::string> areas;
  for (auto& type : records.catalogue().types()) areas.insert(type->area);
  for (auto& module : change.after.modules())
    if (!areas.count(module))
      common::refuse("modules", common::say("there is no module \"{}\"; expected some of {}",
                                            module, common::listed(areas)));
}

const common::rules::Effects<Tenant> effects = common::rules::Effects<Tenant>().before_save(check);

}  // namespace
}  // namespace hub::domain::admin
