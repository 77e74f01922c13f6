#include "hub/records/files.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "common/error/error.hpp"
#include "common/text/json_text.hpp"
#include "hub/records/rights.hpp"
#include "hub/store/changes.hpp"
#include "hub/store/uploads.hpp"

namespace hub::records {
namespace {

using common::codec::Visible;
using common::schema::Field;
using common::schema::FieldKind;
using common::schema::Message;
using common::schema::RecordType;
using store::Connection;
namespace schema = common::schema;

constexpr std::size_t ids_at_once = 100;

bool is_file(const Field& field) {
  return field.options->widget() == schema::options::BLOB && !field.list &&
         !field.options->secret();
}

/// What is removed is no longer shown, whoever may see the record.
bool is_removed(const Message& record) {
  return schema::header(record).state() == "removed";
}

bool is_readable(const Caller& caller, Connection& connection, const RecordType& type,
                 const std::string& id) {
  auto record = caller.schema->tables.of(type).find(connection, caller.actor.tenant, id);
  return record && !is_removed(*record) &&
         caller.schema->access.may_record(caller.actor, type, schema::options::READ, *record,
                                          caller.context, find_in(caller, connection));
}

/// A field, of a record or of its lines, in which files are named.
struct Place {
  std::string table, id, column;
};

std::vector<std::string> naming(Connection& connection, const Caller& caller, const Place& place,
                                const std::string& sha256, const std::string& after) {
  std::vector<std::string> ids;
  auto& rows = connection.query(
      "SELECT DISTINCT " + place.id + " FROM " + store::sql_name(place.table) +
          " WHERE tenant = ? AND " + store::sql_name(place.column) + " = ? AND " + place.id +
          " > ? ORDER BY " + place.id + " LIMIT ?",
      {caller.actor.tenant, sha256, after, static_cast<std::int64_t>(ids_at_once)});
  while (rows.step()) ids.push_back(rows.text(0));
  return ids;
}

/// A company's letterhead is named by every paper: they are looked through until one may be read.
bool names_readably(const Caller& caller, Connection& connection, const RecordType& type,
                    const Place& place, const std::string& sha256) {
  std::string after;
  while (true) {
    auto ids = naming(connection, caller, place, sha256, after);
    for (auto& id : ids)
      if (is_readable(caller, connection, type, id)) return true;
    if (ids.size() < ids_at_once) return false;
    after = ids.back();
  }
}

bool may_read_by(const Caller& caller, Connection& connection, const RecordType& type,
                 const std::string& sha256) {
  auto& access = caller.schema->access;
  if (type.options->internal() || !access.may(caller.actor, type, schema::options::READ))
    return false;
  for (auto& field : type.fields) {
    if (!access.may_see_field(caller.actor, type, field)) continue;
    if (is_file(field) &&
        names_readably(caller, connection, type, {type.table, "\"id\"", field.name}, sha256))
      return true;
    for (auto& line : field.lines)
      if (is_file(line) &&
          names_readably(caller, connection, type,
                         {store::lines_table(type, field), "\"record\"", line.name}, sha256))
        return true;
  }
  return false;
}

/// By hash, the path of a field that names it.
using Named = std::map<std::string, std::string>;

void collect(const std::vector<Field>& fields, const Visible& visible, const Message& message,
             const std::string& prefix, Named& out) {
  auto reflection = message.GetReflection();
  for (auto& field : fields) {
    if (visible && !visible(field)) continue;
    auto path = prefix + field.name;
    if (field.kind == FieldKind::lines) {
      for (int i = 0; i < reflection->FieldSize(message, field.descriptor); ++i)
        collect(field.lines, {}, reflection->GetRepeatedMessage(message, field.descriptor, i),
                path + "[" + std::to_string(i) + "].", out);
    } else if (is_file(field)) {
      auto hash = reflection->GetString(message, field.descriptor);
      if (!hash.empty()) out.emplace(hash, path);
    }
  }
}

bool is_hash(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

/// Whether a value of a file field, of the record or of its lines, was this file: what anybody
/// types into another field is no file.
bool names_file(const Field& field, const nlohmann::json& value, const std::string& sha256) {
  if (is_file(field)) return value.is_string() && value.get_ref<const std::string&>() == sha256;
  if (field.kind != FieldKind::lines || !value.is_array()) return false;
  return std::any_of(value.begin(), value.end(), [&](auto& line) {
    return line.is_object() && std::any_of(field.lines.begin(), field.lines.end(), [&](auto& part) {
             return line.contains(part.name) && names_file(part, line[part.name], sha256);
           });
  });
}

/// `logged`: what a row of the change log says of its fields, salt, before and after of each.
bool names_file(const RecordType& type, const std::string& logged, const std::string& sha256) {
  auto fields = common::try_read_json(logged);
  if (!fields.is_object()) return false;
  for (auto& [name, values] : fields.items()) {
    auto field = store::find_logged_field(type, name);
    if (!field || !values.is_array()) continue;
    for (auto& value : values)
      if (names_file(*field, value, sha256)) return true;
  }
  return false;
}

/// The record comes back to a file of its past, which its history shows to all who read it. Where
/// some of its files are hidden from the caller it is not known which that was.
bool was_named_by(const Caller& caller, Connection& connection, const std::vector<Field>& fields,
                  const Visible& visible, const Message& record, const std::string& sha256) {
  bool hides = visible && std::any_of(fields.begin(), fields.end(), [&](auto& field) {
                 return !visible(field) && (is_file(field) || has_files(field.lines));
               });
  if (hides || !is_hash(sha256)) return false;
  auto& type = caller.schema->catalogue.of(record);
  auto& rows = connection.query(
      "SELECT fields FROM change WHERE tenant = ? AND record = ? AND fields LIKE ? LIMIT 100",
      {caller.actor.tenant, schema::header(record).id(), "%\"" + sha256 + "\"%"});
  bool found = false;
  while (rows.step()) found = found || names_file(type, rows.text(0), sha256);
  return found;
}

}  // namespace

bool has_files(const std::vector<Field>& fields) {
  return std::any_of(fields.begin(), fields.end(),
                     [](auto& field) { return is_file(field) || has_files(field.lines); });
}

bool may_read_file(const Caller& caller, Connection& connection, const std::string& sha256) {
  for (auto& type : caller.schema->catalogue.types())
    if (may_read_by(caller, connection, *type, sha256)) return true;
  auto& actor = caller.actor;
  return store::is_unnamed_file(connection, actor.tenant, sha256) &&
         store::has_sent_file(connection, actor.tenant, sha256, actor.user);
}

void require_own_files(const Caller& caller, Connection& connection,
                       const std::vector<Field>& fields, const Visible& visible,
                       const Message* before, const Message& after) {
  if (caller.actor.system) return;
  Named was, is;
  if (before) collect(fields, visible, *before, "", was);
  collect(fields, visible, after, "", is);
  auto& actor = caller.actor;
  for (auto& [hash, path] : is)
    if (!was.count(hash) && !store::has_sent_file(connection, actor.tenant, hash, actor.user) &&
        !may_read_file(caller, connection, hash) &&
        !(before && was_named_by(caller, connection, fields, visible, *before, hash)))
      common::refuse(path, "upload the file first");
}

}  // namespace hub::records
