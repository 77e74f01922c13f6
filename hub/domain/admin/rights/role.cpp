#include "proto/records/admin/role.pb.h"

#include <set>

#include "common/error/error.hpp"
#include "common/rules/rules.hpp"

namespace hub::domain::admin {
namespace {

using common::rules::Change;
using common::rules::Records;
using truckroll::admin::Role;

/// Rights go from parent to child; in a circle everybody would have everybody's.
void refuse_circle(Records& records, Change<Role>& change) {
  if (!change.changed(Role::kParentFieldNumber)) return;
  std::set<std::string> seen{change.id()};
  for (auto parent = change.after.parent(); !parent.empty();) {
    if (!seen.insert(parent).second)
      common::refuse("parent", "a role cannot inherit from itself, not even by others");
    auto role = records.find<Role>(parent);
    parent = role ? role->parent() : std::string();
  }
}

const common::rules::Effects<Role> effects =
    common::rules::Effects<Role>().before_save(refuse_circle);

}  // namespace
}  // namespace hub::domain::admin
