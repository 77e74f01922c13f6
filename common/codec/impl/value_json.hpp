#pragma once
#include <string>

#include "common/codec/json.hpp"

namespace common::codec::impl {

/// Appends the field's value (whole list, all lines) as JSON; the field must be set.
void append_field_value(std::string& out, const schema::Field& field,
                        const schema::Message& message);

/// Where JSON comes from, and so how much is believed.
struct Source {
  const schema::Message* before = nullptr;  ///< the message as it was; null: the message itself
  bool stored = false;  ///< by ourselves, perhaps by a newer release: nothing in it is refused
};

/// Sets the field from JSON; `path` names it in errors. Throws bad_input with one violation or, for
/// lines, several. A choice of a newer release ("#7") is taken where `before` has it already; a
/// line keeps what this release does not know of the line with the same id.
void set_field_value(const schema::Field& field, schema::Message& message, const Json& value,
                     const std::string& path, Source source = {});

bool is_set(const schema::Field& field, const schema::Message& message);

}  // namespace common::codec::impl
