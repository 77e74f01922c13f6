#pragma once
#include <map>
#include <set>
#include <string>

#include "common/schema/schema.hpp"

namespace hub::graphql {

/// "created_at", "on-my-way" → "createdAt", "onMyWay"
std::string camel_case(std::string_view name);
/// "on-my-way" → "OnMyWay"
std::string pascal_case(std::string_view name);

/// What record types, enums and lines are called. Given over the whole catalogue, so that a name
/// does not depend on who asks: a type whose name stands in two areas bears its area before it
/// ("FleetPosition"), as does one that is called like a type of GraphQL's or a value's.
class Names {
 public:
  explicit Names(const common::schema::Catalogue& catalogue);

  struct OfType {
    std::string type;       ///< "WorkOrder"
    std::string one, many;  ///< "workOrder", "workOrders"
  };
  const OfType& of(const common::schema::RecordType& type) const { return types_.at(&type); }
  /// An enum of protobuf: "AccountKind".
  const std::string& of(const google::protobuf::EnumDescriptor& choices);
  /// A name that no other type has, for `what`: itself, or followed by underscores.
  const std::string& given(const std::string& what, const std::string& wanted);

 private:
  std::map<const common::schema::RecordType*, OfType> types_;
  std::map<std::string, std::string> given_;  // what → name
  std::set<std::string> taken_;
};

}  // namespace hub::graphql
