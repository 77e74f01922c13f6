#include "hub/store/counts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/codec/values.hpp"
#include "common/ids/ids.hpp"
#include "common/text/text.hpp"
#include "hub/store/filter.hpp"
#include "hub/store/impl/owner.hpp"
#include "hub/store/partitions.hpp"

namespace hub::store {
namespace {

using common::expr::Node;
using common::schema::Field;
using common::schema::FieldKind;
using common::schema::Message;
using common::schema::RecordType;

constexpr std::size_t dimensions_max = 8;  // columns of record_cube
/// Of choices alone: each of them multiplies the cells of every owner.
constexpr int combinations_max = 60;

// {table}, {trigger}; {names} d1, d2 …; {new} and {old}: NEW."owner" …; {watched}: columns.
constexpr const char* postgres_trigger = R"(
CREATE OR REPLACE FUNCTION "cube_{table}"() RETURNS trigger LANGUAGE plpgsql AS $count$ BEGIN
  IF TG_OP <> 'INSERT' AND OLD.deleted_at IS NULL THEN
    INSERT INTO record_cube (tenant, type{names}, count) VALUES (OLD.tenant, '{table}'{old}, -1);
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.deleted_at IS NULL THEN
    INSERT INTO record_cube (tenant, type{names}, count) VALUES (NEW.tenant, '{table}'{new}, 1);
  END IF;
  RETURN NULL;
END $count$;
CREATE TRIGGER "{trigger}" AFTER INSERT OR DELETE OR UPDATE OF {watched} ON "{table}"
  FOR EACH ROW EXECUTE FUNCTION "cube_{table}"();
)";

bool is_single_choice(const Field& field) {
  bool few = field.kind == FieldKind::choice || field.kind == FieldKind::boolean;
  // What is derived may be written past RecordTable.
  return few && !field.list && !field.options->derived() && !field.options->secret();
}

/// With those that have none.
int values_of(const Field& field) {
  return field.kind == FieldKind::boolean ? 3 : field.descriptor->enum_type()->value_count();
}

std::string column(std::size_t number) {
  return "d" + std::to_string(number + 1);
}

/// Told apart from every other: kinds are marked, and nothing of these holds the separator.
std::string cell_key(const Values& cell) {
  std::string key;
  for (auto& value : cell) {
    if (auto text = std::get_if<std::string>(&value)) key += "t" + *text;
    key += '\x1f';
  }
  return key;
}

Value text_of(const Value& value) {
  auto number = std::get_if<std::int64_t>(&value);
  return number ? Value{std::to_string(*number)} : value;
}

Value some(const std::string& text) {
  return text.empty() ? Value{} : Value{text};
}

}  // namespace

Cube::Cube(const RecordType& type) : type_(&type) {
  if (type.made_by) return;
  if (type.flow()) dimensions_.push_back({"state", nullptr, false});
  add_owners();
  add_choices();
  std::string names, places, read;
  for (std::size_t i = 0; i < dimensions_.size(); ++i) {
    names += ", " + column(i);
    places += ", ?";
    read += dimensions_[i].number ? ", CAST(" + column(i) + " AS BIGINT)" : ", " + column(i);
    read += " AS " + sql_name(dimensions_[i].name);
  }
  upsert_ = "INSERT INTO record_cube (tenant, type, cell" + names + ", count) VALUES (?, ?, ?" +
            places + ", ?) ON CONFLICT (tenant, type, cell) DO UPDATE SET count = count + " +
            "excluded.count";
  // By the name of the records' own table: conditions on it hold here as they are.
  select_ = "SELECT CAST(COALESCE(SUM(kept), 0) AS BIGINT) FROM (SELECT tenant, count AS kept" +
            read + " FROM record_cube WHERE tenant = ? AND type = ?) AS " + sql_name(type.table) +
            " WHERE 1 = 1";
}

void Cube::add(const std::string& name) {
  bool known = find_dimension(name) != nullptr;
  if (known || dimensions_.size() == dimensions_max) return;
  auto field = type_->find_field(name);
  if (name != "created_by" && (!field || field->list || !field->is_reference())) return;
  dimensions_.push_back({name, field, false});
}

/// By what grants, and what a company may add to them, tell whose a record is.
void Cube::add_owners() {
  add(owner_of(*type_));
  for (auto& field : type_->fields)
    if (field.options->refers() == "crm.Territory") add(field.name);
  for (auto& scope : type_->options->scope()) {
    add(scope.branch());
    add(scope.technician());
  }
  for (auto& access : type_->options->access()) {
    constexpr std::string_view of_me = " = me";
    auto& where = access.where();
    if (where.ends_with(of_me)) add(where.substr(0, where.size() - of_me.size()));
  }
}

void Cube::add_choices() {
  int combinations = 1;
  for (auto& field : type_->fields) {
    if (!is_single_choice(field) || dimensions_.size() == dimensions_max) continue;
    if (combinations * values_of(field) > combinations_max) continue;
    combinations *= values_of(field);
    dimensions_.push_back({field.name, &field, field.kind == FieldKind::boolean});
  }
}

bool Cube::is_kept(Dialect dialect) const {
  if (type_->made_by) return false;
  return partition_column(*type_).empty() || (dialect == Dialect::sqlite && type_->flow());
}

std::vector<std::string> Cube::dimensions() const {
  std::vector<std::string> names;
  for (auto& dimension : dimensions_) names.push_back(dimension.name);
  return names;
}

const Cube::Dimension* Cube::find_dimension(const std::string& name) const {
  for (auto& dimension : dimensions_)
    if (dimension.name == name) return &dimension;
  return nullptr;
}

// ---- keeping

std::string Cube::signature() const {
  std::string names;
  for (auto& dimension : dimensions_) names += (names.empty() ? "" : " ") + dimension.name;
  return names;
}

/// Another one counts by other dimensions.
std::string Cube::trigger_name() const {
  return "cube_" + common::sha256_hex(type_->table + " " + signature()).substr(0, 16);
}

/// On SQLite the row of no company says that the type is counted, and by what.
bool Cube::is_begun(Connection& connection) const {
  if (connection.dialect() == Dialect::sqlite)
    return connection
        .scalar("SELECT 1 FROM record_cube WHERE tenant = '' AND type = ? AND cell = ?",
                {type_->table, signature()})
        .has_value();
  return connection
      .scalar("SELECT 1 FROM pg_trigger WHERE NOT tgisinternal AND tgname = ?", {trigger_name()})
      .has_value();
}

void Cube::ensure(Connection& connection) const {
  if (!is_kept(connection.dialect()) || is_begun(connection)) return;
  if (connection.dialect() == Dialect::postgres) {
    std::string names, old_values, new_values, watched = "deleted_at";
    for (std::size_t i = 0; i < dimensions_.size(); ++i) {
      auto name = sql_name(dimensions_[i].name);
      names += ", " + column(i);
      old_values += ", OLD." + name;
      new_values += ", NEW." + name;
      watched += ", " + name;
    }
    // A function that others' triggers call goes with them. The new one locks others' writes out
    // until the migration's end.
    connection.run_script(
        "DROP FUNCTION IF EXISTS \"cube_" + type_->table + "\"() CASCADE; DROP TRIGGER IF EXISTS " +
        sql_name("count_" + type_->table + "_insert") + " ON " + sql_name(type_->table) + ";" +
        fmt::format(fmt::runtime(postgres_trigger), fmt::arg("table", type_->table),
                    fmt::arg("trigger", trigger_name()), fmt::arg("names", names),
                    fmt::arg("old", old_values), fmt::arg("new", new_values),
                    fmt::arg("watched", watched)));
  }
  count_again(connection);
}

void Cube::count_again(Connection& connection) const {
  if (!is_kept(connection.dialect())) return;
  bool sqlite = connection.dialect() == Dialect::sqlite;
  std::string names, cell, read, groups = "1, 2";
  for (std::size_t i = 0; i < dimensions_.size(); ++i) {
    auto value = sql_name(dimensions_[i].name);
    if (dimensions_[i].number) value = "CAST(" + value + " AS TEXT)";
    names += ", " + column(i);
    read += ", " + value;
    cell += (cell.empty() ? "" : " || ") + ("COALESCE('t' || " + value + ", '') || char(31)");
    groups += ", " + std::to_string(i + 3);
  }
  if (cell.empty()) cell = "''";
  connection.execute("DELETE FROM record_cube WHERE type = ?", {type_->table});
  connection.execute("INSERT INTO record_cube (tenant, type" + names + (sqlite ? ", cell" : "") +
                         ", count) SELECT tenant, CAST(? AS TEXT)" + read +
                         (sqlite ? ", " + cell : "") + ", COUNT(*) FROM " + sql_name(type_->table) +
                         " WHERE deleted_at IS NULL GROUP BY " + groups,
                     {type_->table});
  if (sqlite)
    connection.execute("INSERT INTO record_cube (tenant, type, cell, count) VALUES ('', ?, ?, 0)",
                       {type_->table, signature()});
}

Values Cube::cell_of(const Message& record) const {
  auto& header = common::schema::header(record);
  Values cell;
  for (auto& dimension : dimensions_) {
    if (dimension.field)
      common::codec::append_values(*dimension.field, record, cell);
    else
      cell.push_back(some(dimension.name == "state" ? header.state() : header.created_by()));
    cell.back() = text_of(cell.back());
  }
  return cell;
}

void Cube::note(Connection& connection, const Message* before, const Message& after) const {
  if (connection.dialect() != Dialect::sqlite || !is_kept(Dialect::sqlite)) return;
  auto& header = common::schema::header(after);
  bool was = before && !common::schema::header(*before).has_deleted_at();
  bool is = !header.has_deleted_at();
  auto old_cell = was ? cell_of(*before) : Values{};
  auto new_cell = is ? cell_of(after) : Values{};
  if (was && is && old_cell == new_cell) return;
  if (was) add_to_cell(connection, header.tenant(), std::move(old_cell), -1);
  if (is) add_to_cell(connection, header.tenant(), std::move(new_cell), 1);
}

void Cube::add_to_cell(Connection& connection, const std::string& tenant, Values cell,
                       std::int64_t more) const {
  Values values{tenant, type_->table, cell_key(cell)};
  std::move(cell.begin(), cell.end(), std::back_inserter(values));
  values.emplace_back(more);
  connection.execute(upsert_, values);
}

// ---- summing

bool Cube::has(const common::expr::Read& read) const {
  if (read.reference)
    return !read.reference->custom && find_dimension(read.reference->name) != nullptr;
  auto& path = *read.path;
  if (path.lines || path.custom_of) return false;
  return find_dimension(path.header ? path.header->name() : path.field->name) != nullptr;
}

/// Whether the node reads of the record its dimensions only; what a reference leads to is there.
bool Cube::covers(const Node& node) const {
  switch (node.kind) {
    case Node::Kind::comparison:
      return !node.comparison->left && !node.comparison->right &&
             has({type_, &node.comparison->path, nullptr});
    case Node::Kind::referenced:
      return has({type_, nullptr, node.reference});
    case Node::Kind::referring:
      return false;
    default:
      return std::all_of(node.children.begin(), node.children.end(),
                         [&](auto& child) { return covers(child); });
  }
}

std::optional<std::int64_t> Cube::find(Connection& connection, const std::string& tenant,
                                       const std::vector<common::expr::Expression>& conditions,
                                       const common::expr::Context& context) const {
  if (!is_kept(connection.dialect())) return std::nullopt;
  auto sql = select_;
  Values values{tenant, type_->table};
  for (auto& condition : conditions) {
    if (!covers(condition.root())) return std::nullopt;
    if (condition.always()) continue;
    auto holds = to_sql(condition, condition.type(), context, connection.dialect());
    sql += " AND (" + holds.sql + ")";
    values.insert(values.end(), holds.values.begin(), holds.values.end());
  }
  return connection.integer(sql, values);
}

std::int64_t fold_counts(Connection& connection) {
  // Only who holds the sealer's lock writes cells, so that nobody waits for one, and takes changes
  // away, so that each stays at its place until then.
  constexpr const char* sql =
      "WITH taken AS (DELETE FROM record_cube WHERE ctid = ANY(ARRAY(SELECT ctid FROM record_cube "
      "WHERE cell IS NULL ORDER BY seq LIMIT ?)) RETURNING tenant, type, d1, d2, d3, d4, d5, d6, "
      "d7, d8, count), folded AS (INSERT INTO record_cube (tenant, type, d1, d2, d3, d4, d5, d6, "
      "d7, d8, cell, count) SELECT tenant, type, d1, d2, d3, d4, d5, d6, d7, d8, "
      "CAST(jsonb_build_array(d1, d2, d3, d4, d5, d6, d7, d8) AS TEXT), SUM(count) FROM taken "
      "GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 ON CONFLICT (tenant, type, cell) DO UPDATE SET count "
      "= record_cube.count + excluded.count) SELECT COUNT(*) FROM taken";
  return connection.integer(sql, {counts_folded_at_once});
}

}  // namespace hub::store
