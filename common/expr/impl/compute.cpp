#include "common/expr/impl/compute.hpp"

#include "common/codec/custom.hpp"
#include "common/codec/values.hpp"
#include "common/expr/impl/arithmetic.hpp"
#include "common/text/json_text.hpp"

namespace common::expr::impl {
namespace {

using Kind = Computation::Kind;
using schema::Message;

Result of_integer(std::optional<std::int64_t> value) {
  return value ? Result::of(*value) : Result::unknown(say("the result is too large"));
}

class Computing {
 public:
  Computing(const Message& record, const Context& context, const Find& find)
      : record_(record), context_(context), find_(find) {}

  Result run(const Computation& value) const {
    switch (value.kind) {
      case Kind::path:
      case Kind::size:
        return behind(value, 0, record_);
      case Kind::constant:
        return constant(value);
      case Kind::choose:
        return choose(value);
      case Kind::coalesce:
        return first_of(value);
      case Kind::join:
        return join(value);
      case Kind::day:
      case Kind::span:
      case Kind::text:
        return of_one(value, run(value.of[0]));
      default:
        return of_two(value, run(value.of[0]), run(value.of[1]));
    }
  }

 private:
  Result behind(const Computation& value, std::size_t hop, const Message& record) const {
    if (hop == value.through.size()) return read(value, record);
    auto id = id_behind(value.through[hop], record);
    if (id.empty()) return {};
    auto target = find_.record(*value.through[hop].target, id);
    if (!target) return Result::unknown(say("a record that it refers to is not held here"));
    return behind(value, hop + 1, *target);
  }

  static Result read(const Computation& value, const Message& record) {
    auto& path = value.path;
    std::int64_t count = 0;
    Item found;
    any_item(path, record, [&](const Item& item) {
      found = item;
      ++count;
      return value.kind != Kind::size;
    });
    if (value.kind == Kind::size) {
      if (path.lines) count = record.GetReflection()->FieldSize(record, path.lines->descriptor);
      return of_integer(scale(count, million));
    }
    if (count == 0) return {};
    if (value.comparing == Comparing::number && path.places == 0)
      return of_integer(scale(found.integer, million));
    return Result::of(found.integer, found.text);
  }

  Result constant(const Computation& value) const {
    if (auto text = std::get_if<std::string>(&value.constant)) return Result::of(0, *text);
    auto integer = value_of(value.constant, context_);
    return integer ? Result::of(*integer) : Result::unknown(say("the time is not known here"));
  }

  static Result of_one(const Computation& value, const Result& of) {
    if (of.state != Result::State::value) return of;
    if (value.kind == Kind::day) return Result::of(impl::day_of_micros(of.integer));
    if (value.kind == Kind::span) return of_integer(scale(of.integer, value.factor));
    return Result::of(0, text_of(value.of[0].comparing, of));
  }

  static std::string text_of(Comparing comparing, const Result& of) {
    switch (comparing) {
      case Comparing::number:
        return codec::format_scaled(of.integer, 6);
      case Comparing::money:
        return codec::format_scaled(of.integer, codec::currency_places(of.text), true) + " " +
               of.text;
      case Comparing::date:
        return codec::format_date(static_cast<std::int32_t>(of.integer));
      case Comparing::instant:
        return format_instant(from_micros(of.integer));
      default:
        return of.text;
    }
  }

  static Result of_two(const Computation& value, const Result& a, const Result& b) {
    if (a.is_none() || b.is_none()) return {};
    if (a.is_unknown()) return a;
    if (b.is_unknown()) return b;
    if (value.comparing == Comparing::text) return Result::of(0, a.text + b.text);
    auto left = value.of[0].comparing, right = value.of[1].comparing;
    if (left == Comparing::money && right == Comparing::money && a.text != b.text)
      return Result::unknown(say("the amounts are in different currencies"));
    if (value.kind == Kind::divide && b.integer == 0)
      return Result::unknown(say("a division by zero"));
    auto result = of_integer(integer(value, a.integer, b.integer, left, right));
    if (value.comparing == Comparing::money)
      result.text = left == Comparing::money ? a.text : b.text;
    return result;
  }

  static std::optional<std::int64_t> integer(const Computation& value, std::int64_t a,
                                             std::int64_t b, Comparing left, Comparing right) {
    if (value.kind == Kind::multiply) return multiply(a, b);
    if (value.kind == Kind::divide) return divide(a, b);
    bool time = left == Comparing::date || left == Comparing::instant;
    if (time && right == Comparing::number) {  // days
      auto days = left == Comparing::date ? b / million : scale(b, micros_per_day / million);
      if (!days) return std::nullopt;
      b = *days;
    }
    auto result = value.kind == Kind::add ? add(a, b) : subtract(a, b);
    bool days = left == Comparing::date && right == Comparing::date;
    return result && days ? scale(*result, million) : result;
  }

  Result choose(const Computation& value) const;

  Result first_of(const Computation& value) const {
    for (auto& part : value.of)
      if (auto result = run(part); !result.is_none()) return result;
    return {};
  }

  Result join(const Computation& value) const {
    auto joined = Result::of(0);
    for (auto& part : value.of) {
      auto result = run(part);
      if (result.is_unknown()) return result;
      joined.text += result.text;
    }
    return joined;
  }

  const Message& record_;
  const Context& context_;
  const Find& find_;
};

Result Computing::choose(const Computation& value) const {
  auto met = evaluate_node(*value.condition, record_, context_, find_);
  if (!met) return Result::unknown(say("its condition cannot be told here"));
  return run(value.of[*met ? 0 : 1]);
}

}  // namespace

Result compute(const Computation& computation, const Message& record, const Context& context,
               const Find& find) {
  return Computing(record, context, find).run(computation);
}

namespace {

std::string own_id(const schema::Field& reference, const Message& record) {
  auto text = codec::find_custom_json(reference, record);
  if (!text) return {};
  auto id = try_read_json(*text);
  return id.is_string() ? id.get<std::string>() : std::string();
}

}  // namespace

std::string id_behind(const Hop& hop, const Message& record) {
  if (hop.reference->custom) return own_id(*hop.reference, record);
  auto reflection = record.GetReflection();
  auto descriptor = hop.reference->descriptor;
  if (!reflection->HasField(record, descriptor)) return {};
  if (hop.reference->kind != schema::FieldKind::about)
    return reflection->GetString(record, descriptor);
  auto& about = static_cast<const truckroll::About&>(reflection->GetMessage(record, descriptor));
  return about.type() == hop.target->name ? about.id() : std::string();
}

}  // namespace common::expr::impl
