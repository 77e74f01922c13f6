#include "hub/graphql/parser.hpp"

#include "hub/graphql/lexer.hpp"

namespace hub::graphql {
namespace {

using Kind = Token::Kind;

class Parser {
 public:
  explicit Parser(std::string_view text) : lexer_(text) { take(); }

  Document document() {
    Document document;
    do {
      if (is_name("fragment"))
        document.fragments.push_back(fragment());
      else
        document.operations.push_back(operation());
    } while (token_.kind != Kind::end);
    return document;
  }

 private:
  // ---- tokens

  Token take() {
    if (++count_ > document_tokens_max)
      throw Unreadable(
          common::ErrorCode::too_large,
          "the document has more than " + std::to_string(document_tokens_max) + " tokens",
          token_.place);
    auto taken = std::move(token_);
    token_ = lexer_.next();
    return taken;
  }
  [[noreturn]] void unexpected() const {
    auto found = token_.kind == Kind::end ? "end of the document" : "\"" + token_.text + "\"";
    throw Unreadable(common::ErrorCode::bad_input, "Syntax error: unexpected " + found,
                     token_.place);
  }
  bool is_mark(std::string_view text) const {
    return token_.kind == Kind::mark && token_.text == text;
  }
  bool is_name(std::string_view text) const {
    return token_.kind == Kind::name && token_.text == text;
  }
  bool skip_mark(std::string_view text) {
    if (!is_mark(text)) return false;
    take();
    return true;
  }
  void expect(std::string_view text) {
    if (!skip_mark(text)) unexpected();
  }
  std::string name() {
    if (token_.kind != Kind::name) unexpected();
    return take().text;
  }
  std::string fragment_name() {
    if (is_name("on")) unexpected();
    return name();
  }
  /// Counts how deep braces and brackets stand, since reading them is recursive.
  struct Nested {
    explicit Nested(Parser& of) : parser(of) {
      if (++parser.depth_ > document_nesting_max)
        throw Unreadable(common::ErrorCode::too_large,
                         "the document is nested more than " +
                             std::to_string(document_nesting_max) + " levels deep",
                         parser.token_.place);
    }
    ~Nested() { --parser.depth_; }
    Parser& parser;
  };

  // ---- definitions

  Operation operation() {
    Operation operation;
    operation.place = token_.place;
    if (is_mark("{")) {
      operation.selections = selections();
      return operation;
    }
    if (is_name("mutation"))
      operation.kind = Operation::Kind::mutation;
    else if (is_name("subscription"))
      operation.kind = Operation::Kind::subscription;
    else if (!is_name("query"))
      unexpected();
    take();
    if (token_.kind == Kind::name) operation.name = take().text;
    if (is_mark("(")) operation.variables = variables();
    operation.directives = directives(false);
    operation.selections = selections();
    return operation;
  }

  Fragment fragment() {
    Fragment fragment;
    fragment.place = take().place;
    fragment.name = fragment_name();
    if (!is_name("on")) unexpected();
    take();
    fragment.on_place = token_.place;
    fragment.on = name();
    fragment.directives = directives(false);
    fragment.selections = selections();
    return fragment;
  }

  std::vector<Variable> variables() {
    std::vector<Variable> found;
    expect("(");
    do {
      Variable variable;
      variable.place = token_.place;
      expect("$");
      variable.name = name();
      expect(":");
      variable.type = type();
      if (skip_mark("=")) variable.fallback = value(true);
      variable.directives = directives(true);
      found.push_back(std::move(variable));
    } while (!skip_mark(")"));
    return found;
  }

  TypeText type() {
    Nested nested(*this);
    TypeText text;
    auto place = token_.place;
    if (skip_mark("[")) {
      text = type();
      text.modifiers += '[';
      expect("]");
    } else {
      text.name = name();
    }
    text.place = place;
    if (skip_mark("!")) text.modifiers += '!';
    return text;
  }

  std::vector<Directive> directives(bool constant) {
    std::vector<Directive> found;
    while (is_mark("@")) {
      Directive directive;
      directive.place = take().place;
      directive.name = name();
      directive.arguments = arguments(constant);
      found.push_back(std::move(directive));
    }
    return found;
  }

  // ---- selections

  std::vector<Selection> selections() {
    Nested nested(*this);
    std::vector<Selection> found;
    expect("{");
    do found.push_back(selection());
    while (!skip_mark("}"));
    return found;
  }

  Selection selection() {
    Selection selection;
    selection.place = token_.place;
    if (skip_mark("...")) return spread(std::move(selection));
    selection.name = name();
    if (skip_mark(":")) {
      selection.alias = std::move(selection.name);
      selection.name = name();
    }
    selection.arguments = arguments(false);
    selection.directives = directives(false);
    if (is_mark("{")) selection.selections = selections();
    return selection;
  }

  Selection spread(Selection selection) {
    if (token_.kind == Kind::name && token_.text != "on") {
      selection.kind = Selection::Kind::spread;
      selection.name = take().text;
      selection.directives = directives(false);
      return selection;
    }
    selection.kind = Selection::Kind::fragment;
    if (is_name("on")) {
      take();
      selection.on = name();
    }
    selection.directives = directives(false);
    selection.selections = selections();
    return selection;
  }

  // ---- values

  Member member(bool constant) {
    Member member;
    member.place = token_.place;
    member.name = name();
    expect(":");
    member.value = value(constant);
    return member;
  }

  std::vector<Member> arguments(bool constant) {
    std::vector<Member> found;
    if (!skip_mark("(")) return found;
    do found.push_back(member(constant));
    while (!skip_mark(")"));
    return found;
  }

  Value value(bool constant) {
    Nested nested(*this);
    Value value;
    value.place = token_.place;
    if (is_mark("$") && !constant) {
      take();
      value.kind = Value::Kind::variable;
      value.text = name();
      return value;
    }
    if (skip_mark("[")) {
      value.kind = Value::Kind::list;
      while (!skip_mark("]")) value.items.push_back(this->value(constant));
      return value;
    }
    if (skip_mark("{")) {
      value.kind = Value::Kind::object;
      while (!skip_mark("}")) value.members.push_back(member(constant));
      return value;
    }
    value.kind = plain_kind();
    value.text = take().text;
    return value;
  }

  Value::Kind plain_kind() const {
    switch (token_.kind) {
      case Kind::integer:
        return Value::Kind::integer;
      case Kind::decimal:
        return Value::Kind::decimal;
      case Kind::text:
        return Value::Kind::text;
      case Kind::name:
        if (token_.text == "true" || token_.text == "false") return Value::Kind::boolean;
        return token_.text == "null" ? Value::Kind::null : Value::Kind::choice;
      default:
        unexpected();
    }
  }

  Lexer lexer_;
  Token token_;
  std::size_t count_ = 0;
  int depth_ = 0;
};

}  // namespace

Document parse(std::string_view text) {
  if (text.size() > document_bytes_max)
    throw Unreadable(common::ErrorCode::too_large,
                     "the document has more than " + std::to_string(document_bytes_max) + " bytes",
                     {});
  return Parser(text).document();
}

}  // namespace hub::graphql
