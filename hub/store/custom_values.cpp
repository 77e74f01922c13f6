#include "hub/store/custom_values.hpp"

#include "common/codec/custom.hpp"
#include "common/error/error.hpp"
#include "common/text/text.hpp"

namespace hub::store {
namespace {

using common::Error;
using common::ErrorCode;
using common::codec::Column;
using common::codec::ColumnType;

/// As they stand in one row: text, number, unit, body.
struct Row {
  Value text, number, unit, body;
  std::string key;  // for uniqueness; empty: no value
};

Row row_of(const Field& field, const Message& values) {
  Values columns;
  common::codec::append_values(field, values, columns);
  Row row;
  if (std::holds_alternative<std::monostate>(columns[0])) return row;
  if (auto number = std::get_if<std::int64_t>(&columns[0])) {
    row.number = columns[0];
    row.key = std::to_string(*number);
    if (columns.size() > 1 && std::holds_alternative<std::string>(columns[1]))
      row.unit = columns[1], row.key += " " + std::get<std::string>(columns[1]);
    return row;
  }
  row.key = std::get<std::string>(columns[0]);
  if (field.kind != common::schema::FieldKind::text)
    row.text = columns[0];
  else if (field.has_key())
    row.text = columns[1];
  else
    row.body = columns[0];
  return row;
}

void take_key(Connection& connection, const RecordType& type, const Field& field, const Row& row,
              const std::string& tenant, const std::string& record) {
  if (row.key.empty()) return;
  auto taken = connection.execute(
      "INSERT INTO custom_key (tenant, type, field, value, record) VALUES (?, ?, ?, ?, ?) "
      "ON CONFLICT (tenant, type, field, value) DO NOTHING",
      {tenant, type.name, static_cast<std::int64_t>(field.descriptor->number()), row.key, record});
  if (taken == 0)
    throw Error(
        ErrorCode::conflict,
        common::say("there is already a {} with this {}", common::Sentence::label(type.label),
                    common::Sentence::label(field.label)),
        field.name);
}

}  // namespace

void write_custom_values(Connection& connection, const RecordType& type, const Message* before,
                         const Message* after) {
  if (type.custom.empty()) return;
  auto& any = after ? *after : *before;
  auto& header = common::schema::header(any);
  auto is = after ? common::codec::custom_values(type, *after) : nullptr;
  for (auto& field : type.custom) {
    auto was_text = before ? common::codec::find_custom_json(field, *before) : nullptr;
    auto is_text = after ? common::codec::find_custom_json(field, *after) : nullptr;
    if (!was_text && !is_text) continue;
    if (was_text && is_text && *was_text == *is_text) continue;
    auto number = static_cast<std::int64_t>(field.descriptor->number());
    if (was_text) {
      connection.execute("DELETE FROM custom_value WHERE tenant = ? AND record = ? AND field = ?",
                         {header.tenant(), header.id(), number});
      connection.execute("DELETE FROM custom_key WHERE tenant = ? AND record = ? AND field = ?",
                         {header.tenant(), header.id(), number});
    }
    if (!is_text) continue;
    auto row = row_of(field, *is);
    if (field.options->unique())
      take_key(connection, type, field, row, header.tenant(), header.id());
    connection.execute(
        "INSERT INTO custom_value (tenant, record, field, type, text, number, unit, body) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        {header.tenant(), header.id(), number, type.name, row.text, row.number, row.unit,
         row.body});
  }
}

std::string custom_rows(const RecordType& type, const Field& field, const std::string& tenant) {
  auto alias = std::string(custom_alias);
  return "SELECT " + alias + ".record FROM custom_value AS " + alias + " WHERE " + alias +
         ".tenant = " + tenant + " AND " + alias + ".type = '" + type.name + "' AND " + alias +
         ".field = " + std::to_string(field.descriptor->number());
}

std::string custom_column(const Field& field) {
  switch (field.kind) {
    case common::schema::FieldKind::text:
      return field.has_key() ? "text" : "body";
    case common::schema::FieldKind::choice:
    case common::schema::FieldKind::reference:
      return "text";
    default:
      return "number";
  }
}

}  // namespace hub::store
