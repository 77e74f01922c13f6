#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "common/error/sentence.hpp"

namespace common::expr::impl {

/// A filter or formula as it is written, before anybody knows what its words mean.
struct Syntax {
  enum class Kind {
    all,
    any,
    negation,
    comparison,  ///< text: the operator; parts: left, right
    word,
    quoted,
    star,    ///< as in path:*
    call,    ///< text: the function
    binary,  ///< text: one of + - * /
  };
  Kind kind = Kind::all;
  std::size_t at = 0;  ///< byte in the text
  std::string text;
  std::vector<Syntax> parts;
};

/// Throws bad_input for `field`.
[[noreturn]] void refuse_at(std::string_view text, std::size_t at, const Sentence& reason,
                            const char* field);
void check_text(std::string_view text, const char* field);

/// Nothing but blanks is `all` without parts.
Syntax read_condition(std::string_view text);
/// For field "formula".
Syntax read_value(std::string_view text);
constexpr int max_formula_operations = 100;

}  // namespace common::expr::impl
