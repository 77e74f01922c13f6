#pragma once
#include <string>

#include "common/schema/schema.hpp"

namespace hub::store {

/// By which a person's own records of the type are known: the first of its references to users that
/// name an owner, or "created_by".
std::string owner_of(const common::schema::RecordType& type);

}  // namespace hub::store
