#include "hub/store/company_rights.hpp"

#include <algorithm>

#include "hub/store/impl/load_all.hpp"

namespace hub::store {

bool CompanyRights::empty() const {
  return permissions.empty() && shares.empty() && shared_types.empty() &&
         outside_roles().size() == 2;
}

std::set<std::string, std::less<>> CompanyRights::outside_roles() const {
  std::set<std::string, std::less<>> outside{"partner", "customer"};
  std::set<std::string> ids;
  for (bool found = true; found;) {
    found = false;
    for (auto& role : roles) {
      bool is = outside.count(role.key()) > 0 || ids.count(role.parent()) > 0;
      if (!is || !ids.insert(role.header().id()).second) continue;
      outside.insert(role.key());
      found = true;
    }
  }
  return outside;
}

CompanyRights load_company_rights(Connection& connection, const Tables& tables,
                                  const std::string& tenant) {
  CompanyRights rights;
  rights.roles = impl::load_all<truckroll::admin::Role>(connection, tables, tenant);
  rights.permissions = impl::load_all<truckroll::admin::Permission>(connection, tables, tenant);
  rights.shares = impl::load_all<truckroll::admin::PartnerShare>(connection, tables, tenant);
  std::erase_if(rights.shares, [](auto& share) { return share.header().state() == "ended"; });
  auto& rows = connection.query(
      "SELECT DISTINCT record__type FROM record_share WHERE tenant = ? AND deleted_at IS NULL",
      {tenant});
  while (rows.step()) rights.shared_types.insert(rows.text(0));
  return rights;
}

}  // namespace hub::store
