#pragma once
#include "common/schema/schema.hpp"
#include "edge/day/screen.hpp"

namespace edge::day {

/// Throws not_found for a type that is not there, or not for technicians.
const common::schema::RecordType& own_type(const Screen& screen, const std::string& key);
bool may_see(const common::schema::Field& field);
bool may_change(const common::schema::Field& field);
enum class OwnRight { create, change };
bool may(const common::schema::RecordType& type, OwnRight right);
/// As the type's template says; of any type.
std::string own_title(common::rules::Records& records, const common::schema::RecordType& type,
                      const common::schema::Message& record);

}  // namespace edge::day
