#pragma once
#include <functional>
#include <string>
#include <vector>

#include "common/expr/expr.hpp"
#include "hub/store/database.hpp"

namespace hub::store::impl {

/// How the paths of one record lie in the statement around.
struct Columns {
  std::function<std::string(const common::expr::Path&)> value;
  std::function<std::string(const common::expr::Path&)> currency;
  std::function<std::string(const common::expr::Path&)> count;  ///< of a list or lines
};

/// One comparison of computed values as SQL, with the meaning that common/expr/impl/compute gives
/// them: exact within 64 bits, nothing beyond. PostgreSQL computes in NUMERIC and compares with the
/// limits; SQLite notices an overflow by the type, which spreads from an operand to the result.
///
/// Every operation is a step, a column of a table of its own that builds on the one before:
/// brackets within brackets would exceed the stack of SQLite's parser, and a text put into every
/// place that names it would grow without bound (hence MATERIALIZED).
class ComputedSql {
 public:
  ComputedSql(const common::expr::Context& context, Dialect dialect, const Columns& columns,
              Values& values)
      : context_(context), dialect_(dialect), columns_(columns), values_(values) {}

  /// Both sides are computed.
  std::string pair(const common::expr::Comparison& comparison, bool negated);
  /// The left side meets a test, that is written from the value and its currency.
  using Meets = std::function<std::string(const std::string& value, const std::string& currency)>;
  std::string meets(const common::expr::Comparison& comparison, const Meets& test, bool negated);

 private:
  using Computation = common::expr::Computation;
  bool sqlite() const { return dialect_ == Dialect::sqlite; }

  /// Each adds steps and returns the name of the column that has the value.
  std::string side(const Computation& computation);
  std::string value(const Computation& computation);
  std::string path(const Computation& computation);
  std::string constant(const Computation& computation);
  std::string binary(const Computation& computation);
  std::string sum(const Computation& computation, const std::string& a, const std::string& b);
  std::string product(const std::string& a, const std::string& b);
  std::string quotient(const std::string& a, const std::string& b);
  std::string given(const std::string& sql);
  std::string step(const std::string& sql);
  std::string fitting(const std::string& sql);

  std::string currency(const Computation& computation) const;
  std::string divided(const std::string& sql, const std::string& by) const;
  std::string is_null_somewhere(const Computation& computation) const;
  std::string condition(const std::string& holds, const std::string& known, bool negated) const;

  const common::expr::Context& context_;
  Dialect dialect_;
  const Columns& columns_;
  Values& values_;
  std::string given_;  // columns of the first table
  std::vector<std::string> steps_;
  int names_ = 0;
};

}  // namespace hub::store::impl
