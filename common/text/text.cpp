#include "common/text/text.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>

namespace common::text {
namespace {

/// Line ends and tabs are text; NUL, escape sequences and the like are not.
bool is_control(char c) {
  auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\n' && c != '\r' && c != '\t') || byte == 0x7f;
}

}  // namespace

std::string fold(std::string_view text) {
  bool ascii = true;
  for (char c : text) ascii = ascii && static_cast<unsigned char>(c) < 0x80;
  std::string folded;
  if (ascii) {
    folded = to_lower(text);
  } else {
    utf8proc_uint8_t* out = nullptr;
    auto size = utf8proc_map(
        reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
        static_cast<utf8proc_ssize_t>(text.size()), &out,
        static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
                                       UTF8PROC_STRIPMARK | UTF8PROC_IGNORE | UTF8PROC_STABLE));
    if (size < 0)
      folded = to_lower(text);
    else
      folded.assign(reinterpret_cast<char*>(out), static_cast<std::size_t>(size));
    std::free(out);
  }
  std::string result;
  for (char c : folded) {
    bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (blank && (result.empty() || result.back() == ' ')) continue;
    result += blank ? ' ' : c;
  }
  if (!result.empty() && result.back() == ' ') result.pop_back();
  return result;
}

bool is_utf8(std::string_view text) {
  utf8proc_int32_t point = 0;
  auto data = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  auto left = static_cast<utf8proc_ssize_t>(text.size());
  while (left > 0) {
    auto read = utf8proc_iterate(data, left, &point);
    if (read <= 0) return false;
    data += read;
    left -= read;
  }
  return true;
}

bool is_plain(std::string_view text) {
  return is_utf8(text) && std::none_of(text.begin(), text.end(), is_control);
}

std::string to_plain(std::string_view text, std::size_t bytes_max) {
  if (!is_utf8(text)) return "?";
  std::string plain(text.substr(0, bytes_max));
  while (!is_utf8(plain)) plain.pop_back();
  std::replace_if(plain.begin(), plain.end(), is_control, '?');
  return plain;
}

std::size_t length(std::string_view text) {
  std::size_t count = 0;
  for (char c : text) count += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  return count;
}

std::string to_snake(std::string_view camel) {
  std::string snake;
  for (std::size_t i = 0; i < camel.size(); ++i) {
    bool upper = camel[i] >= 'A' && camel[i] <= 'Z';
    if (upper && i > 0 && camel[i - 1] != '_') snake += '_';
    snake += upper ? static_cast<char>(camel[i] + 32) : camel[i];
  }
  return snake;
}

std::string to_label(std::string_view snake) {
  std::string label(snake);
  for (auto& c : label) c = c == '_' || c == '-' ? ' ' : c;
  if (!label.empty() && label[0] >= 'a' && label[0] <= 'z')
    label[0] = static_cast<char>(label[0] - 32);
  return label;
}

std::string to_lower(std::string_view ascii) {
  std::string lower(ascii);
  for (auto& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return lower;
}

std::vector<std::string> split(std::string_view text, char by) {
  std::vector<std::string> parts;
  while (true) {
    auto at = text.find(by);
    parts.emplace_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

std::string_view trim(std::string_view text) {
  auto from = text.find_first_not_of(" \t\r\n");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1);
}

}  // namespace common::text
