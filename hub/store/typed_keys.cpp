#include "hub/store/typed_keys.hpp"

#include <algorithm>

#include "common/codec/custom.hpp"
#include "common/error/error.hpp"
#include "common/text/text.hpp"
#include "common/text/typed_key.hpp"
#include "hub/store/impl/keys.hpp"

namespace hub::store {
namespace {

using common::Error;
using common::ErrorCode;
using common::say;
using common::Sentence;
using common::codec::ColumnType;
using common::text::typed_key;

bool is_typed(const Field& field) {
  return field.has_key() && !field.readonly() && field.options->series().empty();
}

/// What one field of a key holds in a record.
struct Part {
  std::string column;
  Value value;
  bool is_typed = false;  ///< a text, and there is one

  const std::string& text() const { return std::get<std::string>(value); }
};

Part part_of(const RecordType& type, const std::string& path, const Message& record) {
  auto& field = type.field(common::text::split(path, '.')[0]);
  auto columns = common::codec::columns_of({field});
  Values values;
  common::codec::append_values(field, record, values);
  Part part{impl::key_column(type, path), {}};
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].name != part.column) continue;
    part.value = values[i];
    if (std::holds_alternative<std::monostate>(part.value))  // as the unique index has it
      part.value = columns[i].type == ColumnType::integer ? Value(std::int64_t{0}) : Value("");
  }
  part.is_typed = is_typed(field) && !part.text().empty();
  return part;
}

using Parts = std::vector<Part>;

Parts parts_of(const RecordType& type, const std::vector<std::string>& paths,
               const Message& record) {
  Parts parts;
  for (auto& path : paths) parts.push_back(part_of(type, path, record));
  return parts;
}

bool is_same(const Parts& a, const Parts& b) {
  return std::equal(a.begin(), a.end(), b.begin(),
                    [](auto& one, auto& other) { return one.value == other.value; });
}

/// Whether another record has the key, which holds a typed text. The index of the folded text finds
/// the few that may.
bool is_taken(Connection& connection, const RecordType& type, const Parts& parts,
              const truckroll::Header& header) {
  std::string columns,
      where = "\"tenant\" = ? AND \"id\" <> ? AND \"deleted_at\" IS NULL" + and_of_type(type);
  Values values{header.tenant(), header.id()};
  std::vector<std::string> wanted;
  for (auto& part : parts) {
    auto column = sql_name(part.column);
    if (part.is_typed) {
      columns += (columns.empty() ? "" : ", ") + column;
      where += " AND " + sql_name(part.column + "__key") + " = ?";
      values.emplace_back(common::text::fold(part.text()));
      wanted.push_back(typed_key(part.text()));
    } else {
      bool number = std::holds_alternative<std::int64_t>(part.value);
      where += " AND COALESCE(" + column + (number ? ", 0) = ?" : ", '') = ?");
      values.push_back(part.value);
    }
  }
  auto& rows = connection.query(
      "SELECT " + columns + " FROM " + sql_name(type.table) + " WHERE " + where, values);
  bool taken = false;
  while (rows.step()) {
    bool all = true;
    for (std::size_t i = 0; i < wanted.size(); ++i)
      all = all && typed_key(rows.text(i)) == wanted[i];
    taken = taken || all;
  }
  return taken;
}

void require_unlike(Connection& connection, const RecordType& type,
                    const std::vector<std::string>& paths, const Message* before,
                    const Message& after, const Sentence& refusal) {
  auto parts = parts_of(type, paths, after);
  if (std::none_of(parts.begin(), parts.end(), [](auto& part) { return part.is_typed; })) return;
  if (before && is_same(parts, parts_of(type, paths, *before))) return;
  if (is_taken(connection, type, parts, common::schema::header(after)))
    throw Error(ErrorCode::conflict, refusal, common::text::split(paths[0], '.')[0]);
}

/// The text of a company's own field, where `after` has one that `before` had not; else empty.
std::string new_own_text(const RecordType& type, const Field& field, const Message* before,
                         const Message& after) {
  auto was = before ? common::codec::find_custom_json(field, *before) : nullptr;
  auto is = common::codec::find_custom_json(field, after);
  if (!is || (was && *was == *is)) return {};
  auto values = common::codec::custom_values(type, after);
  return values->GetReflection()->GetString(*values, field.descriptor);
}

bool is_own_taken(Connection& connection, const RecordType& type, const Field& field,
                  const std::string& text, const truckroll::Header& header) {
  auto& rows = connection.query(
      "SELECT taken.value FROM custom_value AS alike JOIN custom_key AS taken ON taken.tenant = "
      "alike.tenant AND taken.record = alike.record AND taken.field = alike.field WHERE "
      "alike.tenant = ? AND alike.type = ? AND alike.field = ? AND alike.text = ? AND "
      "alike.record <> ?",
      {header.tenant(), type.name, std::int64_t{field.descriptor->number()},
       common::text::fold(text), header.id()});
  auto wanted = typed_key(text);
  bool taken = false;
  while (rows.step()) taken = taken || typed_key(rows.text(0)) == wanted;
  return taken;
}

Sentence taken(const RecordType& type, const Field& field) {
  return say("there is already a {} with this {}", Sentence::label(type.label),
             Sentence::label(field.label));
}

}  // namespace

void require_unlike_keys(Connection& connection, const RecordType& type, const Message* before,
                         const Message& after) {
  for (auto& field : type.fields)
    if (field.options->unique() && is_typed(field))
      require_unlike(connection, type, {field.name}, before, after, taken(type, field));
  for (auto& key : type.options->key())
    if (key.where().empty())  // else it is of versions and states, which nobody types
      require_unlike(connection, type, {key.field().begin(), key.field().end()}, before, after,
                     say("there is already such a {}", Sentence::label(type.label)));
  for (auto& field : type.custom) {
    if (!field.options->unique() || !is_typed(field)) continue;
    auto text = new_own_text(type, field, before, after);
    if (!text.empty() && is_own_taken(connection, type, field, text, common::schema::header(after)))
      throw Error(ErrorCode::conflict, taken(type, field), field.name);
  }
}

}  // namespace hub::store
