#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "common/schema/schema.hpp"

namespace common::codec {

struct Blob {
  std::string bytes;
  bool operator==(const Blob&) const = default;
};
/// What a database column holds. Text is UTF-8 without NUL.
using Value = std::variant<std::monostate, std::int64_t, std::string, Blob>;

enum class ColumnType { integer, text, blob };

/// One column of a field. A field has one to three: quantity has `x` and `x__unit`, money `x` and
/// `x__currency`, position `x__latitude` and `x__longitude` (E7), about `x` (id) and `x__type`;
/// text with a folded key `x__key`. Address, name, recurrence and lists are JSON text. Lines have
/// none: they are rows of a child table.
struct Column {
  std::string name;
  ColumnType type;
  const schema::Field* field;
};

std::vector<Column> columns_of(const std::vector<schema::Field>& fields);
/// The field's values in the order of its columns, appended.
void append_values(const schema::Field& field, const schema::Message& message,
                   std::vector<Value>& out);
/// Sets the field from its columns' values; null clears. Returns how many values it took.
std::size_t set_from_values(const schema::Field& field, schema::Message& message,
                            std::span<const Value> values);

/// What this release does not know of a message, as wire bytes; kept in the column `unknown`.
std::string unknown_fields(const schema::Message& message);
void restore_unknown_fields(schema::Message& message, std::string_view bytes);

}  // namespace common::codec
