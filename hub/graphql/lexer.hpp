#pragma once
#include <string>
#include <string_view>

#include "hub/graphql/document.hpp"

namespace hub::graphql {

struct Token {
  enum class Kind { end, mark, name, integer, decimal, text };
  Kind kind = Kind::end;
  std::string text;  ///< of a mark: the mark itself, "..." or one character
  Place place;
};

/// Cuts a document into tokens; the text must outlive it. Source: section 2.1.
class Lexer {
 public:
  explicit Lexer(std::string_view text);
  /// Throws Unreadable.
  Token next();

 private:
  char at(std::size_t ahead = 0) const {
    return position_ + ahead < text_.size() ? text_[position_ + ahead] : '\0';
  }
  void advance(std::size_t bytes = 1);
  void skip_ignored();
  Token number(Token token);
  void digits();
  Token line_text(Token token);
  Token block_text(Token token);
  void append_escape(std::string& out);
  std::uint32_t hex(std::size_t count);
  std::uint32_t braced_hex();
  [[noreturn]] void refuse(const std::string& text) const;

  std::string_view text_;
  std::size_t position_ = 0;
  Place place_;
};

/// The content of a block text by its lines: common indentation and blank first and last lines are
/// taken away. Source: section 2.9.4, BlockStringValue.
std::string block_value(std::string_view raw);

}  // namespace hub::graphql
