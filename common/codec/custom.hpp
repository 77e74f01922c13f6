#pragma once
#include <memory>
#include <string>

#include "common/schema/schema.hpp"

namespace common::codec {

/// The record's values of the company's own fields, as a message with those fields (see
/// RecordType::values, which must be there). What cannot be read as its field's kind is left out.
std::unique_ptr<schema::Message> custom_values(const schema::RecordType& type,
                                               const schema::Message& record);
/// The stored JSON of one of them; null when not set.
const std::string* find_custom_json(const schema::Field& field, const schema::Message& record);
/// Takes the value of one field from a message of values; what is not set is cleared.
void store_custom(const schema::Field& field, const schema::Message& values,
                  schema::Message& record);

}  // namespace common::codec
