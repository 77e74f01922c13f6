// From what is written to what it means: every word is looked up, every type checked.
#include "common/expr/impl/check.hpp"

#include <algorithm>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/expr/impl/compute.hpp"
#include "common/expr/impl/syntax.hpp"

namespace common::expr::impl {
namespace {

using Kind = Syntax::Kind;

bool is_time(Comparing comparing) {
  return comparing == Comparing::instant || comparing == Comparing::date;
}

Comparing comparing_of(const Literal& literal) {
  if (std::holds_alternative<Number>(literal)) return Comparing::number;
  if (std::holds_alternative<Span>(literal)) return Comparing::span;
  if (std::holds_alternative<std::string>(literal)) return Comparing::text;
  bool instant = std::holds_alternative<Instant>(literal) || std::holds_alternative<Now>(literal);
  return instant ? Comparing::instant : Comparing::date;
}

Sentence name_of(Comparing comparing) {
  switch (comparing) {
    case Comparing::number:
      return "a number";
    case Comparing::money:
      return "an amount";
    case Comparing::instant:
      return "an instant";
    case Comparing::date:
      return "a day";
    case Comparing::span:
      return "a span of time";
    case Comparing::text:
      return "a text";
    default:
      return "a choice or reference";
  }
}

Computation constant(Literal literal) {
  Computation made;
  made.comparing = comparing_of(literal);
  made.constant = std::move(literal);
  return made;
}

Computation of_kind(Computation::Kind kind, Comparing comparing, std::vector<Computation> parts) {
  Computation made;
  made.kind = kind;
  made.comparing = comparing;
  made.of = std::move(parts);
  return made;
}

bool is_constant(const Computation& value) {
  return value.kind == Computation::Kind::constant;
}

Operator operator_of(const std::string& text) {
  if (text == "<") return Operator::less;
  if (text == "<=") return Operator::less_or_equal;
  if (text == ">") return Operator::greater;
  if (text == ">=") return Operator::greater_or_equal;
  return text == ":" ? Operator::contains : Operator::equal;
}

Operator mirrored(Operator operation) {
  switch (operation) {
    case Operator::less:
      return Operator::greater;
    case Operator::less_or_equal:
      return Operator::greater_or_equal;
    case Operator::greater:
      return Operator::less;
    case Operator::greater_or_equal:
      return Operator::less_or_equal;
    default:
      return operation;
  }
}

class Checker {
 public:
  Checker(std::string_view text, const Scope& scope, bool formula)
      : text_(text), scope_(scope), formula_(formula) {}

  Node condition(const Syntax& syntax) {
    switch (syntax.kind) {
      case Kind::comparison:
        return comparison(syntax);
      case Kind::negation:
        return negated(condition(syntax.parts[0]));
      default:
        break;
    }
    Node node;
    node.kind = syntax.kind == Kind::all ? Node::Kind::all : Node::Kind::any;
    for (auto& part : syntax.parts) node.children.push_back(condition(part));
    return node;
  }

  Computation value(const Syntax& syntax) {
    switch (syntax.kind) {
      case Kind::word:
        return word(syntax);
      case Kind::quoted:
        return quoted(syntax);
      case Kind::call:
        return call(syntax);
      default:
        break;
    }
    auto left = value(syntax.parts[0]), right = value(syntax.parts[1]);
    return guarded(syntax.at, [&] { return binary(syntax.text[0], left, right); });
  }

 private:
  [[noreturn]] void refuse_at(std::size_t at, const Sentence& reason) const {
    impl::refuse_at(text_, at, reason, formula_ ? "formula" : "filter");
  }

  template <class F>
  auto guarded(std::size_t at, F&& run) const -> decltype(run()) {
    try {
      return run();
    } catch (const Refusal& refusal) {
      refuse_at(at, refusal.reason);
    } catch (const Error& error) {
      if (error.code() == ErrorCode::bad_input && error.violations().empty())
        refuse_at(at, error.sentence());
      throw;
    }
  }

  [[noreturn]] static void refuse_value(Sentence reason) { throw Refusal{std::move(reason)}; }

  // ---- comparisons

  static Node negated(Node node) {
    Node negation;
    negation.kind = Node::Kind::negation;
    negation.children.push_back(std::move(node));
    return negation;
  }

  static Node node_of(Comparison comparison, bool negate) {
    Node node;
    node.kind = Node::Kind::comparison;
    node.comparison = std::make_shared<Comparison>(std::move(comparison));
    return negate ? negated(std::move(node)) : node;
  }

  Node comparison(const Syntax& syntax) {
    auto& left = syntax.parts[0];
    auto operation = operator_of(syntax.text);
    bool negate = syntax.text == "!=";
    if (left.kind == Kind::word && !is_number(left.text)) {
      auto place = guarded(left.at, [&] { return resolve_place(left.text, scope_); });
      auto node = of_path(place, operation, syntax.parts[1], negate);
      node = behind(place.hops, std::move(node));
      return negate ? negated(std::move(node)) : node;
    }
    auto computed = value(left);
    if (syntax.parts[1].kind == Kind::star) refuse_at(syntax.parts[1].at, ":* is asked of a field");
    return of_values(syntax, computed, operation, value(syntax.parts[1]), negate);
  }

  static Node behind(const std::vector<Hop>& hops, Node node) {
    for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop) {
      Node step;
      step.kind = Node::Kind::referenced;
      step.reference = hop->reference;
      step.target = hop->target;
      step.children.push_back(std::move(node));
      node = std::move(step);
    }
    return node;
  }

  /// Negations stand outside the references: what a record without one refers to is not set.
  Node of_path(const Place& place, Operator operation, const Syntax& right, bool& negate) {
    auto& path = place.path;
    if (right.kind == Kind::star) return node_of({path, Operator::present, {}, {}, {}}, false);
    bool literal = right.kind == Kind::word || right.kind == Kind::quoted;
    if (auto field = field_of(place, right)) return with_field(place, operation, *field, right.at);
    if (!literal) return with_value(place, operation, right);
    auto value = guarded(right.at, [&] {
      return resolve_literal(path, operation, {right.text, right.kind == Kind::quoted},
                             *place.type);
    });
    // Has, of a list or of what is no text, is equality with one of the values.
    bool text = path.comparing == Comparing::text && !path.list;
    if (operation == Operator::contains && !text) operation = Operator::equal;
    if (std::holds_alternative<std::monostate>(value)) {  // "= null" is not present
      negate = !negate;
      return node_of({path, Operator::present, {}, {}, {}}, false);
    }
    return node_of({path, operation, std::move(value), {}, {}}, false);
  }

  /// The field of the same record that stands on the right.
  std::optional<Place> field_of(const Place& left, const Syntax& right) {
    if (right.kind == Kind::call && right.text == "field") {
      if (right.parts.size() != 1 || right.parts[0].kind != Kind::word)
        refuse_at(right.at, "expected field(name)");
      return guarded(right.parts[0].at, [&] { return own(right.parts[0].text); });
    }
    if (right.kind != Kind::word || !takes_bare_names(left.path, *left.type)) return std::nullopt;
    for (auto word : {"null", "me", "true", "false"})
      if (right.text == word) return std::nullopt;
    try {
      return own(right.text);
    } catch (const Refusal&) {  // then it is a value, or refused as one
      return std::nullopt;
    }
  }

  Place own(const std::string& text) const {
    auto place = resolve_place(text, scope_);
    if (!place.hops.empty())
      refuse_value("a field of another record is compared with a value only");
    return place;
  }

  Node with_field(const Place& left, Operator operation, const Place& right, std::size_t at) {
    return guarded(at, [&] {
      auto a = left.path, b = right.path;
      if (a.comparing != Comparing::text && a.comparing != Comparing::exact)
        return computed(of_place(left), operation, of_place(right), false);
      for (auto path : {&a, &b})
        if (path->list || path->lines || path->comparing == Comparing::presence ||
            (path->custom_of && path->comparing == Comparing::text))
          refuse_value(say("\"{}\" can only be compared with a value", path->text));
      if (!left.hops.empty()) own(a.text);
      bool alike =
          a.comparing == b.comparing && (a.comparing == Comparing::text || is_same(left, right));
      if (!alike) refuse_value(say("\"{}\" and \"{}\" hold different things", a.text, b.text));
      if (operation != Operator::equal && a.comparing == Comparing::exact)
        refuse_value(say("\"{}\" can only be equal or different, not less or greater", a.text));
      // Two texts compare folded only where both are kept folded.
      a.folded = b.folded = a.folded && b.folded;
      return pair(of_path_alone(a), operation, of_path_alone(b));
    });
  }

  /// Ids of one type, choices of one list, or other words alike.
  static bool is_same(const Place& a, const Place& b) {
    auto choices = [](const Path& path) {
      bool choice = path.field && path.field->kind == schema::FieldKind::choice;
      return choice ? path.field->descriptor->enum_type() : nullptr;
    };
    auto state = [](const Path& path) { return path.header && path.header->name() == "state"; };
    return refers(a.path, *a.type) == refers(b.path, *b.type) &&
           choices(a.path) == choices(b.path) && state(a.path) == state(b.path);
  }

  static Computation of_path_alone(const Path& path) {
    Computation made;
    made.kind = Computation::Kind::path;
    made.comparing = path.comparing;
    made.path = path;
    return made;
  }

  static Node pair(Computation left, Operator operation, Computation right) {
    Comparison comparison;
    comparison.path = pseudo_path(left.comparing);
    comparison.operation = operation;
    comparison.left = std::make_shared<Computation>(std::move(left));
    comparison.right = std::make_shared<Computation>(std::move(right));
    return node_of(std::move(comparison), false);
  }

  static Path pseudo_path(Comparing comparing) {
    Path path;
    path.text = "the value";
    path.comparing = comparing;
    path.places = comparing == Comparing::number ? 6 : 0;
    return path;
  }

  /// A field compared with a function or a computed value.
  Node with_value(const Place& place, Operator operation, const Syntax& right) {
    auto& path = place.path;
    bool computes = path.comparing == Comparing::number || path.comparing == Comparing::money ||
                    is_time(path.comparing);
    if (!computes || is_boolean(path)) {
      if (right.kind == Kind::call) known_function(right);
      auto value = this->value(right);
      refuse_at(right.at,
                say("\"{}\" is not compared with {}", path.text, name_of(value.comparing)));
    }
    auto value = this->value(right);
    if (!is_constant(value))
      return guarded(right.at, [&] { return computed(of_place(place), operation, value, false); });
    guarded(right.at, [&] { fitting(path.comparing, path.text, operation, value.constant); });
    return node_of({path, operation, value.constant, {}, {}}, false);
  }

  /// Whether something that compares so can be compared with the constant; has, of a range of days,
  /// is equality.
  static void fitting(Comparing comparing, const Sentence& name, Operator& operation,
                      const Literal& literal) {
    auto other = comparing_of(literal);
    bool numbers = comparing == Comparing::number || comparing == Comparing::money;
    bool fits = numbers ? other == Comparing::number
                        : comparing == other ||
                              (comparing == Comparing::instant && other == Comparing::date);
    if (!fits) refuse_value(say("\"{}\" is not compared with {}", name, name_of(other)));
    if (operation != Operator::contains) return;
    if (!std::holds_alternative<Period>(literal))
      refuse_value(say("\"{}\" has no text to be contained in; use =", name));
    operation = Operator::equal;
  }

  Node of_values(const Syntax& syntax, const Computation& left, Operator operation,
                 const Computation& right, bool negate) {
    if (is_constant(left) && is_constant(right))
      refuse_at(syntax.at, "no field of the record is compared here");
    return guarded(syntax.at, [&] {
      return is_constant(left) ? computed(right, mirrored(operation), left, negate)
                               : computed(left, operation, right, negate);
    });
  }

  Node computed(Computation left, Operator operation, Computation right, bool negate) {
    if (left.comparing == Comparing::text || left.comparing == Comparing::exact)
      refuse_value("texts are compared as fields, not computed");
    if (!is_constant(right)) {
      if (operation == Operator::contains)
        refuse_value("there is no text to be contained in; use =");
      // A day is all of its 24 hours, so an instant compares with it as its day.
      if (left.comparing == Comparing::date && right.comparing == Comparing::instant)
        right = day_of(std::move(right));
      if (right.comparing == Comparing::date && left.comparing == Comparing::instant)
        left = day_of(std::move(left));
      if (left.comparing != right.comparing)
        refuse_value(
            say("{} is not compared with {}", name_of(left.comparing), name_of(right.comparing)));
      auto node = pair(std::move(left), operation, std::move(right));
      return negate ? negated(std::move(node)) : node;
    }
    Comparison comparison;
    comparison.path = pseudo_path(left.comparing);
    comparison.literal = right.constant;
    fitting(left.comparing, say("the value"), operation, comparison.literal);
    comparison.operation = operation;
    comparison.left = std::make_shared<Computation>(std::move(left));
    return node_of(std::move(comparison), negate);
  }

  static Computation day_of(Computation instant) {
    std::vector<Computation> parts;
    parts.push_back(std::move(instant));
    return of_kind(Computation::Kind::day, Comparing::date, std::move(parts));
  }

  // ---- values

  static bool is_number(const std::string& text) {
    return !text.empty() && ((text[0] >= '0' && text[0] <= '9') || text[0] == '-');
  }

  Computation word(const Syntax& syntax) {
    return guarded(syntax.at, [&] {
      auto& text = syntax.text;
      if (is_number(text)) {
        if (text.size() == 10 && text[4] == '-') return constant(Day{codec::parse_date(text)});
        if (text.find('T') != std::string::npos) return constant(parse_instant(text));
        auto millionths = codec::parse_scaled(text, 6);
        return constant(Number{millionths});
      }
      for (auto other : {"null", "me", "true", "false"})
        if (text == other) refuse_value(say("\"{}\" cannot be computed with", text));
      return of_place(formula_ ? resolve_place(text, scope_) : own(text));
    });
  }

  Computation quoted(const Syntax& syntax) {
    if (formula_) return constant(syntax.text);
    return guarded(syntax.at, [&] {
      if (syntax.text.size() == 10) return constant(Day{codec::parse_date(syntax.text)});
      if (is_number(syntax.text)) return constant(parse_instant(syntax.text));
      refuse_value("a text cannot be computed with");
    });
  }

  Computation of_place(const Place& place) const {
    auto made = of_path_alone(place.path);
    auto& path = place.path;
    if (path.lines || path.list)
      refuse_value(say("\"{0}\" has several values; size({0}) counts them", path.text));
    bool text = path.comparing == Comparing::text || path.comparing == Comparing::exact;
    if (path.comparing == Comparing::presence || is_boolean(path) || (text && !formula_))
      refuse_value(say("\"{}\" cannot be computed with", path.text));
    if (!formula_ && !place.hops.empty())
      refuse_value("a field of another record is compared with a value only");
    if (text) {
      made.comparing = Comparing::text;
      made.path.comparing = Comparing::exact;  // as it is written, not as it compares
    }
    made.through = place.hops;
    return made;
  }

  void known_function(const Syntax& syntax) const {
    auto& names = function_names();
    if (std::find(names.begin(), names.end(), syntax.text) != names.end()) return;
    auto near = nearest(syntax.text, names);
    if (!near.empty())
      refuse_at(syntax.at,
                say("there is no function \"{}\"; did you mean \"{}\"?", syntax.text, near));
    refuse_at(syntax.at, say("there is no function \"{}\"; there are today(), now(), this_month(), "
                             "size(…) and others",
                             syntax.text));
  }

  Computation call(const Syntax& syntax) {
    known_function(syntax);
    auto& name = syntax.text;
    if (name == "size") return size(syntax);
    if (name == "field") refuse_at(syntax.at, "field(…) stands alone behind the comparing sign");
    if (name == "if") return choose(syntax);
    std::vector<Computation> arguments;
    for (auto& part : syntax.parts) arguments.push_back(value(part));
    return guarded(syntax.at, [&] {
      if (name == "days_between") return days_between(std::move(arguments));
      if (name == "coalesce" || name == "concat" || name == "text")
        return of_formula(name, std::move(arguments));
      return of_arguments(name, arguments);
    });
  }

  static Computation of_arguments(const std::string& name, std::vector<Computation>& arguments) {
    bool all_constant = std::all_of(arguments.begin(), arguments.end(), is_constant);
    bool span = name == "hours" || name == "minutes";
    if (!all_constant && span && arguments.size() == 1) {
      if (arguments[0].comparing != Comparing::number) refuse_value("expected a number");
      auto made = of_kind(Computation::Kind::span, Comparing::span, std::move(arguments));
      made.factor = name == "hours" ? 3600 : 60;
      return made;
    }
    if (!all_constant) refuse_value(say("\"{}\" takes no field of the record", name));
    std::vector<Literal> literals;
    for (auto& argument : arguments) literals.push_back(argument.constant);
    return constant(*constant_function(name, literals));
  }

  Computation size(const Syntax& syntax) {
    if (syntax.parts.size() != 1 || syntax.parts[0].kind != Kind::word)
      refuse_at(syntax.at, "expected size(name) of a list or of lines");
    return guarded(syntax.parts[0].at, [&] {
      auto place =
          formula_ ? resolve_place(syntax.parts[0].text, scope_) : own(syntax.parts[0].text);
      bool counted = place.path.lines ? !place.path.field : place.path.list;
      counted = counted && !place.path.custom_of;
      if (!counted) refuse_value(say("\"{}\" is neither a list nor lines", place.path.text));
      auto made = of_path_alone(place.path);
      made.kind = Computation::Kind::size;
      made.comparing = Comparing::number;
      made.through = place.hops;
      return made;
    });
  }

  Computation days_between(std::vector<Computation> arguments) const {
    if (arguments.size() != 2) refuse_value(say("\"{}\" has {} arguments", "days_between", 2));
    for (auto& argument : arguments) {
      if (!is_time(argument.comparing) || std::holds_alternative<Period>(argument.constant))
        refuse_value("days are counted between days or instants");
      if (argument.comparing == Comparing::instant) argument = day_of(std::move(argument));
    }
    std::swap(arguments[0], arguments[1]);
    return of_kind(Computation::Kind::subtract, Comparing::number, std::move(arguments));
  }

  Computation binary(char operation, const Computation& a, const Computation& b) const {
    bool joins = formula_ && operation == '+' &&
                 (a.comparing == Comparing::text || b.comparing == Comparing::text);
    if (joins) return of_kind(Computation::Kind::add, Comparing::text, {as_text(a), as_text(b)});
    if (is_constant(a) && is_constant(b) && a.comparing != Comparing::text)
      return constant(fold(operation, a.constant, b.constant));
    if (std::holds_alternative<Period>(a.constant) || std::holds_alternative<Period>(b.constant))
      refuse_value("a range of days is compared, not computed with");
    auto comparing = result_of(operation, a.comparing, b.comparing);
    if (!comparing)
      refuse_value(say("{} and {} cannot be put together with {}", name_of(a.comparing),
                       name_of(b.comparing), std::string(1, operation)));
    auto kind = operation == '+'   ? Computation::Kind::add
                : operation == '-' ? Computation::Kind::subtract
                : operation == '*' ? Computation::Kind::multiply
                                   : Computation::Kind::divide;
    return of_kind(kind, *comparing, {a, b});
  }

  static std::optional<Comparing> result_of(char operation, Comparing a, Comparing b) {
    using C = Comparing;
    if (a == C::number && b == C::number) return C::number;
    if (operation == '*' || operation == '/') {
      if (a == C::money && b == C::number) return C::money;
      if (operation == '*' && a == C::number && b == C::money) return C::money;
      if (operation == '/' && a == C::money && b == C::money) return C::number;
      return std::nullopt;
    }
    bool minus = operation == '-';
    if (a == b && (a == C::money || a == C::span)) return a;
    if (is_time(a) && b == C::number) return a;
    if (a == C::instant && b == C::span) return a;
    if (minus && a == C::date && b == C::date) return C::number;
    if (minus && a == C::instant && b == C::instant) return C::span;
    return std::nullopt;
  }

  // ---- of formulas

  Computation as_text(const Computation& value) const {
    if (value.comparing == Comparing::text) return value;
    if (value.comparing == Comparing::span || std::holds_alternative<Period>(value.constant))
      refuse_value("a span of time has no text; divide it into numbers first");
    return of_kind(Computation::Kind::text, Comparing::text, {value});
  }

  Computation choose(const Syntax& syntax) {
    if (!formula_) refuse_at(syntax.at, "\"if\" is for formulas; a filter joins with AND and OR");
    if (syntax.parts.size() != 3)
      refuse_at(syntax.at, "expected if(condition, value, other value)");
    auto condition = std::make_shared<Node>(this->condition(syntax.parts[0]));
    std::vector<Computation> values{value(syntax.parts[1]), value(syntax.parts[2])};
    auto made =
        guarded(syntax.at, [&] { return alike(Computation::Kind::choose, std::move(values)); });
    made.condition = std::move(condition);
    return made;
  }

  Computation of_formula(const std::string& name, std::vector<Computation> arguments) const {
    if (!formula_) refuse_value(say("\"{}\" is for formulas; a filter compares fields", name));
    if (arguments.empty()) refuse_value("expected a value in the brackets");
    if (name == "coalesce") return alike(Computation::Kind::coalesce, std::move(arguments));
    if (name == "text" && arguments.size() != 1) refuse_value(say("\"{}\" has 1 argument", "text"));
    for (auto& argument : arguments) argument = as_text(argument);
    if (name == "text") return arguments[0];
    return of_kind(Computation::Kind::join, Comparing::text, std::move(arguments));
  }

  static Computation alike(Computation::Kind kind, std::vector<Computation> values) {
    auto comparing = values[0].comparing;
    for (auto& value : values) {
      if (std::holds_alternative<Period>(value.constant))
        refuse_value("a range of days is compared, not computed with");
      if (value.comparing != comparing)
        refuse_value(say("one is {}, the other {}", name_of(comparing), name_of(value.comparing)));
    }
    return of_kind(kind, comparing, std::move(values));
  }

  std::string_view text_;
  const Scope& scope_;
  bool formula_;
};

}  // namespace

Node check_filter(std::string_view text, const Scope& scope) {
  return Checker(text, scope, false).condition(read_condition(text));
}

Computation check_formula(std::string_view text, const Scope& scope) {
  auto syntax = read_value(text);
  auto made = Checker(text, scope, true).value(syntax);
  if (std::holds_alternative<Period>(made.constant))
    refuse_at(text, syntax.at, "a range of days is compared, not computed with", "formula");
  return made;
}

}  // namespace common::expr::impl
