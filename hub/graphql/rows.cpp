#include "hub/graphql/rows.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "common/codec/json.hpp"
#include "common/error/error.hpp"
#include "common/expr/expr.hpp"
#include "hub/graphql/impl/order.hpp"
#include "hub/store/filter_cost.hpp"
#include "hub/store/limit.hpp"
#include "hub/store/tables.hpp"

namespace hub::graphql {
namespace {

using common::schema::FieldKind;
using impl::Order;
using store::sql_name;
using store::SqlCondition;
using store::Value;

constexpr std::size_t ids_at_once = 500;

void add(SqlCondition& all, const SqlCondition& one) {
  all.sql += " AND (" + one.sql + ")";
  all.values.insert(all.values.end(), one.values.begin(), one.values.end());
}

std::string select_list(const std::string& table, const std::vector<std::string>& columns) {
  std::string list;
  for (auto& column : columns)
    list += (list.empty() ? "" : ", ") + sql_name(table) + "." + sql_name(column);
  return list;
}

/// "column IN (?, …)". As many placeholders as the next power of two, so that few statements are
/// prepared; the last id fills the rest.
SqlCondition one_of(const std::string& column, std::span<const std::string> ids) {
  std::size_t count = 1;
  while (count < ids.size()) count *= 2;
  SqlCondition condition{column + " IN (", {}};
  for (std::size_t i = 0; i < count; ++i) {
    condition.sql += i ? ", ?" : "?";
    condition.values.emplace_back(ids[std::min(i, ids.size() - 1)]);
  }
  condition.sql += ")";
  return condition;
}

/// Not deleted, of this tenant, and within the actor's reach.
SqlCondition readable_rows(Reading& reading, const RecordType& type) {
  auto name = sql_name(type.table);
  SqlCondition all{name + ".\"tenant\" = ? AND " + name + ".\"deleted_at\" IS NULL",
                   {Value(reading.actor.tenant)}};
  all.sql += store::and_of_type(type);
  auto reach = reading.access.reach(reading.actor, type, common::schema::options::READ);
  if (reach.kind == store::Reach::Kind::none) add(all, {"1 = 0", {}});
  if (reach.condition)
    add(all, to_sql(*reach.condition, type, reading.context, reading.sql.dialect()));
  return all;
}

SqlCondition listed_rows(Reading& reading, const RecordType& type, const ListArguments& arguments) {
  auto all = readable_rows(reading, type);
  auto filter =
      parse_filter(reading.catalogue, reading.access, reading.actor, type, arguments.filter);
  if (!filter.always()) add(all, to_sql(filter, type, reading.context, reading.sql.dialect()));
  if (!arguments.search.empty()) add(all, reading.having_words(type, arguments.search));
  return all;
}

/// Where a row's single reference stands: what it is read FROM, and what joins that to the row.
struct Standing {
  std::string column, from;
  SqlCondition joined;
};

/// What the company added stands beside the rows (hub/store/custom_values.hpp). CROSS lets SQLite
/// begin there: of a parent's rows and no others.
Standing standing(Reading& reading, const RecordType& type, const Field& reference) {
  auto table = sql_name(type.table);
  if (!reference.custom) return {table + "." + sql_name(reference.name), table, {}};
  SqlCondition joined{"led_by.tenant = ? AND led_by.type = '" + type.name +
                          "' AND led_by.field = " + std::to_string(reference.descriptor->number()) +
                          " AND led_by.record = " + table + ".\"id\" AND ",
                      {Value(reading.actor.tenant)}};
  return {"led_by.text", "custom_value AS led_by CROSS JOIN " + table, std::move(joined)};
}

/// Where a row's parent stands, and which rows have one of them.
struct Leading {
  std::string column, from;
  SqlCondition condition;
};

Leading leading(Reading& reading, const RecordType& type, const Parents& parents,
                std::span<const std::string> ids) {
  auto table = sql_name(type.table);
  Leading leading;
  if (!parents.lines) {
    auto stands = standing(reading, type, *parents.field);
    auto wanted = one_of(stands.column, ids);
    leading = {stands.column, stands.from, stands.joined};
    leading.condition.sql += wanted.sql;
    leading.condition.values.insert(leading.condition.values.end(), wanted.values.begin(),
                                    wanted.values.end());
    if (parents.field->kind == FieldKind::about) {
      leading.condition.sql +=
          " AND " + table + "." + sql_name(parents.field->name + "__type") + " = ?";
      leading.condition.values.emplace_back(parents.type);
    }
    return leading;
  }
  // A record is led to once, however many of its lines do.
  auto lines = sql_name(store::lines_table(type, *parents.lines));
  auto column = sql_name(parents.field->name);
  auto wanted = one_of(column, ids);
  leading.from = table + ", (SELECT DISTINCT \"record\" AS led, " + column + " AS leads FROM " +
                 lines + " WHERE \"tenant\" = ? AND " + wanted.sql + ") AS led_by";
  leading.column = "led_by.leads";
  leading.condition = {"led_by.led = " + table + ".\"id\"", {}};
  // The placeholders of FROM stand before those of WHERE.
  leading.condition.values.emplace_back(reading.actor.tenant);
  leading.condition.values.insert(leading.condition.values.end(), wanted.values.begin(),
                                  wanted.values.end());
  return leading;
}

/// The parents as a table of one column, "value", in the order of the ids.
constexpr const char* parents_sqlite = "json_each(?) AS parents";
constexpr const char* parents_postgres =
    "jsonb_array_elements_text(CAST(? AS JSONB)) AS parents(value)";

/// Which rows have the parent of the row of `parents`.
SqlCondition led_by_parent(Reading& reading, const RecordType& type, const Parents& parents,
                           const Standing& stands) {
  bool sqlite = reading.sql.dialect() == store::Dialect::sqlite;
  auto condition = stands.joined;
  condition.sql += stands.column + " = parents.value" + (sqlite ? "" : " COLLATE \"C\"");
  if (parents.field->kind == FieldKind::about) {
    condition.sql +=
        " AND " + sql_name(type.table) + "." + sql_name(parents.field->name + "__type") + " = ?";
    condition.values.emplace_back(parents.type);
  }
  return condition;
}

std::string ids_json(std::span<const std::string> ids) {
  std::string json = "[";
  for (auto& id : ids) {
    if (json.size() > 1) json += ',';
    common::codec::append_json_text(json, id);
  }
  return json + "]";
}

std::vector<Value> tail_of(const store::Statement& row, std::size_t from, std::size_t count) {
  std::vector<Value> values;
  for (std::size_t i = from; i < from + count; ++i) values.push_back(row.column(i));
  return values;
}

/// Values in the order of the statement's placeholders.
store::Values values_of(const Leading* leading, bool in_from, const SqlCondition& where) {
  store::Values values;
  if (leading && in_from) values = leading->condition.values;
  values.insert(values.end(), where.values.begin(), where.values.end());
  if (leading && !in_from)
    values.insert(values.end(), leading->condition.values.begin(), leading->condition.values.end());
  return values;
}

class PageReader {
 public:
  PageReader(Reading& reading, const RecordType& type, const std::vector<std::string>& columns,
             const ListArguments& arguments, Pages& pages)
      : reading_(reading),
        type_(type),
        columns_(columns),
        arguments_(arguments),
        pages_(pages),
        order_(type, arguments.order_by, reading.access.readable(reading.actor, type),
               reading.sql.dialect()),
        where_(listed_rows(reading, type, arguments)) {
    if (!arguments.after.empty()) add(where_, order_.after(arguments.after));
  }

  void read_all() {
    auto& rows = reading_.sql.query(select("") + " FROM " + sql_name(type_.table) + " WHERE " +
                                        where_.sql + " ORDER BY " + order_.clause() + limit(),
                                    where_.values);
    begin(1);
    while (rows.step()) take(rows, 0);
    end_page();
  }

  void read_for(const Parents& parents, std::span<const std::string> ids) {
    if (!parents.lines && ids.size() > 1) return read_each(parents, ids);
    auto leading = graphql::leading(reading_, type_, parents, ids);
    auto values = values_of(&leading, parents.lines != nullptr, where_);
    take_all(reading_.sql.query(statement(leading, ids.size() == 1), values), ids);
  }

 private:
  /// One look into the index for each parent, in one statement: nothing is read beyond a page.
  void read_each(const Parents& parents, std::span<const std::string> ids) {
    bool sqlite = reading_.sql.dialect() == store::Dialect::sqlite;
    auto where = where_;
    auto stands = standing(reading_, type_, *parents.field);
    add(where, led_by_parent(reading_, type_, parents, stands));
    store::Values values{Value(ids_json(ids))};
    values.insert(values.end(), where.values.begin(), where.values.end());
    if (sqlite) values.emplace_back(reading_.actor.tenant);
    take_all(
        reading_.sql.query(
            sqlite ? each_sqlite(stands.from, where) : each_postgres(stands.from, where), values),
        ids);
  }

  /// SQLite has no LATERAL but for table-valued functions. CROSS JOIN keeps the order of its loops,
  /// and so that of the rows: parent by parent, and within each as the page is ordered.
  std::string each_sqlite(const std::string& from, const SqlCondition& where) const {
    auto table = sql_name(type_.table);
    return select(", parents.value AS leading_parent") + " FROM " + parents_sqlite +
           " CROSS JOIN json_each((SELECT json_group_array(id) FROM (SELECT " + table +
           ".\"id\" AS id FROM " + from + " WHERE " + where.sql + " ORDER BY " + order_.clause() +
           limit() + "))) AS page CROSS JOIN " + table + " WHERE " + table +
           ".\"tenant\" = ? AND " + table + ".\"id\" = page.value";
  }

  std::string each_postgres(const std::string& from, const SqlCondition& where) const {
    return std::string("SELECT page.* FROM ") + parents_postgres + " CROSS JOIN LATERAL (" +
           select(", parents.value AS leading_parent") + " FROM " + from + " WHERE " + where.sql +
           " ORDER BY " + order_.clause() + limit() + ") AS page";
  }

  void take_all(store::Statement& rows, std::span<const std::string> ids) {
    std::unordered_map<std::string, std::size_t> places;
    auto first = begin(ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) places.emplace(ids[i], first + i);
    auto parent_column = columns_.size() + order_terms_;
    while (rows.step()) take(rows, places.at(rows.text(parent_column)));
    end_page();
  }

  std::string select(const std::string& more) const {
    auto sql = "SELECT " + select_list(type_.table, columns_);
    for (auto& term : order_.columns()) sql += ", " + term;
    return sql + more;
  }

  /// For one parent as for a list; for several, where lines lead to them, each row gets its number
  /// within its parent's.
  std::string statement(const Leading& leading, bool single) const {
    auto from = " FROM " + leading.from + " WHERE " + where_.sql + " AND " + leading.condition.sql;
    auto parent = ", " + leading.column + " AS leading_parent";
    if (single) return select(parent) + from + " ORDER BY " + order_.clause() + limit();
    return "SELECT * FROM (" +
           select(parent + ", ROW_NUMBER() OVER (PARTITION BY " + leading.column + " ORDER BY " +
                  order_.clause() + ") AS leading_number") +
           from + ") AS numbered WHERE leading_number <= " + std::to_string(arguments_.first + 1) +
           " ORDER BY leading_parent, leading_number";
  }

  /// One row more than asked for tells whether there is a next page.
  std::string limit() const {
    return store::limit_clause(static_cast<std::size_t>(arguments_.first) + 1);
  }

  /// Pages for so many parents more; the place of the first.
  std::size_t begin(std::size_t count) {
    auto first = pages_.spans.size();
    pages_.spans.resize(first + count);
    pages_.info.resize(first + count);
    for (auto i = first; i < first + count; ++i)
      pages_.info[i].has_previous = !arguments_.after.empty();
    return first;
  }

  /// Rows of one parent come one after the other.
  void take(const store::Statement& row, std::size_t page) {
    auto& span = pages_.spans[page];
    auto& info = pages_.info[page];
    if (span.count == arguments_.first) {
      info.has_next = true;
      return;
    }
    if (page != page_of_last_) end_page();
    last_ = tail_of(row, columns_.size(), order_terms_);
    page_of_last_ = page;
    if (span.count++ == 0) {
      span.begin = static_cast<std::uint32_t>(pages_.rows.size());
      info.start = Order::cursor(last_);
    }
    pages_.rows.append(row, reading_);
  }

  void end_page() {
    if (!last_.empty()) pages_.info[page_of_last_].end = Order::cursor(last_);
    last_.clear();
  }

  Reading& reading_;
  const RecordType& type_;
  const std::vector<std::string>& columns_;
  const ListArguments& arguments_;
  Pages& pages_;
  Order order_;
  SqlCondition where_;
  std::size_t order_terms_ = order_.columns().size();
  std::vector<Value> last_;  // where the row before stands in the order
  std::size_t page_of_last_ = 0;
};

template <class Use>
void in_parts(const std::vector<std::string>& ids, Use use) {
  for (std::size_t from = 0; from < ids.size(); from += ids_at_once)
    use(std::span(ids).subspan(from, std::min(ids_at_once, ids.size() - from)));
}

}  // namespace

common::expr::Expression parse_filter(const common::schema::Catalogue& catalogue,
                                      const store::Access& access,
                                      const common::rules::Actor& actor, const RecordType& type,
                                      const std::string& text) {
  auto own = access.readable(actor, type);
  auto others = access.reading(actor);
  auto visible = [&](const RecordType& of, const Field& field) {
    if (&of == &type) return !own || own(field);
    return !others.field || others.field(of, field);
  };
  auto filter = common::expr::Expression::parse(text, type, catalogue, visible);
  store::require_affordable(filter);
  return others.records ? filter.within(others.records) : filter;
}

std::string Rows::text(std::size_t row, std::size_t column) const {
  auto found = std::get_if<std::string>(&at(row, column));
  return found ? *found : std::string();
}

std::vector<std::string> Rows::ids() const {
  std::vector<std::string> ids;
  ids.reserve(size());
  for (std::size_t row = 0; row < size(); ++row) ids.push_back(text(row, 0));
  return ids;
}

void Rows::append(const store::Statement& row, Reading& reading) {
  if (++reading.rows_read > rows_max)
    throw common::Error(common::ErrorCode::too_large, "The answer has more than the limit of " +
                                                          std::to_string(rows_max) +
                                                          " records and lines.");
  for (std::size_t i = 0; i < width_; ++i) cells_.push_back(row.column(i));
}

Rows load_by_ids(Reading& reading, const RecordType& type, const std::vector<std::string>& columns,
                 const std::vector<std::string>& ids) {
  Rows found(columns.size());
  auto select = "SELECT " + select_list(type.table, columns) + " FROM " + sql_name(type.table);
  in_parts(ids, [&](std::span<const std::string> some) {
    auto where = readable_rows(reading, type);
    add(where, one_of(sql_name(type.table) + ".\"id\"", some));
    auto& rows = reading.sql.query(select + " WHERE " + where.sql, where.values);
    while (rows.step()) found.append(rows, reading);
  });
  if (found.size() > 0) reading.note(type, found.ids());
  if (reading.leave_out_hidden) reading.leave_out_hidden(type, columns, found);
  return found;
}

Rows load_lines(Reading& reading, const RecordType& type, const Field& lines,
                const std::vector<std::string>& columns, const std::vector<std::string>& ids) {
  Rows found(columns.size());
  auto table = store::lines_table(type, lines);
  auto names = columns;
  names[0] = "record";
  auto select = "SELECT " + select_list(table, names) + " FROM " + sql_name(table) +
                " WHERE \"tenant\" = ? AND ";
  in_parts(ids, [&](std::span<const std::string> some) {
    auto where = one_of("\"record\"", some);
    where.values.insert(where.values.begin(), store::Value(reading.actor.tenant));
    auto& rows =
        reading.sql.query(select + where.sql + " ORDER BY \"record\", \"position\"", where.values);
    while (rows.step()) found.append(rows, reading);
  });
  return found;
}

Pages load_pages(Reading& reading, const RecordType& type, const std::vector<std::string>& columns,
                 const ListArguments& arguments, const Parents* parents) {
  Pages pages;
  pages.rows = Rows(columns.size());
  PageReader reader(reading, type, columns, arguments, pages);
  if (parents)
    in_parts(parents->ids, [&](auto ids) { reader.read_for(*parents, ids); });
  else
    reader.read_all();
  if (pages.rows.size() > 0) reading.note(type, pages.rows.ids());
  if (reading.leave_out_hidden) reading.leave_out_hidden(type, columns, pages.rows);
  return pages;
}

std::vector<std::int64_t> count_rows(Reading& reading, const RecordType& type,
                                     const ListArguments& arguments, const Parents* parents) {
  // Counted in any order; one by a hidden field is refused all the same.
  Order(type, arguments.order_by, reading.access.readable(reading.actor, type),
        reading.sql.dialect());
  auto where = listed_rows(reading, type, arguments);
  if (!parents)
    return {reading.sql.integer(
        "SELECT COUNT(*) FROM " + sql_name(type.table) + " WHERE " + where.sql, where.values)};
  std::map<std::string, std::int64_t> counted;
  in_parts(parents->ids, [&](std::span<const std::string> ids) {
    auto leading = graphql::leading(reading, type, *parents, ids);
    auto& rows = reading.sql.query("SELECT " + leading.column + ", COUNT(*) FROM " + leading.from +
                                       " WHERE " + where.sql + " AND " + leading.condition.sql +
                                       " GROUP BY " + leading.column,
                                   values_of(&leading, parents->lines != nullptr, where));
    while (rows.step()) counted[rows.text(0)] = rows.integer(1);
  });
  std::vector<std::int64_t> totals;
  for (auto& id : parents->ids) totals.push_back(counted[id]);
  return totals;
}

}  // namespace hub::graphql
