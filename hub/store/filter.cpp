#include "hub/store/filter.hpp"

#include <algorithm>
#include <limits>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/text/text.hpp"
#include "hub/store/custom_values.hpp"
#include "hub/store/filter_cost.hpp"
#include "hub/store/impl/computed_sql.hpp"

namespace hub::store {
namespace {

using namespace common::expr;
using common::schema::FieldKind;

const std::string never = "1 = 0";
const std::string always = "1 = 1";
const std::string line_alias = "line_row";
const std::string item_alias = "list_item";

/// Inner text of a JSON value, collated by bytes.
std::string json_part(const std::string& column, const std::string& part, Dialect dialect) {
  if (dialect == Dialect::sqlite) return "json_extract(" + column + ", '$." + part + "')";
  return "((" + column + "::jsonb ->> '" + part + "') COLLATE \"C\")";
}

std::string lower(const std::string& text) {
  return "lower(" + text + ")";
}

std::string contains(const std::string& text, Dialect dialect) {
  return (dialect == Dialect::sqlite ? "instr(" : "strpos(") + text + ", ?) > 0";
}

/// Quoted list of the currencies that have so many minor digits.
std::string currencies_with(int places) {
  std::string list, code = "AAA";
  for (code[0] = 'A'; code[0] <= 'Z'; ++code[0])
    for (code[1] = 'A'; code[1] <= 'Z'; ++code[1])
      for (code[2] = 'A'; code[2] <= 'Z'; ++code[2])
        if (common::codec::currency_places(code) == places)
          list += (list.empty() ? "'" : ", '") + code + "'";
  return list;
}

/// Builds one condition. Negations are pushed down to the comparisons, so that unknown, which is
/// written as "never", stays unknown under NOT, and a plain comparison at the top keeps its index.
class Compiler {
 public:
  Compiler(const RecordType& type, const Context& context, Dialect dialect)
      : type_(&type), from_(sql_name(type.table)), context_(context), dialect_(dialect) {}

  std::string node(const Node& node, bool negated) {
    switch (node.kind) {
      case Node::Kind::negation: {
        auto outer = std::exchange(selects_, false);
        auto sql = this->node(node.children[0], !negated);
        selects_ = outer;
        return sql;
      }
      case Node::Kind::comparison:
        return comparison(node, negated);
      case Node::Kind::referenced:
        return referenced(node, negated);
      case Node::Kind::referring:
        return referring(node, negated);
      default:
        break;
    }
    bool all = (node.kind == Node::Kind::all) != negated;
    if (node.children.empty()) return all ? always : never;
    auto outer = selects_;
    selects_ = selects_ && (all || is_anchor(node));
    std::string sql;
    for (auto child : deepest_first(node.children)) {
      if (!sql.empty()) sql += all ? " AND " : " OR ";
      sql += this->node(*child, negated);
    }
    selects_ = outer;
    return node.children.size() == 1 ? sql : "(" + sql + ")";
  }

  /// Records of the node's target, by that name, that lead to `id` and meet its condition.
  std::string referring_rows(const Node& node, const std::string& as, const std::string& tenant,
                             const std::string& id) {
    auto reference = sql_name(node.reference->name) + " = " + id;
    auto leads = as + "." + reference;
    if (node.lines)
      leads = "EXISTS (SELECT 1 FROM " + sql_name(lines_table(*node.target, *node.lines)) + " AS " +
              line_alias + " WHERE " + line_alias + ".\"tenant\" = " + as + ".\"tenant\" AND " +
              line_alias + ".\"record\" = " + as + ".\"id\" AND " + line_alias + "." + reference +
              ")";
    return "SELECT 1 FROM " + named(*node.target, as) + " WHERE " + as + ".\"tenant\" = " + tenant +
           " AND " + leads + " AND " + as + ".\"deleted_at\" IS NULL" + of_type(*node.target, as) +
           " AND " + inside(*node.target, as, node.children[0], false);
  }

  Values take_values() { return std::move(values_); }

 private:
  static int depth_of(const Node& node) {
    int depth = 0;
    for (auto& child : node.children) depth = std::max(depth, depth_of(child));
    return depth + 1;
  }

  /// The stack of SQLite's parser ends at 100: a bracket in front takes one place of it, one behind
  /// AND or OR three.
  static std::vector<const Node*> deepest_first(const std::vector<Node>& nodes) {
    std::vector<const Node*> sorted;
    std::size_t deepest = 0;
    int depth = 2;  // two levels take little: their order stays
    for (auto& node : nodes) {
      if (int other = depth_of(node); other > depth) {
        depth = other;
        deepest = sorted.size();
      }
      sorted.push_back(&node);
    }
    if (deepest > 0)
      std::rotate(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(deepest),
                  sorted.begin() + static_cast<std::ptrdiff_t>(deepest) + 1);
    return sorted;
  }

  const std::string& table() const { return from_; }

  static std::string named(const RecordType& type, const std::string& as) {
    auto table = sql_name(type.table);
    return as == table ? table : table + " AS " + as;
  }
  /// As and_of_type, for a table by another name.
  static std::string of_type(const RecordType& type, const std::string& as) {
    return type.made_by ? " AND " + as + ".\"type\" = '" + type.name + "'" : std::string();
  }
  /// A name of its own for each table within: a condition may lead back to its own type.
  std::string next_name() { return "r" + std::to_string(++names_); }

  std::string inside(const RecordType& type, const std::string& as, const Node& condition,
                     bool negated) {
    auto outer = std::exchange(type_, &type);
    auto outer_from = std::exchange(from_, as);
    auto outer_selects = std::exchange(selects_, false);
    auto sql = node(condition, negated);
    type_ = outer;
    from_ = outer_from;
    selects_ = outer_selects;
    return sql;
  }

  std::string comparison(const Node& node, bool negated) {
    auto& comparison = *node.comparison;
    if (comparison.left) return computed(comparison, negated);
    auto test = test_of(comparison, context_);
    if (std::holds_alternative<Unknown>(test)) return never;
    auto sql = comparison.path.custom_of
                   ? of_custom(comparison.path, test, selects_ && is_anchor(node))
                   : of_lines(comparison.path, test);
    return negated ? "NOT COALESCE(" + sql + ", FALSE)" : "(" + sql + ")";
  }

  std::string computed(const Comparison& comparison, bool negated) {
    impl::Columns columns{[&](const Path& path) {
                            if (path.custom_of)
                              return custom_value(*path.field, custom_column(*path.field));
                            return value_of(path, table() + "." + sql_name(column_name(path)));
                          },
                          [&](const Path& path) {
                            if (path.custom_of) return custom_value(*path.field, "unit");
                            return table() + "." + sql_name(path.field->name + "__currency");
                          },
                          [&](const Path& path) { return count_of(path); }};
    impl::ComputedSql sql(context_, dialect_, columns, values_);
    if (comparison.right) return sql.pair(comparison, negated);
    auto test = test_of(comparison, context_);
    if (std::holds_alternative<Unknown>(test)) return never;
    return sql.meets(
        comparison,
        [&](const std::string& value, const std::string& currency) {
          auto money = std::get_if<MoneyRange>(&test);
          return money ? of_money(*money, value, currency) : of_value(test, value);
        },
        negated);
  }

  /// How many values a list or lines have.
  std::string count_of(const Path& path) const {
    if (path.lines)
      return "(SELECT COUNT(*) FROM " + sql_name(lines_table(*type_, *path.lines)) + " AS " +
             line_alias + " WHERE " + line_alias + ".\"tenant\" = " + table() + ".\"tenant\" AND " +
             line_alias + ".\"record\" = " + table() + ".\"id\")";
    auto column = table() + "." + sql_name(column_name(path));
    return dialect_ == Dialect::sqlite
               ? "COALESCE(json_array_length(" + column + "), 0)"
               : "COALESCE(jsonb_array_length(CAST(" + column + " AS JSONB)), 0)";
  }

  /// A reference that leads nowhere, or to a record beyond reach, is unknown: in neither polarity
  /// is the row taken.
  std::string referenced(const Node& node, bool negated) {
    if (node.reference->custom) return referenced_by_own(node, negated);
    auto reference = table() + "." + sql_name(node.reference->name);
    auto sql = target_holds(node, "", reference, negated);
    auto nowhere = reference + " IS NULL OR " + reference + " = ''";
    if (node.reference->kind != FieldKind::about)
      return negated ? "(" + nowhere + " OR " + sql + ")" : sql;
    auto about_type = table() + "." + sql_name(node.reference->name + "__type");
    if (negated)
      return "(" + about_type + " IS NULL OR " + about_type + " <> '" + node.target->name +
             "' OR " + nowhere + " OR " + sql + ")";
    return "(" + about_type + " = '" + node.target->name + "' AND " + sql + ")";
  }

  /// The reference's value stands beside the record. It is joined, so that PostgreSQL may begin
  /// with the few records that meet the condition; CROSS keeps SQLite from doing so for every
  /// record.
  std::string referenced_by_own(const Node& node, bool negated) {
    auto own = next_name();
    auto of_record = " AND " + own + ".tenant = " + table() + ".\"tenant\" AND " + own +
                     ".record = " + table() + ".\"id\" AND " + own + ".type = '" + type_->name +
                     "' AND " + own +
                     ".field = " + std::to_string(node.reference->descriptor->number());
    auto sql = target_holds(node, "custom_value AS " + own + " CROSS JOIN ",
                            own + ".text" + of_record, negated);
    if (!negated) return sql;
    return "(COALESCE(" + custom_value(*node.reference, "text") + ", '') = '' OR " + sql + ")";
  }

  /// A record of the node's target is at `reference` and meets the condition; `from` names the
  /// table that holds the reference, where that is not the record's own.
  std::string target_holds(const Node& node, const std::string& from, const std::string& reference,
                           bool negated) {
    auto as = next_name();
    auto sql = "EXISTS (SELECT 1 FROM " + from + named(*node.target, as) + " WHERE ";
    if (node.reach) sql += inside(*node.target, as, *node.reach, false) + " AND ";
    return sql + inside(*node.target, as, node.children[0], negated) + " AND " + as +
           ".\"tenant\" = " + table() + ".\"tenant\" AND " + as + ".\"id\" = " + reference +
           " AND " + as + ".\"deleted_at\" IS NULL" + of_type(*node.target, as) + ")";
  }

  std::string referring(const Node& node, bool negated) {
    auto sql = "EXISTS (" +
               referring_rows(node, next_name(), table() + ".\"tenant\"", table() + ".\"id\"") +
               ")";
    return negated ? "NOT " + sql : sql;
  }

  /// A column of the one row that such a field has.
  std::string custom_value(const Field& field, const std::string& column) const {
    auto row = std::string(custom_alias) + ".";
    return "(SELECT " + row + column + " FROM custom_value AS " + custom_alias + " WHERE " + row +
           "tenant = " + table() + ".\"tenant\" AND " + row + "record = " + table() +
           ".\"id\" AND " + row + "field = " + std::to_string(field.descriptor->number()) + ")";
  }

  /// Rows of a field that the company added stand beside the records. SQLite begins with them where
  /// they are a list of ids, and makes that list again for every record where it does not; it never
  /// begins with what is in an EXISTS, and PostgreSQL does so only with that.
  std::string of_custom(const Path& path, const Test& test, bool selects) {
    auto row = std::string(custom_alias) + ".";
    auto id = table() + ".\"id\"";
    auto rows = custom_rows(*path.custom_of, *path.field, table() + ".\"tenant\"");
    auto sql = selects && dialect_ == Dialect::sqlite
                   ? id + " IN (" + rows
                   : "EXISTS (" + rows + " AND " + row + "record = " + id;
    if (std::holds_alternative<Present>(test)) return sql + ")";
    auto column = row + (path.part.empty() ? custom_column(*path.field) : "unit");
    if (auto money = std::get_if<MoneyRange>(&test))
      return sql + " AND " + of_money(*money, column, row + "unit") + ")";
    if (path.comparing == Comparing::text && !path.folded) column = lower(column);
    return sql + " AND " + of_value(test, column) + ")";
  }

  std::string of_lines(const Path& path, const Test& test) {
    if (!path.lines) return of_column(path, test, table());
    auto sql = "EXISTS (SELECT 1 FROM " + sql_name(lines_table(*type_, *path.lines)) + " AS " +
               line_alias + " WHERE " + line_alias + ".\"tenant\" = " + table() +
               ".\"tenant\" AND " + line_alias + ".\"record\" = " + table() + ".\"id\"";
    if (path.field) sql += " AND (" + of_column(path, test, line_alias) + ")";
    return sql + ")";
  }

  std::string of_column(const Path& path, const Test& test, const std::string& from) {
    auto column = from + "." + sql_name(column_name(path));
    if (std::holds_alternative<Present>(test)) return value_of(path, column) + " IS NOT NULL";
    if (path.list) return of_list(path, test, column);
    if (auto money = std::get_if<MoneyRange>(&test))
      return of_money(*money, column, from + "." + sql_name(path.field->name + "__currency"));
    return of_value(test, value_of(path, column));
  }

  static std::string column_name(const Path& path) {
    if (path.header) return path.header->name();
    auto& name = path.field->name;
    switch (path.field->kind) {
      case FieldKind::about:
        return path.part == "type" ? name + "__type" : name;
      case FieldKind::quantity:
        return path.part.empty() || path.list ? name : name + "__unit";
      case FieldKind::money:
        return path.part.empty() || path.list ? name : name + "__currency";
      case FieldKind::position:
        return path.list ? name : name + "__latitude";
      default:
        return path.folded ? name + "__key" : name;
    }
  }

  /// The column as its values compare.
  std::string value_of(const Path& path, const std::string& column) const {
    if (path.comparing != Comparing::text || path.list) return column;
    auto kind = path.field->kind;
    auto text = kind == FieldKind::text ? column : json_part(column, path.part, dialect_);
    return path.folded ? text : lower(text);
  }

  std::string of_list(const Path& path, const Test& test, const std::string& column) {
    bool numbers = std::holds_alternative<Range>(test);
    std::string item = item_alias + ".value";
    if (dialect_ == Dialect::sqlite) {
      if (!numbers && path.comparing == Comparing::text) item = lower(item);
      return "EXISTS (SELECT 1 FROM json_each(" + column + ") AS " + item_alias + " WHERE " +
             of_value(test, item) + ")";
    }
    item = numbers ? "CAST(" + item + " AS BIGINT)" : "(" + item + " COLLATE \"C\")";
    if (path.comparing == Comparing::text) item = lower(item);
    return "EXISTS (SELECT 1 FROM jsonb_array_elements_text(CAST(" + column + " AS JSONB)) AS " +
           item_alias + "(value) WHERE " + of_value(test, item) + ")";
  }

  std::string of_value(const Test& test, const std::string& value) {
    if (auto range = std::get_if<Range>(&test)) return of_range(*range, value);
    if (auto ids = std::get_if<OneOf>(&test)) return of_ids(ids->ids, value);
    auto& text = std::get<TextTest>(test);
    values_.emplace_back(text.operand);
    switch (text.operation) {
      case Operator::less:
        return value + " < ?";
      case Operator::less_or_equal:
        return value + " <= ?";
      case Operator::greater:
        return value + " > ?";
      case Operator::greater_or_equal:
        return value + " >= ?";
      case Operator::contains:
        return contains(value, dialect_);
      default:
        return value + " = ?";
    }
  }

  std::string of_ids(const std::vector<std::string>& ids, const std::string& value) {
    std::string places;
    for (auto& id : ids) {
      places += places.empty() ? "?" : ", ?";
      values_.emplace_back(id);
    }
    return value + " IN (" + places + ")";
  }

  std::string of_range(const Range& range, const std::string& value) {
    using limits = std::numeric_limits<std::int64_t>;
    if (range.empty()) return never;
    if (range.low == range.high) {
      values_.emplace_back(range.low);
      return value + " = ?";
    }
    std::string sql;
    if (range.low != limits::min()) {
      values_.emplace_back(range.low);
      sql = value + " >= ?";
    }
    if (range.high != limits::max()) {
      values_.emplace_back(range.high);
      sql += (sql.empty() ? "" : " AND ") + value + " <= ?";
    }
    return sql.empty() ? value + " IS NOT NULL" : sql;
  }

  std::string of_money(const MoneyRange& money, const std::string& column,
                       const std::string& currency) {
    static const std::string none = currencies_with(0), three = currencies_with(3);
    auto sql = "CASE WHEN " + currency + " IN (" + none + ") THEN " + of_range(money.none, column);
    sql += " WHEN " + currency + " IN (" + three + ") THEN " + of_range(money.three, column);
    return sql + " ELSE " + of_range(money.two, column) + " END";
  }

  const RecordType* type_;
  std::string from_;
  int names_ = 0;
  /// What is built must hold of every record that is taken, so that an index may select them by it.
  bool selects_ = true;
  const Context& context_;
  Dialect dialect_;
  Values values_;
};

// ---- search

/// A word as it is looked for in folded and in other texts.
struct SearchWord {
  std::string folded;
  std::string lower;
};

std::vector<SearchWord> words_of(std::string_view search) {
  if (search.size() > 800 || common::text::length(search) > 200)
    common::refuse("search", "at most 200 characters");
  if (!common::text::is_utf8(search) || search.find('\0') != std::string_view::npos)
    common::refuse("search", "expected UTF-8 text");
  std::vector<SearchWord> words;
  std::string plain(search);
  for (auto& c : plain) c = c == '\t' || c == '\n' || c == '\r' ? ' ' : c;
  for (auto& word : common::text::split(plain, ' '))
    if (auto folded = common::text::fold(word); !folded.empty())
      words.push_back({folded, common::text::to_lower(word)});
  return words;
}

bool is_text(const Field& field) {
  return field.kind == FieldKind::text || field.kind == FieldKind::person_name ||
         field.kind == FieldKind::address;
}

bool is_searchable(const Field& field) {
  return is_text(field) && !field.options->secret() &&
         field.options->search() != common::schema::options::SEARCH_NONE;
}

/// `word` occurs in the field.
SqlCondition occurs(const Field& field, const std::string& from, const SearchWord& word,
                    Dialect dialect) {
  auto column = from + "." + sql_name(field.name);
  if (field.has_key())
    return {contains(from + "." + sql_name(field.name + "__key"), dialect), {word.folded}};
  if (field.kind == FieldKind::text && !field.list)
    return {contains(lower(column), dialect), {word.lower}};
  if (field.list) {
    bool sqlite = dialect == Dialect::sqlite;
    auto items = sqlite ? "json_each(" + column + ") AS " + item_alias
                        : "jsonb_array_elements_text(CAST(" + column + " AS JSONB)) AS " +
                              item_alias + "(value)";
    auto item = lower(sqlite ? item_alias + ".value" : "(" + item_alias + ".value COLLATE \"C\")");
    return {"EXISTS (SELECT 1 FROM " + items + " WHERE " + contains(item, dialect) + ")",
            {word.lower}};
  }
  SqlCondition parts;
  auto descriptor = field.descriptor->message_type();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    if (descriptor->field(i)->cpp_type() != common::schema::FieldDescriptor::CPPTYPE_STRING)
      continue;
    if (!parts.sql.empty()) parts.sql += " OR ";
    parts.sql += contains(lower(json_part(column, descriptor->field(i)->name(), dialect)), dialect);
    parts.values.emplace_back(word.lower);
  }
  return parts;
}

void add_alternative(SqlCondition& any, const SqlCondition& one) {
  any.sql += (any.sql.empty() ? "" : " OR ") + one.sql;
  any.values.insert(any.values.end(), one.values.begin(), one.values.end());
}

SqlCondition occurs_anywhere(const RecordType& type, const SearchWord& word,
                             const Readable& readable, Dialect dialect) {
  SqlCondition any;
  for (auto& field : type.fields) {
    if (readable && !readable(field)) continue;
    if (is_searchable(field))
      add_alternative(any, occurs(field, sql_name(type.table), word, dialect));
    if (field.kind != FieldKind::lines || field.options->secret()) continue;
    SqlCondition in_line;
    for (auto& line : field.lines)
      if (is_searchable(line) && (!readable || readable(line)))
        add_alternative(in_line, occurs(line, line_alias, word, dialect));
    if (in_line.sql.empty()) continue;
    in_line.sql = "EXISTS (SELECT 1 FROM " + sql_name(lines_table(type, field)) + " AS " +
                  line_alias + " WHERE " + line_alias + ".\"tenant\" = " + sql_name(type.table) +
                  ".\"tenant\" AND " + line_alias + ".\"record\" = " + sql_name(type.table) +
                  ".\"id\" AND (" + in_line.sql + "))";
    add_alternative(any, in_line);
  }
  return any;
}

/// One look-up per row; a choice in the order of its list.
std::string custom_order(const RecordType& type, const Field& field) {
  auto alias = std::string(custom_alias);
  auto column = alias + "." + custom_column(field);
  if (column == alias + ".body" || field.kind == FieldKind::position) return {};
  return "(SELECT " + column + " FROM custom_value AS " + alias + " WHERE " + alias +
         ".tenant = " + sql_name(type.table) + ".\"tenant\" AND " + alias +
         ".record = " + sql_name(type.table) + ".\"id\" AND " + alias +
         ".field = " + std::to_string(field.descriptor->number()) + ")";
}

/// Choices and states are ordered as they are declared.
std::string position_in(const std::vector<std::string>& names, const std::string& column) {
  if (names.empty()) return column;
  std::string sql = "CAST(CASE " + column;
  for (std::size_t i = 0; i < names.size(); ++i)
    sql += " WHEN '" + names[i] + "' THEN " + std::to_string(i + 1);
  return sql + " END AS BIGINT)";
}

}  // namespace

SqlCondition to_sql(const Expression& expression, const RecordType& type, const Context& context,
                    Dialect dialect) {
  if (&expression.type() != &type)
    throw common::Error(common::ErrorCode::internal,
                        "an expression on " + expression.type().name + " used for " + type.name);
  Compiler compiler(type, context, dialect);
  auto sql = compiler.node(expression.root(), false);
  return {std::move(sql), compiler.take_values()};
}

SqlCondition rows_referring(const common::expr::Node& node, const std::string& tenant,
                            const std::string& id, const Context& context, Dialect dialect) {
  Compiler compiler(*node.target, context, dialect);
  auto sql = compiler.referring_rows(node, sql_name(node.target->table), "?", "?");
  auto values = compiler.take_values();
  values.insert(values.begin(), {Value(tenant), Value(id)});
  return {sql + " LIMIT 1", std::move(values)};
}

SqlCondition search_condition(const RecordType& type, std::string_view search,
                              const Readable& readable, Dialect dialect) {
  SqlCondition all;
  for (auto& word : words_of(search)) {
    auto any = occurs_anywhere(type, word, readable, dialect);
    if (any.sql.empty())
      common::refuse("search", common::say("{} have no text that can be searched",
                                           common::Sentence::label(type.plural)));
    all.sql += (all.sql.empty() ? "(" : " AND (") + any.sql + ")";
    all.values.insert(all.values.end(), any.values.begin(), any.values.end());
  }
  if (all.sql.empty()) all.sql = always;
  return all;
}

std::string flow_order(const RecordType& type) {
  std::vector<std::string> states;
  if (type.flow()) states.assign(type.flow()->state().begin(), type.flow()->state().end());
  return position_in(states, sql_name(type.table) + ".\"state\"");
}

std::string order_expression(const RecordType& type, const Field& field, Dialect dialect) {
  if (field.custom) return custom_order(type, field);
  auto column = sql_name(type.table) + "." + sql_name(field.name);
  if (field.list || field.options->secret()) return {};
  switch (field.kind) {
    case FieldKind::text:
      return field.has_key() ? sql_name(type.table) + "." + sql_name(field.name + "__key")
                             : lower(column);
    case FieldKind::person_name: {
      auto part = [&](const char* name) {
        return "COALESCE(" + json_part(column, name, dialect) + ", '')";
      };
      return "(CASE WHEN " + column + " IS NOT NULL THEN lower(" + part("family") + " || ' ' || " +
             part("given") + ") END)";
    }
    case FieldKind::choice: {
      std::vector<std::string> names;
      auto choices = field.descriptor->enum_type();
      for (int i = 0; i < choices->value_count(); ++i)
        names.push_back(common::schema::choice_name(choices->value(i)));
      return position_in(names, column);
    }
    case FieldKind::integer:
    case FieldKind::boolean:
    case FieldKind::instant:
    case FieldKind::date:
    case FieldKind::decimal:
    case FieldKind::quantity:
    case FieldKind::money:
    case FieldKind::reference:
      return column;
    default:
      return {};
  }
}

}  // namespace hub::store
