#pragma once
#include <string>
#include <vector>

#include "hub/store/filter.hpp"

namespace hub::graphql::impl {

using common::schema::Field;
using common::schema::RecordType;

/// The order of a list and the place of a row in it. hub/store/query has the same for REST, whose
/// page tokens it also checks against the whole query.
class Order {
 public:
  /// Throws bad_input for field "order_by".
  Order(const RecordType& type, const std::string& order_by, const store::Readable& readable,
        store::Dialect dialect);

  std::string clause() const;  ///< for ORDER BY
  std::vector<std::string> columns() const;
  /// Rows after the one with this cursor. Throws bad_input for field "after".
  store::SqlCondition after(const std::string& cursor) const;
  static std::string cursor(const std::vector<store::Value>& values);

 private:
  struct Term {
    std::string sql;
    bool descending;
    bool text;
  };
  Term term(const RecordType& type, const std::string& text, const store::Readable& readable,
            store::Dialect dialect) const;
  store::Values values_of(const std::string& cursor) const;
  std::vector<Term> terms_;
};

}  // namespace hub::graphql::impl
