#include "hub/store/query.hpp"

#include <algorithm>

#include "common/codec/json.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/text/json_text.hpp"
#include "common/text/text.hpp"
#include "hub/store/counts.hpp"
#include "hub/store/filter_cost.hpp"
#include "hub/store/limit.hpp"
#include "hub/store/summary.hpp"

namespace hub::store {
namespace {

using common::say;
using common::Sentence;
using common::codec::Json;
using common::expr::Expression;
using common::schema::FieldKind;

constexpr int max_page_size = 500;
constexpr std::size_t max_order_terms = 5;

/// One term of the order: an SQL expression over the row.
struct Term {
  std::string sql;
  bool descending;
  bool text;  // its values are text, otherwise integers
};

[[noreturn]] void refuse_order(Sentence text) {
  common::refuse("order_by", std::move(text));
}

[[noreturn]] void refuse_depth() {
  common::refuse("filter",
                 "brackets, references and the rights on what they lead to are nested too deeply; "
                 "use fewer brackets");
}

std::string header_order(const RecordType& type, const std::string& name) {
  auto column = sql_name(type.table) + "." + sql_name(name);
  if (name == "state") return flow_order(type);
  for (auto known : {"id", "version", "created_at", "created_by", "changed_at", "changed_by"})
    if (name == known) return column;
  return {};
}

Term make_term(const RecordType& type, const std::string& text, const Readable& readable,
               Dialect dialect) {
  auto blank = text.find(' ');
  auto name = text.substr(0, blank);
  auto direction =
      blank == std::string::npos ? "" : std::string(common::text::trim(text.substr(blank)));
  if (direction != "" && direction != "asc" && direction != "desc")
    refuse_order(say("expected asc or desc after \"{}\"", name));
  bool header_text = name == "id" || name == "created_by" || name == "changed_by" ||
                     (name == "state" && !type.flow());
  Term term{header_order(type, name), direction == "desc", header_text};
  if (!term.sql.empty()) return term;
  auto field = type.find_field(name);
  if (!field) field = type.find_custom(name);
  if (!field || field->options->secret() || (readable && !readable(*field)))
    refuse_order(say("{} has no field \"{}\"", Sentence::label(type.label), name));
  term.sql = order_expression(type, *field, dialect);
  if (term.sql.empty()) refuse_order(say("a list cannot be ordered by \"{}\"", name));
  term.text = field->kind == FieldKind::text || field->kind == FieldKind::reference ||
              field->kind == FieldKind::person_name ||
              (field->custom && field->kind == FieldKind::choice);
  return term;
}

/// The terms asked for, then the id, so that no two rows are equal.
std::vector<Term> make_order(const RecordType& type, const std::string& order_by,
                             const Readable& readable, Dialect dialect) {
  std::vector<Term> terms;
  if (!common::text::trim(order_by).empty())
    for (auto& part : common::text::split(order_by, ','))
      terms.push_back(make_term(type, std::string(common::text::trim(part)), readable, dialect));
  if (terms.size() > max_order_terms) refuse_order(say("at most {} fields", max_order_terms));
  // The id runs the way of the last term, so that an index over both can be read backwards.
  terms.push_back(
      {sql_name(type.table) + ".\"id\"", !terms.empty() && terms.back().descending, true});
  return terms;
}

/// The type's own order, without fields that this person may not read.
std::string own_order(const RecordType& type, const Readable& readable) {
  std::string order;
  for (auto& part : common::text::split(type.options->order_by(), ',')) {
    auto term = std::string(common::text::trim(part));
    auto field = type.find_field(term.substr(0, term.find(' ')));
    if (field && readable && !readable(*field)) continue;
    order += (order.empty() ? "" : ",") + term;
  }
  return order;
}

std::string order_clause(const std::vector<Term>& terms) {
  std::string sql;
  for (auto& term : terms)
    sql +=
        (sql.empty() ? "" : ", ") + term.sql + (term.descending ? " DESC" : " ASC") + " NULLS LAST";
  return sql;
}

/// Rows that come after the one with these values: equal in the first terms and later in the next
/// one.
SqlCondition after(const std::vector<Term>& terms, const Values& last) {
  SqlCondition condition;
  std::string equal;
  Values equal_values;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    auto& term = terms[i];
    bool null = std::holds_alternative<std::monostate>(last[i]);
    if (!null) {  // nothing comes after null
      auto later =
          "(" + term.sql + (term.descending ? " < ?" : " > ?") + " OR " + term.sql + " IS NULL)";
      condition.sql += (condition.sql.empty() ? "(" : " OR (") + equal + later + ")";
      condition.values.insert(condition.values.end(), equal_values.begin(), equal_values.end());
      condition.values.push_back(last[i]);
      equal_values.push_back(last[i]);
    }
    equal += term.sql + (null ? " IS NULL AND " : " = ? AND ");
  }
  condition.sql = "(" + condition.sql + ")";
  return condition;
}

// ---- page token: base64 of [fingerprint of the query, value of each term of the last row …]

std::string fingerprint(const std::string& tenant, const Query& query) {
  Json parts{tenant, query.type->name, query.filter, query.order_by, query.search, query.deleted};
  return common::sha256_hex(common::told_json_text(parts)).substr(0, 16);
}

std::string make_token(const std::string& print, const Values& last) {
  Json token{print};
  for (auto& value : last) {
    if (auto number = std::get_if<std::int64_t>(&value))
      token.push_back(*number);
    else if (auto text = std::get_if<std::string>(&value))
      token.push_back(*text);
    else
      token.push_back(nullptr);
  }
  return common::to_base64(common::json_text(token));
}

[[noreturn]] void foreign_token() {
  common::refuse("page_token",
                 "this page belongs to another list; begin again with the first page");
}

Value token_value(const Json& value, bool text) {
  if (value.is_null()) return {};
  if (text != value.is_string()) foreign_token();
  if (!text) {
    bool fits = value.is_number_integer() &&
                (!value.is_number_unsigned() || value.get<std::uint64_t>() <= INT64_MAX);
    if (!fits) foreign_token();
    return value.get<std::int64_t>();
  }
  if (value.get_ref<const std::string&>().find('\0') != std::string::npos) foreign_token();
  return value.get<std::string>();
}

Values read_token(const std::string& text, const std::string& print,
                  const std::vector<Term>& terms) {
  Json token;
  try {
    token = common::codec::parse_json(common::from_base64(text));
  } catch (const common::Error&) {
    foreign_token();
  }
  if (!token.is_array() || token.size() != terms.size() + 1 || token[0] != print ||
      token.back().is_null())
    foreign_token();
  Values values;
  for (std::size_t i = 0; i < terms.size(); ++i)
    values.push_back(token_value(token[i + 1], terms[i].text));
  return values;
}

// ---- the query

void add(SqlCondition& all, const SqlCondition& one) {
  all.sql += " AND (" + one.sql + ")";
  all.values.insert(all.values.end(), one.values.begin(), one.values.end());
}

/// What the person may not read does not exist for the filter; records beyond reach tell nothing.
Expression parse_filter(const Query& query, const Catalogue& catalogue, bool reads_everything) {
  auto own = query.readable;
  auto others = query.reading ? query.reading->field : common::expr::Visible{};
  auto visible = [&](const RecordType& type, const Field& field) {
    if (&type == query.type) return !own || own(field);
    return !others || others(type, field);
  };
  auto filter = Expression::parse(query.filter, *query.type, catalogue, visible);
  require_affordable(filter);
  if (!query.reading && !reads_everything)
    for (auto& read : filter.reads())
      if (read.reference) common::refuse("filter", "references are not followed here");
  if (!query.reading || !query.reading->records) return filter;
  return filter.within(query.reading->records);
}

SqlCondition where(Connection& connection, const Catalogue& catalogue, const std::string& tenant,
                   const Query& query, const std::optional<Expression>& access_condition,
                   const common::expr::Context& context) {
  auto& type = *query.type;
  auto dialect = connection.dialect();
  auto name = sql_name(type.table);
  SqlCondition all{name + ".\"tenant\" = ? AND " + name + ".\"deleted_at\" IS " +
                       (query.deleted ? "NOT " : "") + "NULL" + and_of_type(type),
                   {tenant}};
  auto filter = parse_filter(query, catalogue, !query.readable && !access_condition);
  if (!filter.always()) add(all, to_sql(filter, type, context, dialect));
  if (access_condition) add(all, to_sql(*access_condition, type, context, dialect));
  if (query.found)
    add(all, *query.found);
  else if (!query.search.empty())
    add(all, search_condition(type, query.search, query.readable, dialect));
  return all;
}

/// The fields that are asked for, as far as the person may know of them.
RecordTable::Selection selection_of(const RecordTable& table, const Query& query) {
  if (query.fields && query.readable)
    for (auto& name : *query.fields) {
      auto field = query.type->find_field(name);
      if (!field) field = query.type->find_custom(name);
      if (field && !query.readable(*field))
        common::refuse("fields",
                       say("{} has no field \"{}\"", Sentence::label(query.type->label), name));
    }
  return table.selection(query.fields);
}

/// The SELECT with the order's terms as further columns, for the token.
std::string select_with(const RecordTable& table, const RecordTable::Selection& selection,
                        const std::vector<Term>& terms) {
  auto from = " FROM " + sql_name(table.type().table);
  auto select = selection.select;
  select.resize(select.size() - from.size());
  for (auto& term : terms) select += ", " + term.sql;
  return select + from;
}

/// Brackets, references and the rights on what they lead to, within each other, may exceed the
/// stack of SQLite's parser, which is fixed before 3.46 (100 symbols). Nothing has run then.
Statement& query_rows(Connection& connection, const std::string& sql, const Values& values) {
  try {
    return connection.query(sql, values);
  } catch (const common::Error& error) {
    if (std::string_view(error.what()).find("parser stack overflow") == std::string_view::npos)
      throw;
    refuse_depth();
  }
}

void read_rows(Connection& connection, const RecordTable& table,
               const RecordTable::Selection& selection, const std::vector<Term>& terms,
               SqlCondition where, std::size_t page_size, const std::string& print, Page& page) {
  auto& rows = query_rows(connection,
                          select_with(table, selection, terms) + " WHERE " + where.sql +
                              " ORDER BY " + order_clause(terms) + limit_clause(page_size + 1),
                          where.values);
  Values last;
  while (rows.step()) {
    if (page.items.size() == page_size) {
      page.next_page_token = make_token(print, last);
      continue;
    }
    page.items.push_back(table.read(rows, selection));
    last.clear();
    for (auto i = rows.column_count() - terms.size(); i < rows.column_count(); ++i)
      last.push_back(rows.column(i));
  }
}

/// Kept ready, where the filter and the rights ask for nothing that the counts are not kept by.
std::optional<std::int64_t> known_count(Connection& connection, const Catalogue& catalogue,
                                        const RecordTable& table, const std::string& tenant,
                                        const Query& query,
                                        const std::optional<Expression>& access_condition,
                                        const common::expr::Context& context) {
  bool searches = query.found || !query.search.empty();
  if (query.deleted || searches || !table.cube().is_kept(connection.dialect())) return std::nullopt;
  auto filter = parse_filter(query, catalogue, !query.readable && !access_condition);
  std::vector<Expression> all{filter};
  if (access_condition) all.push_back(*access_condition);
  return table.cube().find(connection, tenant, all, context);
}

void take_count(std::int64_t counted, const Query& query, Page& page) {
  page.total = counted;
  if (query.count_max == 0) return;
  page.total_is_exact = counted <= query.count_max;
  page.total = std::min(counted, query.count_max);
}

/// Stops one row after the bound.
void count(Connection& connection, const Query& query, SqlCondition all, Page& page) {
  auto from = " FROM " + sql_name(query.type->table) + " WHERE " + all.sql;
  if (query.count_max == 0) {
    page.total = connection.integer("SELECT COUNT(*)" + from, all.values);
    return;
  }
  auto rows = "SELECT 1" + from + " LIMIT " + std::to_string(query.count_max + 1);
  take_count(connection.integer("SELECT COUNT(*) FROM (" + rows + ") AS counted", all.values),
             query, page);
}

}  // namespace

void require_readable(const Expression& expression, const Readable& readable) {
  auto check = [&](const Field* field) {
    if (field && !readable(*field))
      common::refuse("filter", say("{} has no field \"{}\"",
                                   Sentence::label(expression.type().label), field->name));
  };
  for (auto& read : expression.reads()) {
    if (read.type != &expression.type())
      common::refuse("filter", "a filter follows no references here");
    check(read.reference);
    if (!read.path) continue;
    check(read.path->lines);
    check(read.path->field);
  }
}

SqlCondition condition_of(Connection& connection, const Catalogue& catalogue,
                          const std::string& tenant, const Query& query,
                          const std::optional<Expression>& access_condition,
                          const common::expr::Context& context) {
  return where(connection, catalogue, tenant, query, access_condition, context);
}

Page run_query(Connection& connection, const Catalogue& catalogue, const RecordTable& table,
               const std::string& tenant, const Query& query,
               const std::optional<Expression>& access_condition,
               const common::expr::Context& context) {
  if (query.page_size < 1 || query.page_size > max_page_size)
    common::refuse("page_size", say("expected 1 to {}", max_page_size));
  auto order_by = query.order_by.empty() ? own_order(*query.type, query.readable) : query.order_by;
  auto terms = make_order(*query.type, order_by, query.readable, connection.dialect());
  auto condition = where(connection, catalogue, tenant, query, access_condition, context);
  auto print = fingerprint(tenant, query);
  auto all = condition;
  Page page;
  if (!query.page_token.empty())
    add(condition, after(terms, read_token(query.page_token, print, terms)));
  auto selection = selection_of(table, query);
  auto count_known = [&] {
    return known_count(connection, catalogue, table, tenant, query, access_condition, context);
  };
  std::optional<std::int64_t> known;
  // That there is none would be known only after a look at every record of the company.
  if (query.page_token.empty() && (access_condition || !query.filter.empty()))
    known = count_known();
  if (known == 0) return page;
  read_rows(connection, table, selection, terms, std::move(condition),
            static_cast<std::size_t>(query.page_size), print, page);
  if (query.page_token.empty() && page.next_page_token.empty())
    page.total = static_cast<std::int64_t>(page.items.size());
  else if (known || (known = count_known()))
    take_count(*known, query, page);
  else
    count(connection, query, std::move(all), page);
  table.load_lines(connection, tenant, page.items, selection);
  return page;
}

}  // namespace hub::store
