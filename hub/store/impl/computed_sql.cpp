#include "hub/store/impl/computed_sql.hpp"

#include "common/error/error.hpp"

namespace hub::store::impl {

using namespace common::expr;
using Kind = Computation::Kind;

namespace {

bool is_time(Comparing comparing) {
  return comparing == Comparing::date || comparing == Comparing::instant;
}

bool is_text(Comparing comparing) {
  return comparing == Comparing::text || comparing == Comparing::exact;
}

const char* sign_of(Operator operation) {
  switch (operation) {
    case Operator::less:
      return " < ";
    case Operator::less_or_equal:
      return " <= ";
    case Operator::greater:
      return " > ";
    case Operator::greater_or_equal:
      return " >= ";
    default:
      return " = ";
  }
}

}  // namespace

// ---- comparisons

std::string ComputedSql::pair(const Comparison& comparison, bool negated) {
  auto a = side(*comparison.left), b = side(*comparison.right);
  auto holds = a + sign_of(comparison.operation) + b;
  if (comparison.path.comparing == Comparing::money)
    holds = "(" + holds + " AND " + currency(*comparison.left) + " = " +
            currency(*comparison.right) + ")";
  auto known = "(" + a + " IS NOT NULL AND " + b + " IS NOT NULL)" +
               is_null_somewhere(*comparison.left) + is_null_somewhere(*comparison.right);
  return condition(holds, known, negated);
}

std::string ComputedSql::meets(const Comparison& comparison, const Meets& test, bool negated) {
  auto a = side(*comparison.left);
  bool money = comparison.path.comparing == Comparing::money;
  auto holds = "(" + test(a, money ? currency(*comparison.left) : "") + ")";
  return condition(holds, a + " IS NOT NULL" + is_null_somewhere(*comparison.left), negated);
}

/// Where a field is not set the comparison is false; where the values cannot be computed with, it
/// is unknown, also under NOT.
std::string ComputedSql::condition(const std::string& holds, const std::string& known,
                                   bool negated) const {
  auto sql = "EXISTS (WITH s0 AS MATERIALIZED (SELECT " + given_ + ")";
  for (std::size_t i = 0; i < steps_.size(); ++i)
    sql += ", s" + std::to_string(i + 1) + " AS MATERIALIZED (SELECT *, " + steps_[i] + " FROM s" +
           std::to_string(i) + ")";
  sql += " SELECT 1 FROM s" + std::to_string(steps_.size()) + " WHERE ";
  if (!negated) return sql + holds + ")";
  return sql + "NOT COALESCE(" + holds + ", FALSE) AND (" + known + "))";
}

/// " OR x IS NULL" for each field that it reads.
std::string ComputedSql::is_null_somewhere(const Computation& computation) const {
  std::string sql;
  if (computation.kind == Kind::path) sql = " OR " + columns_.value(computation.path) + " IS NULL";
  for (auto& part : computation.of) sql += is_null_somewhere(part);
  return sql;
}

// ---- steps

std::string ComputedSql::given(const std::string& sql) {
  auto name = "v" + std::to_string(++names_);
  given_ += (given_.empty() ? "" : ", ") + sql + " AS " + name;
  return name;
}

std::string ComputedSql::step(const std::string& sql) {
  auto name = "v" + std::to_string(++names_);
  steps_.push_back(sql + " AS " + name);
  return name;
}

/// Null where the result has left the 64 bits.
std::string ComputedSql::fitting(const std::string& sql) {
  auto name = step(sql);
  if (sqlite()) return name;  // asked once, at the end
  return step("CASE WHEN " + name + " BETWEEN -9223372036854775808 AND 9223372036854775807 THEN " +
              name + " END");
}

/// Towards zero.
std::string ComputedSql::divided(const std::string& sql, const std::string& by) const {
  return sqlite() ? sql + " / " + by : "div(" + sql + ", " + by + ")";
}

// ---- values

std::string ComputedSql::side(const Computation& computation) {
  auto name = value(computation);
  if (!sqlite() || is_text(computation.comparing)) return name;
  return step("CASE WHEN typeof(" + name + ") = 'integer' THEN " + name + " END");
}

std::string ComputedSql::value(const Computation& computation) {
  switch (computation.kind) {
    case Kind::path:
      return path(computation);
    case Kind::size:
      return given("CAST(" + columns_.count(computation.path) + " AS " +
                   (sqlite() ? "INTEGER" : "NUMERIC") + ") * 1000000");
    case Kind::constant:
      return constant(computation);
    case Kind::day: {
      auto at = value(computation.of[0]);
      return step(divided(at, "86400000000") + " - CASE WHEN " + at +
                  " % 86400000000 < 0 THEN 1 ELSE 0 END");
    }
    case Kind::span:
      return fitting(value(computation.of[0]) + " * " + std::to_string(computation.factor));
    case Kind::add:
    case Kind::subtract:
    case Kind::multiply:
    case Kind::divide:
      return binary(computation);
    default:
      throw common::Error(common::ErrorCode::internal, "a formula was used as a filter");
  }
}

std::string ComputedSql::path(const Computation& computation) {
  auto column = columns_.value(computation.path);
  if (is_text(computation.comparing)) return given(column);
  auto name = given(sqlite() ? column : "CAST(" + column + " AS NUMERIC)");
  bool scaled = computation.comparing == Comparing::number && computation.path.places == 0;
  return scaled ? fitting(name + " * 1000000") : name;
}

std::string ComputedSql::constant(const Computation& computation) {
  auto number = value_of(computation.constant, context_);
  values_.push_back(number ? Value{*number} : Value{});
  return given(std::string("CAST(? AS ") + (sqlite() ? "INTEGER" : "NUMERIC") + ")");
}

std::string ComputedSql::binary(const Computation& computation) {
  auto& left = computation.of[0];
  auto& right = computation.of[1];
  auto a = value(left), b = value(right);
  std::string name;
  if (computation.kind == Kind::multiply)
    name = product(a, b);
  else if (computation.kind == Kind::divide)
    name = quotient(a, b);
  else
    name = sum(computation, a, b);
  bool amounts = left.comparing == Comparing::money && right.comparing == Comparing::money;
  if (!amounts) return name;
  return step("CASE WHEN " + currency(left) + " = " + currency(right) + " THEN " + name + " END");
}

std::string ComputedSql::sum(const Computation& computation, const std::string& a,
                             const std::string& b) {
  auto left = computation.of[0].comparing, right = computation.of[1].comparing;
  std::string sign = computation.kind == Kind::add ? " + " : " - ";
  if (left == Comparing::date && right == Comparing::date)
    return fitting("(" + a + sign + b + ") * 1000000");
  if (!is_time(left) || right != Comparing::number) return fitting(a + sign + b);
  if (left == Comparing::date) return fitting(a + sign + "(" + divided(b, "1000000") + ")");
  return fitting(a + sign + fitting(b + " * 86400"));
}

/// x times millionths, rounded half away from zero. SQLite has no wider integers: the factors are
/// cut in two, and each partial product fits wherever the whole does.
std::string ComputedSql::product(const std::string& x, const std::string& y) {
  if (!sqlite())
    return fitting("div(abs(" + x + " * " + y + ") * 2 + 1000000, 2000000) * sign(" + x + " * " +
                   y + ")");
  auto high_x = "(" + x + " / 1000000)", low_x = "(" + x + " % 1000000)";
  auto high_y = "(" + y + " / 1000000)", low_y = "(" + y + " % 1000000)";
  auto low = step(low_x + " * " + low_y);
  return fitting(high_x + " * " + high_y + " * 1000000 + " + high_x + " * " + low_y + " + " +
                 low_x + " * " + high_y + " + (" + low + " + CASE WHEN " + low +
                 " < 0 THEN -500000 ELSE 500000 END) / 1000000");
}

/// x divided by millionths, rounded half away from zero: in SQLite three digits at a time.
std::string ComputedSql::quotient(const std::string& x, const std::string& y) {
  auto possible =
      "CASE WHEN " + y + " <> 0 AND " + y + " BETWEEN -9000000000000000 AND 9000000000000000 THEN ";
  if (!sqlite())
    return fitting(possible + "div(abs(" + x + ") * 2000000 + abs(" + y + "), abs(" + y +
                   ") * 2) * sign(" + x + ") * sign(" + y + ") END");
  auto three = step("(" + x + " % " + y + ") * 1000");
  auto six = step("(" + three + " % " + y + ") * 1000");
  return fitting(possible + "(" + x + " / " + y + ") * 1000000 + (" + three + " / " + y +
                 ") * 1000 + " + six + " / " + y + " + CASE WHEN abs(" + six + " % " + y +
                 ") * 2 < abs(" + y + ") THEN 0 WHEN (" + x + " < 0) <> (" + y +
                 " < 0) THEN -1 ELSE 1 END END");
}

std::string ComputedSql::currency(const Computation& computation) const {
  if (computation.kind == Kind::path)
    return "COALESCE(" + columns_.currency(computation.path) + ", '')";
  for (auto& part : computation.of)
    if (part.comparing == Comparing::money) return currency(part);
  return "''";
}

}  // namespace hub::store::impl
