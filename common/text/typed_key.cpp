#include "common/text/typed_key.hpp"

#include <utf8proc.h>

#include <cstdlib>

#include "common/text/text.hpp"

namespace common::text {

std::string typed_key(std::string_view text) {
  auto inner = trim(text);
  utf8proc_uint8_t* out = nullptr;
  auto size = utf8proc_map(
      reinterpret_cast<const utf8proc_uint8_t*>(inner.data()),
      static_cast<utf8proc_ssize_t>(inner.size()), &out,
      static_cast<utf8proc_option_t>(UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STABLE));
  if (size < 0) return to_lower(inner);
  std::string key(reinterpret_cast<char*>(out), static_cast<std::size_t>(size));
  std::free(out);
  return key;
}

}  // namespace common::text
