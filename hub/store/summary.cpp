#include "hub/store/summary.hpp"

#include <charconv>
#include <map>

#include "common/error/error.hpp"
#include "common/text/text.hpp"
#include "hub/store/custom_values.hpp"

namespace hub::store {
namespace {

using common::say;
using common::Sentence;
using common::schema::FieldKind;

constexpr std::size_t parts_max = 4, groups_limit = 1000;
constexpr std::int64_t rows_max = 2'000'000, figures_max = 20'000;

/// What everything has besides its own fields.
constexpr const char* instants[] = {"created_at", "changed_at"};
constexpr const char* texts[] = {"created_by", "changed_by"};

bool is_any(const std::string& name, const char* const (&names)[2]) {
  return name == names[0] || name == names[1];
}

bool is_time(const SummaryField& one) {
  return one.field ? one.field->kind == FieldKind::instant : is_any(one.name, instants);
}

bool is_day(const SummaryField& one) {
  return one.field && one.field->kind == FieldKind::date;
}

/// "2026-11" of a day (days since 1970) or time (microseconds), in UTC.
std::string bucket_sql(const SummaryField& one, const std::string& column, Dialect dialect) {
  auto seconds = is_day(one) ? column + " * 86400" : column + " / 1000000";
  bool postgres = dialect == Dialect::postgres;
  const char* form = one.bucket == "year"    ? (postgres ? "YYYY" : "%Y")
                     : one.bucket == "month" ? (postgres ? "YYYY-MM" : "%Y-%m")
                                             : (postgres ? "YYYY-MM-DD" : "%Y-%m-%d");
  return postgres ? "to_char(to_timestamp(" + seconds + ") AT TIME ZONE 'UTC', '" + form + "')"
                  : std::string("strftime('") + form + "', " + seconds + ", 'unixepoch')";
}

std::string column_of(const RecordType& type, const SummaryField& one, Dialect dialect) {
  if (one.field) return order_expression(type, *one.field, dialect);
  return one.name == "state" ? flow_order(type) : sql_name(type.table) + "." + sql_name(one.name);
}

std::string group_sql(const RecordType& type, const SummaryField& one, Dialect dialect) {
  auto column = column_of(type, one, dialect);
  return one.bucket.empty() ? column : bucket_sql(one, column, dialect);
}

/// The column with the currency or unit; empty: the kind of field has none.
std::string unit_sql(const RecordType& type, const Field& field, Dialect dialect) {
  bool money = field.kind == FieldKind::money;
  if (!money && field.kind != FieldKind::quantity) return {};
  if (!field.custom)
    return sql_name(type.table) + "." + sql_name(field.name + (money ? "__currency" : "__unit"));
  auto number = order_expression(type, field, dialect);
  auto column = std::string(custom_alias) + "." + custom_column(field);
  return number.replace(number.find(column), column.size(), std::string(custom_alias) + ".unit");
}

bool is_added_up(const Field& field) {
  return field.kind == FieldKind::integer || field.kind == FieldKind::decimal ||
         field.kind == FieldKind::quantity || field.kind == FieldKind::money;
}

void require_grouping(const SummaryField& one, const std::string& text) {
  bool bucket = one.bucket == "year" || one.bucket == "month" || one.bucket == "day";
  if (one.bucket.empty() ? is_time(one) : !(bucket && (is_day(one) || is_time(one))))
    common::refuse("group",
                   is_time(one) || is_day(one)
                       ? say("\"{}\": group a time by :year, :month or :day", text)
                       : say("\"{}\": only days and times have years, months and days", text));
}

void require_adding(const SummaryField& one, const std::string& text) {
  auto kind = one.field ? one.field->kind : FieldKind::text;
  bool limits = kind == FieldKind::date || kind == FieldKind::instant;
  if (!one.bucket.empty() || !one.field || one.field->list || !(is_added_up(*one.field) || limits))
    common::refuse("sum", say("\"{}\" is no number, amount, quantity, day or time", text));
}

struct Plan {
  const RecordType& type;
  Dialect dialect;
  std::vector<SummaryField> group, sum;
  SqlCondition where;

  /// "SELECT expressions AS g0, g1 … [x AS …] FROM table WHERE …", to be grouped outside: neither
  /// database then has to compare expressions.
  std::string inner(const std::string& more) const {
    std::string sql = "SELECT ";
    for (std::size_t i = 0; i < group.size(); ++i)
      sql += group_sql(type, group[i], dialect) + " AS g" + std::to_string(i) + ", ";
    return sql + more + " FROM " + sql_name(type.table) + " WHERE " + where.sql;
  }
  std::string names() const {
    std::string sql;
    for (std::size_t i = 0; i < group.size(); ++i) sql += (i ? ", g" : "g") + std::to_string(i);
    return sql;
  }
};

std::int64_t number_in(const Statement& rows, std::size_t column, const std::string& field) {
  auto text = rows.text(column);
  std::int64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    common::refuse("sum", say("the sum of \"{}\" is beyond what can be told exactly", field));
  return number;
}

/// A statement whose sum leaves 64 bits: SQLite says so by an error of its own.
template <class Body>
void adding(const std::string& field, Body body) {
  try {
    body();
  } catch (const common::Error& error) {
    if (std::string_view(error.what()).find("integer overflow") == std::string_view::npos) throw;
    common::refuse("sum", say("the sum of \"{}\" is beyond what can be told exactly", field));
  }
}

/// The values that make a group, each with its length, so that no two groups are one.
using Key = std::string;

Key key_of(const Statement& rows, std::size_t parts) {
  Key key;
  for (std::size_t i = 0; i < parts; ++i) {
    auto value = rows.column(i);
    auto number = std::get_if<std::int64_t>(&value);
    auto text = number ? std::to_string(*number) : rows.text(i);
    key += (rows.is_null(i) ? "-" : std::to_string(text.size())) + ":" + text;
  }
  return key;
}

void read_groups(Connection& connection, const Plan& plan, std::size_t groups_max, Summary& summary,
                 std::map<Key, std::size_t>& places) {
  auto& type = plan.type;
  auto parts = plan.group.size();
  auto by = plan.names();
  auto values = plan.where.values;
  values.emplace_back(static_cast<std::int64_t>(groups_max) + 1);
  auto& rows =
      connection.query("SELECT " + (by.empty() ? "" : by + ", ") + "COUNT(*), MIN(id) FROM (" +
                           plan.inner(sql_name(type.table) + ".\"id\" AS id") + ") AS chosen" +
                           (by.empty() ? "" : " GROUP BY " + by) + " ORDER BY COUNT(*) DESC" +
                           (by.empty() ? "" : ", " + by) + " LIMIT ?",
                       values);
  while (rows.step()) {
    if (summary.groups.size() == groups_max) {
      summary.more = true;
      continue;
    }
    auto key = key_of(rows, parts);
    places.emplace(key, summary.groups.size());
    SummaryGroup group;
    for (std::size_t i = 0; i < parts; ++i)
      group.buckets.push_back(plan.group[i].bucket.empty() ? "" : rows.text(i));
    group.count = rows.integer(parts);
    group.example = rows.text(parts + 1);
    group.figures.resize(plan.sum.size());
    summary.groups.push_back(std::move(group));
  }
}

void read_figures(Connection& connection, const Plan& plan, std::size_t place, Summary& summary,
                  const std::map<Key, std::size_t>& places) {
  auto& field = *plan.sum[place].field;
  auto parts = plan.group.size();
  auto by = plan.names();
  auto unit = unit_sql(plan.type, field, plan.dialect);
  auto more = order_expression(plan.type, field, plan.dialect) + " AS x, " +
              (unit.empty() ? "''" : "COALESCE(" + unit + ", '')") + " AS unit";
  auto values = plan.where.values;
  values.emplace_back(figures_max + 1);
  auto sum = is_added_up(field) ? "CAST(SUM(x) AS TEXT)" : "''";
  adding(field.name, [&] {
    auto& rows = connection.query("SELECT " + (by.empty() ? "" : by + ", ") + "unit, COUNT(x), " +
                                      sum + ", MIN(x), MAX(x) FROM (" + plan.inner(more) +
                                      ") AS chosen WHERE x IS NOT NULL GROUP BY " +
                                      (by.empty() ? "" : by + ", ") + "unit LIMIT ?",
                                  values);
    for (std::int64_t read = 0; rows.step(); ++read) {
      if (read == figures_max)
        common::refuse("group", "there are too many groups to add up; group by less");
      auto found = places.find(key_of(rows, parts));
      if (found == places.end()) continue;
      Figures figures{rows.text(parts), rows.integer(parts + 1), std::nullopt,
                      rows.integer(parts + 3), rows.integer(parts + 4)};
      if (is_added_up(field)) figures.sum = number_in(rows, parts + 2, field.name);
      summary.groups[found->second].figures[place].push_back(std::move(figures));
    }
  });
}

std::vector<SummaryField> fields_of(const SummaryQuery& query,
                                    const std::vector<std::string>& names,
                                    const std::string& parameter) {
  if (names.size() > parts_max) common::refuse(parameter, say("at most {} fields", parts_max));
  std::vector<SummaryField> fields;
  for (auto& name : names)
    fields.push_back(summary_field(*query.rows.type, name, query.rows.readable, parameter));
  return fields;
}

}  // namespace

SummaryField summary_field(const RecordType& type, const std::string& text,
                           const Readable& readable, const std::string& parameter) {
  auto colon = text.find(':');
  SummaryField one{text.substr(0, colon),
                   colon == std::string::npos ? std::string() : text.substr(colon + 1)};
  bool header =
      (one.name == "state" && type.flow()) || is_any(one.name, instants) || is_any(one.name, texts);
  if (!header) one.field = type.find_field(one.name);
  if (!header && !one.field) one.field = type.find_custom(one.name);
  if (!header &&
      (!one.field || one.field->options->secret() || (readable && !readable(*one.field))))
    common::refuse(parameter, say("{} has no field \"{}\"", Sentence::label(type.label), one.name));
  if (parameter == "sum") {
    require_adding(one, text);
    return one;
  }
  require_grouping(one, text);
  bool ordered = !one.field || !order_expression(type, *one.field, Dialect::sqlite).empty();
  if (!ordered) common::refuse("group", say("records cannot be grouped by \"{}\"", one.name));
  return one;
}

Summary run_summary(Connection& connection, const Catalogue& catalogue, const std::string& tenant,
                    const SummaryQuery& query,
                    const std::optional<common::expr::Expression>& access_condition,
                    const common::expr::Context& context) {
  if (query.groups_max < 1 || query.groups_max > groups_limit)
    common::refuse("limit", say("expected 1 to {}", groups_limit));
  auto& type = *query.rows.type;
  Plan plan{type, connection.dialect(), fields_of(query, query.group, "group"),
            fields_of(query, query.sum, "sum"),
            condition_of(connection, catalogue, tenant, query.rows, access_condition, context)};
  Summary summary;
  auto values = plan.where.values;
  values.emplace_back(rows_max + 1);
  summary.total = connection.integer("SELECT COUNT(*) FROM (SELECT 1 FROM " + sql_name(type.table) +
                                         " WHERE " + plan.where.sql + " LIMIT ?) AS counted",
                                     values);
  if (summary.total > rows_max)
    common::refuse("filter",
                   say("more than 2000000 {} would be added up; choose fewer of them by a filter",
                       Sentence::label(type.plural)));
  std::map<Key, std::size_t> places;
  read_groups(connection, plan, query.groups_max, summary, places);
  for (std::size_t i = 0; i < plan.sum.size(); ++i)
    read_figures(connection, plan, i, summary, places);
  return summary;
}

}  // namespace hub::store
