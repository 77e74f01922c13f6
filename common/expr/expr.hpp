#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "common/clock/clock.hpp"
#include "common/schema/schema.hpp"

namespace common::expr {

/// Ids of what the asking person belongs to, in order; colleagues are the users of his teams.
struct Circle {
  std::vector<std::string> colleagues, teams, territories, roles;
};

/// What `me`, `today()` and `now()` stand for. What is empty is unknown and matches nothing, also
/// under NOT.
struct Context {
  std::string user;
  std::string technician;
  std::int32_t today_days = 0;             ///< since 1970-01-01, where the asking person is
  Instant now{};                           ///< the epoch: unknown
  std::shared_ptr<const Circle> circle{};  ///< null: unknown
};

/// How the values of a path compare.
enum class Comparing {
  text,      ///< folded when the field keeps a folded key, otherwise without regard to ASCII case
  exact,     ///< ids, choices, states, currencies: byte by byte
  number,    ///< integers scaled by `places`; booleans are 0 and 1
  money,     ///< minor units; the literal is in major units
  instant,   ///< microseconds
  date,      ///< days
  span,      ///< microseconds between two instants; only of computed values
  presence,  ///< can only be compared with null
};

/// Where values lie in a record: of its header, a field, a list, the field of lines, or a part of a
/// value.
struct Path {
  std::string text;                                 ///< as written
  const schema::FieldDescriptor* header = nullptr;  ///< set: a field of the header
  const schema::Field* lines = nullptr;  ///< set: a field of these lines, or the lines themselves
  const schema::Field* field = nullptr;  ///< null for the header and for lines themselves
  std::string part;  ///< "type" of about, "city" of an address, "unit", "currency"
  Comparing comparing = Comparing::presence;
  int places = 0;
  bool folded = false;  ///< text: the field keeps a folded key
  bool list = false;
  /// Set: a field that the company added, of this type (see RecordType::custom).
  const schema::RecordType* custom_of = nullptr;
};

enum class Operator { equal, less, less_or_equal, greater, greater_or_equal, contains, present };

struct Number {
  std::int64_t millionths;
};
struct Day {
  std::int32_t days;
};
enum class Unit { day, week, month, quarter, year };
/// The first day of the unit in which today + `before` lies, `shift` units on, and some days more.
struct Today {
  std::int32_t offset_days = 0;
  Unit unit = Unit::day;
  std::int32_t shift = 0;
  std::int32_t before = 0;
};
/// All days of a unit, `shift` units from the present one.
struct Period {
  Unit unit;
  std::int32_t shift;
};
struct Now {
  std::int64_t offset_micros;
};
struct Span {
  std::int64_t micros;
};
struct Me {
  bool technician;  ///< otherwise the user
};
/// One of the ids of that part of the asking person's circle.
struct Mine {
  std::vector<std::string> Circle::*part;
};
using Literal = std::variant<std::monostate, std::string, Number, bool, Day, Instant, Today, Me,
                             Period, Now, Span, Mine>;

struct Node;
/// A step from a record to the one that it refers to.
struct Hop {
  const schema::Field* reference;
  const schema::RecordType* target;
};

/// A value computed from a record. Numbers count in millionths, also where the field holds
/// integers.
struct Computation {
  enum class Kind {
    path,
    constant,
    add,
    subtract,
    multiply,
    divide,
    size,  ///< how many values the path has
    day,   ///< of an instant
    span,  ///< a number of hours or minutes: `factor` microseconds are a millionth
    // of formulas only:
    text,      ///< as people write it
    join,      ///< texts, without those that are not there
    choose,    ///< by `condition` the first or the second
    coalesce,  ///< the first that is there
  };
  Kind kind = Kind::constant;
  Comparing comparing = Comparing::number;
  Path path;
  std::vector<Hop> through;  ///< from the record to the one that has the path
  Literal constant;
  std::int64_t factor = 0;
  std::vector<Computation> of;
  std::shared_ptr<const Node> condition;
};

struct Comparison {
  Path path;  ///< of a computed value: how it compares only
  Operator operation;
  Literal literal;
  std::shared_ptr<const Computation> left;   ///< compared instead of the path
  std::shared_ptr<const Computation> right;  ///< compared with, instead of the literal
};

/// The checked tree. `!=` is a negated `equal`.
struct Node {
  enum class Kind {
    all,       ///< every child; none: true
    any,       ///< at least one child; none: false
    negation,  ///< of its only child
    comparison,
    referenced,  ///< its only child holds of the record that `reference` leads to
    referring,   ///< its only child holds of some record of `target` whose `reference` leads here
  };
  Kind kind = Kind::all;
  std::vector<Node> children;
  std::shared_ptr<const Comparison> comparison;
  const schema::Field* reference = nullptr;  ///< of this type; of `target` where that refers here
  const schema::Field* lines = nullptr;      ///< referring: the lines of `target` that hold it
  const schema::RecordType* target = nullptr;
  /// referenced: what else must hold of the record that it leads to; unknown where it does not.
  std::shared_ptr<const Node> reach;
};

/// How an evaluation in memory comes to other records.
class Find {
 public:
  /// Null when it has no such record.
  using Record = std::function<std::unique_ptr<schema::Message>(const schema::RecordType& type,
                                                                std::string_view id)>;
  /// Whether a record leads to this id as the node, of kind referring, says; nothing when unknown.
  using Referring = std::function<std::optional<bool>(const Node& node, const std::string& id,
                                                      const Context& context)>;
  Find() = default;
  template <class F>
  requires std::is_convertible_v<F, Record> Find(
      F record, Referring referring = {})  // NOLINT: a function that finds records is enough
      : record_(std::move(record)), referring_(std::move(referring)) {}

  std::unique_ptr<schema::Message> record(const schema::RecordType& type,
                                          std::string_view id) const {
    return record_ ? record_(type, id) : nullptr;
  }
  std::optional<bool> referring(const Node& node, const std::string& id,
                                const Context& context) const {
    return referring_ ? referring_(node, id, context) : std::nullopt;
  }

 private:
  Record record_;
  Referring referring_;
};

/// A range of integers, both ends included; empty when low > high.
struct Range {
  std::int64_t low;
  std::int64_t high;
  bool empty() const { return low > high; }
  bool has(std::int64_t value) const { return low <= value && value <= high; }
};
struct Unknown {};
struct Present {};
/// By the minor digits of the value's currency.
struct MoneyRange {
  Range none, two, three;
};
struct OneOf {
  std::vector<std::string> ids;  ///< never empty
};
/// The operand is folded as the path's values are to be folded.
struct TextTest {
  Operator operation;
  std::string operand;
};
/// What a comparison asks of one value, with `me` and `today()` put in. Store and memory both work
/// from this.
using Test = std::variant<Unknown, Present, Range, MoneyRange, TextTest, OneOf>;
Test test_of(const Comparison& comparison, const Context& context);
/// Of a constant of a computation, as its kind counts; nothing when unknown.
std::optional<std::int64_t> value_of(const Literal& literal, const Context& context);
/// Text as the values of a path are compared.
std::string comparable(const Path& path, std::string_view text);

/// Whether the asking person knows this field of records of the type, or of their lines. Empty:
/// all.
using Visible = std::function<bool(const schema::RecordType&, const schema::Field&)>;

/// What an expression reads: a path of a type's records, or the reference by which it goes on.
struct Read {
  const schema::RecordType* type;
  const Path* path;
  const schema::Field* reference;
};

/// A condition on records of one type, parsed and checked against the catalogue; immutable, used
/// from any thread. Points into the catalogue, which must outlive it. Grammar and meaning:
/// README.md.
class Expression {
 public:
  static constexpr std::size_t max_characters = 4000;
  static constexpr int max_depth = 16;
  static constexpr int max_comparisons = 200;
  static constexpr int max_operations = 20;  ///< of arithmetic and functions on fields
  static constexpr int max_hops = 3;

  /// Empty text holds of every record. Throws bad_input for field "filter", its text beginning "at
  /// character 12: ". A field that is not `visible` does not exist, nor is it proposed.
  static Expression parse(std::string_view text, const schema::RecordType& type,
                          const schema::Catalogue& catalogue, const Visible& visible = {});
  /// Of one type each; no parts: false, and true, of every record.
  static Expression any_of(const schema::RecordType& type, const std::vector<Expression>& parts);
  static Expression all_of(const schema::RecordType& type, const std::vector<Expression>& parts);
  /// Where the part does not hold; unknown where that is unknown.
  static Expression none_of(const schema::RecordType& type, const Expression& part);
  /// The path, an id or several, names something of the asking person's circle: `owner` a
  /// colleague. Throws bad_input as parse does.
  static Expression of_mine(std::string_view path, std::vector<std::string> Circle::*part,
                            const schema::RecordType& type, const schema::Catalogue& catalogue);
  /// Holds of records of `type` whose single reference, or about, leads to a record for which
  /// `of_target` holds.
  static Expression of_referenced(const schema::RecordType& type, const schema::Field& reference,
                                  const Expression& of_target);

  /// Holds of records of `type` to which `reference`, of the other type or of its `lines` where
  /// that is not null, leads from a record for which `of_target` holds.
  static Expression of_referring(const schema::RecordType& type, const schema::Field* lines,
                                 const schema::Field& reference, const Expression& of_target);

  using Find = expr::Find;
  /// Nothing when unknown: `me` stands for nobody, or a referenced record is not held here. NOT
  /// unknown is unknown.
  std::optional<bool> evaluate(const schema::Message& record, const Context& context,
                               const Find& find = {}) const;

  const schema::RecordType& type() const { return *type_; }
  const Node& root() const { return root_; }
  bool always() const { return root_.kind == Node::Kind::all && root_.children.empty(); }
  /// Everything it reads, of other records too, in the order written.
  std::vector<Read> reads() const;

  /// The same condition for somebody who reaches only some records of the types that it leads to:
  /// of others it is unknown what they hold. Nothing from `reach`: all records of that type.
  using Reach = std::function<std::optional<Expression>(const schema::RecordType&)>;
  Expression within(const Reach& reach) const;

 private:
  Expression(const schema::RecordType& type, Node root) : type_(&type), root_(std::move(root)) {}
  const schema::RecordType* type_;
  Node root_;
};

}  // namespace common::expr
