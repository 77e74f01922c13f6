#pragma once
#include <string>
#include <string_view>
#include <variant>

#include "common/expr/expr.hpp"

namespace common::expr {

/// An amount in minor units.
struct Amount {
  std::int64_t minor;
  std::string currency;
};

/// A value computed from a record, in memory: computed fields, titles. The grammar of filters, with
/// texts, if(), coalesce(), concat(), text() and references read through (see README.md).
/// Immutable, used from any thread; points into the catalogue.
class Formula {
 public:
  /// Throws bad_input for field "formula", its text beginning "at character 12: ".
  static Formula parse(std::string_view text, const schema::RecordType& type,
                       const schema::Catalogue& catalogue, const Visible& visible = {});

  /// What every value is: number, money, instant, date, span or text.
  Comparing kind() const { return computation_.comparing; }

  /// monostate: nothing, because a field that it needs is not set.
  using Value = std::variant<std::monostate, Number, Amount, Instant, Day, Span, std::string>;
  /// Throws bad_input for field "formula" when the record's values cannot be computed with: too
  /// large, a division by zero, two currencies, a record that is not held.
  Value evaluate(const schema::Message& record, const Context& context,
                 const Find& find = {}) const;

  /// Everything it reads, of other records too, in the order written.
  std::vector<Read> reads() const;

 private:
  Formula(const schema::RecordType& type, Computation computation)
      : type_(&type), computation_(std::move(computation)) {}
  const schema::RecordType* type_;
  Computation computation_;
};

}  // namespace common::expr
