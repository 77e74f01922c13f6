#include "hub/graphql/lexer.hpp"

#include <algorithm>

#include "common/text/text.hpp"

namespace hub::graphql {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_name(char c) {
  return is_name_start(c) || is_digit(c);
}

void append_utf8(std::string& out, std::uint32_t code) {
  auto tail = [&](int shift) { out += static_cast<char>(0x80 | ((code >> shift) & 0x3f)); };
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xc0 | (code >> 6));
    tail(0);
  } else if (code < 0x10000) {
    out += static_cast<char>(0xe0 | (code >> 12));
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xf0 | (code >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

std::vector<std::string> lines_of(std::string_view raw) {
  std::vector<std::string> lines(1);
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] == '\r' && i + 1 < raw.size() && raw[i + 1] == '\n') continue;
    if (raw[i] == '\n' || raw[i] == '\r')
      lines.emplace_back();
    else
      lines.back() += raw[i];
  }
  return lines;
}

std::size_t indentation(const std::string& line) {
  return std::min(line.find_first_not_of(" \t"), line.size());
}

}  // namespace

std::string block_value(std::string_view raw) {
  auto lines = lines_of(raw);
  std::size_t common = std::string::npos;
  for (std::size_t i = 1; i < lines.size(); ++i)
    if (auto indent = indentation(lines[i]); indent < lines[i].size())
      common = std::min(common, indent);
  if (common != std::string::npos)
    for (std::size_t i = 1; i < lines.size(); ++i)
      lines[i].erase(0, std::min(common, lines[i].size()));
  auto blank = [](const std::string& line) { return indentation(line) == line.size(); };
  auto first = std::find_if_not(lines.begin(), lines.end(), blank);
  auto last = std::find_if_not(lines.rbegin(), std::make_reverse_iterator(first), blank).base();
  std::string out;
  for (auto line = first; line != last; ++line) out += (line == first ? "" : "\n") + *line;
  return out;
}

Lexer::Lexer(std::string_view text) : text_(text) {
  if (!common::text::is_utf8(text)) refuse("the document is not UTF-8");
  if (text_.starts_with("\xef\xbb\xbf")) text_.remove_prefix(3);
}

void Lexer::refuse(const std::string& text) const {
  throw Unreadable(common::ErrorCode::bad_input, "Syntax error: " + text, place_);
}

void Lexer::advance(std::size_t bytes) {
  for (; bytes > 0 && position_ < text_.size(); --bytes, ++position_) {
    char c = text_[position_];
    bool ends_line = c == '\n' || (c == '\r' && at(1) != '\n');
    if (ends_line) {
      ++place_.line;
      place_.column = 1;
    } else if (c != '\r' && (static_cast<unsigned char>(c) & 0xc0) != 0x80) {
      ++place_.column;
    }
  }
}

void Lexer::skip_ignored() {
  while (position_ < text_.size()) {
    char c = at();
    if (c == '#') {
      while (position_ < text_.size() && at() != '\n' && at() != '\r') advance();
    } else if (c == ' ' || c == '\t' || c == ',' || c == '\n' || c == '\r') {
      advance();
    } else if (text_.substr(position_).starts_with("\xef\xbb\xbf")) {
      advance(3);
    } else {
      return;
    }
  }
}

Token Lexer::next() {
  skip_ignored();
  Token token{Token::Kind::end, {}, place_};
  if (position_ >= text_.size()) return token;
  char c = at();
  auto rest = text_.substr(position_);
  if (is_name_start(c)) {
    token.kind = Token::Kind::name;
    while (is_name(at())) {
      token.text += at();
      advance();
    }
    return token;
  }
  if (is_digit(c) || c == '-') return number(std::move(token));
  if (rest.starts_with("\"\"\"")) return block_text(std::move(token));
  if (c == '"') return line_text(std::move(token));
  token.kind = Token::Kind::mark;
  token.text = rest.starts_with("...") ? "..." : std::string(1, c);
  if (token.text.size() == 1 && std::string_view("!$&():=@[]{|}").find(c) == std::string_view::npos)
    refuse("unexpected character");
  advance(token.text.size());
  return token;
}

void Lexer::digits() {
  if (!is_digit(at())) refuse("expected a digit");
  while (is_digit(at())) advance();
}

Token Lexer::number(Token token) {
  auto from = position_;
  token.kind = Token::Kind::integer;
  if (at() == '-') advance();
  if (at() == '0') {
    advance();
    if (is_digit(at())) refuse("a number does not begin with 0");
  } else {
    digits();
  }
  if (at() == '.') {
    token.kind = Token::Kind::decimal;
    advance();
    digits();
  }
  if (at() == 'e' || at() == 'E') {
    token.kind = Token::Kind::decimal;
    advance();
    if (at() == '+' || at() == '-') advance();
    digits();
  }
  if (is_name(at()) || at() == '.') refuse("expected the end of the number");
  token.text = std::string(text_.substr(from, position_ - from));
  return token;
}

Token Lexer::line_text(Token token) {
  token.kind = Token::Kind::text;
  advance();
  while (at() != '"') {
    auto byte = static_cast<unsigned char>(at());
    if (position_ >= text_.size() || at() == '\n' || at() == '\r') refuse("the text has no end");
    if (byte < 0x20 && byte != '\t') refuse("a control character in a text");
    if (at() == '\\') {
      append_escape(token.text);
    } else {
      token.text += at();
      advance();
    }
  }
  advance();
  return token;
}

std::uint32_t Lexer::hex(std::size_t count) {
  std::uint32_t code = 0;
  for (std::size_t i = 0; i < count; ++i) {
    char c = at();
    auto digit = std::string_view("0123456789abcdef").find(c >= 'A' && c <= 'F' ? c + 32 : c);
    if (c == '\0' || digit == std::string_view::npos) refuse("invalid Unicode escape");
    code = code * 16 + static_cast<std::uint32_t>(digit);
    advance();
  }
  return code;
}

std::uint32_t Lexer::braced_hex() {
  advance();
  std::size_t size = 0;
  while (at(size) != '}' && size < 9) ++size;
  if (size == 0 || size > 8) refuse("invalid Unicode escape");
  auto code = hex(size);
  advance();
  return code;
}

void Lexer::append_escape(std::string& out) {
  advance();
  char c = at();
  constexpr std::string_view names = "\"\\/bfnrt", values = "\"\\/\b\f\n\r\t";
  if (auto known = names.find(c); c != '\0' && known != std::string_view::npos) {
    out += values[known];
    return advance();
  }
  if (c != 'u') refuse("invalid escape");
  advance();
  auto code = at() == '{' ? braced_hex() : hex(4);
  bool high = code >= 0xd800 && code < 0xdc00;
  if (high && at() == '\\' && at(1) == 'u') {
    advance(2);
    auto low = hex(4);
    if (low < 0xdc00 || low > 0xdfff) refuse("invalid Unicode escape");
    code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
  }
  if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) refuse("invalid Unicode escape");
  append_utf8(out, code);
}

Token Lexer::block_text(Token token) {
  token.kind = Token::Kind::text;
  advance(3);
  std::string raw;
  while (true) {
    auto rest = text_.substr(position_);
    if (rest.empty()) refuse("the text has no end");
    if (rest.starts_with("\"\"\"")) break;
    bool escaped = rest.starts_with("\\\"\"\"");
    auto byte = static_cast<unsigned char>(rest[0]);
    if (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r')
      refuse("a control character in a text");
    raw += escaped ? "\"\"\"" : std::string(1, rest[0]);
    advance(escaped ? 4 : 1);
  }
  advance(3);
  token.text = block_value(raw);
  return token;
}

}  // namespace hub::graphql
