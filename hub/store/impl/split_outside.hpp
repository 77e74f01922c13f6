#pragma once
#include <string>
#include <vector>

#include "common/text/text.hpp"

namespace hub::store::impl {

/// Parts between `separator`, as far as it stands outside brackets and quotes.
inline std::vector<std::string> split_outside(const std::string& text,
                                              const std::string& separator) {
  std::vector<std::string> parts(1);
  int depth = 0;
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '"') quoted = !quoted;
    if (!quoted) depth += (text[at] == '(') - (text[at] == ')');
    if (!quoted && depth == 0 && text.compare(at, separator.size(), separator) == 0) {
      parts.emplace_back();
      at += separator.size() - 1;
    } else {
      parts.back() += text[at];
    }
  }
  for (auto& part : parts) part = std::string(common::text::trim(part));
  return parts;
}

}  // namespace hub::store::impl
