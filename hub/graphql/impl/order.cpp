#include "hub/graphql/impl/order.hpp"

#include "common/codec/json.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/text/json_text.hpp"
#include "common/text/text.hpp"

namespace hub::graphql::impl {
namespace {

using common::codec::Json;
using common::schema::FieldKind;
using store::sql_name;

constexpr std::size_t terms_max = 5;

[[noreturn]] void refuse(const common::Sentence& text) {
  common::refuse("order_by", text);
}

std::string header_order(const RecordType& type, const std::string& name) {
  if (name == "state") return store::flow_order(type);
  for (auto known : {"id", "version", "created_at", "created_by", "changed_at", "changed_by"})
    if (name == known) return sql_name(type.table) + "." + sql_name(name);
  return {};
}

std::string own_order(const RecordType& type, const store::Readable& readable) {
  std::string order;
  for (auto& part : common::text::split(type.options->order_by(), ',')) {
    auto term = std::string(common::text::trim(part));
    auto field = type.find_field(term.substr(0, term.find(' ')));
    if (field && readable && !readable(*field)) continue;
    order += (order.empty() ? "" : ",") + term;
  }
  return order;
}

[[noreturn]] void foreign_cursor() {
  common::refuse("after", "this cursor belongs to another list");
}

}  // namespace

Order::Order(const RecordType& type, const std::string& order_by, const store::Readable& readable,
             store::Dialect dialect) {
  auto wanted = order_by.empty() ? own_order(type, readable) : order_by;
  if (!common::text::trim(wanted).empty())
    for (auto& part : common::text::split(wanted, ','))
      terms_.push_back(term(type, std::string(common::text::trim(part)), readable, dialect));
  if (terms_.size() > terms_max) refuse(common::say("at most {} fields", terms_max));
  // The id runs the way of the last term, so that an index over both can be read backwards.
  bool descending = !terms_.empty() && terms_.back().descending;
  terms_.push_back({sql_name(type.table) + ".\"id\"", descending, true});
}

Order::Term Order::term(const RecordType& type, const std::string& text,
                        const store::Readable& readable, store::Dialect dialect) const {
  auto blank = text.find(' ');
  auto name = text.substr(0, blank);
  auto direction =
      blank == std::string::npos ? "" : std::string(common::text::trim(text.substr(blank)));
  if (direction != "" && direction != "asc" && direction != "desc")
    refuse(common::say("expected asc or desc after \"{}\"", name));
  bool header_text = name == "id" || name == "created_by" || name == "changed_by" ||
                     (name == "state" && !type.flow());
  Term term{header_order(type, name), direction == "desc", header_text};
  if (!term.sql.empty()) return term;
  auto field = type.find_field(name);
  if (!field) field = type.find_custom(name);
  if (!field || field->options->secret() || (readable && !readable(*field)))
    refuse(common::say("{} has no field \"{}\"", common::Sentence::label(type.label), name));
  term.sql = store::order_expression(type, *field, dialect);
  if (term.sql.empty()) refuse(common::say("a list cannot be ordered by \"{}\"", name));
  term.text = field->kind == FieldKind::text || field->kind == FieldKind::reference ||
              field->kind == FieldKind::person_name ||
              (field->custom && field->kind == FieldKind::choice);
  return term;
}

std::string Order::clause() const {
  std::string sql;
  for (auto& term : terms_)
    sql +=
        (sql.empty() ? "" : ", ") + term.sql + (term.descending ? " DESC" : " ASC") + " NULLS LAST";
  return sql;
}

std::vector<std::string> Order::columns() const {
  std::vector<std::string> columns;
  for (auto& term : terms_) columns.push_back(term.sql);
  return columns;
}

store::SqlCondition Order::after(const std::string& cursor) const {
  auto last = values_of(cursor);
  store::SqlCondition condition;
  std::string equal;
  store::Values equal_values;
  for (std::size_t i = 0; i < terms_.size(); ++i) {
    auto& sql = terms_[i].sql;
    bool null = std::holds_alternative<std::monostate>(last[i]);
    if (!null) {  // nothing comes after null
      auto later =
          "(" + sql + (terms_[i].descending ? " < ?" : " > ?") + " OR " + sql + " IS NULL)";
      condition.sql += (condition.sql.empty() ? "(" : " OR (") + equal + later + ")";
      condition.values.insert(condition.values.end(), equal_values.begin(), equal_values.end());
      condition.values.push_back(last[i]);
      equal_values.push_back(last[i]);
    }
    equal += sql + (null ? " IS NULL AND " : " = ? AND ");
  }
  condition.sql = "(" + condition.sql + ")";
  return condition;
}

std::string Order::cursor(const std::vector<store::Value>& values) {
  Json token = Json::array();
  for (auto& value : values) {
    if (auto number = std::get_if<std::int64_t>(&value))
      token.push_back(*number);
    else if (auto text = std::get_if<std::string>(&value))
      token.push_back(*text);
    else
      token.push_back(nullptr);
  }
  return common::to_base64(common::json_text(token));
}

store::Values Order::values_of(const std::string& cursor) const {
  Json token;
  try {
    token = common::codec::parse_json(common::from_base64(cursor));
  } catch (const common::Error&) {
    foreign_cursor();
  }
  if (!token.is_array() || token.size() != terms_.size() || token.back().is_null())
    foreign_cursor();
  store::Values values;
  for (std::size_t i = 0; i < terms_.size(); ++i) {
    auto& value = token[i];
    bool fits = value.is_null() || (terms_[i].text ? value.is_string()
                                                   : value.is_number_integer() &&
                                                         (!value.is_number_unsigned() ||
                                                          value.get<std::uint64_t>() <= INT64_MAX));
    if (!fits) foreign_cursor();
    if (value.is_null())
      values.emplace_back();
    else if (!value.is_string())
      values.emplace_back(value.get<std::int64_t>());
    else if (value.get_ref<const std::string&>().find('\0') == std::string::npos)
      values.emplace_back(value.get<std::string>());
    else
      foreign_cursor();
  }
  return values;
}

}  // namespace hub::graphql::impl
