#include "common/rules/field/condition.hpp"

#include <cctype>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"

namespace common::rules::field {
namespace {

using Truth = std::optional<bool>;
constexpr int depth_max = 24;

std::optional<std::int64_t> number_in(const std::string& text) {
  try {
    return codec::parse_scaled(text, 6);
  } catch (const Error&) {
    return std::nullopt;  // how the parser says that it is no number
  }
}

bool compare(const std::string& left, const std::string& sign, const std::string& right) {
  auto a = number_in(left), b = number_in(right);
  int order = a && b ? (*a < *b ? -1 : *a > *b ? 1 : 0) : left.compare(right);
  if (sign == "=") return order == 0;
  if (sign == "!=") return order != 0;
  if (sign == "<") return order < 0;
  if (sign == "<=") return order <= 0;
  if (sign == ">") return order > 0;
  return order >= 0;
}

/// Recursive descent over the text; evaluates as it reads.
class Reader {
 public:
  Reader(std::string_view text, const AnswerOf& answer_of) : text_(text), answer_of_(answer_of) {}

  Truth read() {
    auto truth = read_any(0);
    skip_blanks();
    if (at_ < text_.size()) refuse_here("expected the end");
    return truth;
  }

 private:
  Truth read_any(int depth) {
    if (depth > depth_max) refuse_here("too many brackets");
    auto truth = read_one(depth);
    std::string joined;
    for (;;) {
      auto before = at_;
      auto word = read_word();
      if (word != "AND" && word != "OR") {
        at_ = before;
        return truth;
      }
      if (!joined.empty() && joined != word) refuse_here("AND beside OR needs brackets");
      joined = word;
      auto next = read_one(depth);
      truth = word == "AND" ? both(truth, next) : either(truth, next);
    }
  }

  Truth read_one(int depth) {
    skip_blanks();
    if (take('(')) {
      auto truth = read_any(depth + 1);
      skip_blanks();
      if (!take(')')) refuse_here("expected a closing bracket");
      return truth;
    }
    auto word = read_word();
    if (word == "NOT") {
      if (depth > depth_max) refuse_here("too many negations");
      auto truth = read_one(depth + 1);
      return truth ? Truth(!*truth) : std::nullopt;
    }
    if (word.empty() || !(word[0] >= 'a' && word[0] <= 'z'))
      refuse_here("expected the key of a question");
    auto answer = answer_of_(word);
    auto sign = read_sign();
    if (sign.empty()) return Truth(answer && *answer != "false");
    auto literal = read_literal();
    return answer ? Truth(compare(*answer, sign, literal)) : std::nullopt;
  }

  static Truth both(Truth a, Truth b) {
    if ((a && !*a) || (b && !*b)) return false;
    return a && b ? Truth(true) : std::nullopt;
  }
  static Truth either(Truth a, Truth b) {
    if ((a && *a) || (b && *b)) return true;
    return a && b ? Truth(false) : std::nullopt;
  }

  std::string read_word() {
    skip_blanks();
    auto begin = at_;
    while (at_ < text_.size() &&
           (std::isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '_'))
      ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }
  std::string read_sign() {
    skip_blanks();
    for (std::string_view sign : {"!=", "<=", ">=", "=", "<", ">"})
      if (text_.substr(at_, sign.size()) == sign) {
        at_ += sign.size();
        return std::string(sign);
      }
    return {};
  }
  std::string read_literal() {
    skip_blanks();
    std::string literal;
    if (take('"')) {
      while (at_ < text_.size() && text_[at_] != '"') literal += text_[at_++];
      if (!take('"')) refuse_here("the quotation mark is not closed");
      return literal;
    }
    while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) ||
                                  text_[at_] == '.' || text_[at_] == '-' || text_[at_] == '_'))
      literal += text_[at_++];
    if (literal.empty()) refuse_here("expected a value");
    return literal;
  }
  void skip_blanks() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
  }
  bool take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  [[noreturn]] void refuse_here(const Sentence& text) const {
    refuse("condition", say("at character {}: {}", at_ + 1, text));
  }

  std::string_view text_;
  const AnswerOf& answer_of_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<bool> evaluate_condition(std::string_view condition, const AnswerOf& answer_of) {
  return Reader(condition, answer_of).read();
}

std::set<std::string> keys_of_condition(std::string_view condition) {
  std::set<std::string> keys;
  AnswerOf note = [&](const std::string& key) {
    keys.insert(key);
    return std::optional<std::string>();
  };
  Reader(condition, note).read();
  return keys;
}

}  // namespace common::rules::field
