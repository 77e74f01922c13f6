#pragma once
#include <vector>

#include "proto/records/admin/custom_field.pb.h"
#include "proto/records/admin/custom_type.pb.h"

namespace common::schema {

/// What one company has added to the record types, for Catalogue::extended: as recorded, those not
/// in force too.
struct Additions {
  std::vector<truckroll::admin::CustomType> types;
  std::vector<truckroll::admin::CustomField> fields;
};

}  // namespace common::schema
