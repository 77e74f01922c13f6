#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/schema/schema.hpp"

namespace hub::transfer {

using common::schema::Field;
using common::schema::FieldKind;
using common::schema::RecordType;

/// What a column can fill: a field, a part of one, or that of a line: "name", "address.city",
/// "channels.2.value", "addresses.1.address.line1", "tags", "external_ids.1.key"; "id" names the
/// record that a row changes.
struct Target {
  std::string path;
  const Field* root = nullptr;   ///< of the record; null: tags, external ids and id
  const Field* field = nullptr;  ///< of the line, where root has lines; else root
  std::string part;              ///< "city" of an address; empty: the whole field
};

/// Nothing when there is no such target. Fields that nobody enters are none: computed, secret,
/// files.
std::optional<Target> find_target(const RecordType& type, std::string_view path);
/// All, with lines at place 1; in reading order.
std::vector<Target> targets_of(const RecordType& type);
/// What an export shows of a field: all of its parts.
std::vector<std::string> parts_of(const Field& field);

}  // namespace hub::transfer
