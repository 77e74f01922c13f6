#include "common/http/target.hpp"

#include <fmt/format.h>

namespace common::http {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Control characters break logs, headers and databases alike.
bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

bool read_path(std::string_view text, std::string& path) {
  path = "/";
  bool folder = true;
  for (std::size_t at = 1; at <= text.size();) {
    auto end = std::min(text.find('/', at), text.size());
    auto segment = percent_decode(text.substr(at, end - at), false);
    if (!segment || segment->find_first_of("/\\") != std::string::npos || segment == "..")
      return false;
    at = end + 1;
    folder = segment->empty() || *segment == ".";
    if (folder) continue;
    if (path.size() > 1) path += '/';
    path += *segment;
  }
  if (folder && path.size() > 1) path += '/';
  return true;
}

bool read_query(std::string_view text, Query& query) {
  while (!text.empty()) {
    auto end = text.find('&');
    auto pair = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    if (pair.empty()) continue;
    auto equals = pair.find('=');
    auto name = percent_decode(pair.substr(0, equals), true);
    auto value = percent_decode(
        equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1), true);
    if (!name || !value) return false;
    query.emplace_back(std::move(*name), std::move(*value));
  }
  return true;
}

/// The length of the UTF-8 sequence at the front (RFC 3629, section 4), 0 if it is none.
std::size_t utf8_size(std::string_view text) {
  auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  auto tail = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xbf) {
    return i < text.size() && byte(i) >= low && byte(i) <= high;
  };
  unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return tail(1) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef) {
    unsigned low = first == 0xe0 ? 0xa0 : 0x80, high = first == 0xed ? 0x9f : 0xbf;
    return tail(1, low, high) && tail(2) ? 3 : 0;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    unsigned low = first == 0xf0 ? 0x90 : 0x80, high = first == 0xf4 ? 0x8f : 0xbf;
    return tail(1, low, high) && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    auto size = utf8_size(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
      int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
      // A line break may stand in a search text, nowhere else.
      if (is_control(c) && !(plus_is_space && (c == '\n' || c == '\r' || c == '\t')))
        return std::nullopt;
    } else if (c == '+' && plus_is_space) {
      c = ' ';
    } else if (is_control(c)) {
      return std::nullopt;
    }
    out += c;
  }
  if (!is_utf8(out)) return std::nullopt;
  return out;
}

bool read_target(Request& request) {
  std::string_view target = request.target;
  if (target == "*") {
    request.path = "*";
    return request.method == Method::options;
  }
  for (std::string_view scheme : {"http://", "https://"})
    if (equal_ignoring_case(target.substr(0, scheme.size()), scheme)) {
      auto slash = target.find('/', scheme.size());
      target = slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
    }
  if (target.empty() || target.front() != '/') return false;
  // A fragment never belongs on the wire; accepting one would hide part of the path from the
  // router.
  if (target.find('#') != std::string_view::npos) return false;
  auto mark = target.find('?');
  if (!read_path(target.substr(0, mark), request.path)) return false;
  return mark == std::string_view::npos || read_query(target.substr(mark + 1), request.query);
}

}  // namespace common::http
