#pragma once
#include "common/error/sentence.hpp"
#include "common/expr/expr.hpp"
#include "common/expr/impl/values.hpp"

namespace common::expr::impl {

/// What a computation gives for one record: an integer as its kind counts, of money with the
/// currency as text, or a text; or nothing, because a field is not set; or unknown, and why.
struct Result {
  enum class State { value, none, unknown } state = State::none;
  std::int64_t integer = 0;
  std::string text;
  Sentence why;

  static Result of(std::int64_t integer, std::string text = {}) {
    return {State::value, integer, std::move(text), {}};
  }
  static Result unknown(Sentence why) { return {State::unknown, 0, {}, std::move(why)}; }
  bool is_none() const { return state == State::none; }
  bool is_unknown() const { return state == State::unknown; }
};

Result compute(const Computation& computation, const schema::Message& record,
               const Context& context, const Find& find);

/// Of expr.cpp: whether the tree holds of the record.
std::optional<bool> evaluate_node(const Node& node, const schema::Message& record,
                                  const Context& context, const Find& find);
std::vector<Read> reads_of(const Computation& computation, const schema::RecordType& type);

/// Where the record's reference leads; empty for nowhere, or to a record of another type.
std::string id_behind(const Hop& hop, const schema::Message& record);

/// The first day of the unit that has the day, `shift` units on.
std::int32_t first_day(Unit unit, std::int64_t day, std::int32_t shift);
/// Of a Day or Today.
std::int64_t day_of(const Literal& literal, const Context& context);
}  // namespace common::expr::impl
