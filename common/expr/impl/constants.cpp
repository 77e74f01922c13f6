// Functions and arithmetic without a field among them: done once, when the filter is read.
#include <map>

#include "common/expr/impl/arithmetic.hpp"
#include "common/expr/impl/check.hpp"
#include "common/expr/impl/compute.hpp"

namespace common::expr::impl {
namespace {

constexpr std::int64_t max_offset_days = 100'000;

[[noreturn]] void refuse_constant(Sentence reason) {
  throw Refusal{std::move(reason)};
}

std::optional<Unit> unit_of(std::string_view name) {
  static const std::map<std::string_view, Unit> units{{"week", Unit::week},
                                                      {"month", Unit::month},
                                                      {"quarter", Unit::quarter},
                                                      {"year", Unit::year}};
  auto found = units.find(name);
  return found == units.end() ? std::nullopt : std::optional(found->second);
}

/// this_month and the like.
std::optional<Period> period_of(std::string_view name) {
  for (auto [prefix, shift] : {std::pair{"this_", 0}, {"last_", -1}, {"next_", 1}})
    if (name.starts_with(prefix))
      if (auto unit = unit_of(name.substr(5))) return Period{*unit, shift};
  return std::nullopt;
}

std::int64_t whole(const Number& number) {
  if (number.millionths % million != 0) refuse_constant("days are counted in whole numbers");
  auto days = number.millionths / million;
  if (days > max_offset_days || days < -max_offset_days) refuse_constant("at most 100000 days");
  return days;
}

std::int64_t checked(std::optional<std::int64_t> value) {
  if (!value) refuse_constant("the result is too large");
  return *value;
}

Literal start_of(Unit unit, const Literal& of) {
  Today start{0, unit, 0, 0};
  if (auto today = std::get_if<Today>(&of); today && today->unit == Unit::day) {
    start.before = today->offset_days + today->before;
    return start;
  }
  if (auto day = std::get_if<Day>(&of)) return Day{first_day(unit, day->days, 0)};
  refuse_constant("expected a day like 2026-11-20, or today() and days more or less");
}

Literal span_of(const Literal& count, std::int64_t factor) {
  auto number = std::get_if<Number>(&count);
  if (!number) refuse_constant("expected a number");
  return Span{checked(scale(number->millionths, factor))};
}

Literal number(char operation, std::int64_t a, std::int64_t b) {
  switch (operation) {
    case '+':
      return Number{checked(add(a, b))};
    case '-':
      return Number{checked(subtract(a, b))};
    case '*':
      return Number{checked(multiply(a, b))};
    default:
      if (b == 0) refuse_constant("a division by zero");
      return Number{checked(divide(a, b))};
  }
}

Literal moved(const Literal& time, std::int64_t days) {
  if (auto day = std::get_if<Day>(&time)) return Day{static_cast<std::int32_t>(day->days + days)};
  if (auto today = std::get_if<Today>(&time)) {
    auto copy = *today;
    copy.offset_days = static_cast<std::int32_t>(copy.offset_days + days);
    if (copy.offset_days > max_offset_days || copy.offset_days < -max_offset_days)
      refuse_constant("at most 100000 days");
    return copy;
  }
  if (auto now = std::get_if<Now>(&time)) return Now{now->offset_micros + days * micros_per_day};
  if (auto instant = std::get_if<Instant>(&time))
    return from_micros(checked(add(to_micros(*instant), days * micros_per_day)));
  refuse_constant("expected a day or an instant before the number of days");
}

Literal moved_by(const Literal& time, std::int64_t micros) {
  if (auto now = std::get_if<Now>(&time)) return Now{checked(add(now->offset_micros, micros))};
  if (auto instant = std::get_if<Instant>(&time))
    return from_micros(checked(add(to_micros(*instant), micros)));
  if (auto span = std::get_if<Span>(&time)) return Span{checked(add(span->micros, micros))};
  refuse_constant("hours and minutes are added to instants");
}

}  // namespace

std::optional<Literal> constant_function(const std::string& name,
                                         const std::vector<Literal>& arguments) {
  auto expect = [&](std::size_t least, std::size_t most) {
    if (arguments.size() < least || arguments.size() > most)
      refuse_constant(most == 1 ? say("\"{}\" has 1 argument", name)
                                : say("\"{}\" has {} arguments", name, most));
  };
  if (name == "today" || name == "now") {
    expect(0, 0);
    return name == "today" ? Literal{Today{}} : Literal{Now{0}};
  }
  if (auto period = period_of(name)) {
    expect(0, 0);
    return *period;
  }
  if (name == "hours" || name == "minutes") {
    expect(1, 1);
    return span_of(arguments[0], name == "hours" ? 3600 : 60);
  }
  if (!name.starts_with("start_of_")) return std::nullopt;
  auto unit = unit_of(std::string_view(name).substr(9));
  if (!unit) return std::nullopt;
  expect(0, 1);
  return start_of(*unit, arguments.empty() ? Literal{Today{}} : arguments[0]);
}

Literal fold(char operation, const Literal& a, const Literal& b) {
  if (std::holds_alternative<Period>(a) || std::holds_alternative<Period>(b))
    refuse_constant("a range of days is compared, not computed with");
  auto left = std::get_if<Number>(&a);
  auto right = std::get_if<Number>(&b);
  if (left && right) return number(operation, left->millionths, right->millionths);
  bool moves = operation == '+' || operation == '-';
  auto sign = operation == '-' ? -1 : 1;
  if (moves && right) return moved(a, sign * whole(*right));
  if (auto span = std::get_if<Span>(&b); span && moves)
    return moved_by(a, checked(scale(span->micros, sign)));
  auto first = std::get_if<Day>(&a), second = std::get_if<Day>(&b);
  if (first && second && operation == '-')
    return Number{std::int64_t{first->days - second->days} * million};
  refuse_constant(say("these two cannot be put together with {}", std::string(1, operation)));
}

const std::vector<std::string>& function_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all{"today", "now", "hours",    "minutes", "days_between", "size",
                                 "field", "if",  "coalesce", "concat",  "text"};
    for (auto prefix : {"start_of_", "this_", "last_", "next_"})
      for (auto unit : {"week", "month", "quarter", "year"})
        all.push_back(std::string(prefix) + unit);
    return all;
  }();
  return names;
}

}  // namespace common::expr::impl
