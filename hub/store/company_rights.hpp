#pragma once
#include <set>
#include <string>
#include <vector>

#include "hub/store/tables.hpp"
#include "proto/records/admin/partner_share.pb.h"
#include "proto/records/admin/permission.pb.h"
#include "proto/records/admin/role.pb.h"

namespace hub::store {

class Tables;

/// What one company has added to the grants that the types declare, as recorded.
struct CompanyRights {
  std::vector<truckroll::admin::Role> roles;
  std::vector<truckroll::admin::Permission> permissions;
  std::vector<truckroll::admin::PartnerShare> shares;  ///< to other organisations
  std::set<std::string> shared_types;                  ///< with records shared one by one
  /// Whether the declared grants are all there is; delivered roles add nothing.
  bool empty() const;
  /// Keys of the roles of people of other organisations: partner and customer, and what the company
  /// derived from them.
  std::set<std::string, std::less<>> outside_roles() const;
};

CompanyRights load_company_rights(Connection& connection, const Tables& tables,
                                  const std::string& tenant);

}  // namespace hub::store
