#include "common/expr/impl/parser.hpp"

#include "common/error/error.hpp"
#include "common/text/text.hpp"

namespace common::expr::impl {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_';
}
/// What a bare word on the right side is made of: also dates, instants, mail addresses, letters
/// beyond ASCII.
bool is_word(char c) {
  return is_name(c) || c == '-' || c == '+' || c == '.' || c == ':' || c == '/' || c == '@' ||
         c == '#' || c == '%' || c == '&' || static_cast<unsigned char>(c) >= 0x80;
}

/// Reads from left to right without going back.
class Parser {
 public:
  Parser(std::string_view text, const schema::RecordType& type) : text_(text), type_(type) {}

  Node parse() {
    skip_blanks();
    if (at_end()) return {};
    auto node = expression();
    if (!at_end()) fail(at_, std::string("expected AND or OR, not \"") + glimpse() + "\"");
    return node;
  }

 private:
  [[noreturn]] void fail(std::size_t at, const std::string& reason) const {
    refuse("filter",
           "at character " + std::to_string(text::length(text_.substr(0, at)) + 1) + ": " + reason);
  }

  bool at_end() const { return at_ >= text_.size(); }
  char here() const { return at_end() ? '\0' : text_[at_]; }
  char ahead(std::size_t by) const { return at_ + by < text_.size() ? text_[at_ + by] : '\0'; }
  void skip_blanks() {
    while (!at_end() && is_blank(here())) ++at_;
  }
  std::string glimpse() const {
    auto end = at_;
    while (end < text_.size() && !is_blank(text_[end]) && end - at_ < 30) ++end;
    while (end < text_.size() && (static_cast<unsigned char>(text_[end]) & 0xc0) == 0x80) ++end;
    return std::string(text_.substr(at_, end - at_));
  }

  bool take_keyword(std::string_view keyword) {
    if (text_.substr(at_, keyword.size()) != keyword || is_name(ahead(keyword.size())))
      return false;
    at_ += keyword.size();
    skip_blanks();
    return true;
  }

  Node expression() {
    auto first = term();
    auto start = at_;
    bool all = take_keyword("AND");
    if (!all && !take_keyword("OR")) return first;
    Node node;
    node.kind = all ? Node::Kind::all : Node::Kind::any;
    node.children.push_back(std::move(first));
    do {
      node.children.push_back(term());
      start = at_;
    } while (take_keyword(all ? "AND" : "OR"));
    if (take_keyword(all ? "OR" : "AND"))
      fail(start, "put brackets around the parts where AND and OR are mixed");
    return node;
  }

  Node term() {
    if (++depth_ > Expression::max_depth) fail(at_, "brackets and NOT are nested too deeply");
    auto node = unguarded_term();
    --depth_;
    skip_blanks();
    return node;
  }

  Node unguarded_term() {
    if (here() == '-') {
      ++at_;
      return negated(term());
    }
    if (take_keyword("NOT")) return negated(term());
    if (here() != '(') return comparison();
    auto open = at_++;
    skip_blanks();
    auto node = expression();
    if (here() != ')') {
      if (at_end()) fail(open, "this bracket is not closed");
      fail(at_, "expected AND, OR or a closing bracket, not \"" + glimpse() + "\"");
    }
    ++at_;
    return node;
  }

  static Node negated(Node node) {
    Node negation;
    negation.kind = Node::Kind::negation;
    negation.children.push_back(std::move(node));
    return negation;
  }

  Node comparison() {
    if (++comparisons_ > Expression::max_comparisons) fail(at_, "too many comparisons");
    auto path_at = at_;
    while (is_name(here()) || here() == '.') ++at_;
    if (at_ == path_at)
      fail(at_, at_end() ? "expected a field, the filter ends here"
                         : "expected a field, not \"" + glimpse() + "\"");
    auto checked = std::make_shared<Comparison>();
    guarded(path_at,
            [&] { checked->path = resolve_path(text_.substr(path_at, at_ - path_at), type_); });
    skip_blanks();
    bool negate = false;
    checked->operation = comparing_operator(negate);
    skip_blanks();
    if (value(*checked)) negate = !negate;
    Node node;
    node.kind = Node::Kind::comparison;
    node.comparison = std::move(checked);
    return negate ? negated(std::move(node)) : node;
  }

  Operator comparing_operator(bool& negate) {
    auto at = at_;
    char first = here();
    ++at_;
    bool equals = here() == '=';
    switch (first) {
      case '=':
        return Operator::equal;
      case ':':
        return Operator::contains;
      case '<':
        at_ += equals;
        return equals ? Operator::less_or_equal : Operator::less;
      case '>':
        at_ += equals;
        return equals ? Operator::greater_or_equal : Operator::greater;
      case '!':
        if (!equals) break;
        ++at_;
        negate = true;
        return Operator::equal;
      default:
        break;
    }
    at_ = at;
    fail(at, "expected one of = != < <= > >= : after the field");
  }

  /// True when the comparison is to be negated: "= null" is not present.
  bool value(Comparison& comparison) {
    auto at = at_;
    if (comparison.operation == Operator::contains && here() == '*' && !is_word(ahead(1))) {
      ++at_;
      comparison.operation = Operator::present;
      return false;
    }
    auto word = read_word();
    guarded(at, [&] {
      comparison.literal = resolve_literal(comparison.path, comparison.operation, word, type_);
    });
    // Has, of a list or of what is no text, is equality with one of the values.
    bool text = comparison.path.comparing == Comparing::text && !comparison.path.list;
    if (comparison.operation == Operator::contains && !text) comparison.operation = Operator::equal;
    if (!std::holds_alternative<std::monostate>(comparison.literal)) return false;
    comparison.operation = Operator::present;
    return true;
  }

  Word read_word() {
    if (here() == '"' || here() == '\'') return quoted();
    Word word;
    auto start = at_;
    while (is_word(here())) ++at_;
    word.text = text_.substr(start, at_ - start);
    if (word.text.empty())
      fail(start, at_end() ? "expected a value, the filter ends here"
                           : "expected a value, not \"" + glimpse() + "\"");
    if (here() != '(') return word;
    if (word.text != "today" || ahead(1) != ')')
      fail(start, "there is no function \"" + word.text + "\"; there is today()");
    at_ += 2;
    word.today = true;
    word.offset_days = offset();
    return word;
  }

  /// " - 7" after today(): an operator stands between spaces.
  std::int32_t offset() {
    if (!is_blank(here()) || (ahead(1) != '+' && ahead(1) != '-') || !is_blank(ahead(2)) ||
        !is_digit(ahead(3)))
      return 0;
    bool minus = ahead(1) == '-';
    at_ += 3;
    auto start = at_;
    std::int32_t days = 0;
    while (is_digit(here())) {
      days = days * 10 + (here() - '0');
      ++at_;
      if (days > 100'000) fail(start, "at most 100000 days");
    }
    return minus ? -days : days;
  }

  Word quoted() {
    auto start = at_;
    char quote = here();
    Word word;
    word.quoted = true;
    for (++at_; !at_end(); ++at_) {
      if (here() == quote) {
        ++at_;
        return word;
      }
      if (here() == '\\' && at_ + 1 < text_.size()) ++at_;
      word.text += here();
    }
    fail(start, "this quotation mark is not closed");
  }

  template <class F>
  void guarded(std::size_t at, F&& run) {
    try {
      run();
    } catch (const Refusal& refusal) {
      fail(at, refusal.reason);
    } catch (const Error& error) {
      if (error.code() == ErrorCode::bad_input) fail(at, error.text());
      throw;
    }
  }

  std::string_view text_;
  const schema::RecordType& type_;
  std::size_t at_ = 0;
  int depth_ = 0;
  int comparisons_ = 0;
};

}  // namespace

Node parse(std::string_view text, const schema::RecordType& type, const schema::Catalogue&) {
  if (text.size() > 4 * Expression::max_characters ||
      text::length(text) > Expression::max_characters)
    refuse("filter", "at most " + std::to_string(Expression::max_characters) + " characters");
  if (!text::is_utf8(text) || text.find('\0') != std::string_view::npos)
    refuse("filter", "expected UTF-8 text");
  return Parser(text, type).parse();
}

}  // namespace common::expr::impl
