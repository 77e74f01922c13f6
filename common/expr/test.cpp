// What a comparison asks of one value.
#include <limits>

#include <algorithm>

#include "common/error/error.hpp"
#include "common/expr/expr.hpp"
#include "common/expr/impl/arithmetic.hpp"
#include "common/expr/impl/compute.hpp"
#include "common/text/text.hpp"

namespace common::expr {
namespace {

constexpr std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t highest = std::numeric_limits<std::int64_t>::max();
using impl::micros_per_day;
constexpr std::int64_t max_days = 100'000'000;  // a day's microseconds stay within 64 bits

/// Values compared with something that covers first..last (one number, or a day's microseconds). A
/// number between two values has first > last: nothing equals it.
Range range_of(Operator operation, std::int64_t first, std::int64_t last) {
  switch (operation) {
    case Operator::less:
      return {lowest, first - 1};
    case Operator::less_or_equal:
      return {lowest, last};
    case Operator::greater:
      return {last + 1, highest};
    case Operator::greater_or_equal:
      return {first, highest};
    default:
      return {first, last};
  }
}

Range number_range(Operator operation, std::int64_t millionths, int places) {
  std::int64_t scale = 1;
  for (int i = places; i < 6; ++i) scale *= 10;
  auto floor = millionths / scale - (millionths % scale < 0 ? 1 : 0);
  auto ceiling = floor + (millionths % scale != 0 ? 1 : 0);
  return range_of(operation, ceiling, floor);
}

std::int64_t bounded(std::int64_t days) {
  return std::min(std::max(days, -max_days), max_days);
}

struct Days {
  std::int64_t first, last;
};

Days days_of(const Literal& literal, const Context& context) {
  if (auto period = std::get_if<Period>(&literal))
    return {impl::first_day(period->unit, context.today_days, period->shift),
            impl::first_day(period->unit, context.today_days, period->shift + 1) - 1};
  auto day = bounded(impl::day_of(literal, context));
  return {day, day};
}

Test time_test(const Comparison& comparison, const Context& context) {
  auto operation = comparison.operation;
  auto at = [&](Instant instant) {
    return range_of(operation, to_micros(instant), to_micros(instant));
  };
  if (auto instant = std::get_if<Instant>(&comparison.literal)) return at(*instant);
  if (auto now = std::get_if<Now>(&comparison.literal)) {
    if (context.now == Instant{}) return Unknown{};
    return at(context.now + std::chrono::microseconds(now->offset_micros));
  }
  auto days = days_of(comparison.literal, context);
  if (comparison.path.comparing == Comparing::date)
    return range_of(operation, days.first, days.last);
  return range_of(operation, days.first * micros_per_day, (days.last + 1) * micros_per_day - 1);
}

}  // namespace

std::string comparable(const Path& path, std::string_view text) {
  if (path.comparing != Comparing::text) return std::string(text);
  return path.folded ? text::fold(text) : text::to_lower(text);
}

std::optional<std::int64_t> value_of(const Literal& literal, const Context& context) {
  if (auto number = std::get_if<Number>(&literal)) return number->millionths;
  if (auto span = std::get_if<Span>(&literal)) return span->micros;
  if (auto instant = std::get_if<Instant>(&literal)) return to_micros(*instant);
  if (auto now = std::get_if<Now>(&literal)) {
    if (context.now == Instant{}) return std::nullopt;
    return to_micros(context.now) + now->offset_micros;
  }
  return impl::day_of(literal, context);
}

Test test_of(const Comparison& comparison, const Context& context) {
  auto operation = comparison.operation;
  auto& literal = comparison.literal;
  if (operation == Operator::present) return Present{};
  if (auto me = std::get_if<Me>(&literal)) {
    auto& id = me->technician ? context.technician : context.user;
    if (id.empty()) return Unknown{};
    return TextTest{Operator::equal, id};
  }
  if (auto mine = std::get_if<Mine>(&literal)) {
    if (!context.circle || ((*context.circle).*mine->part).empty()) return Unknown{};
    return OneOf{(*context.circle).*mine->part};
  }
  switch (comparison.path.comparing) {
    case Comparing::text:
    case Comparing::exact:
      return TextTest{operation, comparable(comparison.path, std::get<std::string>(literal))};
    case Comparing::number: {
      if (auto truth = std::get_if<bool>(&literal)) return range_of(operation, *truth, *truth);
      return number_range(operation, std::get<Number>(literal).millionths, comparison.path.places);
    }
    case Comparing::money: {
      auto amount = std::get<Number>(literal).millionths;
      return MoneyRange{number_range(operation, amount, 0), number_range(operation, amount, 2),
                        number_range(operation, amount, 3)};
    }
    case Comparing::instant:
    case Comparing::date:
      return time_test(comparison, context);
    case Comparing::span: {
      auto micros = std::get<Span>(literal).micros;
      return range_of(operation, micros, micros);
    }
    case Comparing::presence:
      break;
  }
  throw Error(ErrorCode::internal,
              comparison.path.text + " was compared though it only has presence");
}

}  // namespace common::expr
