#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "common/expr/expr.hpp"
#include "hub/store/database.hpp"
#include "hub/store/tables.hpp"

namespace hub::store {

/// A condition for WHERE, and what its placeholders hold, in order.
struct SqlCondition {
  std::string sql;
  Values values;
};

/// True for exactly those rows of the type's table for whose record `evaluate` is true. Columns are
/// qualified by the table's name, so the statement reads FROM that table without an alias. In
/// brackets where it needs them.
SqlCondition to_sql(const common::expr::Expression& expression, const RecordType& type,
                    const common::expr::Context& context, Dialect dialect);

/// What the asking person may read of the records that a filter leads to.
struct Reading {
  common::expr::Visible field;              ///< empty: every field
  common::expr::Expression::Reach records;  ///< empty: every record
};

/// A row, when some record of the node's target leads to `id` and meets its condition; the node is
/// of kind referring.
SqlCondition rows_referring(const common::expr::Node& node, const std::string& tenant,
                            const std::string& id, const common::expr::Context& context,
                            Dialect dialect);

/// True for rows in which every word of `search` occurs in one of the type's searchable texts that
/// `readable` allows (empty: all). Texts with a key are compared folded, others without regard to
/// ASCII case. No words: true. Throws bad_input for field "search": longer than 200 characters, not
/// UTF-8, or nothing of the type is searchable.
using Readable = std::function<bool(const Field&)>;
SqlCondition search_condition(const RecordType& type, std::string_view search,
                              const Readable& readable, Dialect dialect);

/// The expression by which rows of this field are compared and ordered for people: `…__key`,
/// lower-case text, the position of a choice in its list. Empty when the field has no order.
std::string order_expression(const RecordType& type, const Field& field, Dialect dialect);
/// The position of a row's state in the flow; the state itself where there is no flow.
std::string flow_order(const RecordType& type);

}  // namespace hub::store
