#include "hub/store/tables.hpp"

#include <google/protobuf/util/message_differencer.h>

#include <algorithm>
#include <bit>
#include <map>
#include <set>

#include "common/codec/json.hpp"
#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/schema/fingerprint.hpp"
#include "common/text/json_text.hpp"
#include "common/text/text.hpp"
#include "hub/store/counts.hpp"
#include "hub/store/impl/engine_tables.hpp"
#include "hub/store/impl/keys.hpp"
#include "hub/store/impl/layout.hpp"
#include "hub/store/impl/migration.hpp"
#include "hub/store/impl/statistics.hpp"
#include "hub/store/partitions.hpp"
#include "hub/store/together.hpp"

namespace hub::store {
namespace {

using common::codec::Column;
using common::codec::ColumnType;
using common::codec::Json;
using impl::Migration;
namespace schema = common::schema;

const std::vector<std::pair<std::string, ColumnType>>& header_layout() {
  static const std::vector<std::pair<std::string, ColumnType>> layout{
      {"tenant", ColumnType::text},        {"id", ColumnType::text},
      {"version", ColumnType::integer},    {"state", ColumnType::text},
      {"created_at", ColumnType::integer}, {"created_by", ColumnType::text},
      {"changed_at", ColumnType::integer}, {"changed_by", ColumnType::text},
      {"changed_from", ColumnType::text},  {"deleted_at", ColumnType::integer},
      {"custom", ColumnType::text},        {"tags", ColumnType::text},
      {"external_ids", ColumnType::text},  {"unknown", ColumnType::blob}};
  return layout;
}

std::string sql_type(Dialect dialect, ColumnType type) {
  bool postgres = dialect == Dialect::postgres;
  switch (type) {
    case ColumnType::integer:
      return postgres ? "BIGINT" : "INTEGER";
    case ColumnType::text:
      return postgres ? "TEXT COLLATE \"C\"" : "TEXT";
    case ColumnType::blob:
      return postgres ? "BYTEA" : "BLOB";
  }
  return "TEXT";
}

std::string column_list(const std::vector<std::string>& names) {
  std::string list;
  for (auto& name : names) list += (list.empty() ? "" : ", ") + sql_name(name);
  return list;
}

std::string placeholders(std::size_t count) {
  std::string list;
  for (std::size_t i = 0; i < count; ++i) list += i ? ", ?" : "?";
  return list;
}

constexpr std::size_t ids_at_once = 512;  // both databases bound the number of parameters

/// The tenant and the next ids from there, the last one repeated up to a power of two, so that
/// there are few texts to prepare.
Values ids_from(const std::string& tenant, const std::vector<std::string>& ids, std::size_t from) {
  auto size = std::min(ids_at_once, ids.size() - from);
  Values values{tenant};
  for (std::size_t i = 0; i < size; ++i) values.emplace_back(ids[from + i]);
  values.resize(1 + std::bit_ceil(size), values.back());
  return values;
}

Value text_or_null(const std::string& text) {
  return text.empty() ? Value{} : Value{text};
}

// ---- migration

/// `parted`: by months of this column, which the key of the table then contains; empty: not.
void ensure_table(Migration& migration, const std::string& table,
                  const std::vector<std::pair<std::string, ColumnType>>& columns,
                  const std::string& primary_key, const std::string& parted = "") {
  auto& connection = migration.sql();
  auto existing = connection.columns(table);
  if (existing.empty()) {
    std::string sql = "CREATE TABLE " + sql_name(table) + " (";
    for (auto& [name, type] : columns)
      sql += sql_name(name) + " " + sql_type(connection.dialect(), type) + ", ";
    if (parted.empty())
      sql += "PRIMARY KEY (" + primary_key + "))";
    else
      sql += "UNIQUE (" + primary_key + ", " + sql_name(parted) + ")) PARTITION BY RANGE (" +
             sql_name(parted) + ")";
    if (connection.dialect() == Dialect::sqlite) sql += " WITHOUT ROWID";
    connection.run_script(sql);
    migration.note_new(table);
    return;
  }
  std::set<std::string> known(existing.begin(), existing.end());
  for (auto& [name, type] : columns)
    if (!known.count(name))
      connection.run_script("ALTER TABLE " + sql_name(table) + " ADD COLUMN " + sql_name(name) +
                            " " + sql_type(connection.dialect(), type));
}

/// "field = value" of a key's condition, as SQL.
std::string key_condition(const RecordType& type, const std::string& condition) {
  auto at = condition.find('=');
  if (at == std::string::npos)
    throw common::Error(common::ErrorCode::internal,
                        type.name + ": a key's condition reads field = value");
  auto name = std::string(common::text::trim(condition.substr(0, at)));
  auto value = std::string(common::text::trim(condition.substr(at + 1)));
  auto column = sql_name(impl::key_column(type, name));
  if (value == "true" || value == "false") return column + " = " + (value == "true" ? "1" : "0");
  return column + " = '" + value + "'";
}

void ensure_index(Migration& migration, const std::string& table, bool unique,
                  const std::vector<std::string>& columns, const std::string& where) {
  auto name = impl::index_name(unique ? "key" : "index", table, columns);
  migration.index(table, unique ? "UNIQUE " : "", name,
                  "(" + column_list(columns) + ")" + (where.empty() ? "" : " WHERE " + where));
}

/// A natural key: an empty part counts as a value like any other, a key that is empty altogether is
/// none.
void ensure_key(Migration& migration, const RecordType& type, const schema::options::Key& key) {
  std::string parts = "\"tenant\"", some;
  auto columns = common::codec::columns_of(type.fields);
  for (auto& path : key.field()) {
    auto column = impl::key_column(type, path);
    bool integer = std::any_of(columns.begin(), columns.end(), [&](const Column& candidate) {
      return candidate.name == column && candidate.type == ColumnType::integer;
    });
    parts += ", COALESCE(" + sql_name(column) + (integer ? ", 0)" : ", '')");
    some += (some.empty() ? "" : " OR ") + sql_name(column) + " IS NOT NULL";
  }
  auto where = "deleted_at IS NULL AND (" + some + ")";
  if (!key.where().empty()) where += " AND " + key_condition(type, key.where());
  migration.index(type.table, "UNIQUE ", impl::natural_key_name(type, key),
                  "(" + parts + ") WHERE " + where);
}

struct OwnOrder {
  std::string column;  // empty: none that an index could hold
  bool descending = false;
  bool is_time = false;
};

/// The first term of a type's own order.
OwnOrder own_order(const RecordType& type) {
  using Kind = schema::FieldKind;
  auto first = common::text::split(type.options->order_by(), ',').front();
  auto words = common::text::split(common::text::trim(first), ' ');
  auto field = type.find_field(words[0]);
  if (!field || field->list) return {};
  OwnOrder order{field->has_key() ? field->name + "__key" : field->name,
                 words.size() > 1 && words[1] == "desc"};
  order.is_time = field->kind == Kind::instant || field->kind == Kind::date;
  bool plain = order.is_time || field->has_key();
  for (auto kind : {Kind::integer, Kind::reference}) plain = plain || field->kind == kind;
  return plain ? order : OwnOrder{};
}

/// Columns of an index that holds what they begin with in the type's own order. What has no value
/// comes last either way, which PostgreSQL cannot read off an ascending index.
std::string in_own_order(Dialect dialect, const std::vector<std::string>& first,
                         const OwnOrder& order) {
  std::string down =
      order.descending && dialect == Dialect::postgres ? " DESC NULLS LAST" : std::string();
  auto list = column_list(first);
  if (!order.column.empty()) list += ", " + sql_name(order.column) + down;
  return list + ", \"id\"" + down;
}

/// What most lists ask for: the records of one state in the type's own order, and how many they
/// are. All of it stands in the index, so that neither has to read or sort the records themselves.
void ensure_state_index(Migration& migration, const RecordType& type, const OwnOrder& order) {
  std::vector<std::string> columns{"tenant", "state"};
  if (!order.column.empty()) columns.push_back(order.column);
  columns.insert(columns.end(), {"id", "deleted_at"});
  auto list =
      in_own_order(migration.sql().dialect(), {"tenant", "state"}, order) + ", \"deleted_at\"";
  migration.index(type.table, "", impl::index_name("index", type.table, columns), "(" + list + ")");
  // Of an earlier release; this one does its work too.
  migration.sql().run_script(
      "DROP INDEX IF EXISTS " +
      sql_name(impl::index_name("index", type.table, {"tenant", "state", "id"})));
}

void ensure_descending_index(Migration& migration, const RecordType& type, const OwnOrder& order) {
  auto name = impl::index_name("index", type.table, {"tenant", order.column, "descending"});
  migration.index(
      type.table, "", name,
      "(\"tenant\", " + sql_name(order.column) + " DESC NULLS LAST, \"id\" DESC NULLS LAST)");
}

/// What leads to a record is mostly listed: the newest calls of an account, the next visits of a
/// technician. In a type that is ordered by time the index holds them so, and a page of ten takes
/// as long among a thousand; other orders would spread its rows over the whole index with each
/// write.
void ensure_reference_index(Migration& migration, const RecordType& type, const Field& field,
                            const OwnOrder& order) {
  std::vector<std::string> plain{"tenant", field.name, "id"};
  if (!order.is_time || order.column == field.name)
    return ensure_index(migration, type.table, false, plain, "");
  migration.index(
      type.table, "", impl::index_name("index", type.table, {field.name, order.column, "id"}),
      "(" + in_own_order(migration.sql().dialect(), {"tenant", field.name}, order) + ")");
  // Of an earlier release.
  migration.drop_index(type.table, impl::index_name("index", type.table, plain));
}

/// A choice has few values, so that each leads to many records, which are listed in the type's own
/// order. Where it is empty nobody pays for it.
void ensure_choice_index(Migration& migration, const RecordType& type, const Field& field,
                         const OwnOrder& order) {
  std::vector<std::string> columns{"tenant", field.name};
  if (!order.column.empty() && order.column != field.name) columns.push_back(order.column);
  columns.emplace_back("id");
  if (columns.size() == 3) return ensure_index(migration, type.table, false, columns, "");
  migration.index(type.table, "", impl::index_name("index", type.table, columns),
                  "(" + in_own_order(migration.sql().dialect(), {"tenant", field.name}, order) +
                      ") WHERE " + sql_name(field.name) + " IS NOT NULL");
  migration.drop_index(type.table,
                       impl::index_name("index", type.table, {"tenant", field.name, "id"}));
}

/// Whether one may read a file is asked of all that name it.
bool names_file(const Field& field) {
  return field.options->widget() == schema::options::BLOB && !field.options->secret();
}

void ensure_indexes(Migration& migration, const RecordType& type) {
  auto order = own_order(type);
  for (auto& field : type.fields) {
    if (field.kind == schema::FieldKind::lines || field.list) continue;
    bool about = field.kind == schema::FieldKind::about;
    if (field.options->unique())
      // A form that leaves the field empty sends "": no value, and not the same as another's.
      ensure_index(migration, type.table, true, {"tenant", field.name},
                   "deleted_at IS NULL" + (field.kind == schema::FieldKind::text
                                               ? " AND " + sql_name(field.name) + " <> ''"
                                               : std::string()));
    // People look for a unique text as it compares: folded.
    if (field.options->unique() && !field.has_key()) continue;
    if (field.is_reference() || about)
      ensure_reference_index(migration, type, field, order);
    else if (field.options->indexed() && field.kind == schema::FieldKind::choice)
      ensure_choice_index(migration, type, field, order);
    else if (field.options->indexed())
      ensure_index(migration, type.table, false,
                   {"tenant", field.has_key() ? field.name + "__key" : field.name, "id"}, "");
    else if (field.has_key())
      ensure_index(migration, type.table, false, {"tenant", field.name + "__key", "id"}, "");
    else if (names_file(field))
      ensure_index(migration, type.table, false, {"tenant", field.name, "id"},
                   sql_name(field.name) + " IS NOT NULL");
  }
  for (auto& key : type.options->key()) ensure_key(migration, type, key);
  for (auto& lookup : type.options->lookup()) {
    std::vector<std::string> columns{"tenant"};
    for (auto& name : common::text::split(lookup, ' ')) columns.push_back(name);
    columns.emplace_back("id");
    ensure_index(migration, type.table, false, columns, "");
  }
  if (type.flow()) ensure_state_index(migration, type, order);
  if (order.descending && migration.sql().dialect() == Dialect::postgres)
    ensure_descending_index(migration, type, order);
  ensure_index(migration, type.table, false, {"tenant", "changed_at", "id"}, "");
}

void migrate_type(Migration& migration, const RecordType& type) {
  auto& connection = migration.sql();
  auto columns = header_layout();
  for (auto& column : common::codec::columns_of(type.fields))
    columns.emplace_back(column.name, column.type);
  bool parts = connection.dialect() == Dialect::postgres;
  ensure_table(migration, type.table, columns, "\"tenant\", \"id\"",
               parts ? partition_column(type) : "");
  ensure_indexes(migration, type);
  Cube(type).ensure(connection);
  for (auto& field : type.fields) {
    if (field.kind != schema::FieldKind::lines) continue;
    std::vector<std::pair<std::string, ColumnType>> line_columns{{"tenant", ColumnType::text},
                                                                 {"record", ColumnType::text},
                                                                 {"position", ColumnType::integer}};
    for (auto& column : common::codec::columns_of(field.lines))
      line_columns.emplace_back(column.name, column.type);
    line_columns.emplace_back("unknown", ColumnType::blob);
    auto table = lines_table(type, field);
    ensure_table(migration, table, line_columns, "\"tenant\", \"record\", \"line\"");
    for (auto& line : field.lines)
      if ((line.is_reference() || names_file(line)) && !line.list)
        ensure_index(migration, table, false, {"tenant", line.name, "record"}, "");
  }
}

// ---- header

Json custom_json(const truckroll::Header& header) {
  Json object = Json::object();
  for (auto& [number, text] : header.custom())
    object[std::to_string(number)] = common::codec::parse_json(text);
  return object;
}

/// Nothing where the column holds none; each column is fetched once.
std::optional<std::string> text_at(const Statement& row, std::size_t index) {
  auto value = row.column(index);
  if (auto text = std::get_if<std::string>(&value)) return std::move(*text);
  return std::nullopt;
}

std::optional<google::protobuf::Timestamp> instant_at(const Statement& row, std::size_t index) {
  auto value = row.column(index);
  auto micros = std::get_if<std::int64_t>(&value);
  if (!micros) return std::nullopt;
  return common::codec::to_timestamp(common::from_micros(*micros));
}

void read_header(const Statement& row, truckroll::Header& header) {
  header.set_tenant(row.text(0));
  header.set_id(row.text(1));
  header.set_version(row.integer(2));
  if (auto state = text_at(row, 3)) header.set_state(std::move(*state));
  if (auto at = instant_at(row, 4)) *header.mutable_created_at() = *at;
  if (auto by = text_at(row, 5)) header.set_created_by(std::move(*by));
  if (auto at = instant_at(row, 6)) *header.mutable_changed_at() = *at;
  if (auto by = text_at(row, 7)) header.set_changed_by(std::move(*by));
  if (auto from = text_at(row, 8)) header.set_changed_from(std::move(*from));
  if (auto at = instant_at(row, 9)) *header.mutable_deleted_at() = *at;
  if (auto text = text_at(row, 10)) {
    auto custom = common::codec::parse_json(*text);  // items() of a temporary would dangle
    for (auto& [number, value] : custom.items())
      (*header.mutable_custom())[static_cast<std::uint32_t>(std::stoul(number))] =
          common::json_text(value);
  }
  if (auto text = text_at(row, 11))
    for (auto& tag : common::codec::parse_json(*text)) header.add_tags(tag.get<std::string>());
  if (auto text = text_at(row, 12))
    for (auto& id : common::codec::parse_json(*text)) {
      auto added = header.add_external_ids();
      added->set_system(id.value("system", ""));
      added->set_key(id.value("key", ""));
    }
}

Values values_of(const std::vector<Field>& fields, const Message& message) {
  Values values;
  for (auto& field : fields) common::codec::append_values(field, message, values);
  return values;
}

void read_fields(const Statement& row, std::size_t from, const std::vector<Field>& fields,
                 Message& message) {
  Values values;
  auto count = row.column_count();
  values.reserve(count);
  for (std::size_t i = from; i < count; ++i) values.push_back(row.column(i));
  std::span<const Value> left(values);
  for (auto& field : fields)
    if (field.kind != schema::FieldKind::lines)
      left = left.subspan(common::codec::set_from_values(field, message, left));
}

/// A row of lines ends with what this release does not know of the line.
void read_line(const Statement& row, const Field& lines, Message& record) {
  auto& line = *record.GetReflection()->AddMessage(&record, lines.descriptor);
  read_fields(row, 3, lines.lines, line);
  common::codec::restore_unknown_fields(line, row.text(row.column_count() - 1));
}

/// Whether the company has no lines of a kind at all, as of many it has: one look into SQLite's
/// table instead of one for each record. PostgreSQL is asked for all kinds together, so that a look
/// before would cost more than it saves.
bool has_none(Connection& connection, const std::string& table, const std::string& tenant,
              std::size_t records) {
  constexpr std::size_t few = 4;
  if (connection.dialect() != Dialect::sqlite || records <= few) return false;
  auto any = "SELECT 1 FROM " + sql_name(table) + " WHERE \"tenant\" = ? LIMIT 1";
  return !connection.scalar(any, {tenant});
}

/// The lines of one record, a statement for each kind of them.
template <class Kinds>
std::vector<Statement*> query_lines(Connection& connection, const Kinds& kinds,
                                    const std::string& tenant, const std::string& id) {
  std::vector<Statement*> all;
  for (auto& lines : kinds)
    all.push_back(&connection.query(
        lines.select + " WHERE \"tenant\" = ? AND \"record\" = ? ORDER BY \"position\"",
        {tenant, id}));
  return all;
}

template <class Kinds>
void read_lines(const Kinds& kinds, const std::vector<Statement*>& rows, Message& record) {
  for (std::size_t i = 0; i < kinds.size(); ++i)
    while (rows[i]->step()) read_line(*rows[i], *kinds[i].field, record);
}

}  // namespace

std::vector<std::string> header_columns() {
  std::vector<std::string> names;
  for (auto& [name, type] : header_layout()) names.push_back(name);
  return names;
}

std::string lines_table(const RecordType& type, const Field& lines) {
  return type.table + "_" + lines.name;
}

/// To be raised when the way in which tables, indexes and their statistics follow from the
/// catalogue changes.
constexpr int layout_version = 5;

std::string impl::layout_of(const Catalogue& catalogue) {
  return common::sha256_hex(std::to_string(layout_version) + schema::fingerprint(catalogue) +
                            impl::engine_tables_text());
}

std::string stored_layout(Connection& connection) {
  if (connection.columns("hub_state").empty()) return {};
  auto value = connection.scalar("SELECT value FROM hub_state WHERE key = 'layout'");
  return value ? std::get<std::string>(*value) : std::string();
}

void store_layout(Connection& connection, const std::string& layout) {
  connection.execute(
      "INSERT INTO hub_state (key, value) VALUES ('layout', ?) ON CONFLICT (key) DO UPDATE SET "
      "value = excluded.value",
      {layout});
}

void migrate(Connection& connection, const Catalogue& catalogue) {
  bool is_sqlite = connection.dialect() == Dialect::sqlite, changes = false;
  {
    Migration migration(connection);
    auto layout = impl::layout_of(catalogue);
    changes = stored_layout(connection) != layout;
    if (changes) {
      migration.part([&] { impl::ensure_engine_tables(connection); });
      for (auto& type : catalogue.types())
        migration.part([&, &changed = *type] { migrate_type(migration, changed); });
    }
    auto now = std::chrono::floor<common::Instant::duration>(std::chrono::system_clock::now());
    migration.part([&] {
      ensure_partitions(connection, catalogue, now);
      if (is_sqlite && changes) impl::give_statistics(connection);
    });
    migration.build_indexes();
    // Last: whoever is stopped before begins again.
    migration.part([&] {
      if (changes) store_layout(connection, layout);
    });
    migration.finish();
  }
  if (is_sqlite && changes) impl::load_statistics(connection);
}

std::string and_of_type(const RecordType& type) {
  if (!type.made_by) return {};
  return " AND " + sql_name(type.table) + ".\"type\" = '" + type.name + "'";
}

RecordTable::RecordTable(const RecordType& type)
    : type_(type),
      fields_(type.made_by ? schema::fields_of(type.descriptor) : type.fields),
      columns_(common::codec::columns_of(fields_)),
      cube_(type) {
  auto names = header_columns();
  for (auto& column : columns_) names.push_back(column.name);
  select_ = "SELECT " + column_list(names) + " FROM " + sql_name(type.table);
  insert_ = "INSERT INTO " + sql_name(type.table) + " (" + column_list(names) + ") VALUES (" +
            placeholders(names.size()) + ")";
  for (auto& field : fields_) {
    if (field.kind != schema::FieldKind::lines) continue;
    Lines lines{&field, lines_table(type, field), {}, {}, common::codec::columns_of(field.lines)};
    std::vector<std::string> line_names{"tenant", "record", "position"};
    for (auto& column : lines.columns) line_names.push_back(column.name);
    line_names.push_back("unknown");
    lines.select = "SELECT " + column_list(line_names) + " FROM " + sql_name(lines.table);
    lines.insert = "INSERT INTO " + sql_name(lines.table) + " (" + column_list(line_names) + ")";
    lines_.push_back(std::move(lines));
  }
}

std::unique_ptr<Message> RecordTable::read(const Statement& row) const {
  auto record = type_.make();
  read_header(row, schema::header(*record));
  read_fields(row, header_layout().size(), fields_, *record);
  common::codec::restore_unknown_fields(*record, row.text(13));
  return record;
}

RecordTable::Selection RecordTable::selection(
    const std::optional<std::vector<std::string>>& names) const {
  std::set<std::string, std::less<>> wanted;
  auto headers = header_columns();
  if (names) wanted.insert(names->begin(), names->end());
  for (auto& name : wanted) {
    bool header = std::find(headers.begin(), headers.end(), name) != headers.end();
    if (!header && !type_.find_field(name) && !type_.find_custom(name))
      common::refuse("fields", common::say("{} has no field \"{}\"",
                                           common::Sentence::label(type_.label), name));
  }
  Selection part;
  // The type of a record that a company made, and whatever else its message has, is always read.
  auto takes = [&](const Field& field) {
    return !names || type_.made_by || wanted.contains(field.name);
  };
  auto columns = headers;
  for (auto& field : fields_) {
    if (!takes(field) || field.kind == schema::FieldKind::lines) continue;
    part.fields.push_back(&field);
    for (auto& column : columns_)
      if (column.field == &field) columns.push_back(column.name);
  }
  for (auto& lines : lines_)
    if (takes(*lines.field)) part.lines.push_back(lines.field);
  part.whole = !names;
  part.select =
      names ? "SELECT " + column_list(columns) + " FROM " + sql_name(type_.table) : select_;
  return part;
}

std::unique_ptr<Message> RecordTable::read(const Statement& row, const Selection& selection) const {
  auto record = type_.make();
  read_header(row, schema::header(*record));
  Values values;
  auto count = row.column_count();
  values.reserve(count);
  for (std::size_t i = header_layout().size(); i < count; ++i) values.push_back(row.column(i));
  std::span<const Value> left(values);
  for (auto field : selection.fields)
    left = left.subspan(common::codec::set_from_values(*field, *record, left));
  if (selection.whole) common::codec::restore_unknown_fields(*record, row.text(13));
  return record;
}

void RecordTable::load_lines(Connection& connection, Message& record) const {
  auto& header = schema::header(static_cast<const Message&>(record));
  read_lines(lines_, query_lines(connection, lines_, header.tenant(), header.id()), record);
}

void RecordTable::load_lines(Connection& connection, const std::string& tenant,
                             std::vector<std::unique_ptr<Message>>& records) const {
  load_lines_of(connection, tenant, records, [](const Field&) { return true; });
}

void RecordTable::load_lines(Connection& connection, const std::string& tenant,
                             std::vector<std::unique_ptr<Message>>& records,
                             const Selection& selection) const {
  load_lines_of(connection, tenant, records, [&](const Field& field) {
    return std::find(selection.lines.begin(), selection.lines.end(), &field) !=
           selection.lines.end();
  });
}

template <class Wanted>
void RecordTable::load_lines_of(Connection& connection, const std::string& tenant,
                                std::vector<std::unique_ptr<Message>>& records,
                                Wanted wanted) const {
  std::map<std::string, Message*> by_id;
  std::vector<std::string> ids;
  for (auto& record : records) {
    auto& id = schema::header(static_cast<const Message&>(*record)).id();
    if (by_id.emplace(id, record.get()).second) ids.push_back(id);
  }
  for (std::size_t from = 0; from < ids.size(); from += ids_at_once) {
    auto values = ids_from(tenant, ids, from);
    auto condition = " WHERE \"tenant\" = ? AND \"record\" IN (" + placeholders(values.size() - 1) +
                     ") ORDER BY \"record\", \"position\"";
    std::vector<const Lines*> kinds;
    std::vector<Statement*> all;
    for (auto& lines : lines_) {
      if (!wanted(*lines.field) || has_none(connection, lines.table, tenant, ids.size())) continue;
      kinds.push_back(&lines);
      all.push_back(&connection.query(lines.select + condition, values));
    }
    run_together(connection, all);
    for (std::size_t i = 0; i < kinds.size(); ++i)
      while (all[i]->step()) read_line(*all[i], *kinds[i]->field, *by_id.at(all[i]->text(1)));
  }
}

std::vector<std::unique_ptr<Message>> RecordTable::find_all(
    Connection& connection, const std::string& tenant, const std::vector<std::string>& ids) const {
  std::vector<std::unique_ptr<Message>> records;
  for (std::size_t from = 0; from < ids.size(); from += ids_at_once) {
    auto values = ids_from(tenant, ids, from);
    auto& rows = connection.query(select_ + " WHERE \"tenant\" = ? AND \"id\" IN (" +
                                      placeholders(values.size() - 1) + ")" + and_of_type(type_),
                                  values);
    while (rows.step()) records.push_back(read(rows));
  }
  return records;
}

std::unique_ptr<Message> RecordTable::find(Connection& connection, const std::string& tenant,
                                           std::string_view id, bool deleted) const {
  auto& rows =
      connection.query(select_ + " WHERE \"tenant\" = ? AND \"id\" = ?" + and_of_type(type_),
                       {tenant, std::string(id)});
  auto lines = query_lines(connection, lines_, tenant, std::string(id));
  std::vector<Statement*> all{&rows};
  all.insert(all.end(), lines.begin(), lines.end());
  run_together(connection, all);
  if (!rows.step()) return nullptr;
  auto record = read(rows);
  while (rows.step()) {
  }
  if (!deleted && schema::header(static_cast<const Message&>(*record)).has_deleted_at())
    return nullptr;
  read_lines(lines_, lines, *record);
  return record;
}

Values RecordTable::header_values(const Message& record) const {
  auto& header = schema::header(record);
  auto instant = [](bool set, const google::protobuf::Timestamp& at) {
    return set ? Value{common::to_micros(common::codec::from_timestamp(at))} : Value{};
  };
  Json tags(std::vector<std::string>(header.tags().begin(), header.tags().end()));
  Json ids = Json::array();
  for (auto& id : header.external_ids())
    ids.push_back({{"system", id.system()}, {"key", id.key()}});
  auto unknown = common::codec::unknown_fields(record);
  return {header.tenant(),
          header.id(),
          header.version(),
          text_or_null(header.state()),
          instant(header.has_created_at(), header.created_at()),
          text_or_null(header.created_by()),
          instant(header.has_changed_at(), header.changed_at()),
          text_or_null(header.changed_by()),
          text_or_null(header.changed_from()),
          instant(header.has_deleted_at(), header.deleted_at()),
          header.custom().empty() ? Value{} : Value{common::json_text(custom_json(header))},
          header.tags().empty() ? Value{} : Value{common::json_text(tags)},
          ids.empty() ? Value{} : Value{common::json_text(ids)},
          unknown.empty() ? Value{} : Value{Blob{unknown}}};
}

void RecordTable::insert(Connection& connection, const Message& record) const {
  auto values = header_values(record);
  for (auto& field : fields_) common::codec::append_values(field, record, values);
  execute_soon(connection, insert_, values);
  cube_.note(connection, nullptr, record);
  write_lines(connection, nullptr, record);
}

void RecordTable::update(Connection& connection, const Message& before,
                         const Message& after) const {
  auto was = header_values(before), is = header_values(after);
  for (auto& field : fields_) {
    common::codec::append_values(field, before, was);
    common::codec::append_values(field, after, is);
  }
  auto names = header_columns();
  for (auto& column : columns_) names.push_back(column.name);
  std::string sets;
  Values values;
  for (std::size_t i = 2; i < is.size(); ++i) {
    if (was[i] == is[i]) continue;
    sets += (sets.empty() ? "" : ", ") + sql_name(names[i]) + " = ?";
    values.push_back(is[i]);
  }
  values.insert(values.end(), {is[0], is[1], was[2]});
  auto changed = connection.execute("UPDATE " + sql_name(type_.table) + " SET " + sets +
                                        " WHERE \"tenant\" = ? AND \"id\" = ? AND \"version\" = ?",
                                    values);
  if (changed == 0)
    throw common::Error(common::ErrorCode::conflict,
                        common::say("{} has been changed by somebody else in the meantime",
                                    common::Sentence::label(type_.label)));
  cube_.note(connection, &before, after);
  write_lines(connection, &before, after);
}

void RecordTable::write_lines(Connection& connection, const Message* before,
                              const Message& after) const {
  auto& header = schema::header(after);
  for (auto& lines : lines_) {
    auto rows_of = [&](const Message& record) {
      std::vector<Values> rows;
      int size = record.GetReflection()->FieldSize(record, lines.field->descriptor);
      for (int i = 0; i < size; ++i) {
        Values row{header.tenant(), header.id(), static_cast<std::int64_t>(i)};
        auto& line = record.GetReflection()->GetRepeatedMessage(record, lines.field->descriptor, i);
        auto values = values_of(lines.field->lines, line);
        row.insert(row.end(), values.begin(), values.end());
        auto unknown = common::codec::unknown_fields(line);
        row.push_back(unknown.empty() ? Value{} : Value{Blob{unknown}});
        rows.push_back(std::move(row));
      }
      return rows;
    };
    auto was = before ? rows_of(*before) : std::vector<Values>{};
    auto is = rows_of(after);
    if (was == is) continue;
    if (!was.empty())
      connection.execute(
          "DELETE FROM " + sql_name(lines.table) + " WHERE \"tenant\" = ? AND \"record\" = ?",
          {header.tenant(), header.id()});
    if (!is.empty()) insert_rows(connection, lines.insert, is[0].size(), is);
  }
}

}  // namespace hub::store
