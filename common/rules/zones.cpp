#include "common/rules/zones.hpp"

#include "proto/records/admin/branch.pb.h"

namespace common::rules {

std::string zone_of(Records& records, const std::string& legal_entity) {
  using truckroll::admin::Branch;
  if (!legal_entity.empty())
    if (auto own = records.find_where<Branch>("legal_entity", legal_entity)) return own->zone();
  auto ids = records.all_ids(records.catalogue().of<Branch>());
  return ids.empty() ? std::string() : records.load<Branch>(ids.front()).zone();
}

}  // namespace common::rules
