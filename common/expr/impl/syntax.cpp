#include "common/expr/impl/syntax.hpp"

#include "common/error/error.hpp"
#include "common/expr/expr.hpp"
#include "common/text/text.hpp"

namespace common::expr::impl {
namespace {

using Kind = Syntax::Kind;

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
bool is_comparing(char c) {
  return c == '=' || c == '<' || c == '>' || c == '!' || c == ':';
}

/// On the left a colon compares; on the right it is part of a time.
enum class Side { left, right };

/// Reads from left to right; looks ahead only to tell a bracket of values from one of conditions.
class Reader {
 public:
  Reader(std::string_view text, const char* field, int max_operations)
      : text_(text), field_(field), max_operations_(max_operations) {}

  Syntax whole_condition() {
    skip_blanks();
    if (at_end()) return {};
    auto read = condition();
    if (!at_end()) refuse_at(at_, say("expected AND or OR, not \"{}\"", glimpse()));
    return read;
  }

  Syntax whole_value() {
    skip_blanks();
    auto read = value(Side::right);
    skip_blanks();
    if (!at_end()) refuse_at(at_, say("expected + - * or / between blanks, not \"{}\"", glimpse()));
    return read;
  }

 private:
  [[noreturn]] void refuse_at(std::size_t at, const Sentence& reason) const {
    impl::refuse_at(text_, at, reason, field_);
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

  // ---- conditions

  Syntax condition() {
    auto first = term();
    auto start = at_;
    bool all = take_keyword("AND");
    if (!all && !take_keyword("OR")) return first;
    Syntax joined{all ? Kind::all : Kind::any, first.at, "", {}};
    joined.parts.push_back(std::move(first));
    do {
      joined.parts.push_back(term());
      start = at_;
    } while (take_keyword(all ? "AND" : "OR"));
    if (take_keyword(all ? "OR" : "AND"))
      refuse_at(start, "put brackets around the parts where AND and OR are mixed");
    return joined;
  }

  Syntax term() {
    enter();
    auto read = unguarded_term();
    --depth_;
    skip_blanks();
    return read;
  }

  void enter() {
    if (++depth_ > Expression::max_depth)
      refuse_at(at_, say("brackets and NOT are nested too deeply; at most {} deep",
                         Expression::max_depth));
  }

  Syntax unguarded_term() {
    auto at = at_;
    for (auto keyword : {"AND", "OR"})
      if (take_keyword(keyword)) refuse_at(at, say("a comparison is missing before {}", keyword));
    if (here() == '-') {
      ++at_;
      return {Kind::negation, at, "", {term()}};
    }
    if (take_keyword("NOT")) return {Kind::negation, at, "", {term()}};
    if (here() != '(' || is_bracket_of_values()) return comparison();
    ++at_;
    skip_blanks();
    auto inner = condition();
    refuse_unclosed(at, "expected AND, OR or a closing bracket, not \"{}\"");
    return inner;
  }

  /// What comes instead of the bracket stands in the place of `otherwise`.
  void refuse_unclosed(std::size_t open, const char* otherwise) {
    skip_blanks();
    if (here() != ')') {
      if (at_end()) refuse_at(open, "this bracket is not closed");
      refuse_at(at_, say(otherwise, glimpse()));
    }
    ++at_;
  }

  /// Whether what stands behind the bracket's end compares or computes.
  bool is_bracket_of_values() const {
    std::size_t end = at_;
    int depth = 0;
    for (; end < text_.size(); ++end) {
      char c = text_[end];
      if (c == '"' || c == '\'') {
        for (++end; end < text_.size() && text_[end] != c; ++end)
          if (text_[end] == '\\') ++end;
      }
      depth += (c == '(') - (c == ')');
      if (depth == 0) break;
    }
    for (++end; end < text_.size() && is_blank(text_[end]); ++end) {
    }
    if (end >= text_.size()) return false;
    if (is_comparing(text_[end])) return true;
    bool blank_behind = end + 1 < text_.size() && is_blank(text_[end + 1]);
    return blank_behind && std::string_view("+-*/").find(text_[end]) != std::string_view::npos;
  }

  Syntax comparison() {
    if (++comparisons_ > Expression::max_comparisons) refuse_at(at_, "too many comparisons");
    auto at = at_;
    auto left = value(Side::left);
    skip_blanks();
    auto operation = comparing_operator();
    skip_blanks();
    auto right_at = at_;
    if (operation == ":" && here() == '*' && !is_word(ahead(1))) {
      ++at_;
      return {Kind::comparison, at, operation, {left, {Kind::star, right_at, "", {}}}};
    }
    return {Kind::comparison, at, operation, {std::move(left), value(Side::right)}};
  }

  std::string comparing_operator() {
    auto at = at_;
    char first = here();
    bool equals = ahead(1) == '=';
    if (first == '=' || first == ':') {
      ++at_;
      return std::string(1, first);
    }
    if (((first == '<' || first == '>')) || (first == '!' && equals)) {
      at_ += 1 + equals;
      return first + std::string(equals ? "=" : "");
    }
    refuse_at(at, "expected one of = != < <= > >= : after the field");
  }

  // ---- values

  /// An operator stands between blanks: elsewhere the sign belongs to a word.
  char take_operator(std::string_view operators) {
    auto at = at_;
    while (at < text_.size() && is_blank(text_[at])) ++at;
    if (at == at_ || at + 1 >= text_.size() || !is_blank(text_[at + 1])) return '\0';
    if (operators.find(text_[at]) == std::string_view::npos) return '\0';
    operator_at_ = at;
    at_ = at + 1;
    skip_blanks();
    return text_[at];
  }

  /// Bounds the depth of what is read, too.
  void count_operation(std::size_t at) {
    if (++operations_ > max_operations_)
      refuse_at(at, say("at most {} arithmetic operations and functions", max_operations_));
  }

  Syntax value(Side side) {
    auto left = product(side);
    while (auto sign = take_operator("+-")) {
      auto at = operator_at_;
      count_operation(at);
      left = {Kind::binary, at, std::string(1, sign), {std::move(left), product(side)}};
    }
    return left;
  }

  Syntax product(Side side) {
    auto left = atom(side);
    while (auto sign = take_operator("*/")) {
      auto at = operator_at_;
      count_operation(at);
      left = {Kind::binary, at, std::string(1, sign), {std::move(left), atom(side)}};
    }
    return left;
  }

  Syntax atom(Side side) {
    if (here() == '"' || here() == '\'') return quoted();
    auto at = at_;
    if (here() == '(') {
      enter();
      ++at_;
      skip_blanks();
      auto inner = value(Side::right);
      refuse_unclosed(at, "expected + - * or / between blanks, or a closing bracket, not \"{}\"");
      --depth_;
      return inner;
    }
    Syntax word{Kind::word, at, side == Side::left ? path() : this->word(), {}};
    if (word.text.empty()) refuse_empty(side);
    if (here() == '(') return call(std::move(word));
    return word;
  }

  [[noreturn]] void refuse_empty(Side side) const {
    bool left = side == Side::left;
    if (!at_end())
      refuse_at(at_, left ? say("expected a field, not \"{}\"", glimpse())
                          : say("expected a value, not \"{}\"", glimpse()));
    if (std::string_view(field_) == "formula")
      refuse_at(at_, left ? "expected a field, the formula ends here"
                          : "expected a value, the formula ends here");
    refuse_at(at_, left ? "expected a field, the filter ends here"
                        : "expected a value, the filter ends here");
  }

  std::string path() {
    auto start = at_;
    while (is_name(here()) || here() == '.') {
      ++at_;
      if (here() == '[') bracketed();
    }
    return std::string(text_.substr(start, at_ - start));
  }

  std::string word() {
    auto start = at_;
    while (is_word(here())) {
      ++at_;
      if (here() == '[') bracketed();
    }
    return std::string(text_.substr(start, at_ - start));
  }

  /// The type in about[crm.Account].
  void bracketed() {
    auto open = at_++;
    while (is_name(here()) || here() == '.') ++at_;
    if (here() != ']')
      refuse_at(open, "expected a record type and ], as in about[crm.Account].name");
    ++at_;
  }

  Syntax call(Syntax function) {
    auto open = at_++;
    count_operation(function.at);
    enter();
    function.kind = Kind::call;
    skip_blanks();
    // The first argument of if() is a condition.
    if (function.text == "if") {
      function.parts.push_back(condition());
      if (here() == ',') next_argument();
    }
    while (here() != ')') {
      function.parts.push_back(value(Side::right));
      skip_blanks();
      if (here() != ',') break;
      next_argument();
    }
    refuse_unclosed(open, "expected a comma or a closing bracket, not \"{}\"");
    --depth_;
    return function;
  }

  void next_argument() {
    ++at_;
    skip_blanks();
    if (here() == ')') refuse_at(at_, "expected a value behind the comma");
  }

  Syntax quoted() {
    Syntax read{Kind::quoted, at_, "", {}};
    char quote = here();
    for (++at_; !at_end(); ++at_) {
      if (here() == quote) {
        ++at_;
        return read;
      }
      if (here() == '\\' && at_ + 1 < text_.size()) ++at_;
      read.text += here();
    }
    refuse_at(read.at, "this quotation mark is not closed");
  }

  std::string_view text_;
  const char* field_;
  int max_operations_;
  int operations_ = 0;
  std::size_t at_ = 0;
  std::size_t operator_at_ = 0;
  int depth_ = 0;
  int comparisons_ = 0;
};

}  // namespace

void refuse_at(std::string_view text, std::size_t at, const Sentence& reason, const char* field) {
  refuse(field, say("at character {}: {}", text::length(text.substr(0, at)) + 1, reason));
}

void check_text(std::string_view text, const char* field) {
  if (text.size() > 4 * Expression::max_characters ||
      text::length(text) > Expression::max_characters)
    refuse(field, say("at most {} characters", Expression::max_characters));
  if (!text::is_utf8(text) || text.find('\0') != std::string_view::npos)
    refuse(field, "expected UTF-8 text");
}

Syntax read_condition(std::string_view text) {
  check_text(text, "filter");
  return Reader(text, "filter", Expression::max_operations).whole_condition();
}

Syntax read_value(std::string_view text) {
  check_text(text, "formula");
  return Reader(text, "formula", max_formula_operations).whole_value();
}

}  // namespace common::expr::impl
