#pragma once
#include <string>
#include <tuple>
#include <vector>

#include "common/schema/schema.hpp"

namespace common::schema {

/// A reference somewhere in a record: where ("crew[0].technician"), to which type, to which id
/// (empty when set to nothing). Two to the same record are equal, wherever they stand.
struct Reference {
  std::string path, type, id;
  bool operator<(const Reference& other) const {
    return std::tie(type, id) < std::tie(other.type, other.id);
  }
};

/// All references of the record's fields and lines, in their order. Tags are in the header and not
/// among them.
std::vector<Reference> references_of(const RecordType& type, const Message& record);

}  // namespace common::schema
